"""How appeals stand: for desks, for those who decide, and as counts for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from standing.hall.accounts.api import User
from standing.kernel.blind import manifest as manifests
from standing.kernel.refusals import NotFound
from standing.rooms.trustee import permissions
from standing.rooms.trustee.models import Appeal, Approval, Round
from standing.rooms.trustee.queries.asking import by_credential
from standing.rooms.trustee.rules.appeals import Approver, Reason, State


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealFact:
    """An appeal as those who decide see it."""

    id: UUID
    number: str
    round: str
    group: str
    desk: str
    reason: str
    asked_on: date
    state: str
    decided_on: date | None
    approved_as: tuple[str, ...]
    may_approve: bool
    may_refuse: bool


def appeals(*, by: User, state: State | None = None) -> tuple[AppealFact, ...]:
    """Return the appeals on which the person decides, or which an ombudsman sees; those to decide first."""
    given: dict[UUID, list[Approval]] = {}
    for one in Approval.objects.order_by("at"):
        given.setdefault(one.appeal_id, []).append(one)
    groups: dict[str, frozenset[str]] = {}
    found = []
    rows = Appeal.objects.select_related("round", "desk").order_by("-asked_on", "number")
    for row in rows.filter(state=state) if state else rows:
        if row.round_id not in groups:
            groups[row.round_id] = frozenset(manifests.read(bytes(row.round.manifest)).groups)
        as_what = permissions.approver(by=by, group=row.desk.group, groups=groups[row.round_id])
        if as_what is None:
            continue
        yeses = given.get(row.pk, [])
        kinds = {one.kind for one in yeses}
        is_open = row.state == State.ASKED
        found.append(
            AppealFact(
                id=row.pk,
                number=row.number,
                round=row.round_id,
                group=row.desk.group,
                desk=row.desk.name,
                reason=row.reason,
                asked_on=row.asked_on,
                state=row.state,
                decided_on=row.decided_on,
                approved_as=tuple(one for one in Approver if one in kinds),
                may_approve=is_open and as_what[0] not in kinds and all(one.by_id != by.pk for one in yeses),
                may_refuse=is_open,
            )
        )
    return tuple(sorted(found, key=lambda one: one.state != State.ASKED))


def exceptions_left(*, round_: str) -> int:
    """Return how many exceptions a round may still grant."""
    most = Round.objects.values_list("exceptions_most", flat=True).get(pk=round_)
    return int(most) - Appeal.objects.filter(round=round_, state=State.GRANTED).count()


def granted_by_reason(*, round_: str) -> Mapping[str, int]:
    """Return how many exceptions of a round were granted, by reason; every reason is named."""
    rows = Appeal.objects.filter(round=round_, state=State.GRANTED).values_list("reason").annotate(n=Count("pk"))
    return {str(one): 0 for one in Reason} | dict(rows)


def how_it_stands(*, credential: str, number: str) -> tuple[State, bytes | None]:
    """
    Return how an appeal of this desk stands, and the blind signature if it was granted; also after the closing.

    :raises NotAllowed: if no desk shows this credential
    :raises NotFound: if this desk asked for no such exception
    """
    desk = by_credential(credential=credential)
    row = Appeal.objects.filter(number=number, desk=desk).first()
    if row is None:
        raise NotFound("This desk has asked for no exception with this number.")
    return State(row.state), None if row.signature is None else bytes(row.signature)
