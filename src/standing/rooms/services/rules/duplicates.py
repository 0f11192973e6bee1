"""Which records may be one and the same: by name, telephone and address, and how sure that is."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from standing.rooms.services.rules.exchange import Kind

LIKELY = 0.6
"""From here on two records are shown to staff; nothing is ever merged by itself."""
_NAMED_ALIKE = {Kind.SERVICE: 0.4, Kind.ORGANIZATION: 0.5}
_CROWD = 60  # a number or an address that more records share tells nothing: a hotline, a tower of offices


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What two records are compared by. ``phones`` are digits, ``streets`` and ``postcodes`` are folded."""

    id: str
    kind: Kind
    name: str
    whose: str = ""
    phones: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    postcodes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that look alike, the lower id first. ``score`` goes from 0 to 1."""

    one: str
    other: str
    score: float
    names: float
    same_phone: bool
    same_address: bool
    same_owner: bool


def pairs(*, cards: Iterable[Card], beside: Iterable[Card] | None = None) -> list[Pair]:
    """
    Return which cards look alike, the surest first.

    Only cards that share a number, an address or the words of a name are compared, so that thousands take
    seconds. With ``beside`` each of ``cards`` is compared with those only.
    """
    mine = {card.id: card for card in cards}
    theirs = mine if beside is None else {card.id: card for card in beside}
    close = set(_close(mine, theirs, is_one_list=beside is None))
    compare = (compared(one=mine[one], other=theirs[other]) for one, other in close)
    return sorted((pair for pair in compare if pair is not None), key=lambda pair: (-pair.score, pair.one, pair.other))


def compared(*, one: Card, other: Card) -> Pair | None:
    """Return how alike two cards are; None if they are not."""
    first, second = (one, other) if one.id < other.id else (other, one)
    names = similarity(first.name, second.name)
    if names < _NAMED_ALIKE[first.kind]:
        return None  # most pairs end here
    same_phone = bool(first.phones & second.phones)
    same_address = bool(first.streets & second.streets)
    same_owner = bool(first.whose) and fold(first.whose) == fold(second.whose)
    weights = (0.5, 0.3, 0.2, 0.1) if first.kind is Kind.SERVICE else (0.6, 0.2, 0.1, 0.1)
    score = sum(
        weight * share for weight, share in zip(weights, (names, same_phone, same_address, same_owner), strict=True)
    )
    if score < LIKELY - 1e-9:
        return None
    return Pair(
        one=first.id,
        other=second.id,
        score=round(min(score, 1.0), 3),
        names=round(names, 3),
        same_phone=same_phone,
        same_address=same_address,
        same_owner=same_owner,
    )


def similarity(one: str, other: str) -> float:
    """Return the share of pieces of three letters that two names have in common, from 0 to 1."""
    mine, theirs = _pieces(fold(one)), _pieces(fold(other))
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / len(mine | theirs)


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Return a text in small letters without accents and signs, its words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"[^\W_]+", "".join(one for one in plain if not unicodedata.combining(one))))


def digits(number: str) -> str:
    """Return the digits of a telephone number without the country's 1; empty if it is too short to tell anything."""
    only = re.sub(r"\D", "", number)
    only = only[1:] if len(only) == 11 and only.startswith("1") else only
    return only if len(only) >= 7 else ""


@lru_cache(maxsize=200_000)
def _pieces(folded: str) -> frozenset[str]:
    return frozenset(f"  {word} "[at : at + 3] for word in folded.split() for at in range(len(word) + 1))


def _keys(card: Card) -> Iterator[str]:
    folded = fold(card.name)
    words = sorted(folded.split())
    yield f"name {' '.join(words)}"
    yield from (f"phone {number}" for number in card.phones)
    yield from (f"street {street}" for street in card.streets)
    long = sorted((word for word in words if len(word) > 3), key=lambda word: (-len(word), word))[:3]
    yield from (f"words {code} {word}" for code in card.postcodes for word in long)
    if card.whose:
        yield from (f"owner {fold(card.whose)} {word}" for word in long)
    if len(long) > 1:
        yield f"long {' '.join(sorted(long[:2]))}"


def _close(mine: dict[str, Card], theirs: dict[str, Card], *, is_one_list: bool) -> Iterator[tuple[str, str]]:
    """Yield pairs that share a key. A key of a crowd counts only together with the name."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for card in theirs.values():
        for key in set(_keys(card)):
            blocks[key].append(card.id)
    for card in mine.values():
        for key in set(_keys(card)):
            there = blocks.get(key, ())
            if len(there) > _CROWD:
                continue
            yield from ((card.id, id_) for id_ in there if id_ != card.id and (not is_one_list or card.id < id_))
