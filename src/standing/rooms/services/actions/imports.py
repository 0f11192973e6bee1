"""What can be done with a file from another directory: bring it, read it, apply it, take it back."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.installation import api as installation
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.services import permissions
from standing.rooms.services.actions import _applying, _judging
from standing.rooms.services.models import Import, ImportPart, ImportProblem, ImportRow
from standing.rooms.services.queries import pack
from standing.rooms.services.rules import exchange, hsds_files, hsds_times, hsds_trees, hsds_values
from standing.rooms.services.rules.exchange import ImportStep, Twin
from standing.rooms.services.rules.hsds_fields import MARK, NOT_TAKEN_IN, STANDARD_ONLY, TABLE
from standing.rooms.services.rules.hsds_files import LARGEST_UPLOAD, MIB, MOST_ROWS, Item, LeftOut, Unfit

READ_SOON = "services.read_import"
APPLY_SOON = "services.apply_import"
AT_ONCE = 1 * MIB
"""Files up to this size are read while the person waits; larger ones by a job, with a page that shows how far it is."""
ROWS_AT_ONCE = 1000
MOST_PROBLEMS = 50_000
_PART = MIB
_BATCH = 1000


class TooLarge(Refused):
    """The file is larger than what is taken in."""


@transaction.atomic
def bring_file(
    *, file_name: str, content: Iterable[bytes], trusts_dates: bool = False, by: User, at: datetime
) -> Import:
    """
    This will keep a file until it is read, piece by piece; nothing of it is in the directory yet.

    :raises NotAllowed: if the person does not keep the directory
    :raises TooLarge: if it is larger than 50 MB; nothing is kept then
    """
    permissions.check_can_keep(by=by)
    row = Import(
        file_name=_shown_name(file_name),
        size=0,
        sha256="0" * 64,
        trusts_dates=trusts_dates,
        uploaded_by=by,
        uploaded_at=at,
    )
    row.save()
    hashed, size = hashlib.sha256(), 0
    for number, piece in enumerate(_pieces(content)):
        size += len(piece)
        if size > LARGEST_UPLOAD:
            raise TooLarge(hsds_files.TOO_LARGE)
        hashed.update(piece)
        ImportPart.objects.create(of=row, number=number, content=piece)
    row.size, row.sha256 = size, hashed.hexdigest()
    row.save(update_fields=["size", "sha256"])
    audit.record(
        verb="services.bring_file", subject=str(row.pk), by=by, at=at, facts={"size": size, "sha256": row.sha256}
    )
    if size > AT_ONCE:
        jobs.configure_task(READ_SOON).defer(import_id=str(row.pk))
    return row


def read_file(*, import_id: UUID, by: Actor, at: datetime) -> Import:
    """
    This will read a file that was brought, and find out what applying it would do. The directory stays as it is.

    It may be begun again after a break: what was read before is read anew.

    :raises NotFound: if there is no such import
    """
    row = _import(import_id)
    if row.step != ImportStep.WAITING:
        return row
    _forget(row, parts=False)
    try:
        left_out = _read(row, at)
    except Unfit as unfit:
        return _settle(row, ImportStep.REFUSED, sentence=str(unfit), left_out=Counter(), by=by, at=at)
    with transaction.atomic():
        _judging.judge(row=row, at=at)
    return _settle(row, ImportStep.READ, sentence="", left_out=left_out, by=by, at=at)


@transaction.atomic
def decide_twins(*, import_id: UUID, same: Iterable[UUID], other: Iterable[UUID], by: User, at: datetime) -> Import:
    """
    This will note which new records are ones of ours: those are changed instead of entered twice.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if the import is not waiting to be applied
    """
    row = _lock(import_id)
    permissions.check_can_keep(by=by)
    exchange.check_step(current=ImportStep(row.step), wanted=ImportStep.APPLIED)
    theirs = ImportRow.objects.filter(of=row, twin_id__isnull=False, table__in=("service", "organization"))
    ours, apart = set(same), set(other)
    theirs.filter(row_id__in=ours).update(twin=Twin.SAME)
    theirs.filter(row_id__in=apart).update(twin=Twin.OTHER)
    _judging.judge(row=row, at=at)
    audit.record(
        verb="services.decide_twins",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"same": sorted(map(str, ours)), "other": sorted(map(str, apart))},
    )
    return row


@transaction.atomic
def ask_to_apply(*, import_id: UUID, leave_out_wrong: bool, by: User, at: datetime) -> Import:
    """
    This will apply an import now if it is small, or have a job apply it.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if it is not waiting to be applied, or has mistakes that nobody wants to leave out
    """
    row = _lock(import_id)
    permissions.check_can_keep(by=by)
    _check_ready(row, leave_out_wrong=leave_out_wrong)
    if row.rows <= ROWS_AT_ONCE:
        return apply_import(import_id=import_id, leave_out_wrong=leave_out_wrong, by=by, at=at)
    exchange.check_step(current=ImportStep(row.step), wanted=ImportStep.APPLYING)
    row.step = ImportStep.APPLYING
    row.save(update_fields=["step"])
    jobs.configure_task(APPLY_SOON).defer(import_id=str(row.pk), person=str(by.pk))
    return row


@transaction.atomic
def apply_import(*, import_id: UUID, leave_out_wrong: bool = True, by: User, at: datetime) -> Import:
    """
    This will write what an import brings into the directory, all of it or nothing, and keep what was before.

    What it would do is found out anew, for the directory may have changed since it was looked at.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if it is not waiting to be applied, or has mistakes that nobody wants to leave out
    """
    row = _lock(import_id)
    permissions.check_can_keep(by=by)
    _one_at_a_time()
    _check_ready(row, leave_out_wrong=leave_out_wrong)
    _judging.judge(row=row, at=at)
    counts = _applying.apply(row=row, by=by, at=at)
    row.step, row.applied_by, row.applied_at, row.counts = ImportStep.APPLIED, by, at, counts
    row.save(update_fields=["step", "applied_by", "applied_at", "counts"])
    _forget(row)
    audit.record(
        verb="services.apply_import", subject=str(row.pk), by=by, at=at, facts={"sha256": row.sha256, "counts": counts}
    )
    return row


def apply_later(*, import_id: UUID, by: User, at: datetime) -> None:
    """This will apply an import that waits for the job; where that cannot be, it waits again, and says why."""
    if _import(import_id).step != ImportStep.APPLYING:
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
    This will put back what an import changed, and say how many records stayed because they changed again since.

    Services that it brought are not deleted: they become inactive, and nobody finds them.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if it was not applied
    """
    row = _lock(import_id)
    permissions.check_can_keep(by=by)
    _one_at_a_time()
    exchange.check_step(current=ImportStep(row.step), wanted=ImportStep.UNDONE)
    stayed = _applying.undo(row=row, by=by, at=at)
    row.step, row.undone_by, row.undone_at = ImportStep.UNDONE, by, at
    row.save(update_fields=["step", "undone_by", "undone_at"])
    audit.record(verb="services.undo_import", subject=str(row.pk), by=by, at=at, facts={"stayed": stayed})
    return stayed


