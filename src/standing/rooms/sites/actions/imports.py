"""What can be done with a property list: bring it, match its columns, look at it, take it in, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.lists import api as lists
from standing.hall.lists.api import Line, ListStep
from standing.kernel.refusals import NotNow
from standing.rooms.sites import permissions
from standing.rooms.sites.actions import _writing
from standing.rooms.sites.actions._writing import Written
from standing.rooms.sites.models import Import, ImportRow, Site, SiteRevision
from standing.rooms.sites.queries import facts, pack
from standing.rooms.sites.queries.imports import LISTS
from standing.rooms.sites.rules import matching, reading, records
from standing.rooms.sites.rules.events import SitesChanged
from standing.rooms.sites.rules.matching import Judged, Register
from standing.rooms.sites.rules.reading import Ground, Reading
from standing.rooms.sites.rules.records import SiteRecord, Why
from standing.rooms.sites.rules.steps import Answer, Verdict

__all__ = [
    "answer_rows", "apply_import", "apply_later", "ask_to_apply", "ask_to_read", "bring_list", "choose_sheet",
    "drop_import", "forget_lists", "read_rows", "undo_import",
]  # fmt: skip

_BATCH = 500
_NAMED = 10


@transaction.atomic
def bring_list(*, file_name: str, content: Iterable[bytes], by: User, at: datetime) -> UUID:
    """
    This will keep a list until its columns are matched; nothing of it is in the register yet.

    :raises NotAllowed: if the person does not bring lists
    :raises Unfit: if it is no list, too large, or tells of a person; nothing is kept then
    """
    permissions.check_can_bring(by=by)
    return lists.bring(LISTS, file_name=file_name, content=content, by=by, at=at).pk


@transaction.atomic
def choose_sheet(*, import_id: UUID, sheet: str, by: User, at: datetime) -> None:
    """
    This will look at another sheet of the spreadsheet.

    :raises Refused: if the person may not, or the list is past that
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_bring(by=by)
    lists.choose_sheet(LISTS, row=row, sheet=sheet, by=by, at=at)


@transaction.atomic
def ask_to_read(*, import_id: UUID, columns: Mapping[str, int], department: str, by: User, at: datetime) -> bool:
    """
    This will say which column means what and have the rows read; True if they are read already.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if nothing names a site, a column has two meanings, or the list was taken in
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_bring(by=by)
    if "name" not in columns and "address" not in columns:
        raise NotNow("Say which column holds the name of a site, or its address.")
    if "department" not in columns and not department:
        raise NotNow("Say which column holds the department, or choose one for all rows.")
    if not lists.match_columns(LISTS, row=row, columns=columns, department=department, by=by, at=at):
        return False
    read_rows(import_id=row.pk, by=by, at=at)
    return True


def read_rows(*, import_id: UUID, by: Actor, at: datetime) -> None:
    """
    This will read every row and find out what taking it in would do. The register stays as it is.

    It may be begun again after a break: what was read before is read anew.

    :raises NotFound: if there is no such list
    """

    def understand(row: Import, lines: Iterator[Line]) -> Sequence[ImportRow]:
        ground = Ground(
            terms=pack.terms(known=at),
            departments=pack.departments(known=at),
            department_words=pack.department_words(known=at),
            default_department=row.department,
        )
        register = _register()
        return [
            _import_row(row, line, cells, reading.understand(cells, ground=ground), register) for line, cells in lines
        ]

    lists.read(LISTS, id=import_id, understand=understand, keep=_keep, by=by, at=at)


@transaction.atomic
def answer_rows(*, import_id: UUID, same: Iterable[int], other: Iterable[int], by: User, at: datetime) -> None:
    """
    This will note which rows are sites of ours: those are changed instead of entered twice. Arguments are lines.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if the import is not waiting to be taken in
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_bring(by=by)
    lists.check_step(current=row.step, wanted=ListStep.APPLIED)
    ours, apart = set(same), set(other)
    alike = ImportRow.objects.filter(of=row, verdict__in=[Verdict.UNSURE.value, Verdict.DUPLICATE.value])
    alike.filter(line__in=ours).update(answer=Answer.SAME.value)
    alike.filter(line__in=apart).update(answer=Answer.OTHER.value)
    changed = [one for one, judged in _judged(row) if _take_judgement(one, judged)]
    ImportRow.objects.bulk_update(changed, _JUDGED, batch_size=_BATCH)
    row.counts = _counted(row)
    row.save(update_fields=["counts"])
    audit.record(
        verb="sites.answer_rows", subject=str(row.pk), by=by, at=at, facts={"same": len(ours), "other": len(apart)}
    )


