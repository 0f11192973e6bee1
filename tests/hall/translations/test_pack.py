"""Words that come with a pack: taken where their source is today's, never over a person's edit."""

from __future__ import annotations

import pytest

from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.hall.translations import api
from standing.hall.translations.actions.pack import take_terms
from standing.hall.translations.actions.terms import agree_term
from standing.hall.translations.api import Report, SourceText
from standing.hall.translations.models import Translation
from standing.hall.translations.queries.terms import terms
from tests.make import accounts
from tests.make import translations as make
from tests.make.pack import pack_files, write_pack
from tests.make.translations import ASK, CARD, SPANISH, TEXTS

pytestmark = pytest.mark.django_db
WORDS = f"""\
language: es
texts:
  - {{key: "{ASK}", en: "{TEXTS[0].text}", text: "{SPANISH[ASK]}"}}
  - {{key: "{CARD}", en: "Another source.", text: "{SPANISH[CARD]}"}}
  - {{key: "no:such", en: "X.", text: "Y."}}
"""
TERMS = """\
terms:
  - {id: warrant, en: warrant, note: An order., words: {es: orden, zh-Hant: 命令}}
"""


def in_force():
    pack = packs.in_force(known=make.AT)
    assert pack is not None
    return pack


def state(key=ASK):
    return api.said(keys=[key], language="es")[key].state


def test_words_wait_until_their_source_is_in_force(tmp_path):
    make.load_town(tmp_path, words_es=WORDS)
    make.page()
    assert (state(ASK), state(CARD)) == ("translated", "missing")


def test_the_report_counts_what_was_taken_and_why_not(tmp_path):
    make.page()
    make.load_town(tmp_path, words_es=WORDS)  # taken in when it comes into force
    assert state() == "translated"
    assert api.take_from_pack(pack=in_force(), by=SYSTEM, at=make.AT) == Report(unchanged=1, stale=1, unknown=1)


def test_a_persons_edit_stays(tmp_path, writer):
    make.page()
    make.write(text="Pida el papel.", by=writer)
    make.load_town(tmp_path, words_es=WORDS)
    assert api.take_from_pack(pack=in_force(), by=SYSTEM, at=make.AT) == Report(newer=1, stale=1, unknown=1)
    make.approve(text="Pida el papel.", by=make.translator())
    assert api.said(keys=[ASK], language="es")[ASK].text == "Pida el papel."


def test_who_brings_a_pack_into_force_need_not_translate_and_wrote_nothing(tmp_path):
    somebody = accounts.administrator()
    make.page()
    make.load_town(tmp_path, words_es=WORDS, terms=TERMS, by=somebody)
    assert state() == "translated"
    assert {row.written_by for row in Translation.objects.all()} == {str(SYSTEM.pk)}
    assert [(one.word, one.said) for one in terms()] == [("warrant", {"es": "orden", "zh-hant": "命令"})]


def test_a_source_that_comes_back_to_the_packs_words_takes_them(tmp_path):
    make.load_town(tmp_path, words_es=WORDS)
    make.page([TEXTS[0], SourceText(key=CARD, text="Old words."), TEXTS[2]])
    assert state(CARD) == "missing"
    make.page([TEXTS[0], SourceText(key=CARD, text="Another source."), TEXTS[2]])
    assert state(CARD) == "translated"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (WORDS.replace("language: es", "language: so"), "languages.yaml does not have so."),
        (WORDS.replace(SPANISH[ASK], "<b>Pida</b>"), "The text holds HTML"),
        (WORDS.replace(TEXTS[0].text, "Call {phone_311}."), "The text lost {phone_311}."),
        (WORDS.replace("no:such", ASK), "stands twice"),
    ],
)
def test_a_pack_with_wrong_words_is_refused(tmp_path, words, said):
    files = pack_files(languages=make.LANGUAGES)
    files["words/es/town.yaml"] = words.encode()
    found = packs.validate(write_pack(tmp_path, files)).problems
    assert any(one.sentence.startswith(said) or said in one.sentence for one in found)


def test_terms_come_with_the_pack_and_a_persons_word_stays(tmp_path, writer):
    make.load_town(tmp_path, terms=TERMS)
    assert [(one.word, one.said) for one in terms()] == [("warrant", {"es": "orden", "zh-hant": "命令"})]

    agree_term(word="warrant", meaning="An order.", said={"es": "mandato"}, by=writer, at=make.AT)
    assert take_terms(pack=in_force(), by=SYSTEM, at=make.AT) == 0
    assert terms()[0].said["es"] == "mandato"


def test_a_term_in_an_unknown_language_is_refused(tmp_path):
    files = pack_files(languages=make.LANGUAGES)
    files["terms.yaml"] = TERMS.replace("es: orden", "so: amar").encode()
    assert [one.sentence for one in packs.validate(write_pack(tmp_path, files)).problems] == [
        "languages.yaml does not have so."
    ]
