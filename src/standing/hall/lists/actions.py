"""
What rooms do alike with a list. The room has asked who may, and its own transaction is running.

Every deed but ``read`` and ``apply_later`` changes a row that the room locked; both run in a job, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.installation import api as installation
from standing.hall.lists import queries
from standing.hall.lists.kinds import Brought, Kind, L
from standing.hall.lists.models import BroughtList
from standing.hall.lists.rules import FORGOTTEN_FROM, ListStep, check_step, shown_name
from standing.kernel.canonical import Json
from standing.kernel.lists import columns as column_rules
from standing.kernel.lists import tables
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE, Table, Unfit
from standing.kernel.refusals import NotFound, NotNow, Refused

R = TypeVar("R")
Line = tuple[int, dict[str, str]]
"""The number of a row, and its cells by what they mean; columns that nobody matched are not among them."""
_PART = 1024 * 1024
_STEP = 1_000


def bring(kind: Kind[L], *, file_name: str, content: Iterable[bytes], by: User, at: datetime) -> L:
    """
    This will keep a list until its columns are matched; nothing of it is in force yet.

    :raises Unfit: if it is no list, too large, or of a sort that is not kept; nothing is kept then
    """
    whole = _whole(content)
    row = kind.lists(
        file_name=shown_name(file_name),
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        brought_by=by,
        brought_at=at,
    )
    _take_headers(kind, row, whole, tables.read(content=whole), at=at)
    row.save()
    kind.parts.objects.bulk_create(
        kind.parts(of=row, number=number, content=whole[start : start + _PART])
        for number, start in enumerate(range(0, len(whole), _PART))
    )
    facts: dict[str, Json] = {"size": row.size, "sha256": row.sha256}
    audit.record(verb=f"{kind.room}.bring_list", subject=str(row.pk), by=by, at=at, facts=facts)
    return row


def choose_sheet(kind: Kind[L], *, row: L, sheet: str, by: User, at: datetime) -> None:
    """This will look at another sheet of the spreadsheet. :raises NotNow: if the list is past that"""
    check_step(current=row.step, wanted=ListStep.READING)
    whole = _content(kind, row)
    _take_headers(kind, row, whole, tables.read(content=whole, sheet=sheet), at=at)
    row.columns = {}
    row.save()
    audit.record(verb=f"{kind.room}.choose_sheet", subject=str(row.pk), by=by, at=at)


def match_columns(
    kind: Kind[L],
    *,
    row: L,
    columns: Mapping[str, int],
    department: str = "",
    facts: Mapping[str, Json] | None = None,
    by: User,
    at: datetime,
) -> bool:
    """
    This will say which column means what; a long list is read by a job then. True if it is to be read now.

    :raises NotNow: if a column has two meanings, or the list is past that
    """
    check_step(current=row.step, wanted=ListStep.READING)
    if len(set(columns.values())) != len(columns):
        raise NotNow("One column cannot mean two things. Choose another for one of them.")
    row.columns, row.department, row.sentence = dict(columns), department, ""
    row.step, row.rows_done, row.counts = ListStep.READING, 0, {}
    row.save()
    said: dict[str, Json] = {"columns": list[Json](sorted(columns)), "rows": row.rows, "department": department}
    said |= facts or {}
    audit.record(verb=f"{kind.room}.match_columns", subject=str(row.pk), by=by, at=at, facts=said)
    if row.rows > kind.rows_at_once:
        jobs.configure_task(kind.read_soon).defer(import_id=str(row.pk))
        return False
    return True


def read(
    kind: Kind[L],
    *,
    id: UUID,
    understand: Callable[[L, Iterator[Line]], Sequence[R]],
    keep: Callable[[L, Sequence[R]], Mapping[str, int]],
    by: Actor,
    at: datetime,
) -> None:
    """
    This will read every row and find out what taking the list in would do; nothing is in force yet.

    ``understand`` turns the lines into rows, ``keep`` writes those down and returns how many are of which sort.
    It may be begun again after a break: what was read before is read anew. A list that does not wait to be read
    stays as it is.

    :raises NotFound: if there is no such list
    """
    row = _row(kind, id)
    if row.step != ListStep.READING:
        return
    try:
        table = tables.read(content=_content(kind, row), sheet=row.sheet)
    except Unfit as unfit:
        with transaction.atomic():
            _forget(kind, row)
            _settle(kind, row, ListStep.REFUSED, counts={}, sentence=str(unfit), by=by, at=at)
        return
    found = understand(row, _lines(kind, row, table))
    with transaction.atomic():
        _forget(kind, row, parts=False)
        _settle(kind, row, ListStep.READ, counts=keep(row, found), sentence="", by=by, at=at)


def check_ready(*, row: BroughtList, leave_out: bool) -> None:
    """
    Test that a list can be taken in.

    :raises NotNow: if it is not waiting for that, or rows have mistakes and nobody said to leave them out
    """
    check_step(current=row.step, wanted=ListStep.APPLIED)
    if row.counts.get("wrong") and not leave_out:
        raise NotNow("Rows have mistakes. Say that they are to be left out, or mend the list and bring it again.")


def apply_soon(kind: Kind[L], *, row: L, by: User, at: datetime, **more: Any) -> None:
    """This will have a job take a list in, in the name of the person; ``more`` goes to the job."""
    check_step(current=row.step, wanted=ListStep.APPLYING)
    row.step, row.sentence = ListStep.APPLYING, ""
    row.save(update_fields=["step", "sentence"])
    jobs.configure_task(kind.apply_soon).defer(import_id=str(row.pk), person=str(by.pk), **more)
    audit.record(verb=f"{kind.room}.ask_to_apply", subject=str(row.pk), by=by, at=at)


def apply_later(kind: Kind[L], *, id: UUID, apply: Callable[[], object]) -> None:
    """This will take in a list that waits for the job; where that cannot be, it waits again, and says why."""
    if _row(kind, id).step != ListStep.APPLYING:
        return
    try:
        apply()
    except Refused as refusal:
        waiting = kind.lists.objects.filter(pk=id, step=ListStep.APPLYING)
        waiting.update(step=ListStep.READ, sentence=str(refusal))


def applied(
    kind: Kind[L],
    *,
    row: L,
    counts: Mapping[str, int],
    facts: Mapping[str, Json] | None = None,
    by: User,
    at: datetime,
) -> None:
    """This will note that a list is taken in, and forget its file and its rows."""
    check_step(current=row.step, wanted=ListStep.APPLIED)
    row.step, row.applied_by, row.applied_at, row.counts = ListStep.APPLIED, by, at, dict(counts)
    row.rows_done, row.sentence = row.rows, ""
    row.save(update_fields=["step", "applied_by", "applied_at", "counts", "rows_done", "sentence"])
    _forget(kind, row)
    said = {"sha256": row.sha256, "counts": row.counts} | dict(facts or {})
    audit.record(verb=f"{kind.room}.apply_import", subject=str(row.pk), by=by, at=at, facts=said)


def undone(kind: Kind[L], *, row: L, facts: Mapping[str, Json] | None = None, by: User, at: datetime) -> None:
    """This will note that a list was taken back."""
    check_step(current=row.step, wanted=ListStep.UNDONE)
    row.step, row.undone_by, row.undone_at = ListStep.UNDONE, by, at
    row.save(update_fields=["step", "undone_by", "undone_at"])
    audit.record(verb=f"{kind.room}.undo_import", subject=str(row.pk), by=by, at=at, facts=dict(facts or {}))


def drop(kind: Kind[L], *, row: L, by: Actor, at: datetime) -> None:
    """This will forget a list that was not taken in, with its file and its rows. :raises NotNow: if it was"""
    check_step(current=row.step, wanted=ListStep.DROPPED)
    row.step = ListStep.DROPPED
    row.save(update_fields=["step"])
    _forget(kind, row)
    audit.record(verb=f"{kind.room}.drop_import", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def forget_waiting(kind: Kind[L], *, at: datetime) -> int:
    """This will forget lists that wait longer than the pack lets them, and return how many; the clock calls it."""
    today, found = queries.today(at=at), 0
    every = kind.lists.objects.select_for_update(of=("self",))
    for row in every.filter(step__in=sorted(FORGOTTEN_FROM)).order_by("brought_at", "pk"):
        if queries.kept_until(kind, row=row, at=at) < today:
            drop(kind, row=row, by=audit.SYSTEM, at=at)
            found += 1
    return found


def locked(kind: Kind[L], *, id: UUID) -> L:
    """Return a list that nobody else changes until the transaction ends. :raises NotFound: if there is none"""
    row = kind.lists.objects.select_for_update(of=("self",)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row


def one_at_a_time(kind: Kind[L]) -> None:
    """Let one list of a room write at a time; the next waits for the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{kind.room}.imports"])


