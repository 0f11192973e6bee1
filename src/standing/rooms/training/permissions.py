"""Who reads courses, who decides on them, who steers who takes them, and who may enter which page."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.api import Role, User, counsel, grants_of, holds
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed
from standing.rooms.training.models import Edition

READS = frozenset(
    {
        Role.ATTORNEY,
        Role.COORDINATOR,
        Role.PERSONNEL,
        Role.CONTRACTS,
        Role.REVIEWER,
        Role.TRANSLATOR,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.INSPECTOR,
    }
)
STEERS = frozenset({Role.PERSONNEL})
SEES_ALL = frozenset({Role.PERSONNEL, Role.COORDINATOR})
COUNTS_ALL = SEES_ALL | {Role.ATTORNEY, Role.AUDITOR, Role.INSPECTOR, Role.REVIEWER}
OWN = frozenset({Role.HEAD, Role.AUTHOR, Role.LIAISON, Role.BACKUP})

_OPEN = Access(PUBLIC)
_OPEN_FORM = Access(PUBLIC, PUBLIC)
_READ = Who(city=READS)
_DECIDE = Who(city=counsel.COUNSEL)

_COUNT = Who(own=OWN, city=COUNTS_ALL)
_NAMES = Who(own=OWN, city=SEES_ALL)
_STEER = Who(city=STEERS)

_LEARN: Mapping[str, Access] = {
    "training_pages:index": _OPEN,
    "training_pages:take": _OPEN_FORM,
    "training_pages:take_by_link": _OPEN_FORM,
    "training_pages:verify": _OPEN_FORM,
    "training_pages:certificate": _OPEN_FORM,
    "training:list_courses": Access(_READ),
    "training:read_edition": Access(_READ),
    "training:answer_edition": Access(_DECIDE, _DECIDE),
    "training:print_poster": Access(_READ),
}
_DUTIES: Mapping[str, Access] = {
    "training_pages:coverage": _OPEN,
    "training:show_coverage": Access(_COUNT),
    "training:export_coverage": Access(_COUNT),
    "training:list_missing": Access(_NAMES),
    "training:export_missing": Access(_NAMES),
    "training:list_rules": Access(Who(city=SEES_ALL)),
    "training:make_rule": Access(_STEER, _STEER),
    "training:end_rule": Access(NOBODY, _STEER),
    "training:list_sheets": Access(_NAMES, _NAMES),
    "training:print_sheet": Access(_NAMES),
    "training:enter_sheet": Access(_NAMES, _NAMES),
    "training:read_scan": Access(_NAMES),
    "training:withdraw_sheet": Access(NOBODY, _NAMES),
    "training:print_certificates": Access(_NAMES),
    "training:find_certificates": Access(_NAMES, _NAMES),
    "training:print_certificate": Access(_NAMES),
    "training:import_completions": Access(_STEER, _STEER),
    "training:export_statements": Access(_STEER),
}
ROUTES: Mapping[str, Access] = {**_LEARN, **_DUTIES}


def had_a_hand(*, edition: Edition, by: User) -> bool:
    """Test whether the person brought this edition in."""
    return counsel.had_a_hand(hands=(edition.brought_by_id,), by=by)


def can_decide(*, edition: Edition, by: User) -> bool:
    """Test whether the person decides on this edition: counsel, and not who brought it in."""
    return counsel.decides(hands=(edition.brought_by_id,), by=by)


def check_can_decide(*, edition: Edition, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    counsel.check_decides(hands=(edition.brought_by_id,), otherwise="Counsel approves what people are taught.", by=by)


def departments_seen(*, by: User) -> frozenset[str] | None:
    """Return the departments whose people the person may see by name; None for all."""
    return _departments(by, SEES_ALL)


def departments_counted(*, by: User) -> frozenset[str] | None:
    """Return the departments whose counts the person may see; None for all."""
    return _departments(by, COUNTS_ALL)


def sees_names(*, by: User) -> bool:
    """Test whether the person may see any names."""
    seen = departments_seen(by=by)
    return seen is None or bool(seen)


def steers(*, by: User) -> bool:
    """Test whether the person says whose duty a course is."""
    return any(holds(user=by, role=role) for role in STEERS)


def check_can_steer(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not steers(by=by):
        raise NotAllowed("A personnel officer says who takes which course.")


def check_can_see(*, department: str, by: User) -> None:
    """Let the person through who works with the people of a department. :raises NotAllowed: with who may"""
    seen = departments_seen(by=by)
    if seen is not None and department not in seen:
        raise NotAllowed("The department's own people, a personnel officer or a coordinator see its people.")


def _departments(by: User, every: frozenset[Role]) -> frozenset[str] | None:
    grants = grants_of(user=by)
    if any(grant.role in every for grant in grants):
        return None
    return frozenset(grant.department for grant in grants if grant.role in OWN and grant.department)
