"""What a certificate says and is worth, by its code or by the completion it is of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from uuid import UUID

from standing.hall.acknowledgements.api import How
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound
from standing.rooms.roster import api as roster
from standing.rooms.training.models import Completion, SheetCompletion
from standing.rooms.training.queries import courses, terms
from standing.rooms.training.queries.courses import EditionFact
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
    return _facts([row], at=at)[0]


def code_for(*, completion: UUID) -> str:
    """
    Return the code that stands on the certificate of a completion, the same each time.

    Only who holds the key file makes it: the database has its fingerprint. See decision 0022.
    """
    return sealed.code_for(secret=f"training.certificate\x00{completion}", length=CODE_LENGTH)


def code_of(row: Completion) -> str:
    """Return the code of a completion's certificate; nothing where an earlier Standing drew it by lot."""
    code = code_for(completion=row.pk)
    return code if sealed.fingerprint(code, length=CODE_LENGTH) == row.code_fingerprint else ""


def of_completion(*, id: UUID, at: datetime) -> tuple[CertificateFact, UUID, str]:
    """
    Return what the certificate of a completion says, of whom it is, and its code.

    :raises NotFound: if there is no such completion, or nobody can print its certificate again
    """
    row = Completion.objects.select_related("edition").filter(pk=id).first()
    code = code_of(row) if row is not None else ""
    if row is None or not code:
        raise NotFound("There is no such certificate.")
    return _facts([row], at=at)[0], row.person_id, code


def of_person(*, person: UUID, at: datetime) -> tuple[tuple[CertificateFact, str], ...]:
    """Return what each certificate of somebody says, with its code, the newest first."""
    rows = list(Completion.objects.select_related("edition").filter(person_id=person).order_by("-on", "-recorded_at"))
    return tuple(zip(_facts(rows, at=at), map(code_of, rows), strict=True))


def of_entry(*, entry: UUID, at: datetime) -> tuple[tuple[CertificateFact, str], ...]:
    """Return what the certificate of each person says who was entered from a sheet at one time, by name."""
    found = Completion.objects.filter(pk__in=SheetCompletion.objects.filter(entry=entry).values("completion"))
    rows = list(found.select_related("edition").order_by("person__sort_name", "pk"))
    return tuple((fact, code) for fact, code in zip(_facts(rows, at=at), map(code_of, rows), strict=True) if code)


def is_void(*, completion: Completion) -> bool:
    """Test whether a completion stands on nothing but signed sheets that were withdrawn."""
    sheets = SheetCompletion.objects.filter(completion=completion)
    if completion.how != How.PAPER.value or not sheets.exists():
        return False
    return not sheets.filter(entry__sheet__withdrawal=None).exists()


def _facts(rows: Iterable[Completion], *, at: datetime) -> list[CertificateFact]:
    today = courses.today(at=at)
    known = courses.editions(known=at)
    by_id = {one.id: one for one in known}
    grace = terms.terms(known=at).grace_days

    @cache
    def title(edition: int, language: str) -> str:
        return courses.terms_of(by_id[edition], language=language).title

    @cache
    def superseded(edition: int) -> date | None:
        return _superseded(by_id[edition], known, grace_days=grace)

    return [
        _fact(
            row,
            edition=by_id[row.edition_id],
            title=title(row.edition_id, row.language),
            superseded=superseded(row.edition_id),
            today=today,
        )
        for row in rows
    ]


def _superseded(edition: EditionFact, known: Iterable[EditionFact], *, grace_days: int) -> date | None:
    later = [
        EditionOut(number=one.number, out_on=one.out_on, is_material=one.is_material)
        for one in known
        if one.course == edition.course and one.out_on is not None
    ]
    return validity.superseded_on(edition=edition.number, editions=later, grace_days=grace_days)


def _fact(
    row: Completion, *, edition: EditionFact, title: str, superseded: date | None, today: date
) -> CertificateFact:
    until = validity.last_day(on=row.on, expires=validity.expiry_of(edition.expires), superseded=superseded)
    return CertificateFact(
        completion=row.pk,
        course=edition.course,
        title=title,
        edition=edition.number,
        language=row.language,
        on=row.on,
        valid_until=until,
        holds=Holds.OUTDATED
        if is_void(completion=row)
        else holds_on(day=today, valid_until=until, is_withdrawn=edition.out_on is None),
        name=roster.person(id=row.person_id).name,
        score=row.score,
        out_of=row.out_of,
    )
