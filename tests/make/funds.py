"""Donors' money for tests: a fund, gifts, allocations and a reserve, all invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from standing.hall.accounts.api import Role, User
from standing.rooms.funds import api as funds
from standing.rooms.funds.actions import donors, gifts
from standing.rooms.funds.models import DonorKind, Fund, Gift
from standing.rooms.funds.rules.chart import AccountKey, Code, Kind, Source
from standing.rooms.funds.rules.legs import EntryFact, Leg
from tests.make import accounts

AT = datetime(2026, 2, 12, 20, 0, tzinfo=UTC)
DAY = date(2026, 2, 12)
ROUND = "round-1"
GROUP = "sample-group"
_numbers = count(1)


def treasurer() -> User:
    """Make a treasurer."""
    return accounts.person(role=Role.TREASURER)


def reference() -> str:
    """Return a reference that nobody used."""
    return f"sample-{next(_numbers)}"


def fund(
    id: str = "general",
    *,
    source: Source = Source.DONOR,
    round: str = "",
    organisation: str = "",
    use: str = "",
    by: User,
    at: datetime = AT,
) -> Fund:
    """Open a fund."""
    return Fund.objects.create(
        id=id,
        name=f"Sample fund {id}",
        source=source,
        round=round,
        organisation=organisation,
        use=use,
        opened_by=by,
        opened_at=at,
    )


def key(code: Code, fund: str = "", *, source: Source = Source.DONOR, **more: object) -> AccountKey:
    """Return an account."""
    if code is Code.ALLOCATED:
        more = {"round": ROUND, "organisation": GROUP, **more}
    return AccountKey(code=code, source=source, fund=fund, **more)  # type: ignore[arg-type]  # tests name real fields


def post(
    *legs: tuple[AccountKey, int], kind: Kind = Kind.FEE, by: User, at: datetime = AT, **said: object
) -> EntryFact:
    """Post an entry."""
    words: dict[str, Any] = {"reference": "", "day": DAY, "round": "", **said}
    return funds.post_entry(
        kind=kind, legs=[Leg(account=each, cents=cents) for each, cents in legs], by=by, at=at, **words
    )


def donor(*, by: User, shown_as: str = "Sample Foundation", at: datetime = AT) -> UUID:
    """Enter a donor."""
    return donors.enter_donor(kind=DonorKind.ORGANISATION, shown_as=shown_as, by=by, at=at)


def anybody(*, by: User, at: datetime = AT) -> UUID:
    """Return a new donor."""
    return donor(by=by, at=at)


def gift(
    cents: int, *, fund: str = "general", donor: UUID | None = None, by: User, at: datetime = AT, **said: object
) -> Gift:
    """Book a gift."""
    words: dict[str, Any] = {"received_on": DAY, "bank_reference": reference(), **said}
    from_whom = donor or anybody(by=by, at=at)
    return Gift.objects.get(pk=gifts.record_gift(donor=from_whom, fund=fund, cents=cents, by=by, at=at, **words))


def money(
    cents: int, *, fund: str = "general", source: Source = Source.DONOR, by: User, at: datetime = AT
) -> EntryFact:
    """Put money into a fund: a gift, or the City's own."""
    if source is Source.DONOR:
        return funds.entry(number=gift(cents, fund=fund, by=by, at=at).entry_id)
    number = gifts.record_city_money(fund=fund, cents=cents, reference=reference(), day=DAY, by=by, at=at)
    return funds.entry(number=number)


def allocated(
    cents: int,
    *,
    fund: str = "general",
    source: Source = Source.DONOR,
    round: str = ROUND,
    organisation: str = GROUP,
    by: User,
    at: datetime = AT,
) -> None:
    """Put money into a fund, the issuer's reserve, and aside for an organisation: ready to be loaded."""
    money(cents, fund=fund, source=source, by=by, at=at)
    funds.fund_reserve(source=source, cents=cents, reference=reference(), day=DAY, by=by, at=at)
    there = key(Code.ALLOCATED, fund, source=source, round=round, organisation=organisation)
    post((key(Code.FREE, fund, source=source), cents), (there, -cents), kind=Kind.ALLOCATION, round=round, by=by, at=at)


def load(cents: int, *, by: User, at: datetime = AT, **said: object) -> EntryFact:
    """Load cards."""
    words: dict[str, Any] = {"round": ROUND, "organisation": GROUP, "reference": reference(), "day": DAY, **said}
    return funds.load_cards(cents=cents, by=by, at=at, **words)
