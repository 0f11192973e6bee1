"""Who reads the versions of the guide, who decides on them, and who may enter which page."""

from __future__ import annotations

from collections.abc import Mapping

from standing.hall.accounts.api import Role, User, counsel
from standing.kernel.access import PUBLIC, Access, Who
from standing.rooms.guide.models import GuideVersion

READS = frozenset(
    {
        Role.ATTORNEY,
        Role.COORDINATOR,
        Role.REVIEWER,
        Role.EDITOR,
        Role.TRANSLATOR,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
        Role.INSPECTOR,
    }
)

_OPEN = Access(PUBLIC)
_READ = Who(city=READS)
_DECIDE = Who(city=counsel.COUNSEL)

ROUTES: Mapping[str, Access] = {
    "guide_pages:show": _OPEN,
    "guide_pages:show_department": _OPEN,
    "guide_pages:download": _OPEN,
    "guide_pages:version": _OPEN,
    "guide_pages:choose_paper": _OPEN,
    "guide_pages:print_paper": _OPEN,
    "guide:list_versions": Access(_READ),
    "guide:read_version": Access(_READ),
    "guide:answer_version": Access(_DECIDE, _DECIDE),
    "guide:take_down": Access(_DECIDE, _DECIDE),
}


def can_decide(*, version: GuideVersion, by: User) -> bool:
    """Test whether the person decides on this version: counsel, and not who brought it in."""
    return counsel.decides(hands=(version.brought_by_id,), by=by)


def check_can_decide(*, version: GuideVersion, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    counsel.check_decides(hands=(version.brought_by_id,), otherwise="Counsel approves what workers are told.", by=by)
