"""Desks of community groups: who may ask, how often, and from when no more."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.aid import permissions
from standing.rooms.aid.models import Desk, Round
from standing.rooms.aid.rules.asking import Kind, mark_of

__all__ = ["add_desk", "add_station", "renew_desk", "revoke_desk"]


def add_desk(*, round_: str, group: str, name: str, evaluations_a_day: int = 0, by: User, at: datetime) -> str:
    """
    This will let a desk check families, and return the credential it shows; once, only its hash is kept.

    ``evaluations_a_day``: strings a day; none means as many as the round's manifest says.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such round
    :raises NotNow: if the round has not this group, or the group a desk of that name
    """
    return _add(Kind.INTAKE, round_=round_, group=group, name=name, a_day=evaluations_a_day, by=by, at=at)


def add_station(*, round_: str, group: str, name: str, cards_a_day: int = 0, by: User, at: datetime) -> str:
    """
    This will let a card desk turn tokens into cards, and return the credential it shows; once, only its hash is kept.

    ``cards_a_day``: none means as many as the round's manifest lets a desk claim.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such round
    :raises NotNow: if the round has not this group, or the group a desk of that name
    """
    return _add(Kind.CARDS, round_=round_, group=group, name=name, a_day=cards_a_day, by=by, at=at)


@transaction.atomic
def renew_desk(*, desk: UUID, by: User, at: datetime) -> str:
    """
    This will let a desk ask no more and another of the same name in its place; returns the new credential.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such desk that may ask
    """
    permissions.check_runs(by=by)
    old = Desk.objects.filter(pk=desk).first()
    if old is None:
        raise NotFound("There is no such desk.")
    revoke_desk(desk=desk, by=by, at=at)
    taken = Desk.objects.filter(round=old.round_id, kind=old.kind, group=old.group).values_list("name", flat=True)
    stem = old.name.rpartition(" #")[0] or old.name
    name = next(f"{stem} #{number}" for number in range(2, len(taken) + 3) if f"{stem} #{number}" not in set(taken))
    return _add(Kind(old.kind), round_=old.round_id, group=old.group, name=name[-80:], a_day=old.a_day, by=by, at=at)


@transaction.atomic
def revoke_desk(*, desk: UUID, by: User, at: datetime) -> None:
    """
    This will let a desk ask no more, at once.

    :raises NotAllowed: if the person is no treasurer or coordinator
    :raises NotFound: if there is no such desk that may ask
    """
    permissions.check_runs(by=by)
    if not Desk.objects.filter(pk=desk, revoked_at=None).update(revoked_at=at):
        raise NotFound("There is no such desk, or it may not ask any more.")
    audit.record(verb="aid.revoke_desk", subject=f"aid:desk:{desk}", by=by, at=at)


@transaction.atomic
def _add(kind: Kind, *, round_: str, group: str, name: str, a_day: int, by: User, at: datetime) -> str:
    permissions.check_runs(by=by)
    row = Round.objects.filter(pk=round_).first()
    if row is None:
        raise NotFound("There is no such round.")
    if group not in row.groups:
        raise NotNow("This group does not take part in the round.")
    name = " ".join(name.split())
    if not name or len(name) > 80:
        raise Refused("Give the desk a name of at most 80 letters, never a person's.")
    if a_day < 0:
        raise Refused("So many a day: none means as many as the round says.")
    if Desk.objects.filter(round=row, kind=kind, group=group, name=name).exists():
        raise NotNow("The group has a desk of this name already.")
    credential = secrets.token_urlsafe(32)
    usual = row.evaluations_a_day if kind is Kind.INTAKE else row.claims_a_day
    desk = Desk.objects.create(
        round=row, kind=kind, group=group, name=name, credential=mark_of(credential), a_day=a_day or usual
    )
    audit.record(
        verb="aid.add_desk",
        subject=f"aid:desk:{desk.pk}",
        by=by,
        at=at,
        facts={"round": round_, "kind": kind.value, "group": group, "a_day": desk.a_day},
    )
    return credential
