"""What can be done with a property list: bring it, match its columns, look at it, take it in, take it back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count
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
from standing.rooms.sites import permissions
from standing.rooms.sites.actions import _writing
from standing.rooms.sites.actions._writing import Written
from standing.rooms.sites.models import Import, ImportPart, ImportRow, Site, SiteRevision
from standing.rooms.sites.queries import facts, pack
from standing.rooms.sites.rules import columns as own_columns
from standing.rooms.sites.rules import matching, reading, records, steps, texts
from standing.rooms.sites.rules.events import SitesChanged
from standing.rooms.sites.rules.matching import Judged, Register
from standing.rooms.sites.rules.reading import Ground, Reading
from standing.rooms.sites.rules.records import SiteRecord, Why
from standing.rooms.sites.rules.steps import Answer, ImportStep, Verdict

__all__ = [
    "answer_rows", "apply_import", "apply_later", "ask_to_apply", "ask_to_read", "bring_list", "choose_sheet",
    "drop_import", "read_rows", "undo_import",
]  # fmt: skip

READ_SOON = "sites.read_rows"
APPLY_SOON = "sites.apply_import"
ROWS_AT_ONCE = 1_000
"""Shorter lists are read while the person waits; longer ones by a job, with a page that shows how far it is."""
_PART = 1024 * 1024
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
    held, size = [], 0
    for piece in content:
        size += len(piece)
        if size > LARGEST_UPLOAD:
            raise Unfit(TOO_LARGE)
        held.append(piece)
    whole = b"".join(held)
    table = tables.read(content=whole)
    _check_tells_of_nobody(whole, table)
    row = Import(
        file_name=_shown_name(file_name),
        size=size,
        sha256=hashlib.sha256(whole).hexdigest(),
        brought_by=by,
        brought_at=at,
    )
    _take_headers(row, table, at=at)
    row.save()
    ImportPart.objects.bulk_create(
        ImportPart(of=row, number=number, content=whole[start : start + _PART])
        for number, start in enumerate(range(0, size, _PART))
    )
    audit.record(verb="sites.bring_list", subject=str(row.pk), by=by, at=at, facts={"size": size, "sha256": row.sha256})
    return row.pk


@transaction.atomic
def choose_sheet(*, import_id: UUID, sheet: str, by: User, at: datetime) -> None:
    """
    This will look at another sheet of the spreadsheet.

    :raises Refused: if the person may not, or the columns are matched already
    """
    row = _locked(import_id)
    permissions.check_can_bring(by=by)
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.READING)
    _take_headers(row, tables.read(content=_content(row), sheet=sheet), at=at)
    row.columns = {}
    row.save()
    audit.record(verb="sites.choose_sheet", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def ask_to_read(*, import_id: UUID, columns: Mapping[str, int], department: str, by: User, at: datetime) -> bool:
    """
    This will say which column means what and have the rows read; True if they are read already.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if nothing names a site, a column has two meanings, or the list was taken in
    """
    row = _locked(import_id)
    permissions.check_can_bring(by=by)
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.READING)
    if "name" not in columns and "address" not in columns:
        raise NotNow("Say which column holds the name of a site, or its address.")
    if len(set(columns.values())) != len(columns):
        raise NotNow("One column cannot mean two things. Choose another for one of them.")
    if "department" not in columns and not department:
        raise NotNow("Say which column holds the department, or choose one for all rows.")
    row.columns, row.department, row.sentence = dict(columns), department, ""
    row.step, row.rows_done = ImportStep.READING, 0
    row.save(update_fields=["columns", "department", "sentence", "step", "rows_done"])
    audit.record(
        verb="sites.match_columns",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"columns": sorted(columns), "rows": row.rows},
    )
    if row.rows > ROWS_AT_ONCE:
        jobs.configure_task(READ_SOON).defer(import_id=str(row.pk))
        return False
    read_rows(import_id=row.pk, by=by, at=at)
    return True


def read_rows(*, import_id: UUID, by: Actor, at: datetime) -> None:
    """
    This will read every row and find out what taking it in would do. The register stays as it is.

    It may be begun again after a break: what was read before is read anew.

    :raises NotFound: if there is no such import
    """
    row = _found(import_id)
    if row.step != ImportStep.READING:
        return
    _forget(row, parts=False)
    try:
        table = tables.read(content=_content(row), sheet=row.sheet)
        _read(row, table, at=at)
    except Unfit as unfit:
        _settle(row, ImportStep.REFUSED, sentence=str(unfit), by=by, at=at)
        return
    _settle(row, ImportStep.READ, sentence="", by=by, at=at)


@transaction.atomic
def answer_rows(*, import_id: UUID, same: Iterable[int], other: Iterable[int], by: User, at: datetime) -> None:
    """
    This will note which rows are sites of ours: those are changed instead of entered twice. Arguments are lines.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if the import is not waiting to be taken in
    """
    row = _locked(import_id)
    permissions.check_can_bring(by=by)
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.APPLIED)
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
    row = _locked(import_id)
    permissions.check_can_bring(by=by)
    _check_ready(row, leave_out=leave_out)
    if row.rows <= ROWS_AT_ONCE:
        apply_import(import_id=import_id, leave_out=leave_out, by=by, at=at)
        return True
    row.step = ImportStep.APPLYING
    row.save(update_fields=["step"])
    jobs.configure_task(APPLY_SOON).defer(import_id=str(row.pk), person=str(by.pk))
    audit.record(verb="sites.ask_to_apply", subject=str(row.pk), by=by, at=at)
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
    row = _locked(import_id)
    permissions.check_can_bring(by=by)
    _one_at_a_time()
    _check_ready(row, leave_out=leave_out)
    counts, written = _to_write(row)
    sites = _writing.write(written, why=Why.IMPORTED, by=by, at=at, brought_by=row)
    row.step, row.applied_by, row.applied_at, row.counts = ImportStep.APPLIED, by, at, counts
    row.rows_done, row.sentence = row.rows, ""
    row.save(update_fields=["step", "applied_by", "applied_at", "counts", "rows_done", "sentence"])
    _forget(row)
    audit.record(
        verb="sites.apply_import", subject=str(row.pk), by=by, at=at, facts={"sha256": row.sha256, "counts": counts}
    )
    events.emit(SitesChanged(sites=tuple(site.pk for site in sites), at=at))


def apply_later(*, import_id: UUID, by: User, at: datetime) -> None:
    """This will take in a list that waits for the job; where that cannot be, it waits again, and says why."""
    if _found(import_id).step != ImportStep.APPLYING:
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
    This will put back what a list changed, all of it or nothing, and return how many sites that were.

    Sites that it brought are taken off the register; their numbers are never given to others.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was not taken in, or sites were changed again since; the sentence names them
    """
    row = _locked(import_id)
    permissions.check_can_bring(by=by)
    _one_at_a_time()
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.UNDONE)
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
    row.step, row.undone_by, row.undone_at = ImportStep.UNDONE, by, at
    row.save(update_fields=["step", "undone_by", "undone_at"])
    audit.record(verb="sites.undo_import", subject=str(row.pk), by=by, at=at, facts={"sites": len(written)})
    events.emit(SitesChanged(sites=tuple(site.pk for site in rows), at=at))
    return len(written)


