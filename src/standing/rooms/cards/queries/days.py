"""The three books of a day, what differs, and which days are closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from standing.hall.pack import api as packs
from standing.rooms.cards.models import Answered, ClosedDay, Comparison, DayFile, DayLine, Difference, Load, Program
from standing.rooms.cards.rules import reconciling
from standing.rooms.cards.rules.reconciling import Moved, Side
from standing.rooms.funds import api as funds

_PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFact:
    """How a program's day stands. ``open`` are differences that nobody has answered."""

    day: date
    has_report: bool
    has_statement: bool
    comparison: Comparison | None
    open: int
    is_closed: bool


def zone(*, known: datetime) -> tzinfo:
    """Return the City's time zone; UTC before the first pack."""
    fact = packs.in_force(known=known)
    return ZoneInfo(fact.time_zone if fact is not None else "UTC")


def ledger_moves(*, program: Program, day: date) -> tuple[Moved, ...]:
    """
    Return how the reserve moved in the ledger on a day, each movement by the reference the issuer knows.

    A reversal bears the reference of what it undoes, so that both cancel. A load belongs to the settlement that the
    issuer named for it.
    """
    entries = tuple(
        one for one in _entries(program.source, day) if any(leg.account.code is funds.Code.RESERVE for leg in one.legs)
    )
    named = {one.number: _reference(one) for one in entries}
    settled = dict(
        Load.objects.filter(pk__in=set(named.values())).exclude(settlement="").values_list("external_ref", "settlement")
    )
    return tuple(
        Moved(
            reference=named[one.number],
            settlement=settled.get(named[one.number], named[one.number]),
            cents=sum(leg.cents for leg in one.legs if leg.account.code is funds.Code.RESERVE),
        )
        for one in entries
    )


def _entries(source: str, day: date) -> Iterator[funds.EntryFact]:
    """Yield every entry of a day, page by page."""
    filters, offset = funds.EntryFilters(source=source, first_day=day, last_day=day), 0
    while page := funds.entries(filters=filters, limit=_PAGE, offset=offset):
        yield from page
        offset += _PAGE


def _reference(entry: funds.EntryFact) -> str:
    if entry.reverses is not None:
        return _reference(funds.entry(number=entry.reverses))
    return entry.reference.rpartition("/")[2] or f"entry:{entry.number}"


def moves_of(file: DayFile) -> tuple[Moved, ...]:
    """Return the movements of a statement or a report."""
    rows = DayLine.objects.filter(file=file).values_list("reference", "settlement", "cents")
    return tuple(
        Moved(reference=reference, settlement=settlement or reference, cents=cents)
        for reference, settlement, cents in rows
    )


def latest_file(program: str, side: Side, day: date) -> DayFile | None:
    """Return the file of a day that counts: the one that came last."""
    return DayFile.objects.filter(program=program, side=side, day=day).order_by("-number").first()


def last_comparison(program: str, day: date) -> Comparison | None:
    """Return the comparison of a day that counts."""
    return Comparison.objects.filter(program=program, day=day).order_by("-number").first()


def is_same(
    last: Comparison,
    *,
    files: tuple[DayFile, DayFile],
    sums: tuple[int, ...],
    found: Sequence[reconciling.Difference],
) -> bool:
    """Test whether comparing again would say the same."""
    before = sorted(
        reconciling.Difference(
            reference=row.reference, side=Side(row.side), ledger_cents=row.ledger_cents, other_cents=row.other_cents
        )
        for row in Difference.objects.filter(comparison=last)
    )
    return (
        (last.issuer_file_id, last.bank_file_id) == (files[0].pk, files[1].pk)
        and (last.ledger_cents, last.issuer_cents, last.bank_cents) == sums
        and before == sorted(found)
    )


def differences(comparison: Comparison) -> QuerySet[Any]:
    """Return what a comparison found, each with ``is_cancelled``: whether another day has its counterpart."""
    return (
        Difference.objects.filter(comparison=comparison)
        .select_related("answered", "answered__other__comparison")
        .annotate(is_cancelled=_cancelled())
        .order_by("reference", "side")
    )


def uncancelled(comparison: Comparison) -> QuerySet[Difference]:
    """Return the differences that keep a day open."""
    return Difference.objects.filter(~_cancelled(), comparison=comparison)


def is_answered(row: Difference) -> bool:
    """Test whether a deed answered a difference."""
    return Answered.objects.filter(Q(difference=row) | Q(other=row)).exists()


def counterpart(row: Difference) -> Difference | None:
    """Return the open difference of another day's last comparison that cancels this one to the cent."""
    compared = row.comparison
    later = Comparison.objects.filter(
        program=OuterRef("comparison__program"),
        day=OuterRef("comparison__day"),
        number__gt=OuterRef("comparison__number"),
    )
    taken = Answered.objects.filter(Q(difference=OuterRef("pk")) | Q(other=OuterRef("pk")))
    return (
        Difference.objects.filter(
            ~Exists(later),
            ~Exists(taken),
            comparison__program=compared.program_id,
            reference=row.reference,
            side=row.side,
        )
        .exclude(comparison__day=compared.day)
        .annotate(gap=F("other_cents") - F("ledger_cents"))
        .filter(gap=-(row.other_cents - row.ledger_cents))
        .order_by("comparison__day", "pk")
        .first()
    )


def days(*, program: str, through: date, count: int = 60) -> tuple[DayFact, ...]:
    """Return how the last days of a program stand, the latest first; the day is the City's."""
    first = through - timedelta(days=count - 1)
    files = {
        (side, day)
        for side, day in DayFile.objects.filter(program=program, day__range=(first, through)).values_list("side", "day")
    }
    closed = set(ClosedDay.objects.filter(program=program, day__range=(first, through)).values_list("day", flat=True))
    compared: dict[date, Comparison] = {}
    for one in Comparison.objects.filter(program=program, day__range=(first, through)).order_by("number"):
        compared[one.day] = one
    still = dict(_open_counts(compared.values()))
    listed = []
    for back in range(count):
        day = through - timedelta(days=back)
        last = compared.get(day)
        listed.append(
            DayFact(
                day=day,
                has_report=(Side.ISSUER.value, day) in files,
                has_statement=(Side.BANK.value, day) in files,
                comparison=last,
                open=still.get(last.pk, 0) if last is not None else 0,
                is_closed=day in closed,
            )
        )
    return tuple(listed)


def is_closed(*, program: str, day: date) -> bool:
    """Test whether a program's day is closed."""
    return ClosedDay.objects.filter(program=program, day=day).exists()


def _open_counts(comparisons: Iterable[Comparison]) -> Iterable[tuple[object, int]]:
    for one in comparisons:
        if one.differences:
            yield one.pk, uncancelled(one).count()


def _cancelled() -> Exists:
    return Exists(
        Answered.objects.filter(
            Q(difference=OuterRef("pk")) | Q(other=OuterRef("pk")), reply=reconciling.Reply.OTHER_DAY.value
        )
    )
