"""Money leaves the purpose it was given for: it is returned, or redirected with written consent. Two people."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotAllowed, NotNow, Refused
from standing.rooms.funds import permissions
from standing.rooms.funds.actions._writing import write
from standing.rooms.funds.models import Act, Decision, Fund, Step
from standing.rooms.funds.models.donors import HASH
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules.chart import AccountKey, Code, Kind, Source
from standing.rooms.funds.rules.legs import EntryFact, Leg, NotEnough

__all__ = ["approve_decision", "propose_redirect", "propose_return", "refuse_decision"]


@transaction.atomic
def propose_return(
    *, fund: str, donor: UUID | None, cents: int, from_owed: bool = False, by: User, at: datetime
) -> UUID:
    """
    This will propose to pay money back to whom it came from. ``from_owed``: it is owed back since a round was closed.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such fund or donor
    :raises NotEnough: if that is more than the donor's part of the fund, or than is owed
    :raises Refused: if it is no amount, or no donor is named for donors' money
    """
    permissions.check_posts(by=by)
    row = giving.fund(id=fund)
    _check(row, donor=donor, cents=cents, from_owed=from_owed)
    return _propose(
        Decision(act=Act.RETURN.value, fund=row, donor_id=donor, cents=cents, from_owed=from_owed), by=by, at=at
    )


@transaction.atomic
def propose_redirect(
    *,
    fund: str,
    donor: UUID | None,
    cents: int,
    to_fund: str,
    consent_sha256: str,
    consent_on: date,
    from_owed: bool = False,
    by: User,
    at: datetime,
) -> UUID:
    """
    This will propose to move a donor's money to another fund of the same source; the written consent is named by hash.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such fund or donor
    :raises NotEnough: if that is more than the donor's part of the fund, or than is owed
    :raises Refused: if the funds are one or of two sources, or there is no consent
    """
    permissions.check_posts(by=by)
    row, there = giving.fund(id=fund), giving.fund(id=to_fund)
    if row.pk == there.pk:
        raise Refused("Choose another fund.")
    if row.source != there.source:
        raise Refused("City money and donors' money never share a fund.")
    if not re.fullmatch(HASH, consent_sha256):
        raise Refused("Put the written consent beside it.")
    if consent_on > ledger.local_day(at=at):
        raise Refused("The day of the consent has not come yet.")
    _check(row, donor=donor, cents=cents, from_owed=from_owed)
    decision = Decision(
        act=Act.REDIRECT.value,
        fund=row,
        donor_id=donor,
        cents=cents,
        from_owed=from_owed,
        to_fund=there,
        consent_sha256=consent_sha256,
        consent_on=consent_on,
    )
    return _propose(decision, by=by, at=at)


@transaction.atomic
def approve_decision(*, decision: UUID, day: date, by: User, at: datetime) -> EntryFact:
    """
    This will carry out what somebody else proposed, and book it on one of the City's own days.

    :raises NotAllowed: if the person is neither treasurer nor coordinator, or proposed it
    :raises NotNow: if it was decided before
    :raises NotEnough: if the money is not there any more
    :raises DayClosed: if the day's books are closed
    """
    permissions.check_decides(by=by)
    row = _open(decision)
    if row.proposed_by_id == by.pk:
        raise NotAllowed("Somebody else decides what you proposed.")
    with connection.cursor() as cursor:  # two returns of one donor's part wait for each other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('funds.shares'), hashtext(%s))", [row.fund_id])
    _check(row.fund, donor=row.donor_id, cents=row.cents, from_owed=row.from_owed)
    source = Source(row.fund.source)
    where = Code.PAYABLE if row.from_owed else Code.FREE
    taken = AccountKey(code=where, source=source, fund=row.fund_id, donor=row.donor_id if row.from_owed else None)
    put = (
        AccountKey(code=Code.BANK, source=source)
        if row.act == Act.RETURN
        else AccountKey(code=Code.FREE, source=source, fund=row.to_fund_id or "")
    )
    entry = write(
        kind=Kind(row.act),
        reference=f"{row.act}:{row.pk}",
        legs=[Leg(account=taken, cents=row.cents), Leg(account=put, cents=-row.cents)],
        day=day,
        round=row.fund.round,
        by=by,
        at=at,
    )
    row.step, row.decided_by, row.decided_at, row.entry_id = Step.APPROVED.value, by, at, entry.number
    row.save(update_fields=["step", "decided_by", "decided_at", "entry"])
    audit.record(verb=f"funds.approve_{row.act}", subject=_subject(row), by=by, at=at, facts={"entry": entry.number})
    return entry


@transaction.atomic
def refuse_decision(*, decision: UUID, by: User, at: datetime) -> None:
    """
    This will refuse a proposal; whoever proposed it may take it back so.

    :raises NotAllowed: if the person is neither treasurer nor coordinator
    :raises NotNow: if it was decided before
    """
    permissions.check_decides(by=by)
    row = _open(decision)
    row.step, row.decided_by, row.decided_at = Step.REFUSED.value, by, at
    row.save(update_fields=["step", "decided_by", "decided_at"])
    audit.record(verb=f"funds.refuse_{row.act}", subject=_subject(row), by=by, at=at)


def _check(fund: Fund, *, donor: UUID | None, cents: int, from_owed: bool) -> None:
    if type(cents) is not int or cents <= 0:
        raise Refused("An amount is whole cents, more than none.")
    source = Source(fund.source)
    if (donor is None) != (source is Source.CITY):
        raise Refused("Donors' money goes back to a donor, City money to the City.")
    if donor is not None:
        giving.donor(id=donor)
    if from_owed:
        owed = AccountKey(code=Code.PAYABLE, source=source, fund=fund.pk, donor=donor)
        if cents > ledger.balance_of(account=owed):
            raise NotEnough("That is more than is owed back.")
        return
    if cents > ledger.balance_of(account=AccountKey(code=Code.FREE, source=source, fund=fund.pk)):
        raise NotEnough("The fund has not that much that is free.")
    if donor is not None and cents > giving.shares_in(fund=fund.pk).get(donor, 0):
        raise NotEnough("That is more than this donor has in the fund.")


def _propose(row: Decision, *, by: User, at: datetime) -> UUID:
    row.proposed_by, row.proposed_at = by, at
    row.save(force_insert=True)
    audit.record(
        verb=f"funds.propose_{row.act}",
        subject=_subject(row),
        by=by,
        at=at,
        facts={"fund": row.fund_id, "cents": row.cents, "consent": row.consent_sha256},
    )
    return row.pk


def _open(decision: UUID) -> Decision:
    row = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("fund")
        .filter(pk=decision, step=Step.PROPOSED)
        .first()
    )
    if row is None:
        raise NotNow("This was decided already.")
    return row


def _subject(row: Decision) -> str:
    return f"funds:decision:{row.pk}"
