"""Desks that may ask: added, bounded, let go."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.blind import manifest as manifests
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.trustee import permissions
from standing.rooms.trustee.models import Desk, Round
from standing.rooms.trustee.rules.asking import Misread, mark_of


@transaction.atomic
def add_desk(
    *, round_: str, group: str, name: str, evaluations_a_day: int, claims_a_day: int, by: User, at: datetime
) -> str:
    """
    This will let a desk of a group ask, and return the credential it shows. It is shown once; only its hash is kept.

    :raises NotAllowed: if the person does not keep keys
    :raises NotFound: if there is no such round
    :raises Misread: if the manifest does not name the group, or allows less a day
    :raises NotNow: if the group has a desk of this name, or the round is over
    """
    permissions.check_can_keep(by=by)
    row = _round(round_)
    if row.closes_at <= at:
        raise NotNow("The round is over.")
    if group not in manifests.read(bytes(row.manifest)).groups:
        raise Misread("The manifest of this round names no such group.")
    _check_quota(row, evaluations_a_day=evaluations_a_day, claims_a_day=claims_a_day)
    name = " ".join(name.split())
    if not 1 <= len(name) <= 80:
        raise Misread("Give the desk a name of 1 to 80 characters.")
    if Desk.objects.filter(round=row, group=group, name=name).exists():
        raise NotNow("This group has a desk of this name. Give it another.")
    credential = secrets.token_urlsafe(32)
    desk = Desk.objects.create(
        round=row,
        group=group,
        name=name,
        credential=mark_of(credential),
        evaluations_a_day=evaluations_a_day,
        claims_a_day=claims_a_day,
    )
    audit.record(
        verb="trustee.add_desk",
        subject=f"trustee:desk:{desk.pk}",
        by=by,
        at=at,
        facts={"round": round_, "group": group, "evaluations": evaluations_a_day, "claims": claims_a_day},
    )
    return credential


@transaction.atomic
def set_quota(*, desk: UUID, evaluations_a_day: int, claims_a_day: int, by: User, at: datetime) -> None:
    """
    This will let a desk ask more or less often a day, from now on, within what the manifest allows.

    :raises NotAllowed: if the person does not keep keys
    :raises NotFound: if there is no such desk that may ask
    :raises Misread: if the manifest allows less a day
    """
    permissions.check_can_keep(by=by)
    row = Desk.objects.select_for_update(of=("self",)).select_related("round").filter(pk=desk, revoked_at=None).first()
    if row is None:
        raise NotFound("There is no such desk, or it may not ask any more.")
    _check_quota(row.round, evaluations_a_day=evaluations_a_day, claims_a_day=claims_a_day)
    row.evaluations_a_day, row.claims_a_day = evaluations_a_day, claims_a_day
    row.save(update_fields=["evaluations_a_day", "claims_a_day"])
    audit.record(
        verb="trustee.set_quota",
        subject=f"trustee:desk:{desk}",
        by=by,
        at=at,
        facts={"evaluations": evaluations_a_day, "claims": claims_a_day},
    )


@transaction.atomic
def revoke_desk(*, desk: UUID, by: User, at: datetime) -> None:
    """
    This will let a desk ask no more, at once.

    :raises NotAllowed: if the person does not keep keys
    :raises NotFound: if there is no such desk that may ask
    """
    permissions.check_can_keep(by=by)
    if not Desk.objects.filter(pk=desk, revoked_at=None).update(revoked_at=at):
        raise NotFound("There is no such desk, or it may not ask any more.")
    audit.record(verb="trustee.revoke_desk", subject=f"trustee:desk:{desk}", by=by, at=at)


def _round(code: str) -> Round:
    row = Round.objects.filter(pk=code).first()
    if row is None:
        raise NotFound("There is no such round.")
    return row


def _check_quota(row: Round, *, evaluations_a_day: int, claims_a_day: int) -> None:
    quota = manifests.read(bytes(row.manifest)).quota
    if not (1 <= evaluations_a_day <= quota.evaluations and 1 <= claims_a_day <= quota.claims):
        raise Misread(
            f"The manifest allows a desk at most {quota.evaluations} checks and {quota.claims} households a day."
        )
