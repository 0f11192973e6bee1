"""All that can be asked about events: what is public at a moment, in a language, and what waits for approval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from standing.hall.audit import api as audit
from standing.hall.pack import api as packs
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel import deadlines
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound
from standing.rooms.agenda.models import Change, Revision
from standing.rooms.agenda.rules import events as rules
from standing.rooms.agenda.rules import file, times
from standing.rooms.agenda.rules.events import ChangeFact, Content, Kind, Reason, Slot
from standing.rooms.agenda.rules.file import AgendaFile


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageName:
    """A language of the city."""

    code: str
    own_name: str
    english_name: str
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A topic or district in the reader's language."""

    id: str
    label: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvent:
    """What is approved of an event, and what became of it since; no language yet."""

    id: UUID
    content: Content
    slots: tuple[Slot, ...]
    is_cancelled: bool
    reason: Reason
    approved_at: datetime
    changed_at: datetime
    sequence: int
    zone: ZoneInfo

    @property
    def ends_at(self) -> datetime:
        """Return when its last time is over, cancelled or not."""
        return max(self.end_of(slot) for slot in self.slots)

    def start_of(self, slot: Slot) -> datetime:
        """Return when a time begins, on the city's clock."""
        return times.moment(slot.starts, self.zone).astimezone(self.zone)

    def end_of(self, slot: Slot) -> datetime:
        """Return when a time is over, on the city's clock."""
        end = times.end_of(times.moment(slot.starts, self.zone), minutes=self.content.series.minutes)
        return end.astimezone(self.zone)

    def is_over(self, *, at: datetime) -> bool:
        """Test whether nothing of it lies ahead."""
        return self.ends_at <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact:
    """An event in a reader's language."""

    event: PublicEvent
    title: Said
    about: tuple[Said, ...]
    cost: Said | None
    topic: Said
    district: Said | None
    languages: tuple[LanguageName, ...]
    interpreters: tuple[LanguageName, ...]
    is_checked: bool

    @property
    def id(self) -> UUID:
        """Return its name."""
        return self.event.id

    @property
    def content(self) -> Content:
        """Return what it says in the first language."""
        return self.event.content

    @property
    def words(self) -> tuple[Said, ...]:
        """Return every text that is translated."""
        return (self.title, *self.about, *((self.cost,) if self.cost is not None else ()))

    @property
    def is_series(self) -> bool:
        """Test whether it takes place more than once."""
        return len(self.event.slots) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceFact:
    """One time of an event, in a reader's language; times are on the city's clock."""

    fact: EventFact
    planned: datetime
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    moved_from: datetime | None
    reason: Reason

    @property
    def id(self) -> UUID:
        """Return the name of the event."""
        return self.fact.id

    @property
    def title(self) -> Said:
        """Return what the event is called."""
        return self.fact.title


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionFact:
    """One revision, for staff."""

    event: UUID
    number: int
    content: Content
    sha256: str
    written_by: str
    written_by_id: object
    written_at: datetime
    approved_by: str
    approved_at: datetime | None
    ends_at: datetime


# The desk


def desk_of(*, known: datetime) -> AgendaFile:
    """Return the agenda as the pack describes it. :raises NotFound: if the pack in force has none"""
    pack = packs.in_force(known=known)
    if pack is None:
        raise NotFound("There is no pack yet, so there are no events.")
    return pack.one(AgendaFile)


def zone(*, known: datetime) -> ZoneInfo:
    """Return the city's clock; UTC before the first pack."""
    pack = packs.in_force(known=known)
    return pack.zone if pack is not None else ZoneInfo("UTC")


def today(*, at: datetime) -> date:
    """Return the local day of the city."""
    return deadlines.local_day(at, zone(known=at))


def first_language(*, known: datetime) -> str:
    """Return the language whose pages stand at addresses without a code."""
    pack = packs.in_force(known=known)
    return pack.info.default_language.lower() if pack is not None else "en"


def languages(*, known: datetime) -> tuple[LanguageName, ...]:
    """Return the languages of the city, spoken ones too."""
    pack = packs.in_force(known=known)
    return tuple(
        LanguageName(
            code=one.code, own_name=one.own_name, english_name=one.english_name, direction=one.direction
        )
        for one in (pack.languages.languages if pack is not None else ())
    )  # fmt: skip


def pack_texts(desk: AgendaFile) -> tuple[translations.SourceText, ...]:
    """Return topics and districts as they are translated."""
    topics = (translations.SourceText(key=file.topic_key(one.id), text=one.label) for one in desk.topics)
    places = (translations.SourceText(key=file.district_key(one.id), text=one.label) for one in desk.districts)
    return (*topics, *places)


def topics(*, language: str, at: datetime) -> tuple[Choice, ...]:
    """Return the topics in a language. :raises NotFound: if the pack has no agenda"""
    desk = desk_of(known=at)
    said = _said({one.key: one.text for one in pack_texts(desk)}, language=language)
    return tuple(Choice(id=one.id, label=said[file.topic_key(one.id)]) for one in desk.topics)


