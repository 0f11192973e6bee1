"""Which languages the pages are offered in. The words are unknown here; the wiring says who knows."""

from collections.abc import Callable, Collection
from datetime import datetime

from django.conf import settings

Offer = Callable[[datetime], Collection[str]]

route = ""
_offer: list[Offer] = []


def ask(offer: Offer, *, all_languages: str) -> None:
    """Have pages ask here which languages are complete, and link to the route that lists them all."""
    global route  # noqa: PLW0603 - set once, when the rooms are plugged in
    _offer[:] = [offer]
    route = all_languages


def offered(*, at: datetime) -> Collection[str]:
    """Return the codes of the languages on offer; only the first language while nobody says more."""
    return _offer[0](at) if _offer else (settings.LANGUAGE_CODE,)
