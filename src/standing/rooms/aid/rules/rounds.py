"""How a round is drafted, and the steps it goes through."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from standing.kernel.blind.manifest import Cost, Exceptions, Quota
from standing.kernel.refusals import Refused

SHARE = "share"
SEED = "draw-seed"
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
    if not draft.groups or len(set(draft.groups)) != len(draft.groups):
        found["groups"] = "Name at least one group, and each once."
    elif wrong := [one for one in draft.groups if not _GROUP.fullmatch(one)]:
        found["groups"] = f"A group is named by small letters, digits and hyphens: {', '.join(wrong[:5])}."
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
    if not draft.opens_at <= plan.opens_at < plan.closes_at <= draft.closes_at:
        return {"draw": "Families apply while the round is open."}
    if set(plan.places) != set(draft.groups) or set(plan.boxes) != set(draft.groups):
        return {"draw": "Each group has its places and a key to which applications are sealed."}
    if min(plan.places.values()) < 0 or {len(one) for one in plan.boxes.values()} != {32}:
        return {"draw": "Places are counted, and a key to which applications are sealed has 32 bytes."}
    return {}
