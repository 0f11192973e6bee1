"""A small town with a desk, and people who write to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.test import Client

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.hall.web import open_forms
from standing.rooms.contact import actions
from standing.rooms.contact.models import Message
from standing.rooms.contact.rules.messages import AnswerBy, Channel, SafeTime
from tests.make.pack import pack_files, write_pack

ZONE = ZoneInfo("America/Los_Angeles")
DESK = """\
office: Town Desk
urgent:
  - {id: emergency, label: A life is in danger, number: "911", note: Day and night.}
phones:
  - {id: desk, label: The town desk, number: 213-555-0130, is_sample: true}
answer_days: 3
topics:
  - {id: rights, label: My rights}
  - {id: help, label: I need help}
templates:
  - {id: hello, text: We have your message.}
  - {id: food, topics: [help], text: Food is there for everybody.}
keep: {days: 30, authority: made up, counsel_approval: approved}
limits: {messages_a_minute: 5, wrong_codes_a_minute: 3}
"""
SAME = {"sec-fetch-site": "same-origin"}
WRITTEN: Mapping[str, str] = {
    "topic": "help", "text": "Where can I find food near a library?", "answer_by": "code", "phone": "", "email": "",
    "safe_time": "any", "language": "en",
}  # fmt: skip


def local(text: str) -> datetime:
    """Return a local time such as "2026-07-11 09:00" as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def load_town(folder: Path, *, at: datetime, desk: str = DESK, version: str = "1") -> None:
    """Put the town's pack in force, or a later version of it; an empty desk leaves the file out."""
    files = pack_files(contact=desk) if desk else pack_files()
    files["pack.yaml"] = files["pack.yaml"].replace(b'version: "1"', f'version: "{version}"'.encode())
    loaded = packs.load(directory=write_pack(folder / version, files), by=SYSTEM, at=at)
    if loaded.applied is None:
        packs.apply(
            proposal=loaded.proposal.id, seen_sha256=loaded.proposal.sha256, by=SYSTEM, at=at, reason="A change."
        )


def send(
    *,
    at: datetime,
    topic: str = "help",
    text: str = "Where can I find food?",
    answer_by: AnswerBy = AnswerBy.CODE,
    contact: str = "",
    language: str = "en",
    safe_time: SafeTime = SafeTime.ANY,
    channel: Channel = Channel.WEB,
    code: str = "",
) -> str:
    """Send a message and return its code."""
    return actions.send_message(
        topic=topic, text=text, answer_by=answer_by, contact=contact, language=language, safe_time=safe_time,
        channel=channel, code=code, at=at,
    )  # fmt: skip


def message(*, at: datetime, **said: object) -> Message:
    """Send a message and return its row."""
    known = set(Message.objects.values_list("pk", flat=True))
    send(at=at, **said)  # type: ignore[arg-type]
    return Message.objects.exclude(pk__in=known).get()


def token(purpose: str, *, age: timedelta = timedelta(minutes=2)) -> str:
    """Return the token of a page that was opened a while ago."""
    return open_forms.token_for(purpose, clock.now() - age)


def post(client: Client, path: str, purpose: str, *, headers: Mapping[str, str] | None = None, **fields: str):  # type: ignore[no-untyped-def]
    """Send an open form as a browser does."""
    posted = {open_forms.TOKEN: token(purpose), open_forms.TRAP: "", **fields}
    return client.post(path, posted, headers=SAME if headers is None else headers)
