"""The answer to a filed version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.events import api as events
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.obligations import api as obligations
from standing.rooms.plans import permissions, queries
from standing.rooms.plans.actions._deeds import (
    answer_of,
    check_tells_of_nobody,
    locked_version,
    move,
    record,
    source_of,
)
from standing.rooms.plans.models import (
    Review,
    SectionComment,
)
from standing.rooms.plans.rules import steps, values
from standing.rooms.plans.rules.events import PlanAccepted, PlanReturned
from standing.rooms.plans.rules.steps import Step


class NothingSaid(Refused):
    """A plan is not returned without a word on what to change."""


@transaction.atomic
def return_version(*, version: UUID, note: str, comments: Mapping[str, str], by: User, at: datetime) -> Review:
    """
    This will send a version back with comments; the draft is open again, and the filing no longer counts.

    :raises NotAllowed: if the person does not answer this version
    :raises NothingSaid: if neither a note nor a comment says what to change
    :raises TellsOfAPerson: if the words tell what the City does not keep about anybody
    :raises NotNow: if it has been answered
    """
    plan, filed = locked_version(version)
    permissions.check_can_review(version=filed, by=by)
    words = {section: values.clean_text(text).strip() for section, text in comments.items()}
    words = {section: text for section, text in words.items() if text}
    note = values.clean_text(note).strip()
    if not note and not words:
        raise NothingSaid("Say what to change: in the note, or beside a section.")
    check_tells_of_nobody("\n".join([note, *words.values()]))
    if (given := answer_of(filed)) is not None and given.finding == "returned" and given.by_id == by.pk:
        return given
    steps.check_next(current=Step(plan.step), wanted=Step.RETURNED)
    known = {section.id for section in queries.text_of(version=filed).sections}
    if not words.keys() <= known:
        raise NotFound("This version has no such section.")

    review = Review.objects.create(version=filed, finding="returned", note=note, by=by, at=at)
    SectionComment.objects.bulk_create(
        SectionComment(review=review, section=section, text=text) for section, text in sorted(words.items())
    )
    move(plan, Step.RETURNED)
    obligations.end_evidence(
        source=source_of(filed), true_until=at, reason="The version was returned with comments.", by=by, at=at
    )
    record("plans.return_version", plan, by=by, at=at, facts={"version": str(filed.pk), "sections": sorted(words)})
    events.emit(
        PlanReturned(
            campaign=plan.campaign_id, department=plan.department_id, version=filed.pk, number=filed.number, at=at
        )
    )
    return review


@transaction.atomic
def accept_version(*, version: UUID, note: str, by: User, at: datetime) -> Review:
    """
    This will put a version in force; the one that was in force before is superseded.

    :raises NotAllowed: if the person does not answer this version
    :raises TellsOfAPerson: if the note tells what the City does not keep about anybody
    :raises NotNow: if it has been answered
    """
    plan, filed = locked_version(version)
    permissions.check_can_review(version=filed, by=by)
    note = values.clean_text(note).strip()
    check_tells_of_nobody(note)
    if (given := answer_of(filed)) is not None and given.finding == "accepted" and given.by_id == by.pk:
        return given
    steps.check_next(current=Step(plan.step), wanted=Step.ACCEPTED)
    superseded = queries.version_in_force(plan=plan)

    review = Review.objects.create(version=filed, finding="accepted", note=note, by=by, at=at)
    move(plan, Step.ACCEPTED)
    obligations.verify_evidence(source=source_of(filed), finding="verified", by=by, at=at)
    if superseded is not None:
        obligations.end_evidence(
            source=source_of(superseded),
            true_until=at,
            reason=f"Version {filed.number} took its place.",
            by=by,
            at=at,
        )
    record("plans.accept_version", plan, by=by, at=at, facts={"version": str(filed.pk), "text": filed.sha256})
    events.emit(
        PlanAccepted(
            campaign=plan.campaign_id, department=plan.department_id, version=filed.pk, number=filed.number, at=at
        )
    )
    return review
