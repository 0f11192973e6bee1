"""How plans stood at any moment, from facts that never change; for the rooms above."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from standing.rooms.plans.models import Certificate, Plan, Review, Version
from standing.rooms.plans.rules import steps
from standing.rooms.plans.rules.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFact:
    """How one department's plan stood at a moment; open text and drafts are not told."""

    id: UUID
    campaign: str
    department: str
    step: Step
    version: int | None
    version_id: UUID | None
    sha256: str
    filed_at: datetime | None
    returned_at: datetime | None
    accepted_at: datetime | None
    first_filed_at: datetime | None
    in_force: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFact:
    """One filed version as everybody may know it: which, when, how it was answered; no text."""

    id: UUID
    campaign: str
    department: str
    number: int
    sha256: str
    filed_at: datetime
    step: Step
    answered_at: datetime | None


def plans(*, at: datetime) -> tuple[PlanFact, ...]:
    """
    Return how every plan stood at that moment, from facts that never change: filings, answers, signatures.

    A draft that was opened again after an answer still shows the answer, for that is what the City knows.
    """
    versions: dict[UUID, list[Version]] = defaultdict(list)
    filed = Version.objects.filter(filed_at__lte=at).select_related("review").defer("content")
    for version in filed.order_by("number"):
        versions[version.plan_id].append(version)
    signed = Certificate.objects.filter(at__lte=at).filter(Q(voided_at__isnull=True) | Q(voided_at__gt=at))
    live: dict[tuple[UUID, int], int] = defaultdict(int)
    for plan_id, number in signed.values_list("plan_id", "number"):
        live[plan_id, number] += 1
    begun = Plan.objects.filter(started_at__lte=at).order_by("campaign_id", "department_id")
    return tuple(_fact(plan, versions[plan.pk], live, at) for plan in begun)


def versions(*, at: datetime) -> tuple[VersionFact, ...]:
    """Return every version filed by that moment, in the order of filing, with the answer it had by then."""
    filed = Version.objects.filter(filed_at__lte=at).select_related("plan", "review").defer("content")
    facts = []
    for version in filed.order_by("filed_at", "pk"):
        answer = answer_by(version, at)
        facts.append(
            VersionFact(
                id=version.pk,
                campaign=version.plan.campaign_id,
                department=version.plan.department_id,
                number=version.number,
                sha256=version.sha256,
                filed_at=version.filed_at,
                step=Step(answer.finding) if answer is not None else Step.FILED,
                answered_at=answer.at if answer is not None else None,
            )
        )
    return tuple(facts)


def answer_by(version: Version, at: datetime) -> Review | None:
    """Return the answer a version had by that moment."""
    answer: Review | None = getattr(version, "review", None)
    return answer if answer is not None and answer.at <= at else None


def _fact(plan: Plan, versions: list[Version], live: Mapping[tuple[UUID, int], int], at: datetime) -> PlanFact:
    newest = versions[-1] if versions else None
    answers = ((version.number, answer_by(version, at)) for version in versions)
    answered = {number: answer for number, answer in answers if answer is not None}
    answer = answered.get(newest.number) if newest is not None else None
    if newest is None:
        step = steps.after_signatures(live=live.get((plan.pk, 1), 0))
    else:
        step = Step(answer.finding) if answer is not None else Step.FILED
    accepted = [number for number, review in answered.items() if review.finding == "accepted"]
    return PlanFact(
        id=plan.pk,
        campaign=plan.campaign_id,
        department=plan.department_id,
        step=step,
        version=newest.number if newest is not None else None,
        version_id=newest.pk if newest is not None else None,
        sha256=newest.sha256 if newest is not None else "",
        filed_at=newest.filed_at if newest is not None else None,
        returned_at=answer.at if answer is not None and answer.finding == "returned" else None,
        accepted_at=answer.at if answer is not None and answer.finding == "accepted" else None,
        first_filed_at=versions[0].filed_at if versions else None,
        in_force=max(accepted) if accepted else None,
    )
