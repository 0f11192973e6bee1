"""How a round is drafted, and the steps it goes through."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from standing.kernel.blind.manifest import Cost, Exceptions, Quota
from standing.kernel.refusals import Refused

SHARE = "share"
SEED = "draw-seed"
KEY = 32
"""Bytes of the public key (X25519) to which a group's applications are sealed."""
MOST_PLACES = 1_000_000
FOR_DESKS = timedelta(days=1)
"""Least time between the last application and the close of a round: a draw is held, and who is drawn comes."""
_CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_GROUP = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
MOST_CENTS = 1_000_00
"""Open-loop cards above 1,000 dollars fall under other rules (31 CFR 1010.100(ff)(4)(iii))."""
LEAST_MEMORY = 8
LONGEST = timedelta(days=180)
"""From opening to the destruction of the keys: short rounds limit what an order can freeze."""


class Step(StrEnum):
    """Where a round stands on its way."""

    DRAFT = "draft"
    OFFERED = "offered"
    MADE = "made"
    SIGNED = "signed"
    CLOSED = "closed"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPlan:
    """Open application: its days, the places of each group, and to which key of each group applications are sealed."""

    opens_at: datetime
    closes_at: datetime
    places: Mapping[str, int]
    boxes: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A round as the City proposes it, before there are keys of the trustee."""

    round: str
    name: str
    time_zone: str
    opens_at: datetime
    closes_at: datetime
    destroy_at: datetime
    amounts: tuple[int, ...]
    exceptions: Exceptions
    groups: tuple[str, ...]
    rules: Mapping[str, tuple[str, ...]]
    quota: Quota = field(default_factory=Quota)
    cost: Cost = field(default_factory=Cost)
    draw: DrawPlan | None = None


class DraftRefused(Refused):
    """The draft cannot become a round; ``mistakes`` says at which fields, and why."""

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__(" ".join(mistakes.values()))
        self.mistakes = mistakes


def check_draft(draft: Draft) -> None:
    """Let a draft through. :raises DraftRefused: with every mistake at once"""
    if found := {**_of_words(draft), **_of_times(draft), **_of_amounts(draft), **_of_draw(draft)}:
        raise DraftRefused(found)


def is_group(code: str) -> bool:
    """Test whether this can be the code of a group."""
    return bool(_GROUP.fullmatch(code))


def wrong_groups(groups: Sequence[str]) -> str:
    """Return what is wrong with the groups of a round; nothing where they are codes, each once."""
    if not groups or len(set(groups)) != len(groups):
        return "Name at least one group, and each once."
    if wrong := [one for one in groups if not is_group(one)]:
        return f"A group is named by small letters, digits and hyphens: {', '.join(wrong[:5])}."
    return ""


def _of_words(draft: Draft) -> dict[str, str]:
    found = {}
    if not _CODE.fullmatch(draft.round):
        found["round"] = "A code has small letters, digits and hyphens, at most 40."
    if not draft.name.strip() or len(draft.name) > 120:
        found["name"] = "Give the round a name of at most 120 letters."
    try:
        ZoneInfo(draft.time_zone)
    except (ValueError, OSError, KeyError):
        found["time_zone"] = "This is not a time zone such as America/Los_Angeles."
    if told := wrong_groups(draft.groups):
        found["groups"] = told
    if not draft.rules.get("en") or not all(draft.rules.values()):
        found["rules"] = "Say who may be helped, in English at least, one line for each rule."
    return found


def _of_times(draft: Draft) -> dict[str, str]:
    found = {}
    if not draft.opens_at < draft.closes_at:
        found["closes_at"] = "The round closes after it opens."
    if not draft.closes_at <= draft.destroy_at:
        found["destroy_at"] = "The keys are destroyed when the round is closed, or later."
    elif draft.destroy_at - draft.opens_at > LONGEST:
        found["destroy_at"] = f"The keys are destroyed at most {LONGEST.days} days after the round opens."
    return found


def _of_amounts(draft: Draft) -> dict[str, str]:
    found = {}
    if not draft.amounts or len(set(draft.amounts)) != len(draft.amounts):
        found["amounts"] = "Name at least one amount, and each once."
    elif not all(0 < one <= MOST_CENTS for one in draft.amounts):
        found["amounts"] = "A card is worth one cent to 1,000 dollars."
    if not 0 < draft.exceptions.cents <= MOST_CENTS:
        found["exception_cents"] = "An exception is worth one cent to 1,000 dollars."
    if draft.exceptions.most < 0:
        found["exceptions_most"] = "So many exceptions at most: none or more."
    if draft.quota.evaluations <= 0:
        found["evaluations_a_day"] = "A desk may ask for something each day."
    if draft.quota.claims <= 0:
        found["claims_a_day"] = "A desk may claim something each day."
    if draft.cost.memory < LEAST_MEMORY * draft.cost.lanes or min(draft.cost.passes, draft.cost.lanes) < 1:
        found["memory"] = "argon2id needs 8 kibibytes for each lane, one pass and one lane at least."
    return found


def _of_draw(draft: Draft) -> dict[str, str]:
    plan = draft.draw
    if plan is None:
        return {}
    found = draw_days(
        first=plan.opens_at, last=plan.closes_at, opens_at=draft.opens_at, closes_at=draft.closes_at
    ) | draw_keys(plan.boxes)
    for group in (one for one in draft.groups if is_group(one)):
        if not 0 <= plan.places.get(group, -1) <= MOST_PLACES:
            found[f"places-{group}"] = f"Say how many households {group} can help: 0 to {MOST_PLACES}."
        if len(plan.boxes.get(group, b"")) != KEY:
            found[f"box-{group}"] = f"Give the public key that {group} made: 32 bytes."
    if strangers := (set(plan.places) | set(plan.boxes)) - set(draft.groups):
        found["draw"] = f"These are no groups of the round: {', '.join(sorted(strangers)[:5])}."
    if plan.places and not any(plan.places.values()):
        found[f"places-{next(iter(plan.places))}"] = "A draw has at least one place."
    return found


def draw_days(*, first: datetime, last: datetime, opens_at: datetime, closes_at: datetime) -> dict[str, str]:
    """Return what is wrong with the days on which families apply to a round that is open so long, by field."""
    found = {}
    if first < opens_at:
        found["draw_opens_at"] = "Families apply while the round is open: not before it opens."
    if last <= first:
        found["draw_closes_at"] = "The last day of applying is the first, or a later one."
    elif last + FOR_DESKS > closes_at:
        found["draw_closes_at"] = (
            "Who is drawn still has to come to a desk: applying ends at least one day before the round closes."
        )
    return found


def draw_keys(boxes: Mapping[str, bytes]) -> dict[str, str]:
    """Return what is wrong with the groups' keys beside each other, by field: one that two share opens both."""
    found, known = {}, dict[bytes, str]()
    for group, box in boxes.items():
        if (other := known.setdefault(box, group)) != group:
            found[f"box-{group}"] = f"This is the key of {other} too. Each group makes its own."
    return found
