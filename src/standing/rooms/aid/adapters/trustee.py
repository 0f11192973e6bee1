"""
How the City asks the trustee: only for what anybody may read, so it shows no credential.

Redirections are not followed, and plain HTTP is spoken to this machine only.
"""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from standing.kernel.refusals import NotNow

_LOCAL = frozenset({"127.0.0.1", "localhost"})
_LARGEST = 256 * 1024
_SECONDS = 10.0


def fetch(*, base: str, path: str, most: int = _LARGEST) -> bytes:
    """Return what stands at the trustee's address. :raises NotNow: if it does not answer with it"""
    parts = urlsplit(base)
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    try:
        connection.request("GET", parts.path.rstrip("/") + path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        status, said = answer.status, answer.read(most + 1)
    except (OSError, http.client.HTTPException):
        raise NotNow("The trustee does not answer. Try again later, or bring its file by hand.") from None
    finally:
        connection.close()
    if status == 404:
        raise NotNow("The trustee does not have this yet.")
    if status != 200 or len(said) > most:
        raise NotNow(f"The trustee answered with status {status}. Try again later.")
    return said


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    if scheme == "http" and host in _LOCAL:
        return http.client.HTTPConnection(host, port, timeout=_SECONDS)
    raise NotNow("The City knows no trustee: an operator names it in STANDING_TRUSTEE_URL, over https.")
