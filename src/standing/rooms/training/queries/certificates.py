"""What a certificate says and is worth, by its code; and how many wrong codes came within this minute."""

from __future__ import annotations

from datetime import datetime

from standing.hall.acknowledgements.api import How
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound
from standing.rooms.roster import api as roster
from standing.rooms.training.models import Completion, Gate, SheetCompletion
from standing.rooms.training.queries import courses, terms
from standing.rooms.training.rules import validity
from standing.rooms.training.rules.answers import CODE_LENGTH, Holds, holds_on
from standing.rooms.training.rules.facts import CertificateFact
from standing.rooms.training.rules.validity import EditionOut


def certificate(*, code: str, at: datetime) -> CertificateFact:
    """
    Return what the certificate with this code says, and what it is worth on the day of that moment.

    :raises NotACode: if it cannot be a code
    :raises NotFound: if no certificate has it
    """
    fingerprint = sealed.fingerprint(code, length=CODE_LENGTH)
    row = Completion.objects.select_related("edition").filter(code_fingerprint=fingerprint).first()
    if row is None:
        raise NotFound("We find no certificate with this code.")
    return _fact(row, at=at)


def is_shut(*, gate: str, most: int, at: datetime) -> bool:
    """Test whether more came through a gate within this minute than may."""
    return Gate.objects.filter(name=gate, minute__gte=at.replace(second=0, microsecond=0), used__gte=most).exists()


def is_void(*, completion: Completion) -> bool:
    """Test whether a completion stands on nothing but signed sheets that were withdrawn."""
    sheets = SheetCompletion.objects.filter(completion=completion)
    if completion.how != How.PAPER.value or not sheets.exists():
        return False
    return not sheets.filter(entry__sheet__withdrawal=None).exists()


def _fact(row: Completion, *, at: datetime) -> CertificateFact:
    edition = courses.edition(course=row.edition.course_id, number=row.edition.number, known=at)
    later = [
        EditionOut(number=one.number, out_on=one.out_on, is_material=one.is_material)
        for one in courses.editions(known=at, course=edition.course)
        if one.out_on is not None
    ]
    grace = terms.terms(known=at).grace_days
    superseded = validity.superseded_on(edition=edition.number, editions=later, grace_days=grace)
    until = validity.last_day(on=row.on, expires=validity.expiry_of(edition.expires), superseded=superseded)
    person = roster.person(id=row.person_id)
    said = courses.terms_of(edition, language=row.language)
    return CertificateFact(
        completion=row.pk,
        course=edition.course,
        title=said.title,
        edition=edition.number,
        language=row.language,
        on=row.on,
        valid_until=until,
        holds=Holds.OUTDATED
        if is_void(completion=row)
        else holds_on(day=courses.today(at=at), valid_until=until, is_withdrawn=edition.out_on is None),
        name=person.name,
        score=row.score,
        out_of=row.out_of,
    )
