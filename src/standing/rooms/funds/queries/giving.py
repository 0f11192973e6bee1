"""Funds, donors and gifts as staff read them, and what became of each fund's money."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from standing.kernel.refusals import NotFound
from standing.rooms.funds.models import Act, Decision, Donor, Fund, Gift, Leg, Pledge, Receipt, Step
from standing.rooms.funds.rules.chart import Code, Kind, Source
from standing.rooms.funds.rules.totals import FundTotals

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeFact:
    """A promise and what of it has come, in cents."""

    id: UUID
    fund: str
    cents: int
    came: int
    pledged_on: date
    due_on: date | None
    is_withdrawn: bool

    @property
    def open(self) -> int:
        """Return what has not come yet; nothing once the promise was taken back."""
        return 0 if self.is_withdrawn else max(0, self.cents - self.came)


def fund(*, id: str) -> Fund:
    """Return a fund. :raises NotFound: if there is none of that id"""
    row = Fund.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such fund.")
    return row


def funds(*, source: Source | None = None) -> tuple[Fund, ...]:
    """Return the funds, by name."""
    rows = Fund.objects.order_by("name", "pk")
    return tuple(rows if source is None else rows.filter(source=source))


def donor(*, id: UUID) -> Donor:
    """Return a donor. :raises NotFound: if there is none"""
    row = Donor.objects.filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such donor.")
    return row


def donors(*, words: str = "", kind: str = "") -> QuerySet[Donor]:
    """Return the donors that fit a part of the shown name or a number, with how often and how much they gave."""
    rows = Donor.objects.all()
    if words:
        number = words.removeprefix("D-").lstrip("0")
        rows = rows.filter(Q(shown_as__icontains=words) | Q(number=int(number) if _is_number(number) else 0))
    if kind:
        rows = rows.filter(kind=kind)
    stands = Q(gifts__entry__reversed_by__isnull=True)
    return rows.annotate(
        gift_count=Count("gifts", filter=stands), given=Coalesce(Sum("gifts__cents", filter=stands), 0)
    ).order_by("-given", "number")


def gifts(*, donor: UUID | None = None, fund: str = "") -> QuerySet[Gift]:
    """Return gifts, also undone ones, the latest first."""
    rows = Gift.objects.select_related("fund", "donor", "entry__reversed_by").order_by("-received_on", "-entry")
    if donor is not None:
        rows = rows.filter(donor=donor)
    return rows.filter(fund=fund) if fund else rows


def gift(*, id: UUID) -> Gift:
    """Return a gift. :raises NotFound: if there is none"""
    row = gifts().filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such gift.")
    return row


def is_undone(row: Gift) -> bool:
    """Test whether the entry of a gift was reversed."""
    return hasattr(row.entry, "reversed_by")


def pledges(*, donor: UUID | None = None) -> tuple[PledgeFact, ...]:
    """Return the promises of a donor, or of all, those that are due first."""
    rows = Pledge.objects.all() if donor is None else Pledge.objects.filter(donor=donor)
    rows = rows.annotate(came=Coalesce(Sum("gifts__cents", filter=Q(gifts__entry__reversed_by__isnull=True)), 0))
    return tuple(
        PledgeFact(
            id=row.pk,
            fund=row.fund_id,
            cents=row.cents,
            came=came,
            pledged_on=row.pledged_on,
            due_on=row.due_on,
            is_withdrawn=row.withdrawn_on is not None,
        )
        for row in rows.order_by(F("due_on").asc(nulls_last=True), "pledged_on", "pk")
        if (came := int(getattr(row, "came", 0))) >= 0
    )


def receipts(*, gift: UUID) -> tuple[Receipt, ...]:
    """Return every receipt of a gift, the latest first."""
    return tuple(Receipt.objects.filter(gift=gift).order_by("-number"))


def receipt(*, number: int) -> Receipt:
    """Return a receipt, also a voided one. :raises NotFound: if there is none with the number"""
    row = Receipt.objects.select_related("gift__fund", "gift__donor").filter(pk=number).first()
    if row is None:
        raise NotFound("There is no such receipt.")
    return row


def decisions(*, step: Step | None = None) -> QuerySet[Decision]:
    """Return proposals to return or redirect, the latest first."""
    rows = Decision.objects.select_related("fund", "donor", "to_fund", "proposed_by", "decided_by")
    return (rows if step is None else rows.filter(step=step)).order_by("-proposed_at", "pk")


def shares_in(*, fund: str) -> dict[UUID | None, int]:
    """
    Return what each donor has given into a fund and not got back, in cents; None stands for the City.

    Money redirected into the fund counts for the donor who consented; what was returned, redirected away or is owed
    back already does not count any more.
    """
    if Fund.objects.filter(pk=fund, source=Source.CITY).exists():
        return {None: 1}
    found: dict[UUID | None, int] = defaultdict(int)
    for donor, cents in (
        Gift.objects.filter(fund=fund, entry__reversed_by__isnull=True).values_list("donor").annotate(all=Sum("cents"))
    ):
        found[donor] += cents
    carried = Decision.objects.filter(step=Step.APPROVED, entry__reversed_by__isnull=True)
    for donor, cents in carried.filter(act=Act.REDIRECT, to_fund=fund).values_list("donor").annotate(all=Sum("cents")):
        found[donor] += cents
    for donor, cents in carried.filter(fund=fund, from_owed=False).values_list("donor").annotate(all=Sum("cents")):
        found[donor] -= cents
    rest = Leg.objects.filter(account__code=Code.PAYABLE, account__fund=fund).annotate(
        what=Coalesce("entry__reverses__kind", "entry__kind")
    )
    for donor, cents in rest.filter(what=Kind.REST).values_list("account__donor").annotate(all=Sum("cents")):
        found[donor] += cents  # to the credit, so below zero
    return {donor: cents for donor, cents in found.items() if cents > 0}


def totals(*, at: datetime) -> tuple[FundTotals, ...]:
    """Return what became of each fund's money, as posted up to a moment, by name of the fund; in three questions."""
    sums: dict[str, dict[tuple[int, str], int]] = defaultdict(dict)
    legs = Leg.objects.filter(account__fund__isnull=False, entry__posted_at__lte=at)
    grouped = legs.annotate(what=Coalesce("entry__reverses__kind", "entry__kind")).values_list(
        "account__fund", "account__code", "what"
    )
    for name, code, what, cents in grouped.annotate(all=Sum("cents")):
        sums[name][code, what] = cents
    moved: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    redirects = legs.filter(entry__kind=Kind.REDIRECT, entry__reversed_by__isnull=True)
    for name, cents in redirects.values_list("account__fund", "cents"):
        moved[name][0 if cents < 0 else 1] += abs(cents)
    counts = dict(
        Gift.objects.filter(entered_at__lte=at, entry__reversed_by__isnull=True)
        .values_list("fund")
        .annotate(all=Count("pk"))
    )
    return tuple(
        FundTotals(
            source=Source(row.source),
            fund=row.pk,
            name=row.name,
            gifts=counts.get(row.pk, 0),
            given=-_sum(sums[row.pk], Code.FREE, Kind.GIFT, Kind.CITY_MONEY),
            redirected_in=moved[row.pk][0],
            redirected_out=moved[row.pk][1],
            free=-_sum(sums[row.pk], Code.FREE),
            allocated=-_sum(sums[row.pk], Code.ALLOCATED),
            loaded=-_sum(sums[row.pk], Code.ON_CARDS),
            costs=-_sum(sums[row.pk], Code.COSTS),
            owed=-_sum(sums[row.pk], Code.PAYABLE),
            returned=_sum(sums[row.pk], Code.PAYABLE, Kind.RETURN) + _sum(sums[row.pk], Code.FREE, Kind.RETURN),
        )
        for row in Fund.objects.filter(opened_at__lte=at).order_by("name", "pk")
    )


def _sum(sums: dict[tuple[int, str], int], code: Code, *kinds: Kind) -> int:
    return sum(cents for (each, what), cents in sums.items() if each == code and (not kinds or what in kinds))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
