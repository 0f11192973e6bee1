"""Who may do what about duties, and who may enter which page."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.access import Access, Who
from standing.hall.accounts.api import Role, User, grants_of
from standing.hall.audit.api import SYSTEM, Actor
from standing.kernel.refusals import NotAllowed

_OWN_HANDS = frozenset({Role.AUTHOR, Role.HEAD, Role.LIAISON, Role.BACKUP})
_REVIEWS = frozenset({Role.REVIEWER})
_ASKS = frozenset({Role.COORDINATOR})
_GRANTS = frozenset({Role.ATTORNEY, Role.COORDINATOR})
_JUDGES = frozenset({Role.REVIEWER, Role.ATTORNEY})
_READS = frozenset({Role.COORDINATOR, Role.REVIEWER, Role.ATTORNEY, Role.AUDITOR, Role.ADMINISTRATOR})

ROUTES: Mapping[str, Access] = {
    "obligations:list_mine": Access(Who(own=_OWN_HANDS, city=_READS)),
    "obligations:list_department": Access(Who(own=_OWN_HANDS, city=_READS)),
    "obligations:show_duty": Access(Who(own=_OWN_HANDS, city=_READS)),
    "obligations:file_evidence": Access(Who(own=_OWN_HANDS, city=_ASKS), Who(own=_OWN_HANDS, city=_ASKS)),
    "obligations:read_file": Access(Who(own=_OWN_HANDS, city=_READS)),
    "obligations:set_work": Access(Who(own=_OWN_HANDS), Who(own=_OWN_HANDS)),
    "obligations:end_evidence": Access(
        Who(own=_OWN_HANDS, city=_REVIEWS | _ASKS), Who(own=_OWN_HANDS, city=_REVIEWS | _ASKS)
    ),
    "obligations:list_unverified": Access(Who(city=_READS)),
    "obligations:verify_evidence": Access(Who(city=_REVIEWS), Who(city=_REVIEWS)),
    "obligations:judge": Access(Who(city=_JUDGES), Who(city=_JUDGES)),
    "obligations:list_waivers": Access(Who(city=_READS)),
    "obligations:request_waiver": Access(Who(city=_ASKS), Who(city=_ASKS)),
    "obligations:decide_waiver": Access(Who(city=_GRANTS), Who(city=_GRANTS)),
    "obligations:end_waiver": Access(Who(city=_GRANTS), Who(city=_GRANTS)),
}


def _has(by: Actor, roles: frozenset[Role], department: str = "") -> bool:
    if by is SYSTEM:
        return True
    return isinstance(by, User) and any(
        grant.role in roles and grant.department in ("", department) for grant in grants_of(user=by)
    )


def can_file(*, by: Actor, department: str) -> bool:
    """Test whether the person works for the department, or coordinates the City."""
    return _has(by, _OWN_HANDS | _ASKS, department)


def check_can_file(*, by: Actor, department: str) -> None:
    """Let the person through. :raises NotAllowed: if it is neither."""
    if not can_file(by=by, department=department):
        raise NotAllowed("The department's own people and the coordinator file evidence.")


def can_set_work(*, by: Actor, department: str) -> bool:
    """Test whether the person works for the department."""
    return _has(by, _OWN_HANDS, department)


def check_can_set_work(*, by: Actor, department: str) -> None:
    """Let the person through. :raises NotAllowed: if they work elsewhere."""
    if not can_set_work(by=by, department=department):
        raise NotAllowed("Only the department says how far its own work is.")


def can_verify(*, by: Actor) -> bool:
    """Test whether the person reviews."""
    return _has(by, _REVIEWS)


def check_can_verify(*, by: Actor, recorded_by: object) -> None:
    """Let the person through. :raises NotAllowed: if they do not review, or filed it themselves."""
    if not can_verify(by=by):
        raise NotAllowed("A reviewer verifies evidence.")
    if by is not SYSTEM and by.pk == recorded_by:
        raise NotAllowed("Somebody else verifies what you filed yourself.")


def can_judge(*, by: Actor) -> bool:
    """Test whether the person reviews, or is counsel."""
    return _has(by, _JUDGES)


def check_can_judge(*, by: Actor) -> None:
    """Let the person through. :raises NotAllowed: if they do neither."""
    if not can_judge(by=by):
        raise NotAllowed("A reviewer or the City Attorney judges.")


def can_request_waiver(*, by: Actor) -> bool:
    """Test whether the person coordinates the City."""
    return _has(by, _ASKS)


def check_can_request_waiver(*, by: Actor) -> None:
    """Let the person through. :raises NotAllowed: if they do not."""
    if not can_request_waiver(by=by):
        raise NotAllowed("The coordinator asks for a waiver.")


def can_grant_waiver(*, by: Actor, requested_by: object) -> bool:
    """Test whether the person is counsel or a coordinator, and not the one who asked."""
    return _has(by, _GRANTS) and by.pk != requested_by


def check_can_grant_waiver(*, by: Actor, requested_by: object) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may."""
    if not _has(by, _GRANTS):
        raise NotAllowed("The City Attorney or a coordinator decides about a waiver.")
    if by.pk == requested_by:
        raise NotAllowed("Somebody other than the one who asked decides about a waiver.")


def check_can_end_waiver(*, by: Actor) -> None:
    """Let the person through. :raises NotAllowed: if they are neither counsel nor coordinator."""
    if not _has(by, _GRANTS):
        raise NotAllowed("The City Attorney or a coordinator ends a waiver.")
