"""What other rooms say waits for a person: texts for counsel, and what came in at a counter."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from standing.hall.accounts.api import Role, User
from standing.hall.pager import api as pager
from standing.rooms.concerns import api as concerns
from standing.rooms.contractors import api as contractors
from standing.rooms.disclosure import api as disclosure
from standing.rooms.encounters import api as encounters
from standing.rooms.guide import api as guide
from standing.rooms.rights import api as rights
from standing.rooms.rulebook import api as rulebook
from standing.rooms.scenes import api as scenes
from standing.rooms.training import api as training

_DESK = frozenset({Role.ATTORNEY, Role.RECORDS})
_WATCHES_VIDEO = frozenset({Role.POLICE, Role.INSPECTOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """Something that waits for a person: words, an address by name, and the light it would change."""

    title: str
    detail: str
    route: str
    route_args: Mapping[str, object] = field(default_factory=dict)
    status: str = ""
    due_date: date | None = None


def for_counsel(*, by: User) -> Iterator[ToDo]:
    """Yield the texts that this person may approve."""
    for article in rights.waiting_for(by=by):
        yield ToDo(
            title=article.title,
            detail=f"Version {article.version} of this article about rights waits for counsel.",
            route="rights:answer_version",
            route_args={"slug": article.slug, "number": article.version},
        )
    for version in guide.waiting_for(by=by):
        yield ToDo(
            title=version.title,
            detail=f"Version {version.version} of the guide for the counter waits for counsel.",
            route="guide:answer_version",
            route_args={"number": version.version},
        )
    for number in rulebook.waiting_for(by=by):
        yield ToDo(
            title="Rules for City workers",
            detail=f"Edition {number} waits for counsel.",
            route="rulebook:show_edition",
            route_args={"number": number},
        )
    for course, number, title in training.waiting_for(by=by):
        yield ToDo(
            title=title,
            detail=f"Edition {number} of this course waits for counsel.",
            route="training:answer_edition",
            route_args={"course": course, "number": number},
        )


def of_firms(*, by: User, at: datetime) -> Iterator[ToDo]:
    """Yield what waits of the firms that work on City property."""
    here = contractors.waiting_for(by=by, at=at)
    if here.exceptions:
        yield ToDo(
            title="Exceptions of contracts",
            detail=_so_many(here.exceptions, "request"),
            route="contractors:list_exceptions",
        )
    if here.firms:
        yield ToDo(
            title="Firms that were not told yet", detail=_so_many(here.firms, "firm"), route="contractors:send_notices"
        )
    if here.on_paper:
        yield ToDo(
            title="Letters to post on paper", detail=_so_many(here.on_paper, "letter"), route="contractors:send_notices"
        )


def at_the_counter(*, by: User, roles: Collection[Role], at: datetime) -> Iterator[ToDo]:
    """Yield what came in and wants this person: what rings first."""
    if calls := len(pager.open_for(by=by)):
        yield ToDo(title="Somebody calls you", detail=_so_many(calls, "call"), route="pager:list_calls", status="late")
    yield from _activity(by, at)
    yield from _concerns(by, at)
    if not _DESK.isdisjoint(roles) and (requests := disclosure.waiting()):
        yield ToDo(
            title="Requests for City data", detail=_so_many(requests, "request"), route="disclosure:list_requests"
        )
    if not _WATCHES_VIDEO.isdisjoint(roles) and (missing := scenes.videos_missing()):
        yield ToDo(title="Scenes without a video", detail=_so_many(missing, "scene"), route="scenes:check_videos")


def _activity(by: User, at: datetime) -> Iterator[ToDo]:
    here = encounters.waiting_for(by=by, at=at)
    if here.unconfirmed:
        yield ToDo(
            title="Alerts to confirm",
            detail=_so_many(here.unconfirmed, "alert"),
            route="encounters:list_alerts",
            status="late",
        )
    if here.not_handed_in:
        yield ToDo(
            title="Reports to hand in",
            detail=_so_many(here.not_handed_in, "report"),
            route="encounters:list_reports",
            status="late" if here.late else "due",
        )
    if here.quiet_months:
        yield ToDo(
            title="Months nobody has spoken of",
            detail=_so_many(here.quiet_months, "month"),
            route="encounters:list_months",
            status="due",
        )


def _concerns(by: User, at: datetime) -> Iterator[ToDo]:
    here = concerns.waiting_for(by=by, at=at)
    if here.needs_key:
        yield ToDo(title="Make your key", detail="Without it no concern can be sealed for you.", route="concerns:key")
    if here.with_new_words:
        yield ToDo(
            title="Concerns with new words",
            detail=_so_many(here.with_new_words, "report"),
            route="concerns:list_reports",
        )
    if here.near_or_late:
        yield ToDo(
            title="Concerns near their last day",
            detail=_so_many(here.near_or_late, "report"),
            route="concerns:list_reports",
            status="at risk",
        )
    if here.askings:
        yield ToDo(
            title="Somebody asks for a name", detail=_so_many(here.askings, "request"), route="concerns:list_askings"
        )


def _so_many(count: int, thing: str) -> str:
    return f"{count} {thing} waits for you." if count == 1 else f"{count} {thing}s wait for you."
