"""A round with open application, and families whose browser is this module."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from standing.hall.audit.api import SYSTEM
from standing.hall.sealed import receipts
from standing.hall.sealed.api import people
from standing.kernel.blind import oprf
from standing.kernel.blind.manifest import Draw, Manifest
from standing.kernel.blind.ristretto import Scalar
from standing.rooms.draw import actions
from standing.rooms.draw.rules import applying
from tests.make import trustee as make
from tests.make.trustee import AT, DAY, GROUPS, ROUND

CLOSES = AT + 3 * DAY
OVER = CLOSES + timedelta(hours=2)
END = AT + 45 * DAY
WORDS = b'{"people": 3, "language": "es", "contact": "213-555-0142"}'


@dataclass(kw_only=True)
class Open:
    """An open round with a draw, and what the other parties hold of it."""

    held: make.Held
    city_seed: bytes = field(repr=False)
    pairs: dict[str, people.Pair] = field(repr=False)

    @property
    def manifest(self) -> Manifest:
        return self.held.manifest

    @property
    def city(self) -> Scalar:
        return self.held.city


@dataclass(frozen=True, kw_only=True)
class Sent:
    """One application as it was sent, and the receipt number that only its family has."""

    code: str
    mark: bytes
    asked: dict[str, object]


def draw(*, places: int | dict[str, int], city_seed: bytes, trustee_seed: bytes, boxes: dict[str, bytes]) -> Draw:
    given = dict.fromkeys(boxes, places) if isinstance(places, int) else places
    return Draw(
        opens_at=AT,
        closes_at=CLOSES,
        places=given,
        boxes=boxes,
        city_seed=hashlib.sha256(city_seed).digest(),
        trustee_seed=trustee_seed,
    )


def open_round(*, places: int | dict[str, int] = 2) -> Open:
    city_seed = secrets.token_bytes(32)
    pairs = {group: people.new_pair() for group in GROUPS}
    boxes = {group: pair.public for group, pair in pairs.items()}

    def with_draw(trustee_seed: bytes) -> Draw:
        return draw(places=places, city_seed=city_seed, trustee_seed=trustee_seed, boxes=boxes)

    return Open(held=make.open_round(draw=with_draw), city_seed=city_seed, pairs=pairs)


def tags_of(held: Open, *adults: str, at=AT) -> tuple[list[bytes], str, bytes, str]:
    """Ask both parties as a browser does: tags filled up to eight, the receipt's code, its mark, and the ticket."""
    code = receipts.new_code()
    mark = applying.mark_of(round_=ROUND, code=code)
    inputs = [hashlib.sha256(one.encode()).digest() for one in adults]
    fill = applying.TAGS - len(inputs)
    hidden = [oprf.blind(one) for one in (*inputs, *(secrets.token_bytes(32) for _ in range(fill)))]
    asked = [one.element for one in hidden]
    work = applying.do_work(round_=ROUND, mark=mark, blinded=asked)
    done = actions.evaluate(round_=ROUND, mark=mark, blinded=asked, work=work, at=at)
    ours = oprf.evaluate(held.city, asked)
    oprf.check(public=held.manifest.trustee.public, blinded=asked, evaluation=done.evaluation)
    oprf.check(public=held.manifest.city.public, blinded=asked, evaluation=ours)
    both = oprf.combine(done.evaluation.elements, ours.elements)
    tags = [oprf.tag_of(oprf.finalize(one, element)) for one, element in zip(hidden, both, strict=True)]
    return tags, code, mark, done.ticket


def send(held: Open, *adults: str, group: str = GROUPS[0], words: bytes = WORDS, at=AT) -> Sent:
    """Apply as a family does, and return what was sent."""
    tags, code, mark, ticket = tags_of(held, *adults, at=at)
    box = people.close(content=words, to=held.pairs[group].public, size=applying.WORDS)
    asked: dict[str, object] = {"mark": mark, "group": group, "box": box, "tags": tags, "ticket": ticket}
    actions.apply(round_=ROUND, at=at, **asked)  # type: ignore[arg-type]
    return Sent(code=code, mark=mark, asked=asked)


def hold_draw(held: Open) -> dict[str, int]:
    """Number the entries and draw, as soon as that can be."""
    actions.number_entries(round_=ROUND, by=SYSTEM, at=OVER)
    return actions.draw_places(round_=ROUND, city_seed=held.city_seed, by=SYSTEM, at=OVER)


def made_up(
    count: int, *, group: str = GROUPS[0], shared: Sequence[bytes] = ()
) -> list[tuple[bytes, str, list[bytes]]]:
    """Return marks, groups and tags of families that nobody evaluated: for sizes."""
    return [
        (
            secrets.token_bytes(32),
            group,
            [*shared, *(secrets.token_bytes(32) for _ in range(applying.TAGS - len(shared)))],
        )
        for _ in range(count)
    ]