@transaction.atomic
def ask_to_apply(*, import_id: UUID, leave_out: bool, by: User, at: datetime) -> bool:
    """
    This will take a list in now if it is short, or have a job do so; True if it is done.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it is not waiting, or rows have mistakes and nobody said to leave them out
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_bring(by=by)
    lists.check_ready(row=row, leave_out=leave_out)
    if row.rows <= LISTS.rows_at_once:
        apply_import(import_id=import_id, leave_out=leave_out, by=by, at=at)
        return True
    lists.apply_soon(LISTS, row=row, by=by, at=at)
    return False


@transaction.atomic
def apply_import(*, import_id: UUID, leave_out: bool = True, by: User, at: datetime) -> None:
    """
    This will write what a list brings into the register, all of it or nothing.

    What it would do is found out anew, for the register may have changed since it was looked at. Rows with
    mistakes, repeated rows and rows that nobody decided about are left out.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it is not waiting, or rows have mistakes and nobody said to leave them out
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_bring(by=by)
    lists.one_at_a_time(LISTS)
    lists.check_ready(row=row, leave_out=leave_out)
    counts, written = _to_write(row)
    sites = _writing.write(written, why=Why.IMPORTED, by=by, at=at, brought_by=row)
    lists.applied(LISTS, row=row, counts=counts, by=by, at=at)
    events.emit(SitesChanged(sites=tuple(site.pk for site in sites), at=at))


def apply_later(*, import_id: UUID, by: User, at: datetime) -> None:
    """This will take in a list that waits for the job; where that cannot be, it waits again, and says why."""
    lists.apply_later(LISTS, id=import_id, apply=lambda: apply_import(import_id=import_id, by=by, at=at))


