"""
Can a tag be led to its card by order? What somebody who has both databases would try, held against chance.

Each order in which the trustee's tags lie somewhere is compared with the order in which the City's cards were loaded.
The measure is the rank correlation; chance is what the same measure gives when the cards are shuffled, with fixed
random numbers so that a drill says the same twice. Only what none of the shuffles reaches counts as more than chance.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from random import Random
from typing import Final

SHUFFLES: Final = 9_999
_MOST: Final = 400
_FEWEST: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One order that was tried: how strong it leads from tags to cards, and how often chance is as strong."""

    order: str
    pairs: int
    correlation: float
    chance: float

    @property
    def is_above_chance(self) -> bool:
        """Tell whether no shuffle reached it."""
        return self.pairs >= _FEWEST and self.chance <= 1 / (SHUFFLES + 1)

    def __str__(self) -> str:
        """Say it in a line."""
        verdict = "MORE THAN CHANCE" if self.is_above_chance else "as chance"
        strength = f"correlation {self.correlation:+.3f} over {self.pairs} pairs, p = {self.chance:.4f}"
        return f"{self.order}: {strength}, {verdict}"


def link(order: str, *, tags: Mapping[str, int], cards: Mapping[str, int], truth: Mapping[str, str], seed: int) -> Link:
    """
    Hold one order against the truth. ``tags`` and ``cards`` are places, ``truth`` leads from a tag to its card.

    Of very many pairs four hundred are taken: they show any order that would be of use to anybody.
    """
    random = Random(seed)
    pairs = sorted((tags[tag], cards[card]) for tag, card in truth.items() if tag in tags and card in cards)
    if len(pairs) > _MOST:
        pairs = sorted(random.sample(pairs, _MOST))
    if len(pairs) < _FEWEST:
        return Link(order=order, pairs=len(pairs), correlation=0.0, chance=1.0)
    ours, theirs = _centred([one for one, _ in pairs]), _centred([other for _, other in pairs])
    scale = (sum(map(mul, ours, ours)) * sum(map(mul, theirs, theirs))) ** 0.5
    if not scale:
        return Link(order=order, pairs=len(pairs), correlation=0.0, chance=1.0)
    found = sum(map(mul, ours, theirs)) / scale
    reached = 0
    for _ in range(SHUFFLES):
        random.shuffle(theirs)
        reached += abs(sum(map(mul, ours, theirs)) / scale) >= abs(found)
    return Link(order=order, pairs=len(pairs), correlation=found, chance=(reached + 1) / (SHUFFLES + 1))


def guessed(*, tags: Mapping[str, int], cards: Mapping[str, int], truth: Mapping[str, str]) -> tuple[int, int]:
    """Return how many tags are led to their own card by going through both orders side by side, and of how many."""
    known = [tag for tag in sorted(tags, key=tags.__getitem__) if truth.get(tag) in cards]
    there = sorted((truth[tag] for tag in known), key=lambda card: cards[card])
    return sum(truth[tag] == card for tag, card in zip(known, there, strict=True)), len(known)


def most_by_chance(of: int, *, at_least: int) -> float:
    """Return how many right guesses luck gives at most where each card hides among so many: the mean, four sigma."""
    share = 1 / at_least
    return of * share + 4 * math.sqrt(of * share * (1 - share))


def places(listed: Sequence[str]) -> dict[str, int]:
    """Return the place of each in a list, the first if it stands there twice."""
    found: dict[str, int] = {}
    for number, one in enumerate(listed):
        found.setdefault(one, number)
    return found


def _centred(values: Sequence[int]) -> list[float]:
    """Return ranks around zero; equal values share a rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, begin = [0.0] * len(values), 0
    while begin < len(order):
        end = begin
        while end + 1 < len(order) and values[order[end + 1]] == values[order[begin]]:
            end += 1
        for at in range(begin, end + 1):
            ranks[order[at]] = (begin + end) / 2
        begin = end + 1
    middle = (len(values) - 1) / 2
    return [rank - middle for rank in ranks]