def districts(*, language: str, at: datetime) -> tuple[Choice, ...]:
    """Return the districts in a language. :raises NotFound: if the pack has no agenda"""
    desk = desk_of(known=at)
    said = _said({one.key: one.text for one in pack_texts(desk)}, language=language)
    return tuple(Choice(id=one.id, label=said[file.district_key(one.id)]) for one in desk.districts)


# What is public


def public_events(*, at: datetime, known: datetime | None = None) -> tuple[PublicEvent, ...]:
    """Return the approved events of which something lies ahead at a moment, the next first."""
    known = at if known is None else known
    city = zone(known=known)
    local = at.astimezone(city).replace(tzinfo=None).isoformat(timespec="minutes")
    moved = Change.objects.filter(kind=Kind.MOVED, to__gte=local[:10], made_at__lte=known).values("event")
    found = _public(_approved(known=known).filter(Q(ends_at__gt=at) | Q(event__in=moved)), zone=city, known=known)
    ahead = (one for one in found if not one.is_over(at=at))
    return tuple(sorted(ahead, key=lambda one: (_next(one, at), str(one.id))))


def event(*, id: UUID, at: datetime) -> PublicEvent | None:
    """Return one approved event, also one that is over; None if it was never approved."""
    found = _public(_approved(known=at).filter(event_id=id), zone=zone(known=at), known=at)
    return found[0] if found else None


def events(*, language: str, at: datetime) -> tuple[EventFact, ...]:
    """Return the events of which something lies ahead, in a language."""
    return in_language(public_events(at=at), language=language, at=at)


def occurrences(
    *,
    language: str,
    from_at: datetime,
    until_at: datetime,
    known: datetime | None = None,
    topic: str = "",
    spoken: str = "",
    district: str = "",
) -> tuple[OccurrenceFact, ...]:
    """Return the times that are not over at ``from_at`` and begin before ``until_at``, cancelled ones too."""
    found = public_events(at=from_at, known=known)
    fitting = [
        one
        for one in found
        if (not topic or one.content.topic == topic)
        and (not spoken or spoken in one.content.languages or spoken in one.content.interpreters)
        and (not district or one.content.district == district)
    ]
    facts = in_language(fitting, language=language, at=from_at if known is None else known)
    every = (one for fact in facts for one in occurrences_of(fact, from_at=from_at, until_at=until_at))
    return tuple(sorted(every, key=lambda one: (one.starts_at, str(one.id))))


def occurrences_of(
    fact: EventFact, *, from_at: datetime, until_at: datetime | None = None
) -> tuple[OccurrenceFact, ...]:
    """Return the times of one event that are not over at a moment, in order."""
    event = fact.event
    found = [
        OccurrenceFact(
            fact=fact,
            planned=slot.planned,
            starts_at=event.start_of(slot),
            ends_at=event.end_of(slot),
            is_cancelled=slot.is_cancelled,
            moved_from=times.moment(slot.planned, event.zone).astimezone(event.zone) if slot.is_moved else None,
            reason=slot.reason,
        )
        for slot in event.slots
        if event.end_of(slot) > from_at and (until_at is None or event.start_of(slot) < until_at)
    ]
    return tuple(sorted(found, key=lambda one: one.starts_at))


def in_language(found: Iterable[PublicEvent], *, language: str, at: datetime) -> tuple[EventFact, ...]:
    """Return events in a reader's language, with one question for all their words."""
    found = tuple(found)
    desk = desk_of(known=at)
    texts = {key: text for one in found for key, text in rules.texts(one.id, one.content)}
    said = _said({**{one.key: one.text for one in pack_texts(desk)}, **texts}, language=language)
    names = {one.code: one for one in languages(known=at)}
    day = today(at=at)
    return tuple(_in_language(one, said=said, names=names, day=day, desk=desk) for one in found)


def stamps(facts: Iterable[EventFact]) -> dict[UUID, str]:
    """Return for each event a hash of everything that is shown of it in the language it is in."""
    return {fact.id: sha256_hex(canonical(_shown(fact))) for fact in facts}


def _shown(fact: EventFact) -> dict[str, str | int | list[list[str]]]:
    said = [*fact.words, fact.topic, *((fact.district,) if fact.district is not None else ())]
    return {
        "event": str(fact.id),
        "sequence": fact.event.sequence,
        "changed": fact.event.changed_at.isoformat(),
        "checked": int(fact.is_checked),
        "said": [[one.text, one.language, str(one.state)] for one in said],
        "spoken": [[one.code, one.own_name] for one in (*fact.languages, *fact.interpreters)],
    }


# For staff


def revisions(*, event: UUID) -> tuple[RevisionFact, ...]:
    """Return every revision of an event, the latest first."""
    rows = Revision.objects.filter(event_id=event).select_related("written_by", "approved_by").order_by("-number")
    return tuple(_revision(row) for row in rows)


