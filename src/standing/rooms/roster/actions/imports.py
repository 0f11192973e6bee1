"""What can be done with a list of people: bring it, match its columns, look at it, take it in, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from json import dumps
from uuid import UUID

from django.db import connection, transaction

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.lists import api as lists
from standing.hall.lists.api import Line
from standing.kernel.refusals import NotNow
from standing.rooms.roster import permissions
from standing.rooms.roster.actions import _writing
from standing.rooms.roster.models import Change, Import
from standing.rooms.roster.queries import imports as queries
from standing.rooms.roster.queries import judged, pack
from standing.rooms.roster.queries.imports import LISTS
from standing.rooms.roster.queries.judged import Counts
from standing.rooms.roster.rules import leaving, reading
from standing.rooms.roster.rules.events import RosterChanged
from standing.rooms.roster.rules.reading import Reader, Row
from standing.rooms.roster.rules.steps import ChangeKind

__all__ = [
    "apply_import", "apply_later", "ask_to_apply", "ask_to_read", "bring_list", "choose_sheet", "drop_import",
    "forget_lists", "read_rows", "undo_import",
]  # fmt: skip


@transaction.atomic
def bring_list(*, file_name: str, content: Iterable[bytes], by: User, at: datetime) -> UUID:
    """
    This will keep a list until its columns are matched; nobody is on the roster through it yet.

    :raises NotAllowed: if the person does not keep the roster
    :raises Unfit: if it is no list, too large, or has a column that the City brings of nobody; nothing is kept then
    """
    permissions.check_can_keep(by=by)
    return lists.bring(LISTS, file_name=file_name, content=content, by=by, at=at).pk


@transaction.atomic
def choose_sheet(*, import_id: UUID, sheet: str, by: User, at: datetime) -> None:
    """
    This will look at another sheet of the spreadsheet.

    :raises Refused: if the person may not, or the list is past that
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_keep(by=by)
    lists.choose_sheet(LISTS, row=row, sheet=sheet, by=by, at=at)


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
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_keep(by=by)
    _check_columns(columns, department=department, at=at)
    _check_day(as_of, at=at)
    row.as_of = as_of
    facts = {"as_of": as_of.isoformat()}
    if not lists.match_columns(LISTS, row=row, columns=columns, department=department, facts=facts, by=by, at=at):
        return False
    read_rows(import_id=row.pk, by=by, at=at)
    return True


def read_rows(*, import_id: UUID, by: Actor, at: datetime) -> None:
    """
    This will read every row and find out what taking the list in would do. The roster stays as it is.

    It may be begun again after a break: what was read before is read anew.

    :raises NotFound: if there is no such list
    """

    def understand(row: Import, lines: Iterator[Line]) -> Sequence[Row]:
        reader = Reader(queries.ground(row=row, at=at))
        found = [reader.read(line=line, cells=cells) for line, cells in lines]
        reading.settle(found, departments=pack.departments(known=at))
        return found

    lists.read(LISTS, id=import_id, understand=understand, keep=_keep, by=by, at=at)


@transaction.atomic
def ask_to_apply(*, import_id: UUID, leave_out: bool, leaving_typed: int | None, by: User, at: datetime) -> bool:
    """
    This will take a list in now if it is short, or have a job do so; True if it is done.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if it is not waiting, rows have mistakes and nobody said to leave them out, or so many would
        leave that their number must be typed
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_keep(by=by)
    _check_ready(row, leave_out=leave_out, at=at)
    if row.rows <= LISTS.rows_at_once:
        apply_import(import_id=import_id, leave_out=leave_out, leaving_typed=leaving_typed, by=by, at=at)
        return True
    _check_leaving(judged.counts(row=row), typed=leaving_typed, at=at)
    lists.apply_soon(LISTS, row=row, by=by, at=at, leaving_typed=leaving_typed)
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
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_keep(by=by)
    _writing.lock()
    _check_ready(row, leave_out=leave_out, at=at)
    change = Change.objects.create(
        kind=ChangeKind.IMPORT.value, from_on=row.as_of or pack.today(at=at), brought_by=row, by=by, at=at
    )
    counts, departments = _writing.take_in(
        row, change=change, checked=lambda found: _check_leaving(found, typed=leaving_typed, at=at)
    )
    lists.applied(LISTS, row=row, counts=_as_json(counts), facts={"change": str(change.pk)}, by=by, at=at)
    if departments:
        events.emit(RosterChanged(departments=departments, at=at))
    return counts


def apply_later(*, import_id: UUID, leaving_typed: int | None, by: User, at: datetime) -> None:
    """This will take in a list that waits for the job; where that cannot be, it waits again, and says why."""
    lists.apply_later(
        LISTS, id=import_id,
        apply=lambda: apply_import(import_id=import_id, leaving_typed=leaving_typed, by=by, at=at),
    )  # fmt: skip


@transaction.atomic
def undo_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will put back everything that a list changed, all of it or nothing.

    Who came with it is off the roster again; the row stays, without a post, until it is forgotten on its day.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if it was not taken in, or something newer touched the same people; the sentence has their numbers
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_keep(by=by)
    _writing.lock()
    lists.check_step(current=row.step, wanted=lists.ListStep.UNDONE)
    change = Change.objects.get(brought_by=row)
    departments = _writing.take_back(change)
    Change.objects.filter(pk=change.pk).update(undone_at=at, undone_by=by)
    lists.undone(LISTS, row=row, facts={"change": str(change.pk)}, by=by, at=at)
    if departments:
        events.emit(RosterChanged(departments=departments, at=at))


@transaction.atomic
def drop_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will forget a list that was not taken in, with its file and its rows.

    :raises NotAllowed: if the person does not keep the roster
    :raises NotNow: if it was taken in
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_can_keep(by=by)
    lists.drop(LISTS, row=row, by=by, at=at)


def forget_lists(*, at: datetime) -> int:
    """This will forget lists that wait longer than the pack lets them, and return how many; the clock calls it."""
    return lists.forget_waiting(LISTS, at=at)


# Parts


def _check_columns(columns: Mapping[str, int], *, department: str, at: datetime) -> None:
    if "number" not in columns:
        raise NotNow("Say which column holds the employee number.")
    if "name" not in columns and not {"first_name", "last_name"} <= columns.keys():
        raise NotNow("Say which column holds the name, or which two hold first and last name.")
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
    lists.check_ready(row=row, leave_out=leave_out)
    if row.as_of is not None:
        _check_day(row.as_of, at=at)


def _check_leaving(counts: Counts, *, typed: int | None, at: datetime) -> None:
    percent = pack.terms(known=at).ask_again_percent
    if leaving.asks_again(leaves=counts.leaves, here=counts.here, percent=percent) and typed != counts.leaves:
        raise NotNow(
            f"With this list {counts.leaves:,} of {counts.here:,} people would leave. "
            "If that is right, type the number of those who leave."
        )


_COLUMNS = (
    "line", "state", "new_id", "number", "name", "key", "sort_name", "email", "department", "site", "site_said",
    "work_type", "shift",
)  # fmt: skip


def _keep(row: Import, found: Iterable[Row]) -> dict[str, int]:
    """Write the rows down as they were understood, with COPY, and count what taking them in would do."""
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
        cursor.execute("ANALYZE roster_importrow")  # so that the database knows how many they are
    return _as_json(judged.counts(row=row))


def _as_json(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
