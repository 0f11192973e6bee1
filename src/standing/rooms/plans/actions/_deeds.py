"""What several deeds share: the lock, the steps, the record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel import privacy
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.obligations import api as obligations
from standing.rooms.plans import permissions, queries
from standing.rooms.plans.models import (
    Plan,
    Review,
    Version,
)
from standing.rooms.plans.rules import steps
from standing.rooms.plans.rules.steps import Step
from standing.rooms.plans.rules.template import PlansFile, SectionTerms


class TellsOfAPerson(NotAllowed):
    """The text tells something of a person that the City does not keep; it was not saved."""


def open_section(*, campaign: str, department: str, section: str, by: User, at: datetime) -> tuple[Plan, SectionTerms]:
    """Lock the plan for writing, beginning it if need be, and check who and when."""
    permissions.check_can_edit(department=department, by=by)
    file = queries.terms(campaign=campaign, known=at)
    terms = queries.section_terms(file=file, section=section)
    if not Plan.objects.filter(campaign_id=campaign, department_id=department).exists():
        _start(file=file, department=department, by=by, at=at)
    plan = locked(campaign=campaign, department=department)
    steps.check_open(current=Step(plan.step))
    return plan, terms


def _start(*, file: PlansFile, department: str, by: User, at: datetime) -> None:
    if file.campaign.opens > queries.today(at=at):
        raise NotNow(
            f"This campaign opens on {file.campaign.opens:%B} {file.campaign.opens.day}, {file.campaign.opens.year}."
        )
    obligations.due_of(obligation=file.campaign.obligation, department=department, at=at)  # it owes one
    plan, is_new = Plan.objects.get_or_create(
        campaign_id=file.campaign.id,
        department_id=department,
        defaults={"step": Step.DRAFT.value, "started_by": by, "started_at": at},
    )
    if is_new:
        record("plans.start_plan", plan, by=by, at=at, facts={"campaign": file.campaign.id, "department": department})


def locked(*, campaign: str, department: str) -> Plan:
    """Lock the plan of a department. :raises NotNow: if nobody has begun it."""
    plan = Plan.objects.select_for_update().filter(campaign_id=campaign, department_id=department).first()
    if plan is None:
        raise NotNow("Nobody has begun this plan yet.")
    return plan


def locked_version(version: UUID) -> tuple[Plan, Version]:
    """Lock the plan of a version. :raises NotFound: if there is no such version."""
    found = Version.objects.filter(pk=version).first()
    if found is None:
        raise NotFound("There is no such version.")
    plan = Plan.objects.select_for_update().get(pk=found.plan_id)
    return plan, found


def back_to_draft(plan: Plan, *, why: str, by: User, at: datetime) -> None:
    """Open the text for a change: signatures under it lose their text."""
    void(plan, why=why, by=by, at=at)
    if Step(plan.step) is not Step.DRAFT:
        steps.check_next(current=Step(plan.step), wanted=Step.DRAFT)
        move(plan, Step.DRAFT)


def void(plan: Plan, *, why: str, by: User, at: datetime, other_than: str = "") -> None:
    """Record that signatures no longer count, but for those under a given text."""
    lost = [one for one in queries.live_certificates(plan=plan) if one.content_sha256 != other_than]
    for certificate in lost:
        certificate.voided_at, certificate.voided_why = at, why
        certificate.save(update_fields=["voided_at", "voided_why"])
        record(
            "plans.void_certificate",
            plan,
            by=by,
            at=at,
            facts={"certificate": str(certificate.pk), "rank": certificate.rank, "text": certificate.content_sha256},
        )
    if lost and Step(plan.step) is not Step.DRAFT:
        move(plan, Step.DRAFT)


def move(plan: Plan, step: Step) -> None:
    """Take the plan to another step."""
    plan.step = step.value
    plan.save(update_fields=["step"])


def answer_of(version: Version) -> Review | None:
    """Return the answer to a version, if it has one."""
    return Review.objects.filter(version=version).first()


def finding_of(version: Version) -> str:
    """Return how a version was answered; empty while it waits."""
    answer = answer_of(version)
    return answer.finding if answer is not None else ""


def last_sha256(plan: Plan) -> str | None:
    """Return the hash of the version filed last."""
    newest = queries.newest_version(plan=plan)
    return newest.sha256 if newest is not None else None


def check_tells_of_nobody(text: str) -> None:
    """Test that a text tells nothing of a person that is not kept. :raises TellsOfAPerson: if it does."""
    if sentence := privacy.sentence(privacy.screen(text)):
        raise TellsOfAPerson(sentence)


def source_of(version: Version) -> str:
    """Return the name under which a version is evidence."""
    return f"plans:version:{version.pk}"


def record(verb: str, plan: Plan, *, by: User, at: datetime, facts: Mapping[str, Json]) -> None:
    """Write the deed into the book, under the plan."""
    audit.record(verb=verb, subject=f"plans:plan:{plan.pk}", by=by, at=at, facts=facts)