@transaction.atomic
def drop_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will forget a file that was not applied.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if it was applied
    """
    row = _lock(import_id)
    permissions.check_can_keep(by=by)
    exchange.check_step(current=ImportStep(row.step), wanted=ImportStep.DROPPED)
    row.step = ImportStep.DROPPED
    row.save(update_fields=["step"])
    _forget(row)
    audit.record(verb="services.drop_import", subject=str(row.pk), by=by, at=at)


# Parts


class _Parts(io.RawIOBase):
    """The bytes of a file that is kept in pieces; can be read from any place, as ZIP wants it."""

    def __init__(self, row: Import) -> None:
        self.row = row
        self.at = 0
        self.held = -1
        self.piece = b""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read from any place."""
        return True

    def tell(self) -> int:
        """Return the place."""
        return self.at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.row.size}[whence]
        self.at = max(0, start + offset)
        return self.at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on."""
        number, inside = divmod(self.at, _PART)
        if number != self.held:
            found = ImportPart.objects.filter(of=self.row, number=number).values_list("content", flat=True).first()
            self.piece, self.held = bytes(found) if found is not None else b"", number
        taken = self.piece[inside : inside + len(buffer)]
        buffer[: len(taken)] = taken
        self.at += len(taken)
        return len(taken)


class _Reading:
    """What was read of a file so far; whole batches go to the database at once."""

    def __init__(self, row: Import, at: datetime) -> None:
        self.row = row
        self.offsets = hsds_times.offsets(zone=str(pack.zone(known=at)), today=pack.today(at=at))
        self.left_out: Counter[str] = Counter()
        self.rows: list[ImportRow] = []
        self.problems: list[ImportProblem] = []
        self.count = self.wrong = 0

    def take(self, item: Item, found: hsds_trees.Found) -> None:
        """Take in one row, its mistakes, and the names of what is left out. :raises Unfit: if it is made up"""
        if found.table == "" or found.raw.get(MARK) in (True, "true", "True"):
            _check_mark()
        if found.table == "":
            return
        if found.table in NOT_TAKEN_IN:
            self.left_out[f"{found.table}: {STANDARD_ONLY[found.table]}"] += 1
            return
        self.count += 1
        if found.sentence:
            self._refuse(item, found.table, [(found.field, found.sentence)])
            return
        reading = hsds_values.read(table=found.table, raw=found.raw, offsets=self.offsets)
        for name in reading.unknown:
            self.left_out[f"{found.table}.{name}: {STANDARD_ONLY.get(name, 'is no field that is kept')}"] += 1
        self._refuse(item, found.table, reading.problems)
        if reading.row is not None:
            self.rows.append(_row(self.row, item, found.table, reading.row, found.raw))

    def _refuse(self, item: Item, table: str, mistakes: Iterable[tuple[str, str]]) -> None:
        for field, sentence in mistakes:
            self.problems.append(_problem(self.row, item, table, field, sentence))
            self.wrong += 1

    def check_size(self) -> None:
        """Test that it is worth reading on. :raises Unfit: if there is too much of it, or too much wrong with it"""
        if self.count > MOST_ROWS:
            raise Unfit(f"The file holds more than {MOST_ROWS:,} rows. Cut it into parts.")
        if self.wrong > MOST_PROBLEMS:
            raise Unfit(f"More than {MOST_PROBLEMS:,} mistakes were found, and reading stopped. Is it the right file?")

    def keep(self, *, least: int = 1) -> None:
        """Write down what was read, if it is at least so much."""
        if len(self.rows) + len(self.problems) >= least:
            _keep(self.row, self.rows, self.problems, self.count, self.wrong)


def _read(row: Import, at: datetime) -> Counter[str]:
    """Put what the file holds into rows and mistakes, and count what is left out."""
    reading = _Reading(row, at)
    stream = io.BufferedReader(_Parts(row), buffer_size=_PART)
    for item in hsds_files.items(name=row.file_name, stream=stream):
        if isinstance(item, LeftOut):
            reading.left_out[f"{item.file}: {item.what}"] += 1
            continue
        for found in _found(item):
            reading.take(item, found)
        reading.check_size()
        reading.keep(least=_BATCH)
    reading.keep()
    return reading.left_out


def _found(item: Item) -> Iterator[hsds_trees.Found]:
    if item.sentence:
        yield hsds_trees.Found(table=item.table, raw={}, sentence=item.sentence)
    elif item.is_nested:
        yield from hsds_trees.flat(table=item.table, value=item.value)
    else:
        yield hsds_trees.Found(table=item.table, raw=item.value)  # type: ignore[arg-type]


def _check_mark() -> None:
    if not installation.is_sample():
        raise Unfit(
            "This file is marked as a sample: what it tells is made up. The City’s directory does not take it in."
        )


def _row(of: Import, item: Item, table: str, data: dict[str, object], raw: object) -> ImportRow:
    """Keep what the file says: a field it does not speak of is not touched."""
    said = {name: value for name, value in data.items() if name in raw or name == "id"}  # type: ignore[operator]
    owners = [data[name] for name in TABLE[table].owners if data.get(name) is not None]
    owner = (
        data.get("link_id")
        if table == "attribute"
        else data.get("service_id")
        if table == "service_at_location"
        else None
    )
    return ImportRow(
        of=of,
        table=table,
        row_id=UUID(str(data["id"])),
        owner_id=UUID(str(owners[0])) if owners else UUID(str(owner)) if owner else None,
        file=item.file,
        line=item.line,
        data=said,
    )


def _problem(of: Import, item: Item, table: str, field: str, sentence: str) -> ImportProblem:
    return ImportProblem(of=of, file=item.file, line=item.line, table=table, field=field[:100], sentence=sentence)


def _keep(of: Import, rows: list[ImportRow], problems: list[ImportProblem], count: int, wrong: int) -> None:
    with transaction.atomic():
        ImportRow.objects.bulk_create(rows, batch_size=_BATCH)
        ImportProblem.objects.bulk_create(problems, batch_size=_BATCH)
        Import.objects.filter(pk=of.pk).update(rows=count, problems=wrong)
    of.rows, of.problems = count, wrong
    rows.clear()
    problems.clear()


@transaction.atomic
def _settle(row: Import, step: ImportStep, *, sentence: str, left_out: Counter[str], by: Actor, at: datetime) -> Import:
    row.step, row.sentence = step, sentence
    row.left_out = [[what, times] for what, times in left_out.most_common(500)]
    row.save(update_fields=["step", "sentence", "left_out"])
    if step is ImportStep.REFUSED:
        _forget(row)
    audit.record(
        verb="services.read_import",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"rows": row.rows, "problems": row.problems, "step": str(step)},
    )
    return row


def _forget(row: Import, *, parts: bool = True) -> None:
    """Forget what was read, and the file itself."""
    for model in (ImportRow, ImportProblem, *((ImportPart,) if parts else ())):
        found = model.objects.filter(of=row)
        found._raw_delete(found.db)  # noqa: SLF001 (in one statement: nothing points to these rows)


def _import(id: UUID) -> Import:
    row = Import.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such import.")
    return row


def _lock(id: UUID) -> Import:
    row = Import.objects.select_for_update().filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such import.")
    return row


def _check_ready(row: Import, *, leave_out_wrong: bool) -> None:
    exchange.check_step(current=ImportStep(row.step), wanted=ImportStep.APPLIED)
    if row.problems and not leave_out_wrong:
        raise NotNow(
            "The file has mistakes. Say that the wrong rows are to be left out, or mend the file and bring it again."
        )


def _one_at_a_time() -> None:
    """Let one import write at a time; the next waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('services.imports'))")


def _pieces(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the content in pieces of one size, so that any place can be found again."""
    held = b""
    for piece in content:
        held += piece
        while len(held) >= _PART:
            yield held[:_PART]
            held = held[_PART:]
    if held:
        yield held


def _shown_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:120] or "file"