@transaction.atomic
def drop_import(*, import_id: UUID, by: User, at: datetime) -> None:
    """
    This will forget a list that was not taken in.

    :raises NotAllowed: if the person does not bring lists
    :raises NotNow: if it was taken in
    """
    row = _locked(import_id)
    permissions.check_can_bring(by=by)
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.DROPPED)
    row.step, row.first_rows = ImportStep.DROPPED, []
    row.save(update_fields=["step", "first_rows"])
    _forget(row)
    audit.record(verb="sites.drop_import", subject=str(row.pk), by=by, at=at)


# Parts

_JUDGED = ["verdict", "twin", "twin_line", "likeness"]


def _take_headers(row: Import, table: Table, *, at: datetime) -> None:
    names = own_columns.names(known=pack.terms(known=at).columns)
    place = column_rules.header_place(table.rows, names=names)
    if any(cell.strip().casefold() == "sample" for cell in table.rows[place][1]) and not installation.is_sample():
        raise Unfit(
            "This list is marked as a sample: what it tells is made up. The City's register does not take it in."
        )
    width = max(len(cells) for _, cells in table.rows)
    headers = column_rules.named([*table.rows[place][1], *[""] * width][:width])
    if len(table.rows) <= place + 1:
        raise Unfit("The list has no rows below the names of its columns.")
    row.headers, row.header_line = list(headers), table.rows[place][0]
    row.first_rows = [list(cells) for _, cells in table.rows[place + 1 : place + 1 + column_rules.SHOWN]]
    row.rows = len(table.rows) - place - 1
    row.how, row.sheet, row.sheets = table.how[:60], table.sheet[:120], list(table.sheets)


