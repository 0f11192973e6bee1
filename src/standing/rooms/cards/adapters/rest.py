"""
An issuer that speaks HTTP and JSON.

Each request that changes something bears an ``Idempotency-Key``; each load its ``external_ref``. Redirections are
not followed, and plain HTTP is spoken to this machine only.
"""

from __future__ import annotations

import http.client
import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from standing.rooms.cards.rules.issuer import Answer, Batch, Blocked, MoveKind, NotReached, ReserveMove, Standing

_LOCAL = frozenset({"127.0.0.1", "localhost"})
_LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class RestIssuer:
    """Hands loads over by POST, and asks how they stand."""

    url: str
    token: str = field(default="", repr=False)
    seconds: float = 20.0
    patience: timedelta = timedelta(minutes=1)
    name: str = "rest"
    _sent: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    def send(self, batch: Batch) -> None:
        """Hand a batch over. :raises NotReached: if it is not sure that it arrived"""
        self._call(
            "POST",
            "/loads",
            key=batch.id,
            body={
                "batch": batch.id,
                "program": batch.program,
                "loads": [
                    {
                        "external_ref": one.external_ref,
                        "proxy": one.proxy,
                        "amount_cents": one.amount_cents,
                        "currency": one.currency,
                    }
                    for one in batch.orders
                ],
            },
        )
        self._sent.extend(one.external_ref for one in batch.orders)

    def collect(self) -> Sequence[Answer]:
        """Ask how loads stand that were sent just now: a family waits, and most issuers know at once."""
        return self.ask(self._sent) if self._sent else ()

    def done(self) -> None:
        """Leave what has no answer yet to its patience."""
        self._sent.clear()

    def ask(self, refs: Sequence[str]) -> Sequence[Answer]:
        """Ask how references stand."""
        said = self._call("POST", "/loads/ask", body={"refs": list(refs)})
        return tuple(_answer(one) for one in _list(said, "answers"))

    def block(self, *, external_ref: str, proxy: str) -> Blocked | None:
        """Block a card."""
        said = self._call("POST", "/blocks", key=external_ref, body={"external_ref": external_ref, "proxy": proxy})
        balance = said.get("balance_cents")
        if balance is None:
            return None
        return Blocked(external_ref=external_ref, proxy=proxy, balance_cents=_cents(balance))

    def moves(self, *, program: str, day: date) -> Sequence[ReserveMove] | None:
        """Return the movements of a day."""
        said = self._call("GET", f"/moves?{urlencode({'program': program, 'day': day.isoformat()})}")
        return None if said.get("moves") is None else tuple(_move(one) for one in _list(said, "moves"))

    def _call(self, method: str, path: str, *, key: str = "", body: object = None) -> Mapping[str, Any]:
        parts = urlsplit(self.url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        headers = {"Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if key:
            headers["Idempotency-Key"] = key
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        try:
            connection.request(method, parts.path.rstrip("/") + path, body=content, headers=headers)
            answer = connection.getresponse()
            status, said = answer.status, answer.read(_LARGEST)
        except (OSError, http.client.HTTPException) as error:
            raise NotReached(type(error).__name__) from None
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise NotReached(f"status {status}")
        try:
            found = json.loads(said or b"{}")
        except ValueError:
            raise NotReached("not json") from None
        if not isinstance(found, dict):
            raise NotReached("not json")
        return found

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self.seconds, context=ssl.create_default_context())
        if scheme == "http" and host in _LOCAL:
            return http.client.HTTPConnection(host, port, timeout=self.seconds)
        raise NotReached("not https")


def _list(said: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = said.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NotReached("not understood")
    return found


def _cents(said: object) -> int:
    if isinstance(said, bool) or not isinstance(said, int):
        raise NotReached("not understood")
    return said


def _answer(one: Mapping[str, Any]) -> Answer:
    try:
        return Answer(
            external_ref=str(one["external_ref"]),
            proxy=str(one.get("proxy", "")),
            amount_cents=_cents(one.get("amount_cents", 0)),
            standing=Standing(one["status"]),
            code=str(one.get("code", ""))[:40],
            settlement=str(one.get("settlement", ""))[:60],
        )
    except (KeyError, ValueError):
        raise NotReached("not understood") from None


def _move(one: Mapping[str, Any]) -> ReserveMove:
    try:
        return ReserveMove(
            external_ref=str(one["external_ref"]),
            kind=MoveKind(one["kind"]),
            amount_cents=_cents(one["amount_cents"]),
            settlement=str(one.get("settlement", "")),
            day=date.fromisoformat(str(one["day"])),
        )
    except (KeyError, ValueError):
        raise NotReached("not understood") from None
