"""How anonymous the way is that somebody really takes. It is computed for one page, and nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What others can know of who writes."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    IDENTIFIED = "identified"


class Sign(StrEnum):
    """Why it is so."""

    ONION = "onion"
    USUAL_WEB = "usual-web"
    SIGNED_IN = "signed-in"
    CITY_NETWORK = "city-network"
    NOT_ENCRYPTED = "not-encrypted"
    GIVES_NAME = "gives-name"
    SERVER_SEALS = "server-seals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way as it is seen at this moment."""

    is_onion: bool
    is_encrypted: bool
    is_signed_in: bool
    is_city_network: bool
    gives_name: bool
    server_seals: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """The honest label, and why."""

    level: Level
    signs: tuple[Sign, ...]


def measure(route: Route) -> Meter:
    """
    Return the label for a way.

    Only an onion service is called anonymous: on the usual web a network always knows which machine asked,
    whatever we keep. A City machine or a session of staff leads to a person.
    """
    found = [
        (route.gives_name, Sign.GIVES_NAME),
        (route.is_signed_in, Sign.SIGNED_IN),
        (not (route.is_encrypted or route.is_onion), Sign.NOT_ENCRYPTED),
        (route.is_city_network, Sign.CITY_NETWORK),
        (route.server_seals, Sign.SERVER_SEALS),
        (route.is_onion, Sign.ONION),
        (not route.is_onion, Sign.USUAL_WEB),
    ]
    signs = tuple(sign for holds, sign in found if holds)
    if {Sign.GIVES_NAME, Sign.SIGNED_IN, Sign.NOT_ENCRYPTED} & set(signs):
        return Meter(level=Level.IDENTIFIED, signs=signs)
    if Sign.ONION in signs and Sign.CITY_NETWORK not in signs:
        return Meter(level=Level.ANONYMOUS, signs=signs)
    return Meter(level=Level.CONFIDENTIAL, signs=signs)
