"""Rounds of checking: assigned, claimed, submitted, approved by another person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.services import permissions
from standing.rooms.services.actions import _checking, _values
from standing.rooms.services.models import Finding, Round, Service
from standing.rooms.services.rules import rounds as rules
from standing.rooms.services.rules.rounds import OPEN
from standing.rooms.services.rules.terms import Field, How, Outcome, Step
from standing.rooms.services.rules.values import fingerprint

__all__ = [
    "approve_round",
    "assign_rounds",
    "claim_round",
    "drop_round",
    "give_back_round",
    "propose_value",
    "return_round",
    "submit_round",
]


@transaction.atomic
def assign_rounds(*, services: Collection[UUID], by: User, at: datetime) -> int:
    """
    This will ask for a checking of services; those that are being checked already are left out.

    :raises NotAllowed: if the person does not keep the directory
    """
    permissions.check_can_keep(by=by)
    busy = Round.objects.filter(service__in=services, step__in=OPEN).values_list("service_id", flat=True)
    free = Service.objects.filter(pk__in=services, merged_into__isnull=True).exclude(pk__in=busy)
    made = [Round(service=service, assigned_by=by, assigned_at=at) for service in free.order_by("pk")]
    Round.objects.bulk_create(made)
    for row in made:
        audit.record(
            verb="services.assign_round", subject=str(row.pk), by=by, at=at, facts={"service": str(row.service_id)}
        )
    return len(made)


@transaction.atomic
def claim_round(*, round: UUID, by: User, at: datetime) -> None:
    """
    This will record who does a checking.

    :raises NotAllowed: if the person does not check this service
    :raises NotNow: if somebody has it already
    """
    row = _locked(round)
    permissions.check_can_check(service=row.service, by=by)
    rules.check_next(current=Step(row.step), wanted=Step.CLAIMED)
    row.step, row.claimed_by, row.claimed_at = Step.CLAIMED, by, at
    row.save(update_fields=["step", "claimed_by", "claimed_at"])
    audit.record(verb="services.claim_round", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def give_back_round(*, round: UUID, by: User, at: datetime) -> None:
    """
    This will make a checking free for somebody else.

    :raises NotAllowed: if the person does not have it
    """
    row = _locked(round)
    _check_mine(row, by)
    rules.check_next(current=Step(row.step), wanted=Step.ASSIGNED)
    row.step, row.claimed_by, row.claimed_at = Step.ASSIGNED, None, None
    row.save(update_fields=["step", "claimed_by", "claimed_at"])
    audit.record(verb="services.give_back_round", subject=str(row.pk), by=by, at=at)


@transaction.atomic
def propose_value(
    *, service: UUID, field: Field, value: Json, how: How, seen_sha256: str, by: User, at: datetime
) -> UUID:
    """
    This will keep what somebody found instead, until another person approves it; nothing is changed before.

    :raises NotAllowed: if the person does not check this service
    :raises NotCarried: if a text holds what the directory does not carry
    :raises NotNow: if somebody else is checking this service
    """
    row = Service.objects.select_for_update(of=("self",)).filter(pk=service, merged_into__isnull=True).first()
    if row is None:
        raise NotFound("There is no such service.")
    permissions.check_can_check(service=row, by=by)
    if row.do_not_call and how is How.PHONE:
        raise NotNow("This organisation asked not to be called by checkers. Look at its pages, or visit.")
    if fingerprint(_values.current(row.pk)[field]) != seen_sha256:
        raise _values.Moved
    _values.check_value(value)
    mine = _round_of(row, by=by, at=at)
    Finding.objects.create(
        round=mine,
        field=field,
        outcome=Outcome.CHANGED,
        how=how,
        seen_sha256=seen_sha256,
        value=value,
        at=at,
        by=by,
    )
    audit.record(
        verb="services.propose_value",
        subject=str(mine.pk),
        by=by,
        at=at,
        facts={"service": str(row.pk), "field": field.value, "value": fingerprint(value)},
    )
    return mine.pk


@transaction.atomic
def submit_round(*, round: UUID, by: User, at: datetime) -> Step:
    """
    This will hand a checking in; one in which nothing changed is done at once.

    :raises NotAllowed: if the person does not have it
    :raises NotNow: if it was handed in already
    """
    row = _locked(round)
    _check_mine(row, by)
    wanted = Step.SUBMITTED if row.findings.exists() else Step.APPROVED
    rules.check_next(current=Step(row.step), wanted=wanted)
    row.step, row.submitted_at, row.decided_by, row.decided_at = wanted, at, None, None
    row.save(update_fields=["step", "submitted_at", "decided_by", "decided_at"])
    audit.record(verb="services.submit_round", subject=str(row.pk), by=by, at=at, facts={"step": wanted.value})
    return wanted


@transaction.atomic
def approve_round(*, round: UUID, by: User, at: datetime) -> None:
    """
    This will put what was found in place.

    :raises NotAllowed: if the person does not keep the directory, or found it themselves
    :raises NotNow: if it was not handed in, or a value changed in the meantime
    """
    row = _locked(round)
    _check_other(row, by)
    rules.check_next(current=Step(row.step), wanted=Step.APPROVED)
    newest = {finding.field: finding for finding in row.findings.select_related("by").order_by("id")}
    for finding in newest.values():
        if fingerprint(_values.current(row.service_id)[Field(finding.field)]) != finding.seen_sha256:
            raise NotNow("A value changed since it was checked. Send the round back.")
        _checking.apply_value(
            service=Service.objects.select_for_update(of=("self",)).get(pk=row.service_id),
            field=Field(finding.field),
            value=finding.value,
            how=How(finding.how),
            checked_at=finding.at,
            found_by=finding.by,
            by=by,
            at=at,
        )
    _decide(row, step=Step.APPROVED, by=by, at=at)


@transaction.atomic
def return_round(*, round: UUID, by: User, at: datetime) -> None:
    """
    This will send a checking back to whoever did it.

    :raises NotAllowed: if the person does not keep the directory, or found it themselves
    :raises NotNow: if it was not handed in
    """
    row = _locked(round)
    _check_other(row, by)
    rules.check_next(current=Step(row.step), wanted=Step.RETURNED)
    _decide(row, step=Step.RETURNED, by=by, at=at)


@transaction.atomic
def drop_round(*, round: UUID, by: User, at: datetime) -> None:
    """
    This will end a checking without a result.

    :raises NotAllowed: if the person does not keep the directory
    :raises NotNow: if it is over already
    """
    row = _locked(round)
    permissions.check_can_keep(by=by)
    rules.check_next(current=Step(row.step), wanted=Step.DROPPED)
    _decide(row, step=Step.DROPPED, by=by, at=at)


def _round_of(service: Service, *, by: User, at: datetime) -> Round:
    """Return the round this person works on, claiming or opening it. :raises NotNow: if it is somebody else's"""
    row = Round.objects.select_for_update().filter(service=service, step__in=OPEN).first()
    if row is None:
        row = Round.objects.create(service=service, step=Step.ASSIGNED, assigned_by=by, assigned_at=at)
    if row.step == Step.ASSIGNED:
        claim_round(round=row.pk, by=by, at=at)
        row.refresh_from_db()
    if row.claimed_by_id != by.pk or row.step == Step.SUBMITTED:
        raise NotNow("Somebody is checking this service already. Wait until that is approved.")
    return row


def _decide(row: Round, *, step: Step, by: User, at: datetime) -> None:
    row.step, row.decided_by, row.decided_at = step, by, at
    row.save(update_fields=["step", "decided_by", "decided_at"])
    audit.record(verb=f"services.{step.value}_round", subject=str(row.pk), by=by, at=at)


def _check_mine(row: Round, by: User) -> None:
    if row.claimed_by_id != by.pk:
        raise NotAllowed("Only whoever took this checking does that.")


def _check_other(row: Round, by: User) -> None:
    permissions.check_can_keep(by=by)
    if row.claimed_by_id == by.pk:
        raise NotAllowed("Somebody else approves what you found.")


def _locked(round: UUID) -> Round:
    row = Round.objects.select_for_update(of=("self",)).select_related("service").filter(pk=round).first()
    if row is None:
        raise NotFound("There is no such round of checking.")
    return row
