"""How an entry is written: once for each event, whole, with its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import DatabaseError, connection, transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.funds.models import Account, Entry, Leg
from standing.rooms.funds.queries import ledger
from standing.rooms.funds.rules import chart
from standing.rooms.funds.rules.chart import AccountKey, Kind
from standing.rooms.funds.rules.legs import AlreadyPosted, DayClosed, EntryFact, NotEnough, by_account, joined, moved
from standing.rooms.funds.rules.legs import Leg as LegFact

_LONGEST_REFERENCE = 120
_REFUSALS: Mapping[str, tuple[type[Refused], str]] = {
    "funds_account_never_below_zero": (NotEnough, "There is not that much money."),
    "funds_entry_day_is_open": (DayClosed, "The books of that day are closed. Choose a later day."),
    "funds_entry_round_is_open": (
        DayClosed,
        "This round is closed: nothing is allocated or loaded for it any more.",
    ),
    "funds_entry_reverses_id_key": (NotNow, "This entry is undone already."),
}


@transaction.atomic
def write(
    *,
    kind: Kind,
    reference: str,
    legs: Iterable[LegFact],
    day: date,
    round: str,
    by: Actor,
    at: datetime,
    reverses: int | None = None,
) -> EntryFact:
    """
    Write an entry, or return the one that was written for the same event before.

    :raises Refused: as ``post_entry`` says
    """
    whole = joined(legs)
    if round:
        chart.check_word(round)
    if len(reference) > _LONGEST_REFERENCE or not reference.isprintable():
        raise Refused("A reference is one line of at most 120 characters.")
    if day > ledger.local_day(at=at):
        raise NotNow("That day has not come yet.")
    if reference and (same := _written(reference, kind, whole, round, reverses)):
        return same
    try:
        with transaction.atomic():
            row = Entry.objects.create(
                kind=kind.value,
                source=whole[0].account.source.value,
                reference=reference,
                day=day,
                round=round,
                leg_count=len(whole),
                reverses_id=reverses,
                posted_by=by if isinstance(by, User) else None,
                posted_at=at,
            )
            accounts = _accounts([leg.account for leg in whole])
            # In their order: two who need the same accounts wait for each other and never in a circle.
            Leg.objects.bulk_create(
                [Leg(entry=row, account_id=accounts[leg.account], cents=leg.cents) for leg in whole]
            )
    except DatabaseError as error:
        if reference and _constraint(error) == "funds_entry_reference_is_once":
            same = _written(reference, kind, whole, round, reverses)
            if same is not None:
                return same
        if (refusal := _REFUSALS.get(_constraint(error))) is not None:
            raise refusal[0](refusal[1]) from None
        raise
    audit.record(
        verb="funds.post_entry",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"kind": kind.value, "cents": moved(whole), "day": day.isoformat(), "round": round},
    )
    return EntryFact(
        number=row.pk,
        kind=kind,
        source=whole[0].account.source,
        reference=reference,
        day=day,
        round=round,
        legs=whole,
        reverses=reverses,
    )


def hold_days(*, alone: bool = False) -> None:
    """Keep days and rounds as open or closed as they are until the transaction ends; ``alone``: to close one."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'' if alone else '_shared'}(hashtext('funds.days'))")


def _written(
    reference: str, kind: Kind, legs: tuple[LegFact, ...], round: str, reverses: int | None
) -> EntryFact | None:
    """Return the entry of the event, if it says the same. :raises AlreadyPosted: if it says something else"""
    same = ledger.entry_of(reference=reference)
    if same is None:
        return None
    if (same.kind, by_account(same.legs), same.round, same.reverses) != (kind, by_account(legs), round, reverses):
        raise AlreadyPosted("This reference stands at another entry already.")
    return same  # the day may differ: a job that tries again after midnight writes nothing twice


def _accounts(keys: list[AccountKey]) -> dict[AccountKey, int]:
    """Return the rows of the accounts; those nobody used before are opened."""
    known = _rows(keys)
    missing = [key for key in keys if key not in known]
    if missing:
        Account.objects.bulk_create(
            [
                Account(
                    code=key.code,
                    source=key.source,
                    fund_id=key.fund or None,
                    round=key.round,
                    organisation=key.organisation,
                    donor_id=key.donor,
                )
                for key in missing
            ],
            ignore_conflicts=True,
        )
        known = _rows(keys)
    return known


def _rows(keys: list[AccountKey]) -> dict[AccountKey, int]:
    return {ledger.key_of(row): row.pk for row in Account.objects.filter(ledger.matching(keys))}


def _constraint(error: DatabaseError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or ""
