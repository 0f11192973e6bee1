"""What the ledger says: balances, the trial balance of any day or moment, entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from standing.hall.pack import api as packs
from standing.kernel.refusals import NotFound
from standing.rooms.funds.models import Account, ClosedDay, ClosedRound, Entry, Leg
from standing.rooms.funds.rules.chart import AccountKey, Code, Kind, Source
from standing.rooms.funds.rules.legs import EntryFact
from standing.rooms.funds.rules.legs import Leg as LegFact

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceFact:
    """What one account holds in cents, debit positive."""

    account: AccountKey
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilters:
    """What somebody looks for among the entries; empty means any."""

    kind: str = ""
    source: str = ""
    fund: str = ""
    round: str = ""
    reference: str = ""
    first_day: date | None = None
    last_day: date | None = None


def zone(*, known: datetime) -> tzinfo:
    """Return the City's time zone; UTC before the first pack."""
    fact = packs.in_force(known=known)
    return timezone.utc if fact is None else ZoneInfo(fact.time_zone)  # noqa: UP017 - one name beside ZoneInfo


def local_day(*, at: datetime) -> date:
    """Return the City's own day of a moment."""
    return at.astimezone(zone(known=at)).date()


def key_of(row: Account) -> AccountKey:
    """Return which account a row is."""
    return AccountKey(
        code=Code(row.code),
        source=Source(row.source),
        fund=row.fund_id or "",
        round=row.round,
        organisation=row.organisation,
        donor=row.donor_id,
    )


def matching(keys: Iterable[AccountKey]) -> Q:
    """Return the condition that finds the rows of these accounts."""
    found = Q(pk__in=[])
    for key in keys:
        found |= Q(
            code=key.code,
            source=key.source,
            round=key.round,
            organisation=key.organisation,
            **({"fund": key.fund} if key.fund else {"fund__isnull": True}),
            **({"donor": key.donor} if key.donor is not None else {"donor__isnull": True}),
        )
    return found


def balance_of(*, account: AccountKey) -> int:
    """Return what an account holds now, in cents, on its own side: never below zero. Nothing: 0."""
    row = Account.objects.filter(matching([account])).values_list("balance", flat=True).first()
    return abs(row) if row else 0


def sum_of(*, code: Code, source: Source | None = None, fund: str = "", round: str = "", organisation: str = "") -> int:
    """Return what all accounts of a kind hold now together, in cents, on their own side; empty words mean any."""
    rows = Account.objects.filter(code=code)
    if source is not None:
        rows = rows.filter(source=source)
    for column, said in (("fund", fund), ("round", round), ("organisation", organisation)):
        if said:
            rows = rows.filter(**{column: said})
    return abs(int(rows.aggregate(all=Coalesce(Sum("balance"), 0))["all"]))


def trial_balance(*, at: datetime, through: date | None = None) -> tuple[BalanceFact, ...]:
    """
    Return each account that was ever moved, as posted up to a moment; they sum to zero.

    ``through``: only entries in the books of that day and the days before it.
    """
    legs = Leg.objects.filter(entry__posted_at__lte=at)
    if through is not None:
        legs = legs.filter(entry__day__lte=through)
    sums = dict(legs.values_list("account").annotate(cents=Sum("cents")).order_by("account"))
    rows = Account.objects.filter(pk__in=sums).order_by("code", "source", "fund", "round", "organisation", "donor")
    return tuple(BalanceFact(account=key_of(row), cents=sums[row.pk]) for row in rows)


def found(*, filters: EntryFilters) -> QuerySet[Entry]:
    """Return the entries that fit, the latest first."""
    rows = Entry.objects.order_by("-day", "-pk")
    for column in ("kind", "source", "round"):
        if said := getattr(filters, column):
            rows = rows.filter(**{column: said})
    if filters.reference:
        rows = rows.filter(reference__startswith=filters.reference)
    if filters.fund:
        rows = rows.filter(pk__in=Leg.objects.filter(account__fund=filters.fund).values("entry"))
    if filters.first_day is not None:
        rows = rows.filter(day__gte=filters.first_day)
    if filters.last_day is not None:
        rows = rows.filter(day__lte=filters.last_day)
    return rows


def facts(rows: Iterable[Entry]) -> tuple[EntryFact, ...]:
    """Return entries with their legs, in three questions however many."""
    listed = list(rows)
    legs: dict[int, list[LegFact]] = {row.pk: [] for row in listed}
    for leg in Leg.objects.filter(entry__in=legs).select_related("account").order_by("pk"):
        legs[leg.entry_id].append(LegFact(account=key_of(leg.account), cents=leg.cents))
    undone: Mapping[int, int] = {
        key: number
        for key, number in Entry.objects.filter(reverses__in=legs).values_list("reverses", "pk")
        if key is not None
    }
    return tuple(
        EntryFact(
            number=row.pk,
            kind=Kind(row.kind),
            source=Source(row.source),
            reference=row.reference,
            day=row.day,
            round=row.round,
            legs=tuple(legs[row.pk]),
            reverses=row.reverses_id,
            reversed_by=undone.get(row.pk),
        )
        for row in listed
    )


def entry(*, number: int) -> EntryFact:
    """Return one entry. :raises NotFound: if there is none with the number"""
    row = Entry.objects.filter(pk=number).first()
    if row is None:
        raise NotFound("There is no such entry.")
    return facts([row])[0]


def entry_of(*, reference: str) -> EntryFact | None:
    """Return the entry that was written for an event; None if there is none."""
    row = Entry.objects.filter(reference=reference).first() if reference else None
    return facts([row])[0] if row is not None else None


def closed_through() -> date | None:
    """Return the last day whose books are closed; None while none is."""
    return ClosedDay.objects.order_by("-day").values_list("day", flat=True).first()


def is_round_closed(*, round: str) -> bool:
    """Test whether a round is closed."""
    return ClosedRound.objects.filter(pk=round).exists()