def waiting() -> tuple[RevisionFact, ...]:
    """Return the newest revisions that nobody has approved, the longest waiting first."""
    return tuple(sorted((one for one in newest() if one.approved_at is None), key=lambda one: one.written_at))


def newest() -> tuple[RevisionFact, ...]:
    """Return the newest revision of every event, the latest first."""
    rows = (
        Revision.objects.order_by("event_id", "-number")
        .distinct("event_id")
        .select_related("written_by", "approved_by")
    )
    return tuple(sorted((_revision(row) for row in rows), key=lambda one: one.written_at, reverse=True))


def changes_of(events: Iterable[UUID], *, known: datetime | None = None) -> Mapping[UUID, tuple[ChangeFact, ...]]:
    """Return what happened to events after they were approved, in order."""
    rows = Change.objects.filter(event_id__in=list(events)).select_related("made_by").order_by("id")
    if known is not None:
        rows = rows.filter(made_at__lte=known)
    found: dict[UUID, list[ChangeFact]] = defaultdict(list)
    for row in rows:
        found[row.event_id].append(
            ChangeFact(
                kind=Kind(row.kind),
                occurrence=_local(row.occurrence),
                reason=Reason(row.reason),
                to=_local(row.to),
                at=row.made_at,
                by=str(row.made_by),
            )
        )
    return defaultdict(tuple, {event: tuple(changes) for event, changes in found.items()})


def deeds(*, id: UUID) -> tuple[audit.RecordFact, ...]:
    """Return everything recorded about an event, the latest first."""
    return tuple(reversed(audit.records_about(subject=str(id))))


# Parts


def _approved(*, known: datetime) -> QuerySet[Revision]:
    """Return of each event the newest revision that was approved by then."""
    newest = (
        Revision.objects.filter(approved_at__lte=known)
        .order_by("event_id", "-number")
        .distinct("event_id")
        .values("pk")
    )
    return Revision.objects.filter(pk__in=newest)


def _public(rows: QuerySet[Revision], *, zone: ZoneInfo, known: datetime) -> tuple[PublicEvent, ...]:
    found = list(rows)
    changes = changes_of([row.event_id for row in found], known=known)
    return tuple(_event(row, changes[row.event_id], zone=zone) for row in found)


def _event(row: Revision, changes: tuple[ChangeFact, ...], *, zone: ZoneInfo) -> PublicEvent:
    content = Content.model_validate(row.content)
    whole = [change for change in changes if change.occurrence is None]
    assert row.approved_at is not None
    return PublicEvent(
        id=row.event_id,
        content=content,
        slots=rules.slots(series=content.series, changes=changes),
        is_cancelled=bool(whole) and whole[-1].kind is Kind.CANCELLED,
        reason=whole[-1].reason if whole else Reason.OTHER,
        approved_at=row.approved_at,
        changed_at=max([row.approved_at, *(change.at for change in changes)]),
        sequence=row.number - 1 + len(changes),
        zone=zone,
    )


def _in_language(
    one: PublicEvent, *, said: Mapping[str, Said], names: Mapping[str, LanguageName], day: date, desk: AgendaFile
) -> EventFact:
    content, key = one.content, rules.page_key(one.id)
    other = Said(text=content.topic, language="en", direction="ltr", state="missing", is_fallback=True)
    return EventFact(
        event=one,
        title=said[f"{key}:title"],
        about=tuple(said[f"{key}:about-{number}"] for number in range(1, len(content.paragraphs) + 1)),
        cost=said[f"{key}:cost"] if content.cost else None,
        topic=said.get(file.topic_key(content.topic), other),
        district=said.get(file.district_key(content.district)) if content.district else None,
        languages=tuple(names[code] for code in content.languages if code in names),
        interpreters=tuple(names[code] for code in content.interpreters if code in names),
        is_checked=day - content.checked_on <= timedelta(days=desk.checked_days),
    )


def _said(texts: Mapping[str, str], *, language: str) -> dict[str, Said]:
    """Return what a reader gets for each text; the source itself where nobody has declared it yet."""
    found = translations.said(keys=list(texts), language=language)
    missing = {
        key: Said(text=text, language="en", direction="ltr", state="missing", is_fallback=language != "en")
        for key, text in texts.items()
        if key not in found
    }
    return {**missing, **found}


def _next(one: PublicEvent, at: datetime) -> datetime:
    ahead = [one.start_of(slot) for slot in one.slots if one.end_of(slot) > at]
    return min(ahead)


def _local(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _revision(row: Revision) -> RevisionFact:
    return RevisionFact(
        event=row.event_id,
        number=row.number,
        content=Content.model_validate(row.content),
        sha256=row.sha256,
        written_by=str(row.written_by),
        written_by_id=row.written_by_id,
        written_at=row.written_at,
        approved_by=str(row.approved_by) if row.approved_by is not None else "",
        approved_at=row.approved_at,
        ends_at=row.ends_at,
    )
