"""Exceptions: asked by one person, decided by another, never without an end; and what is found about clauses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel import likeness
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import _feeding, asking
from standing.rooms.contractors.models import ClauseStatus, Contract, ContractException, Subcontract
from standing.rooms.contractors.queries import listed, pack
from standing.rooms.contractors.rules.steps import Clause

__all__ = ["ask_exception", "decide_exception", "end_exception", "set_clause"]


@transaction.atomic
def ask_exception(*, contract: str, reason: str, until: date, by: User, at: datetime) -> UUID:
    """
    This will ask that a contract need not be answered until a day; somebody else decides.

    :raises NotFound: if there is no such contract
    :raises NotAllowed: if the person does not ask for this department
    :raises NotNow: if one waits already
    :raises Refused: if the reason is missing or tells of a person, or the day is over or too far off
    """
    row = listed.contract(number=contract)
    permissions.check_can_ask(department=row.department_id, by=by)
    terms, today = pack.terms(known=at), pack.today(at=at)
    said = reason.strip()
    if not said or len(said) > 2000:
        raise Refused("Say in a few words why this contract is excepted.")
    if told := likeness.sentence(likeness.screen(said)):
        raise Refused(told)
    last = today + timedelta(days=terms.marks.exception_days)
    if not today <= until <= last:
        raise Refused(f"An exception ends on a day from today to {last.isoformat()}.")
    if ContractException.objects.filter(contract=row, decided_at=None).exists():
        raise NotNow("An exception of this contract waits for a decision already.")
    made = ContractException.objects.create(contract=row, reason=said, until=until, asked_by=by, asked_at=at)
    audit.record(
        verb="contractors.ask_exception",
        subject=str(made.pk),
        by=by,
        at=at,
        facts={"contract": contract, "until": until.isoformat()},
    )
    return made.pk


@transaction.atomic
def decide_exception(*, exception: UUID, approve: bool, by: User, at: datetime) -> None:
    """
    This will approve or refuse an exception that somebody else asked for.

    :raises NotAllowed: if the person does not decide, or asked for it
    :raises NotNow: if it was decided, or its last day is over
    """
    permissions.check_can_approve(by=by)
    row = _locked(exception)
    if row.decided_at is not None:
        raise NotNow("This was decided already. Load the page again.")
    if row.asked_by_id == by.pk:
        raise NotAllowed("Somebody else has to decide about an exception that you asked for.")
    if approve and row.until < pack.today(at=at):
        raise NotNow("Its last day is over. Ask for a new one.")
    row.decided_by, row.decided_at, row.is_approved = by, at, approve
    row.save(update_fields=["decided_by", "decided_at", "is_approved"])
    audit.record(verb="contractors.decide_exception", subject=str(row.pk), by=by, at=at, facts={"approved": approve})
    if approve:
        _changed(row.contract, by=by, at=at)


@transaction.atomic
def end_exception(*, exception: UUID, by: User, at: datetime) -> None:
    """
    This will end an exception before its last day; the contract is silent again unless its firm answered.

    :raises NotAllowed: if the person does not ask for this department
    :raises NotNow: if it is not open
    """
    row = _locked(exception)
    permissions.check_can_ask(department=row.contract.department_id, by=by)
    if not row.is_approved or row.ended_at is not None:
        raise NotNow("This exception is not open.")
    row.ended_by, row.ended_at = by, at
    row.save(update_fields=["ended_by", "ended_at"])
    audit.record(verb="contractors.end_exception", subject=str(row.pk), by=by, at=at)
    _changed(row.contract, by=by, at=at)


@transaction.atomic
def set_clause(*, contract: str, clause: str, status: Clause, by: User, at: datetime) -> None:
    """
    This will add what was found about a clause of a contract; the last finding counts.

    :raises NotAllowed: if the person does not keep the register
    :raises NotFound: if there is no such contract or clause
    """
    permissions.check_keeps(by=by)
    row = listed.contract(number=contract)
    if clause not in {one.id for one in pack.terms(known=at).clauses}:
        raise NotFound("The pack has no such clause.")
    last = listed.clauses(contract=contract).get(clause)
    if last is not None and last.status == status:
        return
    ClauseStatus.objects.create(contract=row, clause=clause, status=status.value, by=by, at=at)
    audit.record(
        verb="contractors.set_clause",
        subject=contract,
        by=by,
        at=at,
        facts={"clause": clause, "status": status.value},
    )


def _locked(id: UUID) -> ContractException:
    row = ContractException.objects.select_for_update(of=("self",)).select_related("contract").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such exception.")
    return row


def _changed(contract: Contract, *, by: User, at: datetime) -> None:
    under = Subcontract.objects.filter(contract=contract).values_list("firm_id", flat=True)
    asking.settle(firms={contract.firm_id, *under}, at=at)
    _feeding.feed(departments={contract.department_id}, by=by, at=at)
