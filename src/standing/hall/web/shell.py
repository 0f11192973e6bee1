"""What the wiring tells the pages about the hall: which languages are complete, what a phone keeps, what changed."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.conf import settings

Offer = Callable[[datetime], Collection[str]]

route = ""
offline_route = ""
changes_route = ""
_offer: list[Offer] = []


def ask(offer: Offer, *, all_languages: str) -> None:
    """Have pages ask here which languages are complete, and link to the route that lists them all."""
    global route  # noqa: PLW0603 - set once, when the rooms are plugged in
    _offer[:] = [offer]
    route = all_languages


def name_published(*, offline: str, changes: str) -> None:
    """Say which routes list the pages that a phone keeps, and what changed."""
    global offline_route, changes_route
    offline_route, changes_route = offline, changes


def offered(*, at: datetime) -> Collection[str]:
    """Return the codes of the languages on offer; only the first language while nobody says more."""
    return _offer[0](at) if _offer else (settings.LANGUAGE_CODE,)
