"""
What the City shows of a round over HTTP. Nothing is sent but the address, so no credential is shown.

Redirections are not followed, plain HTTP is spoken to this machine only, and no more is read than was asked for.
"""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from standing.kernel.refusals import NotNow

_LOCAL = frozenset({"127.0.0.1", "localhost"})
_SMALL = 256 * 1024
_SECONDS = 10.0
_base: list[str] = []


def set_base(base: str) -> None:
    """Say where the City answers; empty where nobody said."""
    _base[:] = [base]


def fetch(*, path: str, most: int = _SMALL) -> bytes:
    """
    Return what stands at an address of the City's.

    :raises NotNow: if none is named, nobody answers in ten seconds, or it answers with more than ``most`` bytes
    """
    parts = urlsplit(_base[0] if _base else "")
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    try:
        connection.request("GET", parts.path.rstrip("/") + path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        status, said = answer.status, answer.read(most + 1)
    except (OSError, http.client.HTTPException):
        raise NotNow("The City does not answer. Try again later, or bring its files by hand.") from None
    finally:
        connection.close()
    if status == 404:
        raise NotNow("The City does not have this yet.")
    if status != 200:
        raise NotNow(f"The City answered with status {status}. Try again later, or bring its files by hand.")
    if len(said) > most:
        raise NotNow("The City answered with more than was asked for.")
    return said


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    if scheme == "http" and host in _LOCAL:
        return http.client.HTTPConnection(host, port, timeout=_SECONDS)
    raise NotNow("The trustee knows no City: an operator names it in STANDING_CITY_URL, over https.")
