"""Three pagers: files for a sample, the post office, and any SMS or voice gateway that takes JSON by POST."""

from __future__ import annotations

import hashlib
import http.client
import json
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from standing.hall import disk
from standing.hall.installation.api import is_sample
from standing.hall.mail import api as mail
from standing.hall.pager.ports import NotSent, Pager, check
from standing.kernel.refusals import Refused

_SUBJECT = "Open Standing"
_SECONDS = 10.0
_LOCAL = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePager:
    """Writes one file for each ring, named by its key: what a sample rings can be read, and nobody is rung."""

    folder: Path
    name: str = "file"

    def address(self, *, email: str, phone: str) -> str:
        """Return the telephone number, or the e-mail of somebody without one."""
        return phone or email

    def send(self, *, to: str, text: str, key: str, at: datetime) -> None:
        """Write the file whole, or not at all."""
        check(to=to, text=text, key=key)
        path = self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
        if path.exists():
            return
        try:
            disk.write_whole(path, json.dumps({"to": to, "text": text, "key": key, "at": at.isoformat()}).encode())
        except OSError as error:
            raise NotSent(type(error).__name__) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPager:
    """Puts a letter into the outbox; the post office sends it within the minute."""

    name: str = "mail"

    def address(self, *, email: str, phone: str) -> str:  # noqa: ARG002 (the post office reaches mailboxes)
        """Return the e-mail."""
        return email

    def send(self, *, to: str, text: str, key: str, at: datetime) -> None:
        """Post the letter, once for each key."""
        check(to=to, text=text, key=key)
        try:
            mail.post(key=f"pager:{key}", to=[to], subject=_SUBJECT, body=f"{text}\n", about="pager", at=at)
        except Refused:
            raise NotSent("refused") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayPager:
    """
    Hands rings to an SMS or voice gateway: POST of JSON with ``to``, ``text`` and ``key``.

    The key also stands in the header ``Idempotency-Key``. An answer of 200 to 299 means taken. Redirections are not
    followed: the address in the settings is the only one that is ever asked.
    """

    url: str
    token: str = field(default="", repr=False)
    seconds: float = _SECONDS
    name: str = "gateway"

    def address(self, *, email: str, phone: str) -> str:  # noqa: ARG002 (a gateway reaches telephones)
        """Return the telephone number."""
        return phone

    def send(self, *, to: str, text: str, key: str, at: datetime) -> None:
        """Hand the ring over."""
        check(to=to, text=text, key=key)
        parts = urlsplit(self.url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        body = json.dumps({"to": to, "text": text, "key": key, "at": at.isoformat()})
        try:
            connection.request("POST", path, body=body.encode(), headers=headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as error:
            raise NotSent(type(error).__name__) from None
        finally:
            connection.close()
        if not 200 <= status < 300:
            raise NotSent(f"status {status}")

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self.seconds, context=ssl.create_default_context())
        if scheme == "http" and host in _LOCAL:
            return http.client.HTTPConnection(host, port, timeout=self.seconds)
        raise NotSent("not https")


def configured() -> tuple[Pager, ...]:
    """Return the pagers of this installation: mail always; a gateway if one is named, files in a sample."""
    url = str(settings.STANDING.get("pager_url") or "")
    if url:
        return (GatewayPager(url=url, token=str(settings.STANDING.get("pager_token") or "")), MailPager())
    if is_sample():
        return (FilePager(folder=Path(str(settings.STANDING["var"])) / "pager"), MailPager())
    return (MailPager(),)
