"""What the City shows of a round over HTTP. The front gate says where it answers."""

from __future__ import annotations

from standing.hall import neighbour

_base: list[str] = []


def set_base(base: str) -> None:
    """Say where the City answers; empty where nobody said."""
    _base[:] = [base]


def fetch(*, path: str, most: int = neighbour.SMALL) -> bytes:
    """Return what stands at an address of the City's. :raises NotNow: if it does not answer with it"""
    return neighbour.fetch(
        base=_base[0] if _base else "", path=path, who="The City", setting="STANDING_CITY_URL", most=most
    )
