"""Who may enter which page, and who makes rounds. Desks show a credential; what anybody checks is public."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

RUNS = frozenset({Role.TREASURER, Role.COORDINATOR})
READS = RUNS | {Role.VAULT, Role.AUDITOR}

_READ = Who(city=READS)
_RUN = Who(city=RUNS)

ROUTES: Mapping[str, Access] = {
    "aid:evaluate": Access(NOBODY, PUBLIC),
    "aid:redeem": Access(NOBODY, PUBLIC),
    "aid:hand_over": Access(NOBODY, PUBLIC),
    "aid:mark_out": Access(NOBODY, PUBLIC),
    "aid:lost": Access(NOBODY, PUBLIC),
    "aid:card_state": Access(PUBLIC),
    "aid:manifest": Access(PUBLIC),
    "aid:city_signature": Access(PUBLIC),
    "aid:trustee_signature": Access(PUBLIC),
    "aid:audit": Access(PUBLIC),
    "aid:consistency": Access(PUBLIC),
    "aid:seed": Access(PUBLIC),
    "aid:applicants": Access(NOBODY, PUBLIC),
    "aid:receipts": Access(PUBLIC),
    "aid:station": Access(PUBLIC, PUBLIC),
    "aid:desk": Access(PUBLIC),
    "aid:index": Access(PUBLIC),
    "aid:show_round": Access(PUBLIC),
    "aid:list_rounds": Access(_READ),
    "aid:draft_round": Access(_RUN, _RUN),
    "aid:show_staff_round": Access(_READ),
    "aid:change_draft": Access(_RUN, _RUN),
    "aid:step_round": Access(NOBODY, _RUN),
    "aid:take_file": Access(NOBODY, _RUN),
    "aid:add_desk": Access(_RUN, _RUN),
    "aid:export_days": Access(_READ),
    "aid:end_desk": Access(NOBODY, _RUN),
}


def runs(*, by: User) -> bool:
    """Test whether the person makes rounds and desks."""
    return any(grant.role in RUNS for grant in accounts.grants_of(user=by))


def check_runs(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not runs(by=by):
        raise NotAllowed("A treasurer or the coordinator does this.")
