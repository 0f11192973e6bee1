"""The versions of the guide: which there are, where each stands, and which was in force at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from standing.hall.accounts.api import User, counsel
from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.kernel.deadlines import local_day
from standing.kernel.refusals import NotFound
from standing.rooms.guide import permissions
from standing.rooms.guide.models import Decision, GuideVersion
from standing.rooms.guide.rules import text as texts
from standing.rooms.guide.rules.shape import GuideFile, GuideTerms
from standing.rooms.guide.rules.text import Finding, Stand

_NO_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionState:
    """One version with where it stands and what was decided on it."""

    row: GuideVersion
    stand: Stand
    decisions: tuple[Decision, ...]

    @property
    def terms(self) -> GuideTerms:
        """Return what it says."""
        return texts.of_content(bytes(self.row.content))

    @property
    def last(self) -> Decision | None:
        """Return what was decided last."""
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The version that counsel let the public see, and since when."""

    number: int
    sha256: str
    terms: GuideTerms
    approved_at: datetime
    approved_on: date
    approved_by_title: str


def in_force(*, at: datetime) -> InForce | None:
    """Return the version that was in force at a moment; None before the first, or after it was taken down."""
    last = (
        Decision.objects.exclude(finding=Finding.RETURNED.value)
        .filter(at__lte=at)
        .select_related("version")
        .order_by("-id")
        .first()
    )
    if last is None or last.finding != Finding.APPROVED.value:
        return None
    return InForce(
        number=last.version.pk,
        sha256=last.sha256,
        terms=texts.of_content(bytes(last.version.content)),
        approved_at=last.at,
        approved_on=local_day(last.at, zone(at=at)),
        approved_by_title=last.title,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFact:
    """A version that waits for the answer of counsel."""

    version: int
    title: str
    came_at: datetime


def waiting_for(*, by: User) -> tuple[WaitingFact, ...]:
    """Return the version that this person may answer as counsel, if one waits."""
    if not counsel.is_counsel(by=by):
        return ()
    return tuple(
        WaitingFact(version=one.row.pk, title=one.terms.title, came_at=one.row.brought_at)
        for one in states()
        if one.stand is Stand.WAITING and permissions.can_decide(version=one.row, by=by)
    )


def states() -> tuple[VersionState, ...]:
    """Return every version with where it stands now, the newest first."""
    rows = list(GuideVersion.objects.select_related("brought_by").defer("content").order_by("-number"))
    return _states(rows, list(Decision.objects.select_related("by").order_by("id")))


def state_of(*, number: int) -> VersionState:
    """Return one version with where it stands now. :raises NotFound: if there is none of that number"""
    for state in states():
        if state.row.pk == number:
            return state
    raise NotFound("There is no such version.")


def newest() -> GuideVersion | None:
    """Return the version that came last; None before the first."""
    return GuideVersion.objects.order_by("-number").first()


def from_pack(pack: PackFact | None) -> GuideTerms | None:
    """Return the guide of a pack; None if it has none."""
    if pack is None:
        return None
    return next((one.guide for one in pack.parsed.values() if isinstance(one, GuideFile)), None)


def zone(*, at: datetime) -> ZoneInfo:
    """Return the city's clock."""
    pack = packs.in_force(known=at)
    return pack.zone if pack is not None else _NO_ZONE


def _states(rows: Sequence[GuideVersion], decisions: Sequence[Decision]) -> tuple[VersionState, ...]:
    counts = [one for one in decisions if one.finding != Finding.RETURNED.value]
    current = counts[-1].version_id if counts and counts[-1].finding == Finding.APPROVED.value else None
    newest_number = rows[0].pk if rows else None
    by_version: dict[int, list[Decision]] = {}
    for one in decisions:
        by_version.setdefault(one.version_id, []).append(one)
    return tuple(
        VersionState(
            row=row,
            stand=_stand(row, by_version.get(row.pk, ()), current=current, is_newest=row.pk == newest_number),
            decisions=tuple(by_version.get(row.pk, ())),
        )
        for row in rows
    )


def _stand(row: GuideVersion, decided: Iterable[Decision], *, current: int | None, is_newest: bool) -> Stand:
    last = next(reversed(list(decided)), None)
    if last is None:
        return Stand.WAITING if is_newest else Stand.PASSED_OVER
    if row.pk == current:
        return Stand.IN_FORCE
    if last.finding == Finding.APPROVED.value:
        return Stand.EARLIER
    return Stand.RETURNED if last.finding == Finding.RETURNED.value else Stand.TAKEN_DOWN
