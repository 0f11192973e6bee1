"""All that can be done: write, approve, cancel, move, restore."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.pack.api import PackFact
from standing.hall.publish import api as publish
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.agenda import permissions, queries
from standing.rooms.agenda.models import Change, Event, Revision
from standing.rooms.agenda.rules import events as rules
from standing.rooms.agenda.rules import file, times
from standing.rooms.agenda.rules.events import Content, Kind, Reason
from standing.rooms.agenda.rules.file import AgendaFile


@transaction.atomic
def take_words(*, pack: PackFact, by: Actor, at: datetime) -> None:
    """This will hand topics and districts of a pack to those who translate; without an agenda it does nothing."""
    found = pack.parsed.get("agenda")
    if isinstance(found, AgendaFile):
        translations.put_source(page=file.PAGE, title="Events", texts=queries.pack_texts(found), by=by, at=at)
        publish.soon()


@transaction.atomic
def write_event(*, content: Content, event: UUID | None = None, by: User, at: datetime) -> UUID:
    """
    This will keep what an event says, as a revision that waits for a second person; without ``event`` a new one.

    :raises NotAllowed: if the person does not write events
    :raises NotFound: if there is no such event
    :raises Refused: if it says what it may not, or does not say what it must
    """
    permissions.check_can_write(by=by)
    row = Event.objects.create(begun_by=by, begun_at=at) if event is None else _lock(event)
    desk = queries.desk_of(known=at)
    if content.topic not in {one.id for one in desk.topics}:
        raise Refused("Choose a topic of the list.")
    if content.district and content.district not in {one.id for one in desk.districts}:
        raise Refused("Choose a district of the list.")
    unknown = {*content.languages, *content.interpreters} - {one.code for one in queries.languages(known=at)}
    if unknown:
        raise Refused("Choose languages of the list.")
    if content.checked_on > queries.today(at=at):
        raise Refused("The day of the check lies ahead.")
    rules.check(content)
    zone = queries.zone(known=at)
    starts = content.series.local_starts
    if not starts:
        raise Refused("Every time of the series is left out. Leave one in.")
    revision = Revision.objects.create(
        event=row,
        number=Revision.objects.filter(event=row).count() + 1,
        content=content.model_dump(mode="json"),
        sha256=content.sha256,
        starts_at=times.moment(starts[0], zone),
        ends_at=times.end_of(times.moment(starts[-1], zone), minutes=content.series.minutes),
        written_by=by,
        written_at=at,
    )
    audit.record(
        verb="agenda.write_event",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"revision": revision.number, "text": content.sha256},
    )
    return row.pk


@transaction.atomic
def approve_event(*, event: UUID, seen_sha256: str, is_neutral: bool, by: User, at: datetime) -> None:
    """
    This will make the newest revision of an event public.

    :raises NotAllowed: if the person does not approve events, or wrote it
    :raises NotNow: if it is approved already, or is not what was seen
    :raises Refused: if nobody confirms that it takes no side, or its words cannot be translated
    """
    row = _lock(event)
    revision = Revision.objects.filter(event=row).order_by("-number").first()
    if revision is None:
        raise NotFound("There is no such event.")
    permissions.check_can_approve(written_by=revision.written_by_id, by=by)
    if revision.approved_at is not None:
        raise NotNow("It is approved already.")
    rules.check_same(seen=seen_sha256, kept=revision.sha256)
    if not is_neutral:
        raise Refused("Confirm that the event takes no side and calls for no protest.")
    content = Content.model_validate(revision.content)
    rules.check(content)
    revision.approved_by, revision.approved_at = by, at
    revision.save(update_fields=["approved_by", "approved_at"])
    translations.put_source(
        page=rules.page_key(row.pk),
        title=content.title,
        texts=[translations.SourceText(key=key, text=text) for key, text in rules.texts(row.pk, content)],
        by=by,
        at=at,
    )
    audit.record(
        verb="agenda.approve_event",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"revision": revision.number, "text": revision.sha256, "neutral": True},
    )
    publish.soon()


@transaction.atomic
def cancel_event(*, event: UUID, occurrence: datetime | None, reason: Reason, by: User, at: datetime) -> None:
    """
    This will cancel one time of an event, or all of it; at once, so that nobody travels for nothing.

    :raises NotAllowed: if the person does not write events
    :raises NotFound: if there is no such event or time
    :raises NotNow: if it is not public, cancelled already, or over
    """
    _change(event, Kind.CANCELLED, occurrence, reason=reason, by=by, at=at)


@transaction.atomic
def move_event(*, event: UUID, occurrence: datetime, to: datetime, reason: Reason, by: User, at: datetime) -> None:
    """
    This will move one time of an event to another local time.

    :raises NotAllowed: if the person does not write events
    :raises NotFound: if there is no such event or time
    :raises NotNow: if it is not public, or over, or the new time has passed or is taken by another time of the event
    """
    zone = queries.zone(known=at)
    if times.moment(to, zone) <= at:
        raise NotNow("The new time has passed already.")
    _change(event, Kind.MOVED, occurrence, to=to, reason=reason, by=by, at=at)


@transaction.atomic
def restore_event(*, event: UUID, occurrence: datetime | None, by: User, at: datetime) -> None:
    """
    This will put a cancelled or moved time back as it was planned, or all of an event.

    :raises NotAllowed: if the person does not write events
    :raises NotFound: if there is no such event or time
    :raises NotNow: if it is as planned already, or over
    """
    _change(event, Kind.RESTORED, occurrence, reason=Reason.OTHER, by=by, at=at)


def _change(
    event: UUID,
    kind: Kind,
    occurrence: datetime | None,
    *,
    reason: Reason,
    to: datetime | None = None,
    by: User,
    at: datetime,
) -> None:
    row = _lock(event)
    permissions.check_can_write(by=by)
    fact = queries.event(id=row.pk, at=at)
    if fact is None:
        raise NotNow("Only an event that is public can be changed so.")
    changes = queries.changes_of([row.pk])[row.pk]
    found = rules.slots(series=fact.content.series, changes=changes)
    slot = next((one for one in found if one.planned == occurrence), None)
    if occurrence is not None and slot is None:
        raise NotFound("The event has no such time.")
    _check_change(fact, kind, slot, to=to, starts={one.starts for one in found}, at=at)
    Change.objects.create(
        event=row,
        kind=kind,
        occurrence=_written(occurrence),
        to=_written(to),
        reason=reason,
        made_by=by,
        made_at=at,
    )
    audit.record(
        verb=f"agenda.{_DEEDS[kind]}",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"occurrence": _written(occurrence), "to": _written(to), "reason": reason.value},
    )
    publish.soon()


_DEEDS = {Kind.CANCELLED: "cancel_event", Kind.MOVED: "move_event", Kind.RESTORED: "restore_event"}


def _check_change(
    fact: queries.PublicEvent,
    kind: Kind,
    slot: rules.Slot | None,
    *,
    to: datetime | None,
    starts: set[datetime],
    at: datetime,
) -> None:
    minutes = fact.content.series.minutes
    over = (
        fact.ends_at <= at
        if slot is None
        else times.end_of(times.moment(slot.starts, fact.zone), minutes=minutes) <= at
    )
    if over:
        raise NotNow("This is over. Nothing about it can be changed.")
    is_off = fact.is_cancelled if slot is None else slot.is_cancelled
    if kind is Kind.CANCELLED and is_off:
        raise NotNow("It is cancelled already.")
    if kind is Kind.MOVED and (is_off or to in starts):
        raise NotNow("It cannot be moved there: it is cancelled, or the event takes place then anyway.")
    if kind is Kind.RESTORED and not (is_off or (slot is not None and slot.is_moved)):
        raise NotNow("It takes place as planned already.")
    if kind is Kind.RESTORED and slot is not None and fact.is_cancelled:
        raise NotNow("The whole event is cancelled. Put all of it back first.")


def _written(local: datetime | None) -> str:
    return local.isoformat(timespec="minutes") if local is not None else ""


def _lock(event: UUID) -> Event:
    row = Event.objects.select_for_update().filter(pk=event).first()
    if row is None:
        raise NotFound("There is no such event.")
    return row
