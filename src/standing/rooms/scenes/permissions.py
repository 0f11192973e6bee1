"""Who may enter which page, and who may do what."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

POLICE = frozenset({Role.POLICE})
INSPECTOR = frozenset({Role.INSPECTOR})
READ_NAMES = frozenset({Role.INSPECTOR, Role.ATTORNEY})
READERS = POLICE | INSPECTOR | {Role.COORDINATOR, Role.ATTORNEY, Role.AUDITOR}

_READ, _WRITE, _REVIEW = Who(city=READERS), Who(city=POLICE), Who(city=INSPECTOR)

ROUTES: Mapping[str, Access] = {
    "scenes:list_scenes": Access(_READ),
    "scenes:record_scene": Access(_WRITE, _WRITE),
    "scenes:show_scene": Access(_READ),
    "scenes:correct_scene": Access(_WRITE, _WRITE),
    "scenes:open_identity": Access(NOBODY, Who(city=READ_NAMES)),
    "scenes:review_scene": Access(NOBODY, _REVIEW),
    "scenes:check_videos": Access(_READ),
    "scenes:list_reports": Access(_READ, _WRITE),
    "scenes:show_report": Access(_READ, _WRITE),
    "scenes:report_json": Access(_READ),
    "scenes:report_csv": Access(_READ),
    "scenes:report_pdf": Access(_READ),
    "scenes:list_draws": Access(_READ, _REVIEW),
    "scenes:draw_sample": Access(NOBODY, _REVIEW),
    "scenes:counts_csv": Access(PUBLIC),
    "scenes_pages:counts": Access(PUBLIC),
}


def _is_one_of(by: User, roles: frozenset[Role]) -> bool:
    return any(grant.role in roles for grant in accounts.grants_of(user=by))


def is_police(*, by: User) -> bool:
    """Test whether the person writes the log."""
    return _is_one_of(by, POLICE)


def check_is_police(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not is_police(by=by):
        raise NotAllowed("A police supervisor writes the log of scenes.")


def is_inspector(*, by: User) -> bool:
    """Test whether the person reviews for the Inspector General."""
    return _is_one_of(by, INSPECTOR)


def check_is_inspector(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not is_inspector(by=by):
        raise NotAllowed("The Inspector General's office does this.")


def can_read_names(*, by: User) -> bool:
    """Test whether the person may open a sealed name."""
    return _is_one_of(by, READ_NAMES)


def check_can_read_names(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_read_names(by=by):
        raise NotAllowed("Only the Inspector General and counsel read a sealed name.")
