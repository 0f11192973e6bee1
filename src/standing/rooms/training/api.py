"""The door of training for other rooms. The caller has checked who may record for others."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from standing.hall.accounts.api import User
from standing.hall.acknowledgements.api import How
from standing.hall.audit.api import Actor
from standing.rooms.training.actions import completing
from standing.rooms.training.queries import certificates
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.queries.courses import EditionFact
from standing.rooms.training.rules.answers import Holds
from standing.rooms.training.rules.facts import CertificateFact, CompletionFact

__all__ = [
    "CertificateFact",
    "CompletionFact",
    "EditionFact",
    "Holds",
    "certificate",
    "complete",
    "courses",
    "edition",
    "edition_out",
    "waiting_for",
]


def courses(*, known: datetime) -> tuple[EditionFact, ...]:
    """Return the edition of each course that people may take at a moment, by the course's name."""
    return queries.courses(known=known)


def edition(*, course: str, number: int, known: datetime) -> EditionFact:
    """Return one edition. :raises NotFound: if there is none of that number"""
    return queries.edition(course=course, number=number, known=known)


def edition_out(*, course: str, at: datetime) -> EditionFact:
    """Return the edition that people may take at a moment. :raises NotFound: if there is none"""
    return queries.edition_out(course=course, at=at)


def waiting_for(*, by: User) -> tuple[tuple[str, int, str], ...]:
    """Return course, number and title of the editions that wait for this person's decision as counsel."""
    return tuple((one.row.course_id, one.row.number, one.terms.title) for one in queries.waiting_for(by=by))


def complete(
    *,
    person: UUID,
    edition: EditionFact,
    language: str,
    on: date,
    how: How,
    score: int | None,
    out_of: int | None,
    by: Actor,
    at: datetime,
    sheet_sha256: str = "",
) -> CompletionFact:
    """
    This will record that a person finished exactly this edition on a day; a second time it returns the first.

    :raises NotFound: if there is no such person, or the edition is not there in this language
    :raises NotNow: if the edition was not out on that day, the day has not come, or the person was not there
    :raises NotPassed: if the score is not enough
    """
    return completing.complete(
        person=person,
        edition=edition,
        language=language,
        on=on,
        how=how,
        score=score,
        out_of=out_of,
        by=by,
        at=at,
        sheet_sha256=sheet_sha256,
    )


def certificate(*, code: str, at: datetime) -> CertificateFact:
    """
    Return what the certificate with this code says. Wrong codes are not counted here.

    :raises NotACode: if it cannot be a code
    :raises NotFound: if no certificate has it
    """
    return certificates.certificate(code=code, at=at)
