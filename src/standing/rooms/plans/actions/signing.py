"""Signing, filing, and beginning again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.events import api as events
from standing.kernel.refusals import NotNow
from standing.rooms.obligations import api as obligations
from standing.rooms.plans import permissions, queries
from standing.rooms.plans.actions._deeds import finding_of, last_sha256, locked, move, record, source_of, void
from standing.rooms.plans.models import (
    Certificate,
    Plan,
    Version,
)
from standing.rooms.plans.rules import checks, content, steps
from standing.rooms.plans.rules.events import PlanFiled
from standing.rooms.plans.rules.steps import Step
from standing.rooms.plans.rules.template import Rank


@transaction.atomic
def certify_plan(
    *, campaign: str, department: str, seen_sha256: str, rank: Rank, by: User, at: datetime
) -> Certificate:
    """
    This will record that the liaison or the head of a department stands behind exactly this text.

    :raises NotAllowed: if the person does not sign in that rank, signed in the other, or as head wrote part of it
    :raises NotReady: if something is left to mend
    :raises NotNow: if the text is not the one that was shown, says nothing new, or cannot be signed now
    """
    permissions.check_can_edit(department=department, by=by)
    plan = locked(campaign=campaign, department=department)
    number = queries.next_number(plan=plan)
    permissions.check_can_certify(plan=plan.pk, department=department, rank=rank, number=number, by=by)
    steps.check_open(current=Step(plan.step))
    file = queries.terms(campaign=campaign, known=at)
    text = queries.draft(plan=plan, file=file)
    content.check_same_text(shown=seen_sha256, stored=text.sha256)
    content.check_not_unchanged(sha256=text.sha256, last=last_sha256(plan))
    checks.check_ready(queries.findings(plan=plan, file=file, at=at))
    void(plan, why="The template changed.", by=by, at=at, other_than=text.sha256)
    live = {Rank(one.rank): one for one in queries.live_certificates(plan=plan)}
    if rank in live:
        if live[rank].by_id == by.pk:
            return live[rank]
        raise NotNow("A colleague of the same rank has signed this text already.")
    wanted = steps.after_signatures(live=len(live) + 1)
    steps.check_next(current=Step(plan.step), wanted=wanted)

    certificate = Certificate.objects.create(
        plan=plan, number=number, content_sha256=text.sha256, rank=rank.value, by=by, at=at
    )
    move(plan, wanted)
    record(
        "plans.certify_plan",
        plan,
        by=by,
        at=at,
        facts={"certificate": str(certificate.pk), "rank": rank.value, "text": text.sha256, "version": number},
    )
    return certificate


@transaction.atomic
def file_plan(*, campaign: str, department: str, seen_sha256: str, by: User, at: datetime) -> Version:
    """
    This will hand in the signed text: its bytes are kept as a version, and it counts as evidence from now.

    Sent twice, it is filed once.

    :raises NotAllowed: if the person does not file for the department
    :raises NotNow: if two signatures of exactly this text are missing, or it equals the last version
    """
    permissions.check_can_file(department=department, by=by)
    plan = locked(campaign=campaign, department=department)
    newest = queries.newest_version(plan=plan)
    is_waiting = newest is not None and Step(plan.step) is Step.FILED
    if newest is not None and is_waiting and newest.sha256 == seen_sha256:
        return newest
    steps.check_next(current=Step(plan.step), wanted=Step.FILED)
    file = queries.terms(campaign=campaign, known=at)
    text = queries.draft(plan=plan, file=file)
    content.check_same_text(shown=seen_sha256, stored=text.sha256)
    content.check_not_unchanged(sha256=text.sha256, last=last_sha256(plan))
    signed = {Rank(one.rank): one for one in queries.live_certificates(plan=plan) if one.content_sha256 == text.sha256}
    if set(signed) != set(Rank):
        raise NotNow("The liaison and the head must both sign exactly this text before it is filed.")

    version = Version.objects.create(
        plan=plan,
        number=queries.next_number(plan=plan),
        content=text.data,
        sha256=text.sha256,
        liaison_certificate=signed[Rank.LIAISON],
        head_certificate=signed[Rank.HEAD],
        filed_by=by,
        filed_at=at,
        answers=newest if newest is not None and finding_of(newest) == "returned" else None,
    )
    move(plan, Step.FILED)
    obligations.record_evidence(
        obligation=file.campaign.obligation,
        department=department,
        kind=file.campaign.evidence,
        source=source_of(version),
        title=f"{file.campaign.name}: version {version.number}",
        sha256=version.sha256,
        version=str(version.number),
        true_from=at,
        by=by,
        at=at,
    )
    record(
        "plans.file_plan",
        plan,
        by=by,
        at=at,
        facts={"version": str(version.pk), "number": version.number, "text": version.sha256},
    )
    events.emit(PlanFiled(campaign=campaign, department=department, version=version.pk, number=version.number, at=at))
    return version


@transaction.atomic
def start_revision(*, campaign: str, department: str, by: User, at: datetime) -> Plan:
    """
    This will open the text of an accepted plan again; the accepted version stays in force.

    :raises NotAllowed: if the person does not work on this plan
    :raises NotNow: if the plan is not accepted
    """
    permissions.check_can_edit(department=department, by=by)
    plan = locked(campaign=campaign, department=department)
    if Step(plan.step) is not Step.ACCEPTED:
        raise NotNow("A revision starts from an accepted plan.")

    move(plan, Step.DRAFT)
    record("plans.start_revision", plan, by=by, at=at, facts={"version": queries.next_number(plan=plan)})
    return plan