def _read(row: Import, table: Table, *, at: datetime) -> None:
    ground = Ground(
        terms=pack.terms(known=at),
        departments=pack.departments(known=at),
        department_words=pack.department_words(known=at),
        default_department=row.department,
    )
    register = _register()
    batch: list[ImportRow] = []
    done = 0
    for line, cells in table.rows:
        if line <= row.header_line:
            continue
        said = {meaning: cells[place] for meaning, place in row.columns.items() if place < len(cells)}
        batch.append(_import_row(row, line, said, reading.understand(said, ground=ground), register))
        done += 1
        if len(batch) >= _BATCH:
            _keep(row, batch, done)
    _keep(row, batch, done)


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


def _keep(row: Import, batch: list[ImportRow], done: int) -> None:
    """Write down what was read, so that the page can show how far it is."""
    with transaction.atomic():
        ImportRow.objects.bulk_create(batch)
        Import.objects.filter(pk=row.pk).update(rows_done=done)
    batch.clear()


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


@transaction.atomic
def _settle(row: Import, step: ImportStep, *, sentence: str, by: Actor, at: datetime) -> None:
    row.step, row.sentence, row.counts = step, sentence, _counted(row)
    row.save(update_fields=["step", "sentence", "counts"])
    if step is ImportStep.REFUSED:
        _forget(row)
    audit.record(
        verb="sites.read_rows", subject=str(row.pk), by=by, at=at, facts={"counts": row.counts, "step": str(step)}
    )


def _forget(row: Import, *, parts: bool = True) -> None:
    """Forget what was read, and the file itself."""
    for model in (ImportRow, *((ImportPart,) if parts else ())):
        found = model.objects.filter(of=row)
        found._raw_delete(found.db)  # noqa: SLF001 (in one statement: nothing points to these rows)
    if parts:
        Import.objects.filter(pk=row.pk).update(first_rows=[])


def _check_tells_of_nobody(whole: bytes, table: Table) -> None:
    others = (tables.read(content=whole, sheet=name).rows for name in table.sheets if name != table.sheet)
    lines = [line for rows in (table.rows, *others) for line in texts.lines_about_people(rows)]
    if lines:
        shown = ", ".join(map(str, lines[:_NAMED])) + (" and more" if len(lines) > _NAMED else "")
        raise Unfit(
            f"Somebody seems to be named, described or told of in {'row' if len(lines) == 1 else 'rows'} {shown}. "
            "A list of properties says nothing about a person. Take it out, then bring the list again."
        )


def _content(row: Import) -> bytes:
    pieces = ImportPart.objects.filter(of=row).order_by("number").values_list("content", flat=True)
    return b"".join(bytes(piece) for piece in pieces)


def _found(id: UUID) -> Import:
    row = Import.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such import.")
    return row


def _locked(id: UUID) -> Import:
    row = Import.objects.select_for_update(of=("self",)).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such import.")
    return row


def _check_ready(row: Import, *, leave_out: bool) -> None:
    steps.check_step(current=ImportStep(row.step), wanted=ImportStep.APPLIED)
    if row.counts.get(Verdict.WRONG.value) and not leave_out:
        raise NotNow("Rows have mistakes. Say that they are to be left out, or mend the list and bring it again.")


def _one_at_a_time() -> None:
    """Let one import write at a time; the next waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sites.imports'))")


def _shown_name(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(one for one in last if one.isprintable())[:120] or "list"
