"""What can be done with a list of contracts: bring it, look at it, take it in, take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.kernel.lists import columns as column_rules
from standing.kernel.lists import tables
from standing.kernel.lists.tables import LARGEST_UPLOAD, TOO_LARGE, Row, Unfit
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import _feeding, _staging
from standing.rooms.contractors.models import Import
from standing.rooms.contractors.queries import pack
from standing.rooms.contractors.rules import columns, reading, steps
from standing.rooms.contractors.rules.reading import RowSaid
from standing.rooms.contractors.rules.steps import ImportStep, Verdict

__all__ = ["apply_import", "apply_later", "ask_to_apply", "bring_list", "drop_import", "undo_import"]

APPLY_SOON = "contractors.apply_import"
ROWS_AT_ONCE = 1_000
"""Shorter lists are taken in while the person waits; longer ones by a job, with a page that shows where it stands."""
_MISTAKES = 1_000


@transaction.atomic
def bring_list(*, file_name: str, content: Iterable[bytes], by: User, at: datetime) -> UUID:
    """
    This will read a list of contracts and find out what taking it in would do; nothing of it is in force yet.

    :raises NotAllowed: if the person does not bring lists
    :raises Unfit: if it is no list, too large, or lacks a column that is needed
    """
    permissions.check_keeps(by=by)
    held, size = [], 0
    for piece in content:
        size += len(piece)
        if size > LARGEST_UPLOAD:
            raise Unfit(TOO_LARGE)
        held.append(piece)
    whole = b"".join(held)
    how, found, rows = _read(whole, at=at)
    row = Import(
        file_name=_shown_name(file_name),
        size=size,
        sha256=hashlib.sha256(whole).hexdigest(),
        content=whole,
        columns=found,
        how=how,
        rows=len(rows),
        brought_by=by,
        brought_at=at,
    )
    row.counts = _staging.verdicts(rows)
    row.problems = [[one.line, *problem] for one in rows for problem in one.problems][:_MISTAKES]
    row.save()
    audit.record(
        verb="contractors.bring_list",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"sha256": row.sha256, "rows": row.rows, "counts": row.counts},
    )
    return row.pk


@transaction.atomic
def ask_to_apply(*, import_id: UUID, leave_out: bool, by: User, at: datetime) -> bool:
    """
    This will take a list in now if it is short, or have a job do so; True if it is done.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it is not waiting, or rows have mistakes and nobody said to leave them out
    """
    row = _locked(import_id)
    permissions.check_keeps(by=by)
    _check_ready(row, leave_out=leave_out)
    if row.rows <= ROWS_AT_ONCE:
        apply_import(import_id=import_id, leave_out=leave_out, by=by, at=at)
        return True
    row.step, row.sentence = ImportStep.APPLYING, ""
    row.save(update_fields=["step", "sentence"])
    jobs.configure_task(APPLY_SOON).defer(import_id=str(row.pk), person=str(by.pk))
    audit.record(verb="contractors.ask_to_apply", subject=str(row.pk), by=by, at=at)
    return False


@transaction.atomic
def apply_import(*, import_id: UUID, leave_out: bool = True, by: User, at: datetime) -> None:
    """
    This will write what a list says, all of it in one transaction or nothing; the same list again changes nothing.

    A contract's rows are all of its sites: sites that the list leaves out end. Contracts that the list does not
    name stay as they are.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it is not waiting, or rows have mistakes and nobody said to leave them out
    """
    row = _locked(import_id)
    permissions.check_keeps(by=by)
    _staging.lock()
    _check_ready(row, leave_out=leave_out)
    _, _, rows = _read(bytes(row.content or b""), at=at)
    counts = _staging.verdicts(rows)
    departments = _staging.write(rows, brought_by=row.pk, at=at)
    row.step, row.applied_by, row.applied_at = ImportStep.APPLIED, by, at
    row.counts, row.content, row.problems, row.sentence = counts, None, [], ""
    row.save()
    audit.record(
        verb="contractors.apply_import",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"sha256": row.sha256, "counts": counts},
    )
    _feeding.feed(departments=departments, by=by, at=at)


def apply_later(*, import_id: UUID, by: User, at: datetime) -> None:
    """This will take in a list that waits for the job; where that cannot be, it waits again, and says why."""
    row = Import.objects.filter(pk=import_id).first()
    if row is None or row.step != ImportStep.APPLYING:
        return
    try:
        apply_import(import_id=import_id, by=by, at=at)
    except Refused as refusal:
        Import.objects.filter(pk=import_id, step=ImportStep.APPLYING).update(
            step=ImportStep.READ, sentence=str(refusal)
        )


@transaction.atomic
def undo_import(*, import_id: UUID, by: User, at: datetime) -> int:
    """
    This will put back what a list changed, all of it or nothing, and return how many contracts that were.

    Firms and contracts that it brought leave the register; their numbers and what they answered stay on record.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was not taken in, or another list changed one of its contracts since
    """
    row = _locked(import_id)
    permissions.check_keeps(by=by)
    _staging.lock()
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.UNDONE)
    if moved := _staging.moved_since(row.pk):
        named = ", ".join(moved[:10]) + (" and more" if len(moved) > 10 else "")
        raise NotNow(f"It cannot be taken back: another list changed these since: {named}.")
    departments, contracts = _staging.put_back(row.pk, at=at)
    row.step, row.undone_by, row.undone_at = ImportStep.UNDONE, by, at
    row.save(update_fields=["step", "undone_by", "undone_at"])
    audit.record(verb="contractors.undo_import", subject=str(row.pk), by=by, at=at, facts={"contracts": contracts})
    _feeding.feed(departments=departments, by=by, at=at)
    return contracts


@transaction.atomic
def drop_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will forget a list that was not taken in.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was taken in
    """
    row = _locked(import_id)
    permissions.check_keeps(by=by)
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.DROPPED)
    row.step, row.content, row.problems = ImportStep.DROPPED, None, []
    row.save(update_fields=["step", "content", "problems"])
    audit.record(verb="contractors.drop_import", subject=str(row.pk), by=by, at=at)


# Parts


def _read(content: bytes, *, at: datetime) -> tuple[str, dict[str, int], list[RowSaid]]:
    table = tables.read(content=content)
    terms = pack.terms_or_none(known=at)
    names = columns.names(known=terms.columns if terms else {})
    place = column_rules.header_place(table.rows, names=names)
    header = table.rows[place][1]
    if any(cell.strip().casefold() == "sample" for cell in header) and not installation.is_sample():
        raise Unfit("This list is marked as a sample: what it tells is made up. The City does not take it in.")
    found = column_rules.guess(column_rules.named(header), names=names)
    if missing := [name for name in columns.NEEDED if name not in found]:
        said = ", ".join(columns.NAMES[name][0] for name in missing)
        raise Unfit(f"These columns are missing: {said}. Name them in the first row, then bring the list again.")
    rows: Sequence[Row] = table.rows[place + 1 :]
    if not rows:
        raise Unfit("The list has no rows below the names of its columns.")
    said_rows = reading.check_together(list(reading.read(rows, columns=found, ground=pack.ground(known=at))))
    return table.how[:60], found, said_rows


def _locked(id: UUID) -> Import:
    row = Import.objects.select_for_update(of=("self",)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such list.")
    return row


def _check_ready(row: Import, *, leave_out: bool) -> None:
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.APPLIED)
    if row.counts.get(Verdict.WRONG.value) and not leave_out:
        raise NotNow("Rows have mistakes. Say that they are to be left out, or mend the list and bring it again.")


def _shown_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:120] or "list"
