"""Who may see how publishing stands, and who may publish and roll back."""

from collections.abc import Mapping

from standing.hall.accounts.api import User, holds
from standing.hall.audit.api import SYSTEM, Actor
from standing.kernel.access import PUBLIC, Access, Role, Who
from standing.kernel.refusals import NotAllowed

_READERS = Who(city=frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.EDITOR}))
PUBLISHERS = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
_DOERS = Who(city=PUBLISHERS)

ROUTES: Mapping[str, Access] = {
    "publish:show": Access(see=_READERS),
    "publish:publish_now": Access(see=_DOERS, do=_DOERS),
    "publish:roll_back": Access(see=_DOERS, do=_DOERS),
    "publish:robots": Access(see=PUBLIC),
    "publish:sitemap": Access(see=PUBLIC),
    "publish:worker": Access(see=PUBLIC),
    "publish_pages:changes": Access(see=PUBLIC),
    "publish_pages:offline": Access(see=PUBLIC),
    "publish_pages:offline_list": Access(see=PUBLIC),
    "publish_pages:not_found": Access(see=PUBLIC),
    "publish_pages:unavailable": Access(see=PUBLIC),
}


def can_publish(*, by: Actor) -> bool:
    """Test whether this actor publishes and rolls back: a coordinator, an administrator, or a job or command."""
    return by is SYSTEM or (isinstance(by, User) and any(holds(user=by, role=role) for role in PUBLISHERS))


def check_can_publish(*, by: Actor) -> None:
    """Let the actor through. :raises NotAllowed: with a sentence that says who may"""
    if not can_publish(by=by):
        raise NotAllowed("A coordinator or an administrator of the City publishes pages and takes them back.")
