"""What can be done with completions: record one, also for oneself."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import How, Kind, Who
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM, Actor
from standing.hall.links import api as links
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.roster import api as roster
from standing.rooms.training.models import Completion, Edition
from standing.rooms.training.queries import certificates
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.rules import text as texts
from standing.rooms.training.rules.answers import CODE_LENGTH, NotPassed, Result, passes
from standing.rooms.training.rules.facts import CompletionFact

LINK, LINK_PATH = "training.take", "/learn/mine/"
LINK_DAYS = 45


class NoSuchPerson(NotFound):
    """Number and name do not fit together, or are not on the roster today."""


@transaction.atomic
def complete(
    *,
    person: UUID,
    edition: EditionFact,
    language: str,
    on: date,
    how: How,
    score: int | None = None,
    out_of: int | None = None,
    by: Actor,
    at: datetime,
    sheet_sha256: str = "",
) -> CompletionFact:
    """
    This will record that a person finished exactly this edition, in this language, on a day of the city's calendar.

    Done a second time for the same day, it returns the first. Without a score no questions were asked, as on a
    signed sheet. The caller has checked that ``by`` may say so. Source: ED12-1b.

    :raises NotFound: if there is no such person, or the edition is not there in this language
    :raises NotNow: if the edition was not out on that day, the day has not come, or the person was not there
    :raises NotPassed: if the score is not enough
    """
    fact = roster.person(id=person)
    if language not in edition.languages:
        raise NotFound("The course is not there in this language.")
    if edition.out_on is None or on < edition.out_on:
        raise NotNow("On that day people could not take this edition yet. Look at the day, or at the edition.")
    if fact.is_forgotten or on < fact.joined_on or (fact.left_on is not None and on >= fact.left_on):
        raise NotNow("On that day this person did not work for the City.")
    if (score is None) != (out_of is None):
        raise ValueError("A score is so many out of so many.")
    if (
        score is not None
        and out_of is not None
        and not passes(score=score, out_of=out_of, percent=edition.pass_percent)
    ):
        raise NotPassed("The answers are not enough to pass.")

    Edition.objects.select_for_update(no_key=True).only("pk").get(pk=edition.id)
    known = Completion.objects.filter(person_id=person, edition_id=edition.id, on=on).first()
    if known is not None:
        return _fact(known, edition, is_new=False)
    text = _text(edition, language)
    acknowledged = acknowledgements.acknowledge(
        text=text.sha256,
        who=Who(kind=Kind.PERSON, id=str(person)),
        on=on,
        how=how,
        by=by,
        at=at,
        sheet_sha256=sheet_sha256,
    )
    named = uuid.uuid4()
    row = Completion.objects.create(
        id=named,
        person_id=person,
        edition_id=edition.id,
        language=language,
        on=on,
        how=how.value,
        score=score,
        out_of=out_of,
        acknowledgement_id=acknowledged.id,
        code_fingerprint=sealed.fingerprint(certificates.code_for(completion=named), length=CODE_LENGTH),
        recorded_by=by if isinstance(by, User) else None,
        recorded_at=at,
    )
    audit.record(
        verb="training.complete",
        subject=f"completion:{row.pk}",
        by=by,
        at=at,
        facts={"edition": edition.id, "text": text.sha256, "how": how.value},
    )
    return _fact(row, edition, is_new=True)


@transaction.atomic
def complete_myself(
    *, number: str, name: str, edition: EditionFact, language: str, result: Result, how: How, at: datetime
) -> CompletionFact:
    """
    This will record a completion for whoever gives number and name as on the roster; nothing is kept otherwise.

    The caller limits how often somebody may try (``trying``).

    :raises NoSuchPerson: if they do not fit together, or nobody such is on the roster today
    :raises NotPassed: if the answers are not enough
    """
    today = queries.today(at=at)
    found = roster.find_person(number=number, name=name, on=today)
    if found is None:
        raise NoSuchPerson("Number and name do not fit together.")
    return complete(
        person=found.id,
        edition=edition,
        language=language,
        on=today,
        how=how,
        score=result.score,
        out_of=result.out_of,
        by=SYSTEM,
        at=at,
    )


@transaction.atomic
def complete_by_link(
    *, token: str, edition: EditionFact, language: str, result: Result, at: datetime
) -> CompletionFact:
    """
    This will use a personal link and record the completion of the person it was made for.

    :raises NotFound: if there is no such link, or it is for another course
    :raises LinkOver: if it was used, taken back, or its time is over
    :raises NotPassed: if the answers are not enough; then the link stays as it was
    """
    person, course = subject_of_link(subject=links.use(token=token, purpose=LINK, at=at).subject)
    if course != edition.course:
        raise NotFound("This link is for another course.")
    return complete(
        person=person,
        edition=edition,
        language=language,
        on=queries.today(at=at),
        how=How.LINK,
        score=result.score,
        out_of=result.out_of,
        by=SYSTEM,
        at=at,
    )


def look_at_link(*, token: str, at: datetime) -> tuple[UUID, str]:
    """
    This will return for whom a personal link is, and for which course. Nothing changes.

    :raises NotFound: if there is no such link
    :raises LinkOver: if it was used, taken back, or its time is over
    """
    return subject_of_link(subject=links.look(token=token, purpose=LINK, at=at).subject)


def address_for(*, person: UUID, course: str, at: datetime, days: int = LINK_DAYS) -> str:
    """
    This will make a personal link to a course, good once and for so many days, and return its whole address.

    Who opens it types neither number nor name. The token stands where browsers do not send it.
    """
    token = links.make(purpose=LINK, subject=f"{person}:{course}", expires_at=at + timedelta(days=days), uses=1, at=at)
    return links.address(path=LINK_PATH, token=token)


def subject_of_link(*, subject: str) -> tuple[UUID, str]:
    """This will return person and course from what a link is for."""
    person, _, course = subject.partition(":")
    return UUID(person), course


def _text(edition: EditionFact, language: str) -> acknowledgements.TextFact:
    for one in acknowledgements.editions(subject=texts.subject_of(edition.course)):
        if (one.edition, one.language) == (edition.number, language):
            return one
    raise NotFound("The words of this edition are not kept in this language.")


def _fact(row: Completion, edition: EditionFact, *, is_new: bool) -> CompletionFact:
    return CompletionFact(
        id=row.pk,
        person=row.person_id,
        course=edition.course,
        edition=edition.number,
        language=row.language,
        on=row.on,
        score=row.score,
        out_of=row.out_of,
        code=certificates.code_of(row),
        is_new=is_new,
    )
