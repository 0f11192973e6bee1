"""What few may see: officers, documents, photographs. Sealed when it comes, opened for a purpose that is kept."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.files import api as files
from standing.hall.files.api import Mark
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Attachment, Reading, Report, Restricted
from standing.rooms.encounters.queries import alerts, pack, reports
from standing.rooms.encounters.rules import alerts as words
from standing.rooms.encounters.rules import report as rules

OFFICERS = "officers"
_SHORTEST = 15


@transaction.atomic
def seal_officers(*, report: UUID, said: Mapping[str, str], by: User, at: datetime) -> None:
    """
    This will seal who the officers were. Whoever wrote it cannot read it again; a second entry adds to the first.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person does not write the reports of the department
    :raises NotNow: if its words were deleted
    :raises Refused: if nothing is said, or it is too long
    """
    row = _lock(report, by=by)
    cleaned = rules.clean_restricted(said)
    number = Restricted.objects.filter(report=row).count() + 1
    entry = Restricted(report=row, number=number, at=at, by=by)
    entry.box = sealed.seal(text=json.dumps(cleaned), about=alerts.about(entry))
    entry.save(force_insert=True)
    audit.record(
        verb="encounters.seal_officers",
        subject=reports.subject(row.pk),
        by=by,
        at=at,
        facts={"entry": number, "fields": sorted(cleaned)},
    )


@transaction.atomic
def open_officers(*, report: UUID, purpose: str, by: User, at: datetime) -> tuple[Mapping[str, str], ...]:
    """
    This will open the sealed part for one person, and keep who, when and for which purpose.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person is neither counsel nor the Inspector General
    :raises Refused: if no purpose is typed
    """
    row = _read(report, what=OFFICERS, purpose=purpose, by=by, at=at)
    rows = Restricted.objects.filter(report=row).order_by("number")
    return tuple(json.loads(sealed.open_box(box=one.box, about=alerts.about(one))) for one in rows)


@transaction.atomic
def add_file(
    *,
    report: UUID,
    content: bytes,
    name: str,
    is_photo: bool,
    reason: str,
    blurred: Sequence[Mark] | None,
    by: User,
    at: datetime,
) -> UUID:
    """
    This will clean a document or photograph, blur what is marked, seal it, and keep it in the restricted store.

    A photograph needs a reason, and somebody who looked for faces and plates: ``blurred`` is empty if none is seen.

    :raises NotFound: if there is no such report for this person
    :raises NotAllowed: if the person does not write the reports of the department
    :raises NotNow: if its words were deleted
    :raises Refused: if the file cannot be kept, photographs are not taken in, or the reason is missing
    """
    row = _lock(report, by=by)
    why = words.tidy_block(reason, longest=words.LONGEST_REASON)
    words.check_words(why)
    if is_photo:
        if not pack.file_of(known=at).photos.allowed:
            raise Refused("This city keeps no photographs with its reports.")
        if not why:
            raise Refused("Say why a photograph is needed. The words of the report are mostly enough.")
        if blurred is None:
            raise Refused("Say where faces and plates are, or that none can be seen.")
    entry = Attachment(id=uuid.uuid4(), report=row, is_photo=is_photo, at=at, by=by)
    kept = files.restricted.keep(id=entry.pk, content=content, name=name, blurred=blurred if is_photo else None)
    try:
        _check_kind(kept.media_type, is_photo=is_photo)
        entry.media_type, entry.size = kept.media_type, kept.size
        entry.box = sealed.seal(
            text=json.dumps({"name": words.tidy(name[-120:], longest=120), "why": why}), about=alerts.about(entry)
        )
        entry.save(force_insert=True)
    except BaseException:
        files.restricted.destroy(id=entry.pk)
        raise
    audit.record(
        verb="encounters.add_file",
        subject=reports.subject(row.pk),
        by=by,
        at=at,
        facts={"file": str(entry.pk), "photo": is_photo, "blurred": len(blurred or ()), "size": kept.size},
    )
    return entry.pk


@transaction.atomic
def open_file(*, report: UUID, file: UUID, purpose: str, by: User, at: datetime) -> tuple[str, str, bytes]:
    """
    This will open a file of the restricted store for one person: media type, name and bytes; the purpose is kept.

    :raises NotFound: if there is no such file for this person
    :raises NotAllowed: if the person is neither counsel nor the Inspector General
    :raises Refused: if no purpose is typed
    """
    entry = Attachment.objects.filter(pk=file, report=report).first()
    if entry is None:
        raise NotFound("There is no such file.")
    _read(report, what=str(file), purpose=purpose, by=by, at=at)
    said = json.loads(sealed.open_box(box=entry.box, about=alerts.about(entry)))
    return entry.media_type, said["name"], files.restricted.read(id=entry.pk)


def _check_kind(media_type: str, *, is_photo: bool) -> None:
    if is_photo and not media_type.startswith("image/"):
        raise Refused("A photograph is a JPEG, PNG or WebP file.")
    if not is_photo and media_type.startswith("image/"):
        raise Refused("Add pictures as photographs, so that faces are blurred.")


def _lock(report: UUID, *, by: User) -> Report:
    reports.report(id=report, by=by)
    row = Report.objects.select_for_update().get(pk=report)
    permissions.check_can_write(by=by, department=row.department)
    if row.forgotten_on is not None:
        raise NotNow("The words of this report were deleted, as they must be.")
    return row


def _read(report: UUID, *, what: str, purpose: str, by: User, at: datetime) -> Report:
    row = reports.report(id=report, by=by)
    permissions.check_can_open(by=by)
    said = words.tidy_block(purpose, longest=words.LONGEST_REASON)
    if len(said) < _SHORTEST:
        raise Refused("Type the purpose in a sentence: the case, and why it needs this.")
    reading = Reading(report=row, what=what, at=at, by=by)
    reading.box = sealed.seal(text=said, about=alerts.about(reading, "why"))
    reading.save(force_insert=True)
    audit.record(
        verb="encounters.open_sealed",
        subject=reports.subject(row.pk),
        by=by,
        at=at,
        facts={"what": what, "reading": str(reading.pk)},
    )
    return row