@transaction.atomic
def undo_import(*, import_id: UUID, by: User, at: datetime) -> int:
    """
    This will put back what a list changed, all of it or nothing, and return how many sites that were.

    Sites that it brought are taken off the register; their numbers are never given to others.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was not taken in, or sites were changed again since; the sentence names them
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_bring(by=by)
    lists.one_at_a_time(LISTS)
    lists.check_step(current=row.step, wanted=ListStep.UNDONE)
    made = {one.site_id: one.number for one in SiteRevision.objects.filter(brought_by=row, why=Why.IMPORTED.value)}
    rows = list(Site.objects.select_for_update(of=("self",)).filter(pk__in=made).order_by("pk"))
    moved = [site for site in rows if site.revision != made[site.pk]]
    if moved:
        named = ", ".join(f"{site.pk} {site.name}" for site in moved[:_NAMED])
        more = f" and {len(moved) - _NAMED} more" if len(moved) > _NAMED else ""
        raise NotNow(f"It cannot be taken back: these sites were changed again since: {named}{more}.")
    before = _states_before(made)
    written = [
        Written(
            id=site.pk,
            record=before.get(site.pk) or _given_up(facts.record_of(site)),
            before=site.revision,
        )
        for site in rows
    ]
    _writing.write(written, why=Why.TAKEN_BACK, by=by, at=at, brought_by=row)
    lists.undone(LISTS, row=row, facts={"sites": len(written)}, by=by, at=at)
    events.emit(SitesChanged(sites=tuple(site.pk for site in rows), at=at))
    return len(written)


@transaction.atomic
def drop_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will forget a list that was not taken in.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was taken in
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_bring(by=by)
    lists.drop(LISTS, row=row, by=by, at=at)


def forget_lists(*, at: datetime) -> int:
    """This will forget lists that wait longer than the pack lets them, and return how many; the clock calls it."""
    return lists.forget_waiting(LISTS, at=at)


# Parts

_JUDGED = ["verdict", "twin", "twin_line", "likeness"]


def _import_row(row: Import, line: int, cells: Mapping[str, str], read: Reading, register: Register) -> ImportRow:
    judged = register.judge(line=line, reading=read)
    return ImportRow(
        of=row,
        line=line,
        cells={meaning: value.replace("\x00", "")[:500] for meaning, value in cells.items() if value.strip()},
        said={"id": read.id, **read.said},
        problems=[list(problem) for problem in read.problems],
        notes=list(dict.fromkeys(read.notes)),
        verdict=judged.verdict.value,
        twin=judged.twin,
        twin_line=judged.twin_line,
        likeness=judged.likeness,
    )


def _keep(row: Import, found: Sequence[ImportRow]) -> dict[str, int]:
    """Write down what was read, and count what taking it in would do."""
    ImportRow.objects.bulk_create(found, batch_size=_BATCH)
    return _counted(row)


def _register() -> Register:
    rows = Site.objects.order_by("pk").iterator(chunk_size=2000)
    return Register((site.pk, facts.record_of(site)) for site in rows)


def _judged(row: Import) -> Iterator[tuple[ImportRow, Judged]]:
    """Yield each row with what taking it in would do now."""
    register = _register()
    for one in ImportRow.objects.filter(of=row).order_by("line").iterator(chunk_size=2000):
        said = dict(one.said)
        read = Reading(
            id=said.pop("id", ""), said=said, problems=[(p[0], p[1], p[2]) for p in one.problems], notes=one.notes
        )
        answer = Answer(one.answer) if one.answer else None
        yield one, register.judge(line=one.line, reading=read, answer=answer, twin=one.twin)


def _take_judgement(one: ImportRow, judged: Judged) -> bool:
    """Put a judgement into a row; True if that changed it. What a person answered about stays named."""
    before = [getattr(one, name) for name in _JUDGED]
    one.verdict, one.twin_line = judged.verdict.value, judged.twin_line
    if not one.answer:
        one.twin, one.likeness = judged.twin, judged.likeness
    return before != [getattr(one, name) for name in _JUDGED]


def _to_write(row: Import) -> tuple[dict[str, int], list[Written]]:
    counts: dict[str, int] = {}
    chosen: list[tuple[str, dict[str, Any]]] = []
    for one, judged in _judged(row):
        counts[judged.verdict.value] = counts.get(judged.verdict.value, 0) + 1
        if judged.verdict is Verdict.NEW:
            chosen.append(("", dict(one.said)))
        elif judged.verdict is Verdict.CHANGED:
            chosen.append((judged.twin, dict(one.said)))
    ours = {
        site.pk: site
        for site in Site.objects.select_for_update(of=("self",)).filter(pk__in=[key for key, _ in chosen if key])
    }
    numbers = iter(_writing.next_numbers(sum(1 for key, said in chosen if not key and not said.get("id"))))
    written = []
    for key, said in chosen:
        number = said.pop("id", "")
        site = ours.get(key)
        record = matching.joined(facts.record_of(site) if site is not None else None, said)
        written.append(
            Written(
                id=site.pk if site is not None else number or next(numbers),
                record=record,
                before=site.revision if site is not None else 0,
            )
        )
    return counts, written


def _states_before(made: Mapping[str, int]) -> dict[str, SiteRecord]:
    """Return the state that each of these sites had before the one that an import made."""
    rows = SiteRevision.objects.filter(site__in=made).values_list("site_id", "number", "record")
    return {str(key): records.from_json(record) for key, number, record in rows if number == made[key] - 1}


def _given_up(record: SiteRecord) -> SiteRecord:
    return records.from_json(records.to_json(record) | {"is_listed": False})


def _counted(row: Import) -> dict[str, int]:
    rows = ImportRow.objects.filter(of=row).values_list("verdict").annotate(number=Count("pk")).order_by("verdict")
    return dict(rows)
