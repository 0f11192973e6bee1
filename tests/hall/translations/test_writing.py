"""Sources, translations and reviews as deeds: what is taken, what is refused, what the database keeps out."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM, records_about
from standing.hall.translations import api
from standing.hall.translations.actions import writing
from standing.hall.translations.api import SourceText
from standing.hall.translations.models import Segment, Source, Translation, Verdict
from standing.hall.translations.rules.states import hash_of
from standing.hall.translations.rules.texts import TextRefused
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from tests.make import accounts
from tests.make import translations as make
from tests.make.translations import ASK, CALL, CARD, DOOR, SPANISH, TEXTS

pytestmark = pytest.mark.django_db


def segments():
    return {row.key: (row.place, row.number, row.retired_at is None) for row in Segment.objects.filter(page_id=DOOR)}


def test_putting_the_same_source_again_adds_nothing():
    make.page()
    make.page()
    assert Source.objects.count() == 3
    assert segments() == {ASK: (0, 1, True), CARD: (1, 1, True), CALL: (2, 1, True)}


def test_what_is_left_out_is_retired_and_comes_back_with_its_translations(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)
    make.page(TEXTS[1:])
    assert segments()[ASK] == (0, 1, False)
    assert api.page_state(page=DOOR, language="es").total == 2

    make.page()
    assert api.said(keys=[ASK], language="es")[ASK].text == SPANISH[ASK]


def test_a_source_with_mistakes_is_refused_whole():
    with pytest.raises(TextRefused) as caught:
        make.page([SourceText(key=ASK, text="<b>Ask</b>"), SourceText(key=CARD, text="{"), TEXTS[2]])
    assert [one.split(":")[2].split()[0] for one in caught.value.mistakes] == ["b1", "b2"] or len(
        caught.value.mistakes
    ) == 2
    assert Source.objects.count() == 0


def test_two_texts_cannot_share_a_name():
    with pytest.raises(Refused, match="Two texts are called"):
        make.page([TEXTS[0], TEXTS[0]])


def test_each_deed_is_recorded_with_hashes_and_no_words(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)
    make.give_back(by=reader)

    found = records_about(subject=ASK)
    assert sorted(one.verb for one in found) == ["translations.return", "translations.review", "translations.write"]
    assert SPANISH[ASK] not in str([one.facts for one in found])


def test_the_same_words_again_change_nothing(writer):
    make.page()
    assert make.write(by=writer).is_new
    assert not make.write(by=writer).is_new
    assert not make.write(by=writer, state="draft").is_new
    assert Translation.objects.count() == 1


def test_a_draft_becomes_whole_with_the_same_words(writer):
    make.page()
    make.write(by=writer, state="draft")
    assert make.write(by=writer).number == 2
    assert api.said(keys=[ASK], language="es")[ASK].state == "translated"


def test_words_of_another_language_role_or_text_are_refused(writer):
    make.page()
    with pytest.raises(NotAllowed):
        make.write(by=accounts.person(role=Role.ATTORNEY))
    with pytest.raises(NotFound):
        make.write("no:such", "Pida.", by=writer, seen=hash_of("x"))
    with pytest.raises(Refused, match="language of the source"):
        make.write(by=writer, language="en")
    with pytest.raises(writing.SourceMoved):
        make.write(by=writer, seen=hash_of("Another source."))
    with pytest.raises(TextRefused):
        make.write(CALL, "Llame.", by=writer)
    assert Translation.objects.count() == 0


def test_an_older_source_can_still_be_translated_and_is_stale(writer):
    make.page()
    make.page([SourceText(key=ASK, text="Ask again."), *TEXTS[1:]])
    make.write(by=writer, seen=hash_of("Ask to see the paper."))
    assert api.said(keys=[ASK], language="es")[ASK].state == "stale"


def test_nobody_approves_their_own_words(writer, reader):
    make.page()
    make.write(by=writer)
    with pytest.raises(NotAllowed, match="A second person reviews it"):
        make.approve(by=writer)
    make.approve(by=reader)


def test_nobody_approves_their_own_words_that_another_signed_off(writer, reader):
    make.page()
    make.write(by=writer, state="draft")
    make.write(by=reader)
    for person in (writer, reader):
        with pytest.raises(NotAllowed):
            make.approve(by=person)
    make.approve(by=make.translator())


def test_the_system_never_reviews(writer):
    make.page()
    make.write(by=writer)
    with pytest.raises(NotAllowed):
        api.review_translation(key=ASK, language="es", seen_sha256=hash_of(SPANISH[ASK]), by=SYSTEM, at=make.AT)


def test_only_what_was_read_is_approved(writer, reader):
    make.page()
    with pytest.raises(NotFound):
        make.approve(by=reader)
    make.write(by=writer, state="draft")
    with pytest.raises(NotNow, match="finished"):
        make.approve(by=reader)
    make.write(by=writer)
    with pytest.raises(NotNow, match="not the one you read"):
        make.approve(text="Otra cosa.", by=reader)
    make.approve(by=reader)
    with pytest.raises(NotNow, match="already"):
        make.approve(by=reader)
    make.page([SourceText(key=ASK, text="Ask again."), *TEXTS[1:]])
    with pytest.raises(NotNow, match="today"):
        make.approve(by=reader)


def test_what_was_approved_can_be_given_back(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)
    make.give_back(by=reader)
    assert api.said(keys=[ASK], language="es")[ASK].state == "draft"
    with pytest.raises(Refused):
        make.give_back(by=reader, note=" ")


# --- the database has the last word -----------------------------------------------------------------


def refused(act):
    with pytest.raises(DatabaseError), transaction.atomic():
        act()


def test_versions_are_only_ever_added(writer, reader):
    make.page()
    make.write(by=writer)
    make.approve(by=reader)
    for rows in (Source.objects, Translation.objects, Verdict.objects):
        refused(lambda rows=rows: rows.all().delete())
    refused(lambda: Source.objects.update(text="x"))
    refused(lambda: Translation.objects.update(text="x"))
    refused(lambda: Verdict.objects.update(note="x"))
    refused(lambda: Segment.objects.all().delete())


def test_the_database_knows_who_wrote_what(writer, reader):
    make.page()
    row = Translation.objects.get(pk=make.write(by=writer).translation)

    def verdict(by, outcome="approved"):
        return Verdict.objects.create(translation=row, outcome=outcome, note="x", given_by=str(by.pk), given_at=make.AT)

    refused(lambda: verdict(writer))
    refused(lambda: verdict(writer, "returned"))
    verdict(reader)


def test_the_database_reviews_no_draft(writer, reader):
    make.page()
    row = make.write(by=writer, state="draft").translation
    refused(
        lambda: Verdict.objects.create(
            translation_id=row, outcome="approved", given_by=str(reader.pk), given_at=make.AT
        )
    )


def test_the_database_checks_hashes_sources_and_numbers():
    make.page()
    good = {"segment_id": ASK, "language": "es", "number": 1, "text": "Pida.", "state": "translated", "written_by": "x", "written_at": make.AT, "source_sha256": make.source_hash(ASK)}  # fmt: skip
    refused(lambda: Translation.objects.create(**{**good, "source_sha256": "0" * 64}))
    refused(lambda: Translation.objects.create(**{**good, "state": "reviewed"}))
    refused(lambda: Translation.objects.create(**{**good, "language": "Español"}))
    Translation.objects.create(**good)
    refused(lambda: Translation.objects.create(**good))
    refused(lambda: Segment.objects.filter(pk=ASK).update(number=9))
    refused(
        lambda: Source.objects.create(
            segment_id=ASK, number=2, text="Ask", sha256="0" * 64, written_by="x", written_at=make.AT
        )
    )
