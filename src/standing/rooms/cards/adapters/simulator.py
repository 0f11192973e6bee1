"""
An issuer that does not exist: it rejects, delays, repeats, answers late or in part, and loses things.

It keeps the one promise that the City asks of a real one: a reference is loaded once. It also notes whenever a
reference comes again although it never said that it does not know it, because the City must ask first.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from threading import RLock
from typing import Any

from standing.rooms.cards.rules.issuer import (
    Answer,
    Batch,
    Blocked,
    LoadOrder,
    MoveKind,
    NotReached,
    ReserveMove,
    Standing,
)

_LATE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How often each goes wrong, from 0 to 1."""

    reject: float = 0.0
    delay: float = 0.0
    repeat: float = 0.0
    late: float = 0.0
    partial: float = 0.0
    lose: float = 0.0
    lose_answer: float = 0.0


NONE = Faults()


@dataclass(slots=True)
class SimulatedIssuer:
    """The issuer's own books. ``day`` is the day it books on; ``turn`` lets time pass."""

    day: date
    faults: Faults = NONE
    seed: int = 0
    turn: int = 0
    loads: dict[str, Answer] = field(default_factory=dict)
    balances: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    """How much each reference put on a card, in cents: never more than once its amount."""
    reserve: list[ReserveMove] = field(default_factory=list)
    blocked: dict[str, int] = field(default_factory=dict)
    careless: list[str] = field(default_factory=list)
    """References that came again without having been called unknown before."""
    heard: set[str] = field(default_factory=set)
    lock: RLock = field(default_factory=RLock)
    _unknown: set[str] = field(default_factory=set)
    _delayed: list[tuple[int, Batch]] = field(default_factory=list)
    _out: list[tuple[int, Answer]] = field(default_factory=list)
    _random: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        """Let the same seed have the same bad luck."""
        self._random.seed(self.seed)

    def chance(self, likely: float) -> bool:
        """Throw the dice."""
        return likely > 0 and self._random.random() < likely

    def kept(self) -> dict[str, Any]:
        """Return the books as plain values, to be written down; what is still on its way is not in them."""
        with self.lock:
            return {
                "loads": [asdict(one) for one in self.loads.values()],
                "balances": dict(self.balances),
                "given": dict(self.given),
                "reserve": [{**asdict(one), "day": one.day.isoformat()} for one in self.reserve],
                "blocked": dict(self.blocked),
                "heard": sorted(self.heard),
            }

    def take_up(self, kept: Mapping[str, Any]) -> None:
        """Go on with books that were written down."""
        with self.lock:
            self.loads = {
                one["external_ref"]: Answer(**{**one, "standing": Standing(one["standing"])}) for one in kept["loads"]
            }
            self.balances, self.given = Counter(kept["balances"]), Counter(kept["given"])
            self.reserve = [
                ReserveMove(**{**one, "kind": MoveKind(one["kind"]), "day": date.fromisoformat(one["day"])})
                for one in kept["reserve"]
            ]
            self.blocked, self.heard = dict(kept["blocked"]), set(kept["heard"])

    def booked(self, day: date) -> tuple[int, dict[str, int]]:
        """Return what the bank has on the reserve's account as a day begins, and what it books on it, in cents."""
        with self.lock:
            opening = sum(one.amount_cents for one in self.reserve if one.day < day)
            lines: Counter[str] = Counter()
            for one in self.moves(day):
                lines[one.settlement] += one.amount_cents
            return opening, dict(lines)

    def heal(self) -> None:
        """Let nothing go wrong from now on."""
        self.faults = NONE

    def receive(self, batch: Batch) -> None:
        """Take a batch, or lose it, or lay it aside for a while."""
        with self.lock:
            if self.chance(self.faults.lose):
                return
            for one in batch.orders:
                if one.external_ref in self.heard and one.external_ref not in self._unknown:
                    self.careless.append(one.external_ref)
                self.heard.add(one.external_ref)
                self._unknown.discard(one.external_ref)
            if self.chance(self.faults.delay):
                self._delayed.append((self.turn + _LATE, batch))
                return
            self._work(batch)

    def pass_time(self) -> None:
        """Let a turn pass: what was laid aside is worked, what was late is due."""
        with self.lock:
            self.turn += 1
            due = [batch for turn, batch in self._delayed if turn <= self.turn]
            self._delayed = [one for one in self._delayed if one[0] > self.turn]
            for batch in due:
                self._work(batch)

    def answers(self) -> tuple[Answer, ...]:
        """Return answers that are due and were not given before."""
        with self.lock:
            due = [answer for turn, answer in self._out if turn <= self.turn]
            self._out = [one for one in self._out if one[0] > self.turn]
            return tuple(answer for answer in due if not self.chance(self.faults.lose_answer))

    def stand(self, refs: Iterable[str]) -> tuple[Answer, ...]:
        """Tell how references stand; silence for some when answers are lost."""
        with self.lock:
            said = []
            waiting = {one.external_ref for _turn, batch in self._delayed for one in batch.orders}
            for ref in refs:
                if self.chance(self.faults.lose_answer):
                    continue
                if (known := self.loads.get(ref)) is not None:
                    said.append(known)
                elif ref in waiting:
                    said.append(_plain(ref, Standing.PENDING))
                else:
                    self._unknown.add(ref)
                    said.append(_plain(ref, Standing.UNKNOWN))
            return tuple(said)

    def block(self, *, external_ref: str, proxy: str) -> int:
        """Block a card and take its balance back, once."""
        with self.lock:
            if external_ref not in self.blocked:
                balance = self.balances.pop(proxy, 0)
                self.blocked[external_ref] = balance
                if balance:
                    self._book(external_ref, MoveKind.RETURNED, balance, external_ref)
            return self.blocked[external_ref]

    def spend(self, proxy: str, cents: int) -> None:
        """Let somebody buy something with a card."""
        with self.lock:
            self.balances[proxy] -= cents

    def fund(self, reference: str, cents: int) -> None:
        """Let money arrive in the reserve."""
        with self.lock:
            self._book(reference, MoveKind.FUNDED, cents, reference)

    def moves(self, day: date) -> tuple[ReserveMove, ...]:
        """Return how the reserve moved on a day."""
        with self.lock:
            return tuple(one for one in self.reserve if one.day == day)

    def _work(self, batch: Batch) -> None:
        orders: Sequence[LoadOrder] = batch.orders
        if self.chance(self.faults.partial):
            orders = orders[: len(orders) // 2]
        for one in orders:
            answer = self._load(one, settlement=batch.id)
            self._out.append((self.turn + (_LATE if self.chance(self.faults.late) else 0), answer))
            if self.chance(self.faults.repeat):
                self._out.append((self.turn + 1, answer))

    def _load(self, one: LoadOrder, *, settlement: str) -> Answer:
        known = self.loads.get(one.external_ref)
        if known is not None:
            return known
        refused = self.chance(self.faults.reject)
        answer = Answer(
            external_ref=one.external_ref,
            proxy=one.proxy,
            amount_cents=one.amount_cents,
            standing=Standing.REFUSED if refused else Standing.LOADED,
            code="R01" if refused else "",
            settlement="" if refused else settlement,
        )
        self.loads[one.external_ref] = answer
        if not refused:
            self.balances[one.proxy] += one.amount_cents
            self.given[one.external_ref] += one.amount_cents
            self._book(one.external_ref, MoveKind.LOADED, -one.amount_cents, settlement)
        return answer

    def _book(self, ref: str, kind: MoveKind, cents: int, settlement: str) -> None:
        self.reserve.append(
            ReserveMove(external_ref=ref, kind=kind, amount_cents=cents, settlement=settlement, day=self.day)
        )


@dataclass(frozen=True, slots=True)
class MemoryIssuer:
    """The simulator without files and without a network: the fake of this port."""

    core: SimulatedIssuer
    patience: timedelta = timedelta(0)
    name: str = "memory"

    def send(self, batch: Batch) -> None:
        """Hand a batch over; sometimes nobody knows whether it arrived."""
        self.core.receive(batch)
        if self.core.chance(self.core.faults.lose_answer):
            raise NotReached("no answer")

    def collect(self) -> Sequence[Answer]:
        """Return answers that came."""
        return self.core.answers()

    def done(self) -> None:
        """Keep nothing."""

    def ask(self, refs: Sequence[str]) -> Sequence[Answer]:
        """Ask how references stand."""
        return self.core.stand(refs)

    def block(self, *, external_ref: str, proxy: str) -> Blocked | None:
        """Block a card."""
        return Blocked(
            external_ref=external_ref,
            proxy=proxy,
            balance_cents=self.core.block(external_ref=external_ref, proxy=proxy),
        )

    def moves(self, *, program: str, day: date) -> Sequence[ReserveMove] | None:  # noqa: ARG002 (it has one program)
        """Return the movements of a day."""
        return self.core.moves(day)


def _plain(ref: str, standing: Standing) -> Answer:
    return Answer(external_ref=ref, proxy="", amount_cents=0, standing=standing)
