"""A scene: what an entry says, what it shows of the directive's duties, and what may be written in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from standing.kernel import likeness, particulars, privacy
from standing.kernel.refusals import Refused
from standing.rooms.scenes.rules.log import ScenesFile, Written

MOST_IDS, LONGEST_NAME, LONGEST_NOTE = 40, 120, 300
EVENT = "police-scene"
VIDEO, SUPERVISOR, MEDICAL, MISCONDUCT = (
    "scene-video-hold",
    "scene-supervisor-record",
    "scene-medical-record",
    "misconduct-report",
)
MONTHLY = "monthly-scene-report"


class Origin(StrEnum):
    """Why officers came."""

    CALL = "call"
    OWN = "own"


class Identified(StrEnum):
    """What the federal supervisor did when asked for name and badge."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_THERE = "not-there"
    NOT_ASKED = "not-asked"


class Credentials(StrEnum):
    """Whether credentials were checked, and whether the camera saw it."""

    ON_CAMERA = "on-camera"
    OFF_CAMERA = "off-camera"
    REFUSED = "refused"
    NOT_CHECKED = "not-checked"


class Medical(StrEnum):
    """Whether anybody needed help."""

    NONE_HURT = "none-hurt"
    CALLED = "called"
    NOT_CALLED = "not-called"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an officer writes about a scene; the name of a supervisor is sealed and stands nowhere else."""

    division: str
    started_at: datetime
    ended_at: datetime | None
    origin: Origin
    identified: Identified
    credentials: Credentials
    supervisor: str = field(default="", repr=False)
    badge: str = field(default="", repr=False)
    videos: tuple[str, ...] = ()
    is_kept: bool
    medical: Medical
    medical_at: datetime | None
    reports: tuple[str, ...] = ()
    nobody_reported: bool
    is_doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFact:
    """One entry as it stands in the log."""

    number: int
    division: str
    started_at: datetime
    ended_at: datetime | None
    origin: Origin
    identified: Identified
    credentials: Credentials
    has_name: bool
    videos: tuple[str, ...]
    is_kept: bool
    medical: Medical
    medical_at: datetime | None
    reports: tuple[str, ...]
    nobody_reported: bool
    is_doubtful: bool
    correction: str
    written_at: datetime
    written_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingFact:
    """What the Inspector General found about a scene."""

    codes: tuple[str, ...]
    note: str
    found_at: datetime
    found_by: str

    @property
    def is_good(self) -> bool:
        """Test whether nothing was found wanting."""
        return not self.codes


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneFact:
    """A scene with all its entries; the last one counts."""

    id: UUID
    name: str
    recorded_at: datetime
    entries: tuple[EntryFact, ...]
    findings: tuple[FindingFact, ...]
    is_video_late: bool

    @property
    def entry(self) -> EntryFact:
        """Return the entry that counts."""
        return self.entries[-1]


def name_of(*, year: int, number: int) -> str:
    """Return what people call a scene, such as SC-2026-0014."""
    return f"SC-{year}-{number:04d}"


def shows(entry: Entry | EntryFact) -> frozenset[str]:
    """Return the kinds of evidence that an entry is."""
    found = set()
    if entry.videos and entry.is_kept:
        found.add(VIDEO)
    if entry.identified is Identified.REFUSED or (entry.identified is Identified.GIVEN and _is_named(entry)):
        found.add(SUPERVISOR)
    if entry.medical is Medical.NONE_HURT or (entry.medical is Medical.CALLED and entry.medical_at is not None):
        found.add(MEDICAL)
    if entry.reports or entry.nobody_reported:
        found.add(MISCONDUCT)
    return frozenset(found)


def shown_since(entries: Sequence[EntryFact]) -> Mapping[str, int]:
    """Return for each kind that the last entry shows since which entry it was shown without a break."""
    since: dict[str, int] = {}
    for entry in entries:
        now = shows(entry)
        since = {kind: since.get(kind, entry.number) for kind in now}
    return MappingProxyType(since)


def is_video_missing(entry: EntryFact) -> bool:
    """Test whether the entry names no video, or does not say that the videos are kept."""
    return not entry.videos or not entry.is_kept


def is_video_late(entry: EntryFact, *, at: datetime, hours: int) -> bool:
    """Test whether videos should have been named by now."""
    return is_video_missing(entry) and at > (entry.ended_at or entry.started_at) + timedelta(hours=hours)


def check_entry(entry: Entry, *, log: ScenesFile, at: datetime) -> Entry:
    """
    Return an entry that fits together. :raises Refused: with all that does not

    No field has room for a resident or somebody who was arrested; ids are written as the pack says.
    """
    wrong = list(_faults(entry, log=log, at=at))
    if wrong:
        raise Refused(" ".join(wrong))
    return entry


def check_ids(text: str, *, written: Written) -> tuple[str, ...]:
    """Return the ids of a text, parted by spaces, commas or lines. :raises Refused: if one is written otherwise"""
    found = tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))
    if len(found) > MOST_IDS:
        raise Refused(f"Name at most {MOST_IDS}.")
    if not all(written.fits(one) for one in found):
        raise Refused(f"Each is written as in {written.example}, parted by spaces.")
    return found


def check_sealed(text: str) -> str:
    """Return what goes into the sealed part. :raises Refused: if it is too long or tells what nobody may ask"""
    text = " ".join(text.split())
    if len(text) > LONGEST_NAME:
        raise Refused(f"This is too long. Use at most {LONGEST_NAME} letters.")
    if told := privacy.sentence(privacy.screen(text)):
        raise Refused(told)
    return text


def check_note(note: str, *, known: Iterable[str] = ()) -> str:
    """Return a note that is about no person. :raises Refused: if it points to one or is too long"""
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise Refused(f"This is too long. Use at most {LONGEST_NOTE} letters.")
    if told := likeness.sentence(likeness.screen(note)) or particulars.sentence(
        particulars.point(note, known=tuple(known))
    ):
        raise Refused(told)
    return note


def month_of(day: date) -> str:
    """Return the month of a day, such as 2026-03."""
    return f"{day.year}-{day.month:02d}"


def _is_named(entry: Entry | EntryFact) -> bool:
    return bool(entry.supervisor or entry.badge) if isinstance(entry, Entry) else entry.has_name


def _faults(entry: Entry, *, log: ScenesFile, at: datetime) -> Iterable[str]:
    if not log.has_division(entry.division):
        yield "Choose the division from the list."
    yield from _of_times(entry, at=at)
    yield from _of_names(entry)
    yield from _of_ids(entry, log=log)


def _of_times(entry: Entry, *, at: datetime) -> Iterable[str]:
    if entry.started_at > at:
        yield "It has not begun yet: look at the time."
    if entry.ended_at is not None and not entry.started_at <= entry.ended_at <= at:
        yield "It ended after it began, and before now."
    if entry.medical is Medical.CALLED and entry.medical_at is None:
        yield "Say when medical help was called."
    if entry.medical_at is not None and (entry.medical is not Medical.CALLED or entry.medical_at > at):
        yield "Give the time of medical help only if it was called, and not one to come."


def _of_names(entry: Entry) -> Iterable[str]:
    is_given = entry.identified is Identified.GIVEN
    if is_given and not (entry.supervisor or entry.badge):
        yield "Write the name or badge number that was given; it is sealed."
    if not is_given and (entry.supervisor or entry.badge):
        yield "A name or badge number stands here only if it was given."


def _of_ids(entry: Entry, *, log: ScenesFile) -> Iterable[str]:
    if entry.reports and entry.nobody_reported:
        yield "Either reports were taken, or nobody wanted to make one."
    if entry.is_kept and not entry.videos:
        yield "Name the videos that are kept."
    if not all(log.video_id.fits(one) for one in entry.videos):
        yield f"Each video is written as in {log.video_id.example}."
    if not all(log.report_number.fits(one) for one in entry.reports):
        yield f"Each report is written as in {log.report_number.example}."
