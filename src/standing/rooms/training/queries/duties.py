"""Rules, sheets and completions as pages and files show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import Count, QuerySet

from standing.kernel.deadlines import local_day
from standing.kernel.refusals import NotFound
from standing.rooms.roster import api as roster
from standing.rooms.training.models import (
    Assignment,
    Completion,
    Sheet,
    SheetCompletion,
    SheetEntry,
    SheetLine,
)
from standing.rooms.training.queries import courses


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPerson:
    """A line that was printed on a sheet. ``name`` is empty once the roster has forgotten it."""

    line: int
    person: UUID
    number: str
    name: str
    is_entered: bool


def rules(*, is_open: bool) -> QuerySet[Assignment]:
    """Return the rules that hold, or those that ended, the newest first."""
    rows = Assignment.objects.select_related("made_by", "ended_by").filter(ended_at__isnull=is_open)
    return rows.order_by("-made_at", "pk")


def sheets(*, departments: frozenset[str] | None) -> QuerySet[Sheet]:
    """Return the sheets of some departments, or of all, the newest first."""
    rows = Sheet.objects.select_related("edition", "made_by", "withdrawal")
    if departments is not None:
        rows = rows.filter(department__in=departments)
    return rows.annotate(
        people=Count("lines", distinct=True), signed=Count("entries__rows__completion", distinct=True)
    ).order_by("-made_at", "pk")


def sheet(*, id: UUID) -> Sheet:
    """Return one sheet. :raises NotFound: if there is none"""
    row = Sheet.objects.select_related("edition", "made_by", "withdrawal").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such sheet.")
    return row


def sheet_by_code(*, code: str) -> Sheet | None:
    """Return the sheet with a code, None if there is none; the code is as on the paper."""
    return Sheet.objects.filter(code=code).first()


def people_of(row: Sheet) -> tuple[SheetPerson, ...]:
    """Return who stands on a sheet, in the order of the paper."""
    entered = set(SheetCompletion.objects.filter(entry__sheet=row).values_list("completion__person_id", flat=True))
    lines = SheetLine.objects.filter(sheet=row).order_by("number").values_list("number", "person_id")
    return tuple(_person(number, person, person in entered) for number, person in lines)


def entries_of(row: Sheet) -> Sequence[SheetEntry]:
    """Return each time a sheet was entered, with how many people, the latest first."""
    return list(
        SheetEntry.objects.filter(sheet=row)
        .select_related("entered_by")
        .annotate(people=Count("rows"))
        .order_by("-entered_at")
    )


def entry(*, id: UUID) -> SheetEntry:
    """Return one entry of a sheet. :raises NotFound: if there is none"""
    row = SheetEntry.objects.select_related("sheet").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such entry.")
    return row


def statements(
    *, origin: str, since: date | None, known: datetime, is_sample: bool = False
) -> Iterator[Mapping[str, object]]:
    """
    Yield completions in the shape of xAPI statements, the oldest first.

    The actor is an id of the roster, never a name or number; the object is the address of the course's edition. A
    completion that was entered later has the first moment of its day in the city as its timestamp. A statement may
    hold nothing that xAPI does not name, so that a learning record store takes it: the rest are extensions.
    """
    rows = Completion.objects.select_related("edition").filter(recorded_at__lte=known).order_by("recorded_at", "pk")
    if since is not None:
        rows = rows.filter(on__gte=since)
    zone, first = courses.zone_of(at=known), courses.first_language(at=known)
    titles = {fact.id: fact.title for fact in courses.editions(known=known)}
    marks = {f"{origin}/learn/sample": True} if is_sample else {}
    for row in rows.iterator(chunk_size=2000):
        result: dict[str, object] = {"completion": True}
        if row.score is not None and row.out_of:
            result |= {
                "success": True,
                "score": {"raw": row.score, "min": 0, "max": row.out_of, "scaled": round(row.score / row.out_of, 4)},
            }
        verb = "passed" if row.score is not None else "completed"
        is_live = local_day(row.recorded_at, zone) == row.on
        when = row.recorded_at if is_live else datetime.combine(row.on, time(), tzinfo=zone)
        yield {
            "id": str(row.pk),
            "actor": {"objectType": "Agent", "account": {"homePage": f"{origin}/", "name": str(row.person_id)}},
            "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}", "display": {"en": verb}},
            "object": {
                "objectType": "Activity",
                "id": f"{origin}/learn/{row.edition.course_id}/?edition={row.edition.number}",
                "definition": {
                    "type": "http://adlnet.gov/expapi/activities/course",
                    "name": {first: titles[row.edition_id]},
                },
            },
            "result": result,
            "context": {
                "language": row.language,
                "extensions": {
                    f"{origin}/learn/how": row.how,
                    f"{origin}/learn/day": row.on.isoformat(),
                    **marks,
                },
            },
            "timestamp": when.isoformat(),
        }


def _person(line: int, person: UUID, is_entered: bool) -> SheetPerson:
    fact = roster.person(id=person)
    return SheetPerson(line=line, person=person, number=fact.number, name=fact.name, is_entered=is_entered)