# Parts


def _whole(content: Iterable[bytes]) -> bytes:
    held, size = [], 0
    for piece in content:
        size += len(piece)
        if size > LARGEST_UPLOAD:
            raise Unfit(TOO_LARGE)
        held.append(piece)
    return b"".join(held)


def _take_headers(kind: Kind[L], row: L, content: bytes, table: Table, *, at: datetime) -> None:
    place = column_rules.header_place(table.rows, names=kind.names(at))
    if any(cell.strip().casefold() == "sample" for cell in table.rows[place][1]) and not installation.is_sample():
        raise Unfit("This list is marked as a sample: what it tells is made up. The City does not take it in.")
    width = max(len(cells) for _, cells in table.rows)
    headers = column_rules.named([*table.rows[place][1], *[""] * width][:width])
    kind.check(Brought(content=content, table=table, headers=headers))
    if len(table.rows) <= place + 1:
        raise Unfit("The list has no rows below the names of its columns.")
    row.headers, row.header_line = list(headers), table.rows[place][0]
    row.rows = len(table.rows) - place - 1
    if kind.shows_rows:
        shown = table.rows[place + 1 : place + 1 + column_rules.SHOWN]
        row.first_rows = [[cell.replace("\x00", "") for cell in cells] for _, cells in shown]
    row.how, row.sheet, row.sheets = table.how[:60], table.sheet[:120], list(table.sheets)


