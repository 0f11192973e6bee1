"""What can be done with a list of contracts: bring it, match its columns, look at it, take it in, take it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit.api import Actor
from standing.hall.lists import api as lists
from standing.hall.lists.api import Line, ListStep
from standing.kernel.refusals import NotNow
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import _feeding, _staging
from standing.rooms.contractors.models import Import
from standing.rooms.contractors.queries import imports as queries
from standing.rooms.contractors.queries import pack
from standing.rooms.contractors.queries.imports import LISTS
from standing.rooms.contractors.rules import columns as own_columns
from standing.rooms.contractors.rules import reading
from standing.rooms.contractors.rules.reading import Reader, RowSaid

__all__ = [
    "apply_import", "apply_later", "ask_to_apply", "ask_to_read", "bring_list", "choose_sheet", "drop_import",
    "forget_lists", "read_rows", "undo_import",
]  # fmt: skip


@transaction.atomic
def bring_list(*, file_name: str, content: Iterable[bytes], by: User, at: datetime) -> UUID:
    """
    This will keep a list until its columns are matched; nothing of it is in force yet.

    :raises NotAllowed: if the person does not bring lists
    :raises Unfit: if it is no list, or too large; nothing is kept then
    """
    permissions.check_keeps(by=by)
    return lists.bring(LISTS, file_name=file_name, content=content, by=by, at=at).pk


@transaction.atomic
def choose_sheet(*, import_id: UUID, sheet: str, by: User, at: datetime) -> None:
    """
    This will look at another sheet of the spreadsheet.

    :raises Refused: if the person may not, or the list is past that
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_keeps(by=by)
    lists.choose_sheet(LISTS, row=row, sheet=sheet, by=by, at=at)


@transaction.atomic
def ask_to_read(*, import_id: UUID, columns: Mapping[str, int], department: str, by: User, at: datetime) -> bool:
    """
    This will say which column means what and have the rows read; True if they are read already.

    ``department`` is that of rows that name none; it may be empty.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if a column that is needed has no place, a column has two meanings, or the list was taken in
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_keeps(by=by)
    if missing := [own_columns.NAMES[name][0] for name in own_columns.NEEDED if name not in columns]:
        raise NotNow(f"Say which columns hold these: {', '.join(missing)}.")
    if department and department not in pack.departments(known=at):
        raise NotNow("Choose a department of the pack.")
    if "department" not in columns and not department:
        raise NotNow("Say which column holds the department, or choose one for all rows.")
    if not lists.match_columns(LISTS, row=row, columns=columns, department=department, by=by, at=at):
        return False
    read_rows(import_id=row.pk, by=by, at=at)
    return True


def read_rows(*, import_id: UUID, by: Actor, at: datetime) -> None:
    """
    This will read every row and find out what taking it in would do; nothing of it is in force yet.

    It may be begun again after a break: what was read before is read anew.

    :raises NotFound: if there is no such list
    """

    def understand(row: Import, lines: Iterator[Line]) -> Sequence[RowSaid]:
        reader = Reader(pack.ground(known=at), only=row.department)
        found = [reader.read(line=line, cells=cells) for line, cells in lines]
        reading.check_together(found)
        return found

    def keep(row: Import, found: Sequence[RowSaid]) -> Mapping[str, int]:
        _staging.keep(row.pk, found)
        return queries.counts(row=row)

    lists.read(LISTS, id=import_id, understand=understand, keep=keep, by=by, at=at)


@transaction.atomic
def ask_to_apply(*, import_id: UUID, leave_out: bool, by: User, at: datetime) -> bool:
    """
    This will take a list in now if it is short, or have a job do so; True if it is done.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it is not waiting, or rows have mistakes and nobody said to leave them out
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_keeps(by=by)
    lists.check_ready(row=row, leave_out=leave_out)
    if row.rows <= LISTS.rows_at_once:
        apply_import(import_id=import_id, leave_out=leave_out, by=by, at=at)
        return True
    lists.apply_soon(LISTS, row=row, by=by, at=at)
    return False


@transaction.atomic
def apply_import(*, import_id: UUID, leave_out: bool = True, by: User, at: datetime) -> None:
    """
    This will write what a list says, all of it in one transaction or nothing; the same list again changes nothing.

    What it would do is found out anew, for the register may have changed since it was looked at. A contract's rows
    are all of its sites: sites that the list leaves out end. Contracts that the list does not
    name stay as they are.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it is not waiting, or rows have mistakes and nobody said to leave them out
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_keeps(by=by)
    lists.one_at_a_time(LISTS)
    lists.check_ready(row=row, leave_out=leave_out)
    counts = queries.counts(row=row)
    departments = _staging.write(row.pk, at=at)
    lists.applied(LISTS, row=row, counts=counts, by=by, at=at)
    _feeding.feed(departments=departments, by=by, at=at)


def apply_later(*, import_id: UUID, by: User, at: datetime) -> None:
    """This will take in a list that waits for the job; where that cannot be, it waits again, and says why."""
    lists.apply_later(LISTS, id=import_id, apply=lambda: apply_import(import_id=import_id, by=by, at=at))


@transaction.atomic
def undo_import(*, import_id: UUID, by: User, at: datetime) -> int:
    """
    This will put back what a list changed, all of it or nothing, and return how many contracts that were.

    Firms and contracts that it brought leave the register; their numbers and what they answered stay on record.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was not taken in, or another list changed one of its contracts since
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_keeps(by=by)
    lists.one_at_a_time(LISTS)
    lists.check_step(current=row.step, wanted=ListStep.UNDONE)
    if moved := _staging.moved_since(row.pk):
        named = ", ".join(moved[:10]) + (" and more" if len(moved) > 10 else "")
        raise NotNow(f"It cannot be taken back: another list changed these since: {named}.")
    departments, contracts = _staging.put_back(row.pk, at=at)
    lists.undone(LISTS, row=row, facts={"contracts": contracts}, by=by, at=at)
    _feeding.feed(departments=departments, by=by, at=at)
    return contracts


@transaction.atomic
def drop_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will forget a list that was not taken in.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was taken in
    """
    row = lists.locked(LISTS, id=import_id)
    permissions.check_keeps(by=by)
    lists.drop(LISTS, row=row, by=by, at=at)


def forget_lists(*, at: datetime) -> int:
    """This will forget lists that wait longer than the pack lets them, and return how many; the clock calls it."""
    return lists.forget_waiting(LISTS, at=at)
