"""Who reads the versions of the guide, who decides on them, and who may enter which page."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from standing.hall.accounts.api import Role, User, holds
from standing.kernel.access import PUBLIC, Access, Who
from standing.kernel.refusals import NotAllowed
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
TITLES: Mapping[Role, str] = {Role.ATTORNEY: _("City Attorney")}
"""Under which title each role approves; pages show it instead of a name."""
DECIDES = frozenset(TITLES)

_OPEN = Access(PUBLIC)
_READ = Who(city=READS)
_DECIDE = Who(city=DECIDES)

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


def is_counsel(*, by: User) -> bool:
    """Test whether the person answers for counsel."""
    return any(holds(user=by, role=role) for role in DECIDES)


def title_of(*, by: User) -> str:
    """Return the title under which a person approves; nothing for who does not."""
    return next((title for role, title in TITLES.items() if holds(user=by, role=role)), "")


def can_decide(*, version: GuideVersion, by: User) -> bool:
    """Test whether the person decides on this version: counsel, and not who brought it in."""
    return is_counsel(by=by) and by.pk != version.brought_by_id


def check_can_decide(*, version: GuideVersion, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not is_counsel(by=by):
        raise NotAllowed("Counsel approves what workers are told.")
    if by.pk == version.brought_by_id:
        raise NotAllowed("Nobody approves a version they brought in. Ask a colleague.")
