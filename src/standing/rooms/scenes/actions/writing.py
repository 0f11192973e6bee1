"""A scene is written down, corrected, and its sealed name read or forgotten."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.holds import api as holds
from standing.hall.sealed import api as sealed
from standing.kernel.deadlines import local_day
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.scenes import permissions, queries
from standing.rooms.scenes.actions._feeding import feed
from standing.rooms.scenes.models import Account, Scene
from standing.rooms.scenes.queries.scenes import entry_fact
from standing.rooms.scenes.rules import scenes as rules
from standing.rooms.scenes.rules.log import ScenesFile
from standing.rooms.scenes.rules.scenes import Entry

_MOST_AT_ONCE = 500


@transaction.atomic
def record_scene(*, key: UUID, entry: Entry, by: User, at: datetime) -> UUID:
    """
    This will write down a scene, and put on record what it shows of the directive's duties.

    The same key a second time is the same scene. A supervisor's name and badge are sealed.

    :raises NotAllowed: if the person does not write the log
    :raises Refused: if the entry does not fit together, or tells what may not be kept
    """
    log = queries.log_of(known=at)
    permissions.check_is_police(by=by)
    known = Scene.objects.filter(pk=key).first()
    if known is not None:
        if known.recorded_by_id != by.pk:
            raise NotNow("This form was sent by somebody else before. Open a new one.")
        return known.pk
    entry = rules.check_entry(entry, log=log, at=at)
    year = local_day(at, queries.zone(known=at)).year
    row = Scene.objects.create(pk=key, year=year, number=_next_number(year), recorded_at=at, recorded_by=by)
    _write(row, entry=entry, log=log, correction="", by=by, at=at)
    return row.pk


@transaction.atomic
def correct_scene(*, scene: UUID, seen: int, entry: Entry, correction: str, by: User, at: datetime) -> None:
    """
    This will add an entry that counts from now on; the earlier ones stay. ``seen`` is the last one that was looked at.

    :raises NotAllowed: if the person does not write the log
    :raises NotFound: if there is no such scene
    :raises NotNow: if somebody corrected it since
    :raises Refused: if no reason is chosen, or the entry does not fit together
    """
    log = queries.log_of(known=at)
    permissions.check_is_police(by=by)
    row = _lock(scene)
    last = row.accounts.order_by("-number")[0]
    if last.number != seen:
        raise NotNow("Somebody corrected this scene since you opened it. Look at it first.")
    if all(one.id != correction for one in log.corrections):
        raise Refused("Choose why it is corrected.")
    entry = rules.check_entry(entry, log=log, at=at)
    _write(row, entry=entry, log=log, correction=correction, by=by, at=at)


@transaction.atomic
def open_identity(*, scene: UUID, entry: int, purpose: str, by: User, at: datetime) -> tuple[str, str]:
    """
    This will open the name and badge number of a federal supervisor, and record who read them and why.

    :raises NotAllowed: if the person is neither of the Inspector General nor counsel
    :raises NotFound: if nothing is sealed there (any more)
    :raises Refused: if no purpose is chosen
    """
    permissions.check_can_read_names(by=by)
    if all(one.id != purpose for one in queries.log_of(known=at).purposes):
        raise Refused("Choose why you read it.")
    row = Account.objects.filter(scene=scene, number=entry).first()
    if row is None or row.box is None:
        raise NotFound("No name is sealed here, or it is no longer kept.")
    audit.record(
        verb="scenes.open_identity",
        subject=_subject(scene),
        by=by,
        at=at,
        facts={"entry": entry, "purpose": purpose},
    )
    said = json.loads(sealed.open_box(box=row.box, about=queries.about_box(row.pk)))
    return said["name"], said["badge"]


@transaction.atomic
def forget_names(*, at: datetime, most: int = _MOST_AT_ONCE) -> int:
    """
    This will delete sealed names whose time is over, with a record for each scene, and say how many entries.

    Held ones stay. Nothing is deleted before counsel has approved how long they are kept.
    """
    holds.lock()
    found = list(queries.to_forget(at=at)[:most])
    held = holds.held(subjects=[_subject(row.scene_id) for row in found])
    rows = [row for row in found if _subject(row.scene_id) not in held]
    Account.objects.filter(pk__in=[row.pk for row in rows]).update(box=None)
    for row in rows:
        audit.record(
            verb="scenes.forget_name",
            subject=_subject(row.scene_id),
            by=SYSTEM,
            at=at,
            facts={"entry": row.number, "day": row.day.isoformat()},
        )
    return len(rows)


def _write(row: Scene, *, entry: Entry, log: ScenesFile, correction: str, by: User, at: datetime) -> None:
    account = Account(
        scene=row,
        number=row.accounts.count() + 1,
        division=entry.division,
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        day=local_day(entry.started_at, queries.zone(known=at)),
        origin=entry.origin.value,
        identified=entry.identified.value,
        credentials=entry.credentials.value,
        has_name=bool(entry.supervisor or entry.badge),
        videos=list(entry.videos),
        is_kept=entry.is_kept,
        medical=entry.medical.value,
        medical_at=entry.medical_at,
        reports=list(entry.reports),
        nobody_reported=entry.nobody_reported,
        is_doubtful=entry.is_doubtful,
        correction=correction,
        written_at=at,
        written_by=by,
    )
    if account.has_name:
        said = {"name": rules.check_sealed(entry.supervisor), "badge": rules.check_sealed(entry.badge)}
        account.box = sealed.seal(text=json.dumps(said, ensure_ascii=False), about=queries.about_box(account.pk))
    account.save(force_insert=True)
    audit.record(
        verb="scenes.correct_scene" if correction else "scenes.record_scene",
        subject=_subject(row.pk),
        by=by,
        at=at,
        facts={"entry": account.number, "division": entry.division, "videos": len(entry.videos)},
    )
    entries = [entry_fact(one) for one in row.accounts.select_related("written_by").order_by("number")]
    name = rules.name_of(year=row.year, number=row.number)
    feed(scene=_subject(row.pk), name=name, entries=entries, log=log, by=by, at=at)


def _subject(scene: UUID) -> str:
    return f"scenes:scene:{scene}"


def _lock(scene: UUID) -> Scene:
    row = Scene.objects.select_for_update().filter(pk=scene).first()
    if row is None:
        raise NotFound("There is no such scene.")
    return row


def _next_number(year: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"scenes.{year}"])
    last: int | None = Scene.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1
