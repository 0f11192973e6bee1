"""The courses and their editions: which there are, where each stands, and which one people may take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.accounts.api import User, counsel
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel.deadlines import local_day
from standing.kernel.refusals import NotFound
from standing.rooms.training import permissions
from standing.rooms.training.models import Approval, Edition
from standing.rooms.training.rules import text as texts
from standing.rooms.training.rules.shape import CourseFile, CourseTerms
from standing.rooms.training.rules.text import Finding, Stand

ENGLISH = "en"
_NO_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFact:
    """
    One edition of a course.

    ``out_on`` is the day from which people may take it: when counsel approved it, or in a sample when it came;
    None while they may not. ``expires`` is ``never``, ``months:12`` or ``each-year:07-01``.
    """

    id: int
    course: str
    number: int
    sha256: str
    title: str
    languages: tuple[str, ...]
    is_material: bool
    expires: str
    pass_percent: int
    attempts: int
    minutes: int
    brought_at: datetime
    out_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionState:
    """One edition with where it stands and what was decided on it."""

    row: Edition
    stand: Stand
    approvals: tuple[Approval, ...]

    @property
    def terms(self) -> CourseTerms:
        """Return what it says."""
        return texts.of_content(bytes(self.row.content))

    @property
    def last(self) -> Approval | None:
        """Return what was decided last."""
        return self.approvals[-1] if self.approvals else None


def from_pack(pack: PackFact | None) -> tuple[CourseTerms, ...]:
    """Return the courses of a pack, by name."""
    if pack is None:
        return ()
    files = pack.parsed.get("courses")
    found = files.values() if isinstance(files, Mapping) else ()
    return tuple(sorted((one.course for one in found if isinstance(one, CourseFile)), key=lambda one: one.id))


def courses(*, known: datetime) -> tuple[EditionFact, ...]:
    """Return the edition of each course that people may take at a moment, by the course's name."""
    latest = {fact.course: fact for fact in editions(known=known) if fact.out_on is not None}
    return tuple(latest[course] for course in sorted(latest))


def editions(*, known: datetime, course: str = "") -> tuple[EditionFact, ...]:
    """Return every edition that had come by a moment, by course and number; ``out_on`` as it was then."""
    rows = Edition.objects.filter(brought_at__lte=known).order_by("course_id", "number")
    if course:
        rows = rows.filter(course_id=course)
    first, zone = first_language(at=known), zone_of(at=known)
    approvals = _approvals(known=known)
    is_sample = installation.is_sample()
    return tuple(_fact(row, approvals.get(row.pk, ()), first=first, zone=zone, is_sample=is_sample) for row in rows)


def edition(*, course: str, number: int, known: datetime) -> EditionFact:
    """Return one edition. :raises NotFound: if there is none of that number"""
    for fact in editions(known=known, course=course):
        if fact.number == number:
            return fact
    raise NotFound("There is no such edition of a course.")


def edition_out(*, course: str, at: datetime) -> EditionFact:
    """Return the edition that people may take at a moment. :raises NotFound: if there is none"""
    out = [fact for fact in editions(known=at, course=course) if fact.out_on is not None]
    if not out:
        raise NotFound("There is no such course, or counsel has not approved it yet.")
    return out[-1]


def terms_of(fact: EditionFact, *, language: str = "") -> CourseTerms:
    """Return what an edition says, with right answers, in one of its languages; as it was written without one."""
    row = Edition.objects.get(pk=fact.id)
    terms = texts.of_content(bytes(row.content))
    return texts.said_in(terms, language=language or fact.languages[0], first=fact.languages[0])


def states(*, course: str = "") -> tuple[EditionState, ...]:
    """Return every edition with where it stands now, by course, the newest first."""
    rows = list(Edition.objects.select_related("brought_by").order_by("course_id", "-number"))
    if course:
        rows = [row for row in rows if row.course_id == course]
    by_edition: dict[int, list[Approval]] = {}
    for one in Approval.objects.select_related("by").order_by("id"):
        by_edition.setdefault(one.edition_id, []).append(one)
    return tuple(_states(rows, by_edition))


def state_of(*, course: str, number: int) -> EditionState:
    """Return one edition with where it stands now. :raises NotFound: if there is none of that number"""
    for state in states(course=course):
        if state.row.number == number:
            return state
    raise NotFound("There is no such edition of a course.")


def waiting_for(*, by: User) -> tuple[EditionState, ...]:
    """Return the editions that wait for counsel and that this person may decide on."""
    if not counsel.is_counsel(by=by):
        return ()
    return tuple(
        one for one in states() if one.stand is Stand.WAITING and not permissions.had_a_hand(edition=one.row, by=by)
    )


def newest(*, course: str) -> Edition | None:
    """Return the edition of a course that came last; None before the first."""
    return Edition.objects.filter(course_id=course).order_by("-number").first()


def first_language(*, at: datetime) -> str:
    """Return the language that courses are written in."""
    pack = packs.in_force(known=at)
    return pack.info.default_language if pack is not None else ENGLISH


def names_of_languages(*, at: datetime) -> dict[str, str]:
    """Return each language's own name by its code in lower case."""
    pack = packs.in_force(known=at)
    return {one.code.lower(): one.own_name for one in pack.languages.languages} if pack is not None else {}


def city_name(*, at: datetime) -> str:
    """Return what the city is called."""
    pack = packs.in_force(known=at)
    return pack.info.city_name if pack is not None else ""


def zone_of(*, at: datetime) -> ZoneInfo:
    """Return the city's clock."""
    pack = packs.in_force(known=at)
    return pack.zone if pack is not None else _NO_ZONE


def today(*, at: datetime) -> date:
    """Return the day of a moment by the city's clock."""
    return local_day(at, zone_of(at=at))


def _approvals(*, known: datetime) -> dict[int, list[Approval]]:
    found: dict[int, list[Approval]] = {}
    for one in Approval.objects.filter(at__lte=known).order_by("id"):
        found.setdefault(one.edition_id, []).append(one)
    return found


def _fact(row: Edition, decided: Sequence[Approval], *, first: str, zone: ZoneInfo, is_sample: bool) -> EditionFact:
    terms = texts.of_content(bytes(row.content))
    return EditionFact(
        id=row.pk,
        course=row.course_id,
        number=row.number,
        sha256=row.sha256,
        title=terms.title,
        languages=texts.languages_of(terms, first=first),
        is_material=row.is_material,
        expires=row.expires,
        pass_percent=row.pass_percent,
        attempts=row.attempts,
        minutes=terms.minutes,
        brought_at=row.brought_at,
        out_on=_out_on(row, decided, zone=zone, is_sample=is_sample),
    )


def _out_on(row: Edition, decided: Sequence[Approval], *, zone: ZoneInfo, is_sample: bool) -> date | None:
    if decided:
        if decided[-1].finding != Finding.APPROVED.value:
            return None
        return local_day(decided[0].at, zone)  # counsel's first word; taking it back and giving it again keeps the day
    return local_day(row.brought_at, zone) if is_sample else None


def _states(rows: Sequence[Edition], by_edition: Mapping[int, Sequence[Approval]]) -> Iterable[EditionState]:
    seen: set[str] = set()  # courses whose newest approved edition was passed
    for row in rows:
        decided = tuple(by_edition.get(row.pk, ()))
        stand = Stand.WAITING
        if decided and decided[-1].finding == Finding.WITHDRAWN.value:
            stand = Stand.WITHDRAWN
        elif decided:
            stand = Stand.EARLIER if row.course_id in seen else Stand.OUT
            seen.add(row.course_id)
        yield EditionState(row=row, stand=stand, approvals=decided)
