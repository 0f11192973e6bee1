"""What several pages of the room need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from standing.hall.pack import api as packs
from standing.kernel.refusals import Refused
from standing.rooms.rights import queries
from standing.rooms.rights.queries import ArticleFact, BlockFact, NumberFact
from standing.rooms.rights.rules.papers import PaperFact, Size
from standing.rooms.rights.rules.shape import Audience, BlockKind, PaperKind, Topic
from standing.rooms.rights.rules.steps import Stand, Step

T = TypeVar("T")
Words = str | Promise

TOPICS: Mapping[str, Words] = {
    Topic.HOME: _("At home"),
    Topic.STREET: _("On the street"),
    Topic.CAR: _("In a car"),
    Topic.WORK: _("At work"),
    Topic.DETAINED: _("Someone is held"),
    Topic.PLAN: _("Plan ahead"),
    Topic.MONEY: _("Money help"),
    Topic.CITY: _("You and the City"),
    Topic.HELP: _("Get help"),
}
PLACES = (Topic.HOME, Topic.STREET, Topic.CAR, Topic.WORK, Topic.DETAINED)
AUDIENCES: Mapping[str, Words] = {
    Audience.FAMILIES: _("Families"),
    Audience.WORKERS: _("Workers"),
    Audience.EMPLOYERS: _("Employers"),
}
KINDS: Mapping[str, Words] = {
    BlockKind.HEADING: _("Heading"),
    BlockKind.TEXT: _("Text"),
    BlockKind.POINT: _("Point of a list"),
    BlockKind.STEP: _("Step"),
    BlockKind.SAY: _("Words to say"),
    BlockKind.WARN: _("Warning"),
    BlockKind.NOTE: _("Note"),
}
PAPERS: Mapping[str, Words] = {
    PaperKind.NONE: _("No paper of its own"),
    PaperKind.WALLET_CARD: _("Wallet card"),
    PaperKind.POSTER: _("Poster"),
    PaperKind.FAMILY_PLAN: _("Family plan"),
}
SIZES: Mapping[str, Words] = {
    Size.LETTER: _("Letter, 8.5 by 11 inches"),
    Size.TABLOID: _("Tabloid, 11 by 17 inches"),
    Size.DOOR_HANGER: _("Letter, two to cut out"),
}
STEPS: Mapping[str, Words] = {
    Step.DRAFT: _("Draft"),
    Step.WAITING: _("Waiting for counsel"),
    Step.RETURNED: _("Returned by counsel"),
    Step.APPROVED: _("Approved"),
}
STANDS: Mapping[str, Words] = {
    Stand.WITHDRAWN: _("Withdrawn"),
    Stand.EXPIRED: _("Expired: taken down"),
    Stand.OVERDUE: _("Past its review date"),
    Stand.SOON: _("To be reviewed soon"),
    Stand.APPROVED: _("Public"),
    Stand.UNPUBLISHED: _("Not public"),
}
SURE: Mapping[str, Words] = {
    "P": _("we read the source itself"),
    "N": _("from the press"),
    "M": _("from a copy of a press story"),
    "S": _("from a report"),
    "L": _("well known, not read again"),
    "I": _("we worked it out"),
    "?": _("not checked"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Blocks of one kind that stand together, so that a list is one list."""

    kind: str
    blocks: tuple[BlockFact, ...]
    start: int = 1
    """The number of the first step; steps count on until the next heading."""


def name_of(paper: PaperFact) -> Words:
    """Return what a paper is called."""
    return _("Door hanger") if paper.size is Size.DOOR_HANGER else PAPERS[paper.kind]


def language_now() -> str:
    """Return the language of the page."""
    return (get_language() or queries.ENGLISH).lower()


def runs(blocks: Iterable[BlockFact]) -> tuple[Run, ...]:
    """Return blocks with neighbours of one kind together."""
    found, steps = [], 0
    for kind, some in groupby(blocks, key=lambda one: one.kind):
        run = Run(kind=kind, blocks=tuple(some), start=steps + 1)
        if kind == BlockKind.STEP:
            steps += len(run.blocks)
        elif kind == BlockKind.HEADING:
            steps = 0
        found.append(run)
    return tuple(found)


def laws_of(article: ArticleFact) -> Iterator[dict[str, object]]:
    """Yield the laws of an article with words for how sure each is."""
    for law in article.laws:
        yield {"says": law.says, "where": law.where, "sure": SURE[law.confidence]}


def with_tongues(numbers: Iterable[NumberFact], *, at: datetime) -> list[dict[str, object]]:
    """Return numbers with the own names of the languages that are spoken there."""
    pack = packs.in_force(known=at)
    names = {one.code: one for one in pack.languages.languages} if pack is not None else {}
    return [{"number": one, "tongues": [names[code] for code in one.languages if code in names]} for one in numbers]


def attempt(request: HttpRequest, done: Words, act: Callable[[], T]) -> T | None:
    """Do something and say how it went."""
    try:
        made = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, str(done))
    return made
