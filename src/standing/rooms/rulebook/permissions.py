"""Who may enter which page, and who may approve or suspend rules."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.api import Role, User, counsel
from standing.kernel.access import NOBODY, PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed

_WHO = "Counsel approves and suspends rules."
READS = counsel.COUNSEL | {
    Role.COORDINATOR,
    Role.EDITOR,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
    Role.INSPECTOR,
    Role.INVESTIGATOR,
}

_READ = Who(city=READS)
_COUNSEL = Who(city=counsel.COUNSEL)

ROUTES: Mapping[str, Access] = {
    "rulebook_pages:index": Access(PUBLIC),
    "rulebook_pages:may": Access(PUBLIC),
    "rulebook:list_editions": Access(_READ),
    "rulebook:show_edition": Access(_READ),
    "rulebook:answer_edition": Access(NOBODY, _COUNSEL),
    "rulebook:suspend_rule": Access(_COUNSEL, _COUNSEL),
    "rulebook:lift_suspension": Access(_COUNSEL, _COUNSEL),
}


def can_decide(*, by: User) -> bool:
    """Test whether the person is counsel."""
    return counsel.is_counsel(by=by)


def check_can_decide(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    if not can_decide(by=by):
        raise NotAllowed(_WHO)


def can_answer(*, taken_by: str, by: User) -> bool:
    """Test whether the person approves or returns what somebody else brought."""
    return counsel.decides(hands=(taken_by,), by=by)


def check_can_answer(*, taken_by: str, by: User) -> None:
    """Let the person through. :raises NotAllowed: with who may"""
    counsel.check_decides(hands=(taken_by,), otherwise=_WHO, by=by)
