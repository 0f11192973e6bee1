"""Terms: which words of a source are agreed, and which translations do not use them."""

from __future__ import annotations

import pytest

from standing.hall.translations.actions import terms as actions
from standing.hall.translations.models import Term, TermWord
from standing.hall.translations.queries.terms import terms
from standing.hall.translations.rules.terms import TermFact, in_text, missing
from standing.kernel.refusals import NotFound, Refused
from tests.make import accounts
from tests.make import translations as make

JUDICIAL = TermFact(word="judicial warrant", meaning="", said={"es": "orden judicial", "fa": "حکم قضایی"})
WARRANT = TermFact(word="warrant", meaning="", said={"es": "orden"})
HOTLINE = TermFact(word="hotline", meaning="", said={"es": "línea de ayuda / línea directa"})
ALL = (WARRANT, HOTLINE, JUDICIAL)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Ask for a judicial warrant.", [JUDICIAL]),
        ("Judicial warrants and other warrants", [JUDICIAL, WARRANT]),
        ("Call the hotline!", [HOTLINE]),
        ("An unwarranted call", []),
    ],
)
def test_the_longest_term_counts_and_words_inside_words_do_not(source, found):
    assert list(in_text(terms=ALL, source=source)) == found


@pytest.mark.parametrize(
    ("source", "text", "language", "lacks"),
    [
        ("Ask for a judicial warrant.", "Pida una orden judicial.", "es", []),
        ("Ask for judicial warrants.", "Pida las órdenes judiciales.", "es", []),
        ("Ask for a judicial warrant.", "Pida el papel.", "es", [JUDICIAL]),
        ("Call the hotline.", "Llame a la línea directa.", "es", []),
        ("Call the hotline.", "Llame.", "es", [HOTLINE]),
        ("Call the hotline.", "تماس بگیرید.", "fa", []),  # no word is agreed in Persian
        ("A judicial warrant", "حکمِ قضایی", "fa", []),
    ],
)
def test_a_translation_lacks_the_agreed_word(source, text, language, lacks):
    assert list(missing(terms=ALL, source=source, text=text, language=language)) == lacks


@pytest.mark.django_db
def test_terms_are_agreed_changed_and_dropped(writer):
    def agree(**said):
        actions.agree_term(word="warrant", meaning="An order.", said=said, by=writer, at=make.AT)

    agree(es="orden", fa="حکم")
    agree(es="orden")
    assert (Term.objects.count(), TermWord.objects.count()) == (1, 2)
    agree(es="mandato", fa="")
    assert terms() == (TermFact(word="warrant", meaning="An order.", said={"es": "mandato"}),)

    actions.drop_term(word="warrant", by=writer, at=make.AT)
    assert terms() == ()
    with pytest.raises(NotFound):
        actions.drop_term(word="warrant", by=writer, at=make.AT)


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{"word": " "}, {"word": "x" * 101}, {"said": {"es": "<b>"}}, {"meaning": "&nbsp;"}])
def test_a_wrong_term_is_refused(writer, sent):
    with pytest.raises(Refused):
        actions.agree_term(**{"word": "warrant", "meaning": "", "said": {}, "by": writer, "at": make.AT, **sent})
    with pytest.raises(Refused):
        actions.agree_term(word="warrant", meaning="", said={}, by=accounts.person(), at=make.AT)
    assert Term.objects.count() == 0
