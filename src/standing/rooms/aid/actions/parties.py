"""Where the other party is. The front gate says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from standing.hall import neighbour

__all__ = ["ask_trustee", "set_trustee", "trustee_url"]


@dataclass(slots=True)
class _Asked:
    url: Callable[[], str] = lambda: ""


_asked = _Asked()


def set_trustee(*, url: Callable[[], str]) -> None:
    """This will have the trustee asked at an address that the front gate knows."""
    _asked.url = url


def trustee_url() -> str:
    """This will say where the trustee's process answers; empty if the City knows none."""
    return _asked.url()


def ask_trustee(*, path: str, most: int = neighbour.SMALL) -> bytes:
    """This will fetch what anybody may read at the trustee. :raises NotNow: if it does not answer with it"""
    return neighbour.fetch(base=trustee_url(), path=path, who="The trustee", setting="STANDING_TRUSTEE_URL", most=most)
