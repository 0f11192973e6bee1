"""That the people of a department know their plan: who read exactly which version, and when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.acknowledgements.api import AcknowledgementFact, How, Kind, Who
from standing.kernel.refusals import NotNow
from standing.rooms.plans import permissions, queries
from standing.rooms.plans.actions._deeds import locked_version


@transaction.atomic
def acknowledge_plan(*, version: UUID, by: User, at: datetime) -> AcknowledgementFact:
    """
    This will record that somebody of the department has read the plan that is in force, word for word (ED12-1b).

    Twice on one day is once.

    :raises NotFound: if there is no such version
    :raises NotAllowed: if the person does not belong to the department
    :raises NotNow: if this version is not in force
    """
    plan, filed = locked_version(version)
    permissions.check_can_edit(department=plan.department_id, by=by)
    if queries.version_in_force(plan=plan) != filed:
        raise NotNow("This version is not in force. Read the one that is.")
    text = acknowledgements.keep_text(
        subject=f"plans:{plan.campaign_id}:{plan.department_id}",
        edition=filed.number,
        language="en",
        title=queries.text_of(version=filed).campaign_name,
        body=bytes(filed.content).decode(),
        is_material=True,
        by=by,
        at=filed.filed_at,
    )
    who = Who(kind=Kind.ACCOUNT, id=str(by.pk))
    today = queries.today(at=at)
    return acknowledgements.acknowledge(text=text.sha256, who=who, on=today, how=How.ACCOUNT, by=by, at=at)
