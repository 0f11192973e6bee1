"""Rules that say whose duty a course is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.city import api as city
from standing.rooms.training import permissions
from standing.rooms.training.models import Assignment, Course
from standing.rooms.training.queries import courses

COUNT_SOON = "training.count_soon"
MOST_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who takes a course, and within how many days after joining or after the rule began. Empty words ask nothing."""

    course: str
    department: str = ""
    site: str = ""
    work_type: str = ""
    shift: str = ""
    days: int = 30


@transaction.atomic
def make_rule(*, rule: Rule, from_on: date, by: User, at: datetime) -> UUID:
    """
    This will make a course the duty of everybody on whom the rule falls, from a day of the city's calendar on.

    People who were never asked count from then on. Source: ED12-1b.

    :raises NotAllowed: if the person does not steer training
    :raises NotFound: if there is no such course or department
    :raises NotNow: if the same rule holds already, or the number of days cannot be
    """
    permissions.check_can_steer(by=by)
    if not Course.objects.filter(pk=rule.course).exists():
        raise NotFound("There is no such course.")
    if rule.department:
        city.department(id=rule.department, known=at)
    if not 1 <= rule.days <= MOST_DAYS:
        raise NotNow(f"Give from 1 to {MOST_DAYS} days.")
    try:
        with transaction.atomic():
            row = Assignment.objects.create(
                course_id=rule.course,
                department=rule.department,
                site=rule.site,
                work_type=rule.work_type,
                shift=rule.shift,
                days=rule.days,
                from_on=from_on,
                made_by=by,
                made_at=at,
            )
    except IntegrityError:
        raise NotNow("This rule holds already. End it first if its days are to change.") from None
    audit.record(
        verb="training.make_rule",
        subject=f"rule:{row.pk}",
        by=by,
        at=at,
        facts={"course": rule.course, "department": rule.department, "days": rule.days, "from": from_on.isoformat()},
    )
    jobs.configure_task(COUNT_SOON).defer()
    return row.pk


@transaction.atomic
def end_rule(*, rule: UUID, by: User, at: datetime) -> None:
    """
    This will end a rule today: from today on it falls on nobody. Who finished the course keeps that.

    :raises NotAllowed: if the person does not steer training
    :raises NotFound: if there is no such rule
    :raises NotNow: if it has ended
    """
    permissions.check_can_steer(by=by)
    row = Assignment.objects.select_for_update().filter(pk=rule).first()
    if row is None:
        raise NotFound("There is no such rule.")
    if row.ended_at is not None:
        raise NotNow("This rule has ended already.")
    row.until_on = max(courses.today(at=at), row.from_on)
    row.ended_by, row.ended_at = by, at
    row.save(update_fields=["until_on", "ended_by", "ended_at"])
    audit.record(
        verb="training.end_rule", subject=f"rule:{row.pk}", by=by, at=at, facts={"until": row.until_on.isoformat()}
    )
    jobs.configure_task(COUNT_SOON).defer()
