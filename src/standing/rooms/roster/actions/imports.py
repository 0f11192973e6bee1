"""What can be done with a list of people: bring it, match its columns, look at it, take it in, take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from json import dumps
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.installation import api as installation
from standing.kernel.lists import columns as column_rules
from standing.kernel.lists import tables
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE, Table, Unfit
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.roster import permissions
from standing.rooms.roster.actions import _writing
from standing.rooms.roster.models import Change, Import, ImportPart, ImportRow
from standing.rooms.roster.queries import imports as queries
from standing.rooms.roster.queries import judged, pack
from standing.rooms.roster.queries.judged import Counts
from standing.rooms.roster.rules import columns as own_columns
from standing.rooms.roster.rules import leaving, reading
from standing.rooms.roster.rules.events import RosterChanged
from standing.rooms.roster.rules.reading import Reader, Row
from standing.rooms.roster.rules.steps import FORGOTTEN_FROM, ChangeKind, ImportStep, check_step

__all__ = [
    "apply_import", "apply_later", "ask_to_apply", "ask_to_read", "bring_list", "choose_sheet", "drop_import",
    "forget_lists", "read_rows", "undo_import",
]  # fmt: skip

READ_SOON = "roster.read_rows"
APPLY_SOON = "roster.apply_import"
ROWS_AT_ONCE = 2_000
"""Shorter lists are read while the person waits; longer ones by a job, with a page that shows how far it is."""
_PART = 1024 * 1024
_STEP = 5_000


@transaction.atomic
def bring_list(*, file_name: str, content: Iterable[bytes], by: User, at: datetime) -> UUID:
    """
    This will keep a list until its columns are matched; nobody is on the roster through it yet.

    :raises NotAllowed: if the person does not keep the roster
    :raises Unfit: if it is no list, too large, or has a column that the City brings of nobody; nothing is kept then
    """
    permissions.check_can_keep(by=by)
    held, size = [], 0
    for piece in content:
        size += len(piece)
        if size > LARGEST_UPLOAD:
            raise Unfit(TOO_LARGE)
        held.append(piece)
    whole = b"".join(held)
    row = Import(
        file_name=_shown_name(file_name),
        size=size,
        sha256=hashlib.sha256(whole).hexdigest(),
        brought_by=by,
        brought_at=at,
    )
    _take_headers(row, tables.read(content=whole), at=at)
    row.save()
    ImportPart.objects.bulk_create(
        ImportPart(of=row, number=number, content=whole[start : start + _PART])
        for number, start in enumerate(range(0, size, _PART))
    )
    audit.record(
        verb="roster.bring_list", subject=str(row.pk), by=by, at=at, facts={"size": size, "sha256": row.sha256}
    )
    return row.pk


@transaction.atomic
def choose_sheet(*, import_id: UUID, sheet: str, by: User, at: datetime) -> None:
    """
    This will look at another sheet of the spreadsheet.

    :raises Refused: if the person may not, or the list is past that
    """
    row = _locked(import_id)
    permissions.check_can_keep(by=by)
    check_step(current=ImportStep(row.step), wanted=ImportStep.READING)
    _take_headers(row, tables.read(content=_content(row), sheet=sheet), at=at)
    row.columns = {}
    row.save()
    audit.record(verb="roster.choose_sheet", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def ask_to_read(
    *, import_id: UUID, columns: Mapping[str, int], department: str, as_of: date, by: User, at: datetime
) -> bool:
    """
    This will say which column means what and have the rows read; True if they are read already.

    ``department`` is the one department that the list is of, empty for the whole City; ``as_of`` the local day on
    which it is true.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if number, name or department have no column, a column has two meanings, or the day cannot be
    """
    row = _locked(import_id)
    permissions.check_can_keep(by=by)
    check_step(current=ImportStep(row.step), wanted=ImportStep.READING)
    _check_columns(columns, department=department, at=at)
    _check_day(as_of, at=at)
    row.columns, row.department, row.as_of, row.sentence = dict(columns), department, as_of, ""
    row.step, row.rows_done, row.counts = ImportStep.READING, 0, {}
    row.save(update_fields=["columns", "department", "as_of", "sentence", "step", "rows_done", "counts"])
    audit.record(
        verb="roster.match_columns",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"columns": sorted(columns), "rows": row.rows, "department": department, "as_of": as_of.isoformat()},
    )
    if row.rows > ROWS_AT_ONCE:
        jobs.configure_task(READ_SOON).defer(import_id=str(row.pk))
        return False
    read_rows(import_id=row.pk, by=by, at=at)
    return True


def read_rows(*, import_id: UUID, by: Actor, at: datetime) -> None:
    """
    This will read every row and find out what taking the list in would do. The roster stays as it is.

    It may be begun again after a break: what was read before is read anew.

    :raises NotFound: if there is no such list
    """
    row = _found(import_id)
    if row.step != ImportStep.READING:
        return
    try:
        table = tables.read(content=_content(row), sheet=row.sheet)
    except Unfit as unfit:
        _settle(row, ImportStep.REFUSED, sentence=str(unfit), by=by, at=at)
        return
    found = list(_read(row, table, at=at))
    reading.settle(found, departments=pack.departments(known=at))
    with transaction.atomic():
        _forget(row, parts=False)
        _keep(row, found)
        _settle(row, ImportStep.READ, sentence="", by=by, at=at)


@transaction.atomic
def ask_to_apply(*, import_id: UUID, leave_out: bool, leaving_typed: int | None, by: User, at: datetime) -> bool:
    """
    This will take a list in now if it is short, or have a job do so; True if it is done.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if it is not waiting, rows have mistakes and nobody said to leave them out, or so many would
        leave that their number must be typed
    """
    row = _locked(import_id)
    permissions.check_can_keep(by=by)
    _check_ready(row, leave_out=leave_out, at=at)
    if row.rows <= ROWS_AT_ONCE:
        apply_import(import_id=import_id, leave_out=leave_out, leaving_typed=leaving_typed, by=by, at=at)
        return True
    _check_leaving(judged.counts(row=row), typed=leaving_typed, at=at)
    row.step = ImportStep.APPLYING
    row.save(update_fields=["step"])
    jobs.configure_task(APPLY_SOON).defer(import_id=str(row.pk), person=str(by.pk), leaving_typed=leaving_typed)
    audit.record(verb="roster.ask_to_apply", subject=str(row.pk), by=by, at=at)
    return False


@transaction.atomic
def apply_import(
    *, import_id: UUID, leave_out: bool = True, leaving_typed: int | None = None, by: User, at: datetime
) -> Counts:
    """
    This will write what a list brings into the roster, all of it or nothing, and return what it did.

    What it would do is found out anew, for the roster may have changed since it was looked at. Rows with mistakes
    and repeated rows are left out, and nobody whose number stands in one of them leaves.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: as ``ask_to_apply``
    """
    row = _locked(import_id)
    permissions.check_can_keep(by=by)
    _writing.lock()
    _check_ready(row, leave_out=leave_out, at=at)
    change = Change.objects.create(
        kind=ChangeKind.IMPORT.value, from_on=row.as_of or pack.today(at=at), brought_by=row, by=by, at=at
    )
    counts, departments = _writing.take_in(
        row, change=change, checked=lambda found: _check_leaving(found, typed=leaving_typed, at=at)
    )
    row.step, row.applied_by, row.applied_at, row.counts = ImportStep.APPLIED, by, at, _as_json(counts)
    row.rows_done, row.sentence = row.rows, ""
    row.save(update_fields=["step", "applied_by", "applied_at", "counts", "rows_done", "sentence"])
    _forget(row)
    facts = {"sha256": row.sha256, "counts": row.counts, "change": str(change.pk)}
    audit.record(verb="roster.apply_import", subject=str(row.pk), by=by, at=at, facts=facts)
    if departments:
        events.emit(RosterChanged(departments=departments, at=at))
    return counts


def apply_later(*, import_id: UUID, leaving_typed: int | None, by: User, at: datetime) -> None:
    """This will take in a list that waits for the job; where that cannot be, it waits again, and says why."""
    if _found(import_id).step != ImportStep.APPLYING:
        return
    try:
        apply_import(import_id=import_id, leaving_typed=leaving_typed, by=by, at=at)
    except Refused as refusal:
        waiting = Import.objects.filter(pk=import_id, step=ImportStep.APPLYING)
        waiting.update(step=ImportStep.READ, sentence=str(refusal))


@transaction.atomic
def undo_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will put back everything that a list changed, all of it or nothing.

    Who came with it is off the roster again; the row stays, without a post, until it is forgotten on its day.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if it was not taken in, or something newer touched the same people; the sentence has their numbers
    """
    row = _locked(import_id)
    permissions.check_can_keep(by=by)
    _writing.lock()
    check_step(current=ImportStep(row.step), wanted=ImportStep.UNDONE)
    change = Change.objects.get(brought_by=row)
    departments = _writing.take_back(change)
    Change.objects.filter(pk=change.pk).update(undone_at=at, undone_by=by)
    row.step, row.undone_by, row.undone_at = ImportStep.UNDONE, by, at
    row.save(update_fields=["step", "undone_by", "undone_at"])
    facts = {"change": str(change.pk)}
    audit.record(verb="roster.undo_import", subject=str(row.pk), by=by, at=at, facts=facts)
    if departments:
        events.emit(RosterChanged(departments=departments, at=at))


