"""All that can be asked about messages. Nothing here opens a box but what a receipt code asks for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import PersonFact, Role
from standing.hall.audit import api as audit
from standing.hall.pack import api as packs
from standing.hall.sealed import api as sealed
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.contact.models import Answer, Gate, Hold, Message
from standing.rooms.contact.rules import desk, retention
from standing.rooms.contact.rules.desk import ContactFile
from standing.rooms.contact.rules.messages import (
    WAITING,
    AnswerBy,
    AnswerFact,
    AnswerKind,
    Channel,
    MessageFact,
    State,
    StatusFact,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneFact:
    """A number to call, in the reader's language."""

    id: str
    label: Said
    note: Said | None
    number: str
    dial: str
    is_sample: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicFact:
    """What a message can be about, in the reader's language."""

    id: str
    label: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFact:
    """An answer given often, in one language; ``said`` is English where no translation may be shown."""

    id: str
    topics: tuple[str, ...]
    said: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFact:
    """What the public page says."""

    office: Said
    urgent: tuple[PhoneFact, ...]
    phones: tuple[PhoneFact, ...]
    topics: tuple[TopicFact, ...]
    answer_days: int
    keep_days: int
    keep_is_approved: bool

    @property
    def notes(self) -> tuple[Said, ...]:
        """Return every text of the page, to say once what is not in the reader's language."""
        phones = (*self.urgent, *self.phones)
        return (self.office, *(one.label for one in phones), *(one.note for one in phones if one.note is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageName:
    """A language somebody can ask to be answered in."""

    code: str
    own_name: str
    english_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """How many messages there are of one topic or language, by state."""

    code: str
    by_state: Mapping[State, int]

    @property
    def total(self) -> int:
        """Return all of them."""
        return sum(self.by_state.values())

    @property
    def cells(self) -> tuple[int, ...]:
        """Return the numbers in the order of the states."""
        return tuple(self.by_state.get(state, 0) for state in State)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts for the office; they are shown to nobody else."""

    topics: tuple[CountRow, ...]
    languages: tuple[CountRow, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldFact:
    """A legal hold."""

    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    ended_by: str


# The desk


def desk_of(*, known: datetime) -> ContactFile:
    """Return the desk as the pack describes it. :raises NotFound: if the pack in force has none"""
    pack = packs.in_force(known=known)
    if pack is None:
        raise NotFound("There is no pack yet, so nobody answers messages.")
    return pack.one(ContactFile)


def today(*, at: datetime) -> date:
    """Return the local day of the city."""
    pack = packs.in_force(known=at)
    return deadlines.local_day(at, pack.zone if pack is not None else ZoneInfo("UTC"))


def first_language(*, known: datetime) -> str:
    """Return the language whose pages stand at addresses without a code."""
    pack = packs.in_force(known=known)
    return pack.info.default_language.lower() if pack is not None else "en"


def languages(*, known: datetime) -> tuple[LanguageName, ...]:
    """Return the languages somebody can be answered in: all of the city's, spoken ones too."""
    pack = packs.in_force(known=known)
    return tuple(
        LanguageName(code=one.code, own_name=one.own_name, english_name=one.english_name)
        for one in (pack.languages.languages if pack is not None else ())
    )


def page(*, language: str, at: datetime) -> PageFact:
    """Return what the public page says in a language. :raises NotFound: if the pack in force has no desk"""
    file = desk_of(known=at)
    said = _said(texts(file), language=language)
    return PageFact(
        office=said[desk.office_key()],
        urgent=tuple(_phone(one, part="urgent", said=said) for one in file.urgent),
        phones=tuple(_phone(one, part="phones", said=said) for one in file.phones),
        topics=tuple(TopicFact(id=one.id, label=said[desk.topic_key(one.id)]) for one in file.topics),
        answer_days=file.answer_days,
        keep_days=file.keep.days,
        keep_is_approved=file.keep.counsel_approval == "approved",
    )


def topics(*, language: str, at: datetime) -> tuple[TopicFact, ...]:
    """Return the topics in a language; none where the pack has no desk."""
    try:
        file = desk_of(known=at)
    except NotFound:
        return ()
    said = _said(_topic_texts(file), language=language)
    return tuple(TopicFact(id=one.id, label=said[desk.topic_key(one.id)]) for one in file.topics)


def templates(*, language: str, at: datetime, topic: str | None = None) -> tuple[TemplateFact, ...]:
    """Return the templates in a language, those for one topic if it is named."""
    file = desk_of(known=at)
    chosen = file.templates if topic is None else file.templates_for(topic)
    said = _said(template_texts(file), language=language)
    return tuple(TemplateFact(id=one.id, topics=one.topics, said=said[desk.template_key(one.id)]) for one in chosen)


def texts(file: ContactFile) -> tuple[translations.SourceText, ...]:
    """Return the texts of the public page as they are translated."""
    found = [translations.SourceText(key=desk.office_key(), text=file.office)]
    for part, phones in (("urgent", file.urgent), ("phones", file.phones)):
        for phone in phones:
            found += [
                translations.SourceText(
                    key=key, text=getattr(phone, key.rpartition(":")[2]), critical=True, about=phone.number
                )
                for key in desk.phone_keys(phone, part=part)
            ]
    return (*found, *_topic_texts(file))


def template_texts(file: ContactFile) -> tuple[translations.SourceText, ...]:
    """Return the templates as they are translated."""
    return tuple(translations.SourceText(key=desk.template_key(one.id), text=one.text) for one in file.templates)


def _topic_texts(file: ContactFile) -> tuple[translations.SourceText, ...]:
    return tuple(translations.SourceText(key=desk.topic_key(one.id), text=one.label) for one in file.topics)


def _said(texts: Iterable[translations.SourceText], *, language: str) -> dict[str, Said]:
    """Return what a reader gets for each text; the pack's own words where nobody has declared them yet."""
    asked = tuple(texts)
    found = translations.said(keys=[one.key for one in asked], language=language)
    missing = {
        one.key: Said(text=one.text, language="en", direction="ltr", state="missing", is_fallback=language != "en")
        for one in asked
        if one.key not in found
    }
    return {**missing, **found}


# The inbox


def inbox(
    *, at: datetime, state: State | None = None, topic: str = "", language: str = "", assigned_to: UUID | None = None
) -> QuerySet[Message]:
    """Return the messages that fit, those that wait longest first; without a state, all that wait."""
    rows = Message.objects.filter(day__lte=today(at=at)).select_related("assigned_to")
    rows = rows.filter(state=state) if state is not None else rows.filter(state__in=WAITING)
    if topic:
        rows = rows.filter(topic=topic)
    if language:
        rows = rows.filter(language=language)
    if assigned_to is not None:
        rows = rows.filter(assigned_to=assigned_to)
    return rows.order_by("day", "id")


def facts(rows: Iterable[Message], *, at: datetime) -> tuple[MessageFact, ...]:
    """Return rows as facts."""
    day = today(at=at)
    return tuple(fact_of(row, day=day) for row in rows)


def fact_of(row: Message, *, day: date) -> MessageFact:
    """Return what lies open of a message, and how many days it waits."""
    return MessageFact(
        id=row.pk,
        topic=row.topic,
        language=row.language,
        channel=Channel(row.channel),
        answer_by=AnswerBy(row.answer_by),
        state=State(row.state),
        day=row.day,
        assigned_to=str(row.assigned_to) if row.assigned_to is not None else "",
        is_forgotten=row.forgotten_on is not None,
        waits=(day - row.day).days if row.state in WAITING else 0,
    )


def message(*, id: UUID, at: datetime) -> MessageFact:
    """Return what lies open of one message. :raises NotFound: if there is none"""
    row = Message.objects.select_related("assigned_to").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such message.")
    return fact_of(row, day=today(at=at))


def counted_states() -> dict[State, int]:
    """Return how many messages are in each state."""
    found = dict(Message.objects.values_list("state").annotate(number=Count("pk")).order_by())
    return {state: found.get(state.value, 0) for state in State}


def deeds(*, id: UUID) -> tuple[tuple[audit.RecordFact, str], ...]:
    """Return everything recorded about a message, with the names of those who did it; the latest first."""
    records = audit.records_about(subject=str(id))
    actors = {record.actor for record in records if len(record.actor) == len(str(id))}
    names = {str(user.pk): str(user) for user in accounts.User.objects.filter(pk__in=actors)}
    return tuple((record, names.get(record.actor, "")) for record in reversed(records))


def desk_people() -> tuple[PersonFact, ...]:
    """Return the people who answer."""
    return accounts.people_with(role=Role.COORDINATOR)


def counts(*, from_day: date, until_day: date) -> Counts:
    """Return how many messages came within these days, by topic and by language, the most first."""
    rows = Message.objects.filter(day__gte=from_day, day__lte=until_day)
    found = list(rows.values_list("topic", "language", "state").annotate(number=Count("pk")).order_by())
    tables: tuple[dict[str, Counter[State]], dict[str, Counter[State]]] = defaultdict(Counter), defaultdict(Counter)
    for topic, language, state, number in found:
        for table, code in zip(tables, (topic, language), strict=True):
            table[code][State(state)] += number
    by_topic, by_language = (
        tuple(
            sorted(
                (CountRow(code=code, by_state=dict(counter)) for code, counter in table.items()),
                key=lambda row: (-row.total, row.code),
            )
        )
        for table in tables
    )
    return Counts(topics=by_topic, languages=by_language, total=sum(number for *_, number in found))


# For those who hold a code


def status(*, code: str, at: datetime) -> StatusFact:
    """
    Return what somebody with a receipt code is told, the answers opened.

    :raises NotACode: if it cannot be one
    :raises NotFound: if no message has it (any more)
    """
    row = Message.objects.filter(fingerprint=sealed.fingerprint(code), day__lte=today(at=at)).first()
    if row is None:
        raise NotFound("There is no message with this code.")
    return StatusFact(
        topic=row.topic,
        language=row.language,
        answer_by=AnswerBy(row.answer_by),
        state=State(row.state),
        day=row.day,
        answers=opened_answers(row),
    )


def states(*, fingerprints: Iterable[str]) -> dict[str, State]:
    """Return how far messages are, by the fingerprints of their codes; forgotten ones are not there."""
    rows = Message.objects.filter(fingerprint__in=list(fingerprints)).values_list("fingerprint", "state")
    return {fingerprint: State(state) for fingerprint, state in rows if fingerprint is not None}


def is_shut(*, gate: str, most: int, at: datetime) -> bool:
    """Test whether more came through a gate within this minute than may."""
    return Gate.objects.filter(name=gate, minute__gte=at.replace(second=0, microsecond=0), used__gte=most).exists()


def about(row: Message | Answer) -> str:
    """Return what binds a box to its row."""
    return f"contact:{type(row).__name__.lower()}:{row.pk}"


def opened_answers(row: Message) -> tuple[AnswerFact, ...]:
    """Return the answers to a message, opened; the first first."""
    return tuple(
        AnswerFact(
            kind=AnswerKind(answer.kind), day=answer.day, text=sealed.open_box(box=answer.box, about=about(answer))
        )
        for answer in Answer.objects.filter(message=row).order_by("number")
    )


# Keeping and forgetting


def hold() -> HoldFact | None:
    """Return the legal hold that is on; None if there is none."""
    row = Hold.objects.select_related("begun_by", "ended_by").filter(ended_at=None).first()
    return _hold(row) if row is not None else None


def holds() -> tuple[HoldFact, ...]:
    """Return every legal hold there was, the latest first."""
    return tuple(_hold(row) for row in Hold.objects.select_related("begun_by", "ended_by").order_by("-begun_at", "id"))


def to_forget(*, at: datetime) -> QuerySet[Message]:
    """Return the messages whose time is over; none while a hold is on or counsel has not approved the time."""
    try:
        keep = desk_of(known=at).keep
    except NotFound:
        return Message.objects.none()
    if not retention.may_forget(approved=keep.counsel_approval == "approved", held=hold() is not None):
        return Message.objects.none()
    first_kept = retention.came_before(today=today(at=at), days=keep.days)
    return Message.objects.filter(forgotten_on=None, day__lt=first_kept)


def _hold(row: Hold) -> HoldFact:
    return HoldFact(
        begun_at=row.begun_at,
        begun_by=str(row.begun_by),
        ended_at=row.ended_at,
        ended_by=str(row.ended_by) if row.ended_by is not None else "",
    )


def _phone(phone: desk.Phone, *, part: str, said: Mapping[str, Said]) -> PhoneFact:
    label, *note = desk.phone_keys(phone, part=part)
    return PhoneFact(
        id=phone.id,
        label=said[label],
        note=said[note[0]] if note else None,
        number=phone.number,
        dial=phone.dial,
        is_sample=phone.is_sample,
    )
