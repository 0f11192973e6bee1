"""Funds, promises, gifts and their receipts."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.funds import permissions
from standing.rooms.funds.actions import donors, posting
from standing.rooms.funds.actions._naming import check_name, subject
from standing.rooms.funds.actions._writing import write
from standing.rooms.funds.models import Fund, Gift, Pledge, Receipt, VoidedBecause
from standing.rooms.funds.queries import giving, ledger
from standing.rooms.funds.rules.chart import AccountKey, Code, Kind, Source, check_word
from standing.rooms.funds.rules.legs import Leg, NotEnough

__all__ = [
    "issue_receipt",
    "open_fund",
    "record_city_money",
    "record_gift",
    "record_pledge",
    "undo_gift",
    "void_receipt",
    "withdraw_pledge",
]

_FUND = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_LONGEST_REFERENCE = 64


@transaction.atomic
def open_fund(
    *,
    id: str,
    name: str,
    source: Source,
    round: str = "",
    organisation: str = "",
    use: str = "",
    by: User,
    at: datetime,
) -> str:
    """
    This will open a fund: money of one source that may be used for the same. Its restriction is never changed.

    :raises NotAllowed: if the person is no treasurer
    :raises NotNow: if a fund has that id
    :raises Refused: if the id, the name or a code is none
    """
    permissions.check_posts(by=by)
    if not _FUND.fullmatch(id):
        raise Refused("A fund's short name has small letters, digits and dashes; at most 40.")
    if not (shown := check_name(name)):
        raise Refused("A fund has a name.")
    for code in (round, organisation, use):
        if code:
            check_word(code)
    if Fund.objects.filter(pk=id).exists():
        raise NotNow("A fund has this short name already.")
    Fund.objects.create(
        id=id,
        name=shown,
        source=source.value,
        round=round,
        organisation=organisation,
        use=use,
        opened_by=by,
        opened_at=at,
    )
    audit.record(
        verb="funds.open_fund",
        subject=id,
        by=by,
        at=at,
        facts={"source": source, "round": round, "organisation": organisation, "use": use},
    )
    return id


@transaction.atomic
def record_pledge(
    *,
    donor: UUID,
    fund: str,
    cents: int,
    pledged_on: date,
    due_on: date | None = None,
    by: User,
    at: datetime,
) -> UUID:
    """
    This will note what a donor promised; it moves nothing in the ledger.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such donor or fund
    :raises Refused: if it is no amount, the fund holds City money, or the money is due before the promise
    """
    permissions.check_posts(by=by)
    who, into = giving.donor(id=donor), _of_donors(fund)
    _check_amount(cents)
    if pledged_on > ledger.local_day(at=at):
        raise Refused("That day has not come yet.")
    if due_on is not None and due_on < pledged_on:
        raise Refused("The money is due on the day of the promise or later.")
    row = Pledge.objects.create(
        donor=who,
        fund=into,
        cents=cents,
        pledged_on=pledged_on,
        due_on=due_on,
        entered_by=by,
        entered_at=at,
    )
    audit.record(
        verb="funds.record_pledge",
        subject=subject(donor),
        by=by,
        at=at,
        facts={"pledge": str(row.pk), "cents": cents, "fund": fund},
    )
    return row.pk


@transaction.atomic
def withdraw_pledge(*, pledge: UUID, day: date, by: User, at: datetime) -> None:
    """
    This will note that a donor took back what of a promise has not come.

    :raises NotAllowed: if the person is no treasurer
    :raises NotNow: if there is no such promise, or it was taken back before
    """
    permissions.check_posts(by=by)
    row = Pledge.objects.select_for_update().filter(pk=pledge, withdrawn_on__isnull=True).first()
    if row is None:
        raise NotNow("There is no such promise any more.")
    row.withdrawn_on = day
    row.save(update_fields=["withdrawn_on"])
    audit.record(
        verb="funds.withdraw_pledge", subject=subject(row.donor_id), by=by, at=at, facts={"pledge": str(pledge)}
    )


@transaction.atomic
def record_gift(
    *,
    donor: UUID,
    fund: str,
    cents: int,
    received_on: date,
    bank_reference: str,
    pledge: UUID | None = None,
    by: User,
    at: datetime,
) -> UUID:
    """
    This will book a gift that arrived at the bank, once for each bank reference.

    ``received_on`` is the City's own day. The same gift under its reference again is the gift that stands.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such donor or fund
    :raises NotNow: if the reference stands at another gift, or the day's books are closed
    :raises Refused: if it is no amount, there is no reference, the fund holds City money, or the promise is another's
    """
    permissions.check_posts(by=by)
    who, into = giving.donor(id=donor), _of_donors(fund)
    _check_amount(cents)
    reference = " ".join(bank_reference.split())
    if not reference or len(reference) > _LONGEST_REFERENCE:
        raise Refused("Give the bank's reference, at most 64 characters.")
    if pledge is not None and not Pledge.objects.filter(pk=pledge, donor=who, withdrawn_on__isnull=True).exists():
        raise Refused("This donor has no such promise.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('funds.gift'), hashtext(%s))", [reference])
    same = Gift.objects.filter(bank_reference=reference).first()
    if same is not None:
        if (same.donor_id, same.fund_id, same.cents, same.received_on) == (donor, fund, cents, received_on):
            return same.pk
        raise NotNow("The bank's reference stands at another gift already.")
    entry = write(
        kind=Kind.GIFT,
        reference=f"gift:{reference}",
        legs=_into(into, cents),
        day=received_on,
        round=into.round,
        by=by,
        at=at,
    )
    row = Gift.objects.create(
        donor=who,
        fund=into,
        pledge_id=pledge,
        cents=cents,
        received_on=received_on,
        bank_reference=reference,
        entry_id=entry.number,
        entered_by=by,
        entered_at=at,
    )
    donors.stretch_contact(donor=donor, at=at)
    audit.record(
        verb="funds.record_gift",
        subject=subject(donor),
        by=by,
        at=at,
        facts={"gift": str(row.pk), "cents": cents, "fund": fund, "entry": entry.number},
    )
    return row.pk


@transaction.atomic
def undo_gift(*, gift: UUID, day: date, by: User, at: datetime) -> None:
    """
    This will undo a gift that was booked by mistake or bounced, and void its receipt.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such gift
    :raises NotNow: if it is undone already, its money is not there any more, or the day's books are closed
    """
    permissions.check_posts(by=by)
    row = giving.gift(id=gift)
    if giving.is_undone(row):
        raise NotNow("This gift is undone already.")
    if giving.shares_in(fund=row.fund_id).get(row.donor_id, 0) < row.cents:
        raise NotEnough("This money was returned or redirected already.")
    posting.reverse_entry(number=row.entry_id, day=day, by=by, at=at)
    for number in Receipt.objects.filter(gift=row, voided_because="").values_list("pk", flat=True):
        void_receipt(number=number, because=VoidedBecause.GIFT_UNDONE, by=by, at=at)
    audit.record(verb="funds.undo_gift", subject=subject(row.donor_id), by=by, at=at, facts={"gift": str(gift)})


@transaction.atomic
def issue_receipt(*, gift: UUID, by: User, at: datetime) -> int:
    """
    This will make the receipt of a gift, or return the one that holds; numbers have no gaps.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such gift
    :raises NotNow: if the gift is undone
    """
    permissions.check_posts(by=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('funds.receipts'))")
    row = giving.gift(id=gift)
    if giving.is_undone(row):
        raise NotNow("This gift is undone: there is nothing to give a receipt for.")
    held = Receipt.objects.filter(gift=row, voided_because="").first()
    if held is not None:
        return held.number
    last = Receipt.objects.aggregate(last=Max("number"))["last"] or 0
    made = Receipt.objects.create(
        number=last + 1,
        gift=row,
        shown_as=row.donor.shown_as,
        issued_on=ledger.local_day(at=at),
        issued_by=by,
        issued_at=at,
    )
    audit.record(
        verb="funds.issue_receipt",
        subject=subject(row.donor_id),
        by=by,
        at=at,
        facts={"receipt": made.number, "gift": str(gift)},
    )
    return made.number


@transaction.atomic
def void_receipt(*, number: int, because: VoidedBecause, by: User, at: datetime) -> None:
    """
    This will void a receipt; it stays with its number, and another can be made.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is none with the number
    :raises NotNow: if it is voided already
    """
    permissions.check_posts(by=by)
    row = giving.receipt(number=number)
    changed = Receipt.objects.filter(pk=number, voided_because="").update(
        voided_because=because.value, voided_by=by, voided_at=at
    )
    if not changed:
        raise NotNow("This receipt is voided already.")
    audit.record(
        verb="funds.void_receipt",
        subject=subject(row.gift.donor_id),
        by=by,
        at=at,
        facts={"receipt": number, "because": because},
    )


@transaction.atomic
def record_city_money(*, fund: str, cents: int, reference: str, day: date, by: User, at: datetime) -> int:
    """
    This will book money that the City itself put into one of its funds, and return the number of the entry.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such fund
    :raises Refused: if the fund holds donors' money; as ``post_entry``
    """
    permissions.check_posts(by=by)
    into = giving.fund(id=fund)
    if into.source != Source.CITY:
        raise Refused("City money goes into a fund of City money, never to donors' money.")
    _check_amount(cents)
    return posting.post_entry(
        kind=Kind.CITY_MONEY, reference=reference, legs=_into(into, cents), day=day, round=into.round, by=by, at=at
    ).number


def _of_donors(fund: str) -> Fund:
    row = giving.fund(id=fund)
    if row.source != Source.DONOR:
        raise Refused("This fund holds City money. A donor's gift never goes there.")
    return row


def _into(fund: Fund, cents: int) -> tuple[Leg, Leg]:
    source = Source(fund.source)
    return (
        Leg(account=AccountKey(code=Code.BANK, source=source), cents=cents),
        Leg(account=AccountKey(code=Code.FREE, source=source, fund=fund.pk), cents=-cents),
    )


def _check_amount(cents: int) -> None:
    if type(cents) is not int or cents <= 0:
        raise Refused("An amount is whole cents, more than none.")
