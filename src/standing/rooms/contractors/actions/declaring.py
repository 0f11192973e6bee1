"""That no firm has people on a department's property: said by the department, until one has."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotNow
from standing.rooms.contractors import permissions
from standing.rooms.contractors.actions import _feeding
from standing.rooms.contractors.models import Declaration
from standing.rooms.contractors.queries import coverage

__all__ = ["declare_none", "take_declaration_back"]


@transaction.atomic
def declare_none(*, department: str, by: User, at: datetime) -> None:
    """
    This will record that the department says to have no firm with people on its property.

    It ends by itself on the day a list names such a contract.

    :raises NotAllowed: if the person does not speak for the department
    :raises NotNow: if there is such a contract, or it was said already
    """
    permissions.check_can_declare(department=department, by=by)
    count = coverage.coverage(at=at, departments=(department,)).departments.get(department)
    if count is not None and count.all_contracts:
        raise NotNow("The register has contracts with people on this department's property. Look at them first.")
    if Declaration.objects.filter(department=department, until_at=None).exists():
        raise NotNow("This was said already.")
    Declaration.objects.create(department=department, by=by, at=at)
    audit.record(verb="contractors.declare_none", subject=f"contractors:{department}", by=by, at=at)
    _feeding.feed(departments=(department,), by=by, at=at)


@transaction.atomic
def take_declaration_back(*, department: str, by: User, at: datetime) -> None:
    """
    This will end what the department said; the duty is open again.

    :raises NotAllowed: if the person does not speak for the department
    :raises NotNow: if nothing was said
    """
    permissions.check_can_declare(department=department, by=by)
    if not Declaration.objects.filter(department=department, until_at=None).update(until_at=at):
        raise NotNow("Nothing was said that could be taken back.")
    audit.record(verb="contractors.take_declaration_back", subject=f"contractors:{department}", by=by, at=at)
    _feeding.feed(departments=(department,), by=by, at=at)