@transaction.atomic
def drop_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will forget a list that was not taken in, with its file and its rows.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if it was taken in
    """
    row = _locked(import_id)
    permissions.check_can_keep(by=by)
    _drop(row, by=by, at=at)


@transaction.atomic
def forget_lists(*, at: datetime) -> int:
    """This will forget lists that wait longer than the pack lets them, and return how many; the clock calls it."""
    today, found = pack.today(at=at), 0
    waiting = Import.objects.select_for_update(of=("self",)).filter(step__in=[step.value for step in FORGOTTEN_FROM])
    for row in waiting.order_by("brought_at"):
        if queries.kept_until(row=row, at=at) < today:
            _drop(row, by=audit.SYSTEM, at=at)
            found += 1
    return found


# Parts


def _check_columns(columns: Mapping[str, int], *, department: str, at: datetime) -> None:
    if "number" not in columns:
        raise NotNow("Say which column holds the employee number.")
    if "name" not in columns and not {"first_name", "last_name"} <= columns.keys():
        raise NotNow("Say which column holds the name, or which two hold first and last name.")
    if len(set(columns.values())) != len(columns):
        raise NotNow("One column cannot mean two things. Choose another for one of them.")
    if department and department not in pack.departments(known=at):
        raise NotNow("Choose a department of the pack.")
    if "department" not in columns and not department:
        raise NotNow("Say which column holds the department, or choose the one that the list is of.")


def _check_day(as_of: date, *, at: datetime) -> None:
    if as_of > pack.today(at=at):
        raise NotNow("The day of the list lies ahead. Choose today or an earlier day.")
    latest = queries.latest_day()
    if latest is not None and as_of < latest:
        raise NotNow(f"The roster was changed from {latest.isoformat()} on. The list must not be older than that.")


def _check_ready(row: Import, *, leave_out: bool, at: datetime) -> None:
    check_step(current=ImportStep(row.step), wanted=ImportStep.APPLIED)
    if row.counts.get("wrong") and not leave_out:
        raise NotNow("Rows have mistakes. Say that they are to be left out, or mend the list and bring it again.")
    if row.as_of is not None:
        _check_day(row.as_of, at=at)


def _check_leaving(counts: Counts, *, typed: int | None, at: datetime) -> None:
    percent = pack.terms(known=at).ask_again_percent
    if leaving.asks_again(leaves=counts.leaves, here=counts.here, percent=percent) and typed != counts.leaves:
        raise NotNow(
            f"With this list {counts.leaves:,} of {counts.here:,} people would leave. "
            "If that is right, type the number of those who leave."
        )


def _take_headers(row: Import, table: Table, *, at: datetime) -> None:
    names = own_columns.names(known=pack.terms(known=at).columns)
    place = column_rules.header_place(table.rows, names=names)
    if any(cell.strip().casefold() == "sample" for cell in table.rows[place][1]) and not installation.is_sample():
        raise Unfit("This list is marked as a sample: its people are made up. The City's roster does not take it in.")
    width = max(len(cells) for _, cells in table.rows)
    headers = column_rules.named([*table.rows[place][1], *[""] * width][:width])
    if never := own_columns.never_brought(headers):
        named = ", ".join(f"“{header[:60]}”" for header in never[:3])
        raise Unfit(
            f"The list has a column that the City does not bring here of anybody: {named}. "
            "Take it out of the file, then bring the list again. Nothing of it was kept."
        )
    if len(table.rows) <= place + 1:
        raise Unfit("The list has no rows below the names of its columns.")
    row.headers, row.header_line = list(headers), table.rows[place][0]
    row.rows = len(table.rows) - place - 1
    row.how, row.sheet, row.sheets = table.how[:60], table.sheet[:120], list(table.sheets)


def _read(row: Import, table: Table, *, at: datetime) -> Iterator[Row]:
    reader = Reader(queries.ground(row=row, at=at))
    meant = list(row.columns.items())
    below = (one for one in table.rows if one[0] > row.header_line)
    done = 0
    while batch := list(islice(below, _STEP)):
        for line, cells in batch:
            yield reader.read(
                line=line, cells={meaning: cells[place] for meaning, place in meant if place < len(cells)}
            )
        done += len(batch)
        Import.objects.filter(pk=row.pk).update(rows_done=done)


_COLUMNS = (
    "line", "state", "new_id", "number", "name", "key", "sort_name", "email", "department", "site", "site_said",
    "work_type", "shift",
)  # fmt: skip


def _keep(row: Import, found: Iterable[Row]) -> None:
    """Write the rows down as they were understood, with COPY; the indexes tell the database how many they are."""
    of = str(row.pk)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY roster_importrow (of_id, problems, notes, {', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for one in found:
                copy.write_row(
                    (
                        of,
                        dumps(one.problems).replace("\\u0000", "") if one.problems else "[]",
                        dumps(one.notes).replace("\\u0000", "") if one.notes else "[]",
                        *(getattr(one, name) for name in _COLUMNS),
                    )
                )
        cursor.execute("ANALYZE roster_importrow")


@transaction.atomic
def _settle(row: Import, step: ImportStep, *, sentence: str, by: Actor, at: datetime) -> None:
    row.step, row.sentence = step, sentence
    row.counts = _as_json(judged.counts(row=row)) if step is ImportStep.READ else {}
    row.save(update_fields=["step", "sentence", "counts"])
    if step is ImportStep.REFUSED:
        _forget(row)
    facts = {"counts": row.counts, "step": str(step)}
    audit.record(verb="roster.read_rows", subject=str(row.pk), by=by, at=at, facts=facts)


def _as_json(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__dataclass_fields__}


def _drop(row: Import, *, by: Actor, at: datetime) -> None:
    check_step(current=ImportStep(row.step), wanted=ImportStep.DROPPED)
    row.step = ImportStep.DROPPED
    row.save(update_fields=["step"])
    _forget(row)
    audit.record(verb="roster.drop_import", subject=str(row.pk), by=by, at=at)


def _forget(row: Import, *, parts: bool = True) -> None:
    """Forget what was read, and the file itself."""
    for model in (ImportRow, *((ImportPart,) if parts else ())):
        found = model.objects.filter(of=row)
        found._raw_delete(found.db)  # noqa: SLF001 (in one statement: nothing points to these rows)


def _content(row: Import) -> bytes:
    pieces = ImportPart.objects.filter(of=row).order_by("number").values_list("content", flat=True)
    return b"".join(bytes(piece) for piece in pieces)


def _found(id: UUID) -> Import:
    row = Import.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row


def _locked(id: UUID) -> Import:
    row = Import.objects.select_for_update(of=("self",)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row


def _shown_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:120] or "list"
