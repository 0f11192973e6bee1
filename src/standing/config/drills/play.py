"""A round as it is lived: some families come twice; answers get lost, loads are refused, cards go missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Final

from standing.config.drills.desk import Desk, DeskRefused, Step, Visit
from standing.config.drills.families import Family
from standing.config.drills.parties import Party
from standing.config.drills.rounds import AMOUNTS, GROUPS, Opened

APPEALS: Final = 3
"""How many families appeal in a drill; its manifest allows five exceptions."""
BATCH: Final = 10
"""A card table waits until so many tokens lie there, and takes them in no order."""


@dataclass(kw_only=True)
class Truth:
    """What really happened: who came, with which tags and token, to which card. It never leaves this process."""

    visits: list[Visit] = field(default_factory=list)
    helped: list[Family] = field(default_factory=list)
    quiet: list[Visit] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    refused: int = 0
    twice: int = 0
    appeals: int = 0
    codes: set[str] = field(default_factory=set)
    by_page: list[Visit] = field(default_factory=list)
    """Who of them came to a page in a browser."""
    typed: list[Family] = field(default_factory=list)
    """Families whose names were typed and who are not among the helped: not yet, or never."""

    def cards(self, visits: Iterable[Visit]) -> dict[str, str]:
        """Return the card of each tag, as hex."""
        return {tag.hex(): one.proxy for one in visits for tag in one.tags}


Claims = Callable[[Visit], None]
"""What brings a household from its name to its token."""
Pages = Mapping[int, tuple[Desk, Claims]]
"""For some families, by their number: the desk whose page they come to, and how it makes their claim."""


@dataclass(kw_only=True)
class Play:
    """The days of a round. What happens is written into ``truth`` and nowhere else."""

    opened: Opened
    city: Party
    trustee: Party
    random: Random
    step: Callable[[], None] = lambda: None
    truth: Truth = field(default_factory=Truth)
    _left: list[Visit] = field(default_factory=list)

    def work_a_day(self, coming: list[Family], *, pages: Pages | None = None) -> None:
        """Let families come to desks; their cards wait for company. Some come twice, some lose an answer."""
        by_page = pages or {}
        waiting: dict[str, list[Visit]] = {group: [] for group in GROUPS}
        for number, family in enumerate(coming):
            desk, claims = by_page.get(family.number, (None, None))
            desk = desk or self.opened.desks[self.random.randrange(len(self.opened.desks))]
            visit = Visit(desk=desk, adults=family.adults, cents=self.random.choice(AMOUNTS))
            (claims or _without_page)(visit)
            self.step()
            if number % 11 == 3:
                visit.take(Step.CLAIM)  # the answer got lost on its way: the same again
            self.truth.helped.append(family)
            self.truth.visits.append(visit)
            if claims:
                self.truth.by_page.append(visit)
            waiting[desk.group].append(visit)
            if number % 13 == 5 and (granted := self._comes_again(family, at=desk.group)):
                waiting[granted.desk.group].append(granted)
        for listed in waiting.values():
            while len(listed) >= 2 * BATCH:
                self._give(listed[:BATCH])
                del listed[:BATCH]
            if len(listed) >= BATCH:
                self._give(listed)
            else:
                self._left += listed
        if len(self._left) >= BATCH:  # too few at each table: they wait for one another
            self._give(self._left)
            self._left = []

    def _comes_again(self, family: Family, *, at: str) -> Visit | None:
        """A household comes to the other group as well and is refused. A few appeal; two people decide for them."""
        other = next(one for one in self.opened.desks if one.group != at)
        again = Visit(desk=other, adults=family.adults, cents=AMOUNTS[0])
        try:
            again.go_on(until=Step.CLAIM)
        except DeskRefused as refusal:
            if refusal.code != "already-helped":
                raise
            self.truth.refused += 1
        else:
            self.truth.twice += 1
            return None
        if self.truth.appeals == APPEALS:
            return None
        self.truth.appeals += 1
        number = again.appeal(reason="split-household")
        self.trustee.do("grant_exception", number=number)
        again.hear(number)
        self.truth.visits.append(again)
        return again

    def _give(self, batch: list[Visit]) -> None:
        """Let a card table take a batch of tokens in no order, some cards having gone out inactive before."""
        self.random.shuffle(batch)
        self.truth.batches.append(len(batch))
        for number, visit in enumerate(batch):
            visit.proxy = self._card(visit.desk.group)
            if number % 7 == 2:
                asked: dict[str, object] = {"program": visit.desk.program, "proxy": visit.proxy}
                visit.desk.city.post("/aid/v1/mark-out", visit.desk.cards_credential, asked)
            self._redeem(visit)
            self.step()
            if number % 9 == 4:
                visit.take(Step.REDEEM)  # the answer got lost
        self.city.do("load", reject=0.04, seed=1)
        void = set(self.city.do("void_refused"))
        for visit in batch:
            if visit.proxy in void:  # the issuer refused: the same token brings another card
                visit.proxy = self._card(visit.desk.group)
                self._redeem(visit)
        self.city.do("load")
        for number, visit in enumerate(batch):
            with suppress(DeskRefused):
                visit.take(Step.HAND_OVER)
                if number % 10 == 6:
                    self._lose(visit)
        self.city.do("load")

    def _redeem(self, visit: Visit) -> None:
        visit.take(Step.REDEEM)
        self.truth.codes.add(visit.receipt)

    def _lose(self, visit: Visit) -> None:
        """A family lost its card and comes with the code: the first is blocked, another takes what was left."""
        asked = {"receipt": visit.receipt, "program": visit.desk.program, "new_proxy": self._card(visit.desk.group)}
        for _ in range(4):
            said = visit.desk.city.post("/aid/v1/lost", visit.desk.cards_credential, dict(asked))
            if said["state"] != "waiting":
                return
            self.city.do("load", turns=1)

    def help_in_quiet(self, coming: list[Family]) -> None:
        """A few families in a quiet hour, each given its card at once, as nobody should."""
        for family in coming:
            visit = Visit(desk=self.opened.desks[0], adults=family.adults, cents=AMOUNTS[1])
            visit.proxy = self._card(visit.desk.group)
            visit.go_on(until=Step.REDEEM)
            self.truth.codes.add(visit.receipt)
            self.truth.helped.append(family)
            self.truth.visits.append(visit)
            self.truth.quiet.append(visit)
        self.city.do("load")

    def _card(self, group: str) -> str:
        return self.opened.cards[group].pop(self.random.randrange(len(self.opened.cards[group])))


def _without_page(visit: Visit) -> None:
    visit.go_on(until=Step.UNBLIND)
