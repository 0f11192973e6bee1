"""
How one party of cash aid asks another: only for what anybody may read, so no credential is shown.

Redirections are not followed, plain HTTP is spoken to this machine only, and no more is read than was asked for.
"""

from __future__ import annotations

import http.client
import ssl
from typing import Final
from urllib.parse import urlsplit

from standing.kernel.refusals import NotNow

SMALL: Final = 256 * 1024
_LOCAL: Final = frozenset({"127.0.0.1", "localhost"})
_SECONDS: Final = 10.0


def fetch(*, base: str, path: str, who: str, setting: str, most: int = SMALL) -> bytes:
    """
    Return what stands at an address of the other party's; ``who`` it is begins a sentence, such as *The City*.

    ``setting`` is where an operator says its address.

    :raises NotNow: if no address is named, nobody answers in ten seconds, or it answers with more than ``most`` bytes
    """
    parts = urlsplit(base)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    if connection is None:
        raise NotNow(f"{who} is not known here: an operator names it in {setting}, over https.")
    try:
        connection.request("GET", parts.path.rstrip("/") + path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        status, said = answer.status, answer.read(most + 1)
    except (OSError, http.client.HTTPException):
        raise NotNow(f"{who} does not answer. Try again later, or bring its files by hand.") from None
    finally:
        connection.close()
    if status == 404:
        raise NotNow(f"{who} does not have this yet.")
    if status != 200:
        raise NotNow(f"{who} answered with status {status}. Try again later, or bring its files by hand.")
    if len(said) > most:
        raise NotNow(f"{who} answered with more than was asked for.")
    return said


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection | None:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    if scheme == "http" and host in _LOCAL:
        return http.client.HTTPConnection(host, port, timeout=_SECONDS)
    return None
