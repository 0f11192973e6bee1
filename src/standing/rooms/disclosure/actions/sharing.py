"""The register of data sharing."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel import privacy
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.city import api as city
from standing.rooms.disclosure import permissions, queries
from standing.rooms.disclosure.actions._ground import check_categories
from standing.rooms.disclosure.models import Partner, Review
from standing.rooms.disclosure.rules import requests as rules
from standing.rooms.disclosure.rules.sharing import Clause

LONGEST_NAME = 120


@transaction.atomic
def enter_partner(
    *,
    name: str,
    system: str,
    department: str,
    clause: Clause,
    categories: tuple[str, ...],
    next_review: date,
    finding: str,
    by: User,
    at: datetime,
) -> UUID:
    """
    This will enter an organisation that gets data of the City, with a first look at its contract.

    :raises NotAllowed: if the person is not of the desk
    :raises NotNow: if it stands there with this system already
    :raises Refused: if a name is missing, department or data are unknown, or the finding is about a person
    """
    permissions.check_is_desk(by=by)
    name, system = _name(name), _name(system)
    city.department(id=department, known=at)
    if Partner.objects.filter(department=department, name=name, system=system).exists():
        raise NotNow("This partner stands in the register already. Add a review to it.")
    row = Partner.objects.create(name=name, system=system, department=department, entered_at=at, entered_by=by)
    _look(row, clause=clause, categories=categories, next_review=next_review, finding=finding, by=by, at=at)
    audit.record(verb="disclosure.enter_partner", subject=str(row.pk), by=by, at=at, facts={"clause": clause.value})
    return row.pk


@transaction.atomic
def review_partner(
    *,
    partner: UUID,
    clause: Clause,
    categories: tuple[str, ...],
    next_review: date,
    finding: str,
    by: User,
    at: datetime,
) -> None:
    """
    This will add a look at a contract, which counts from now on; the earlier ones stay.

    :raises NotAllowed: if the person is not of the desk
    :raises NotFound: if there is no such partner
    :raises Refused: if data are unknown, or the finding is about a person
    """
    permissions.check_is_desk(by=by)
    row = Partner.objects.filter(pk=partner).select_for_update().first()
    if row is None:
        raise NotFound("There is no such partner.")
    _look(row, clause=clause, categories=categories, next_review=next_review, finding=finding, by=by, at=at)
    audit.record(verb="disclosure.review_partner", subject=str(row.pk), by=by, at=at, facts={"clause": clause.value})


def _look(
    row: Partner,
    *,
    clause: Clause,
    categories: tuple[str, ...],
    next_review: date,
    finding: str,
    by: User,
    at: datetime,
) -> None:
    if not categories:
        raise Refused("Say which kinds of data are shared.")
    Review.objects.create(
        partner=row,
        number=row.reviews.count() + 1,
        clause=clause.value,
        categories=list(check_categories(categories, desk=queries.desk_of(known=at))),
        next_review=next_review,
        finding=rules.check_note(finding),
        reviewed_at=at,
        reviewed_by=by,
    )


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or privacy.screen(name) or any(sign.isdigit() for sign in name):
        raise Refused("Give the name of an organisation and of a system, in words without numbers.")
    return name