def _lines(kind: Kind[L], row: L, table: Table) -> Iterator[Line]:
    """Yield the rows below the names of the columns, and note how far it is."""
    meant = list(row.columns.items())
    below = (one for one in table.rows if one[0] > row.header_line)
    done = 0
    while batch := list(islice(below, _STEP)):
        for line, cells in batch:
            yield line, {meaning: cells[place] for meaning, place in meant if place < len(cells)}
        done += len(batch)
        kind.lists.objects.filter(pk=row.pk).update(rows_done=done)


def _settle(
    kind: Kind[L], row: L, step: ListStep, *, counts: Mapping[str, int], sentence: str, by: Actor, at: datetime
) -> None:
    row.step, row.sentence, row.counts = step, sentence, dict(counts)
    row.save(update_fields=["step", "sentence", "counts"])
    facts = {"counts": row.counts, "step": str(step)}
    audit.record(verb=f"{kind.room}.read_rows", subject=str(row.pk), by=by, at=at, facts=facts)


def _forget(kind: Kind[L], row: L, *, parts: bool = True) -> None:
    """Forget what was read, and the file itself."""
    for model in (kind.rows, *((kind.parts,) if parts else ())):
        found = model.objects.filter(of=row)
        found._raw_delete(found.db)  # noqa: SLF001 (in one statement: nothing points to these rows)
    if parts and row.first_rows:
        row.first_rows = []
        row.save(update_fields=["first_rows"])


def _content(kind: Kind[L], row: L) -> bytes:
    pieces = kind.parts.objects.filter(of=row).order_by("number")
    return b"".join(bytes(piece) for piece in pieces.values_list("content", flat=True))


def _row(kind: Kind[L], id: UUID) -> L:
    row = kind.lists.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row
