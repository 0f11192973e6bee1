"""A small town with a channel for concerns, people with keys, and people who report."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.test import Client

from standing.hall import clock
from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.hall.sealed import api as sealed
from standing.hall.sealed.api import people
from standing.hall.web import open_forms
from standing.rooms.concerns.actions import investigating, keys, reporting
from standing.rooms.concerns.models import Report
from standing.rooms.concerns.rules.reports import OpenedFact, ReceiptFact
from tests.make import accounts
from tests.make import obligations as duties

DESK = """\
office: Town Clerk
urgent:
  - {id: emergency, label: A life is in danger, number: "911", note: Day and night.}
others:
  - {id: judge, label: The town judge, number: 213-555-0158, is_sample: true}
abouts:
  - {id: O-2, label: Somebody was asked about status}
  - {id: other, label: Something else}
clock: {days: 30, remind_days: [7]}
keep: {days: 60, authority: made up, counsel_approval: approved}
work: {most: 2000, wait_seconds: 5}
limits: {reports_a_minute: 5, wrong_codes_a_minute: 3}
city_networks: [10.0.0.0/8]
"""
PASSPHRASE = "seven green kettles sing"
SAME = {"sec-fetch-site": "same-origin"}
WRITTEN: Mapping[str, str] = {
    "about": "O-2", "text": "A clerk asked for papers at the counter.", "place": "Counter 3", "who": "anonymous",
    "person": "", "contact": "",
}  # fmt: skip
DUTY = duties.duty(
    "T.answer",
    due={"rule": "right-away", "event": "suspected-violation"},
    evidence={"all": ["violation-report"]},
)
KINDS = (duties.kind("suspected-violation"), duties.kind("violation-report"))


def local(text: str) -> datetime:
    """Return a local time such as "2026-07-11 09:00" as a moment."""
    return duties.local(text)


def load_town(folder: Path, *, at: datetime, desk: str = DESK, version: str = "1") -> None:
    """Put the town's pack in force, or a later version of it; an empty desk leaves the file out."""
    folder = folder / version
    folder.mkdir(parents=True, exist_ok=True)
    if desk:
        (folder / "concerns.yaml").write_text(json.dumps(yaml.safe_load(desk)))
    duties.write_pack(folder, duties.instrument(DUTY), kinds=KINDS, version=version)
    loaded = packs.load(directory=folder, by=SYSTEM, at=at)
    if loaded.applied is None:
        packs.apply(
            proposal=loaded.proposal.id, seen_sha256=loaded.proposal.sha256, by=SYSTEM, at=at, reason="A change."
        )


def reader(*, role: Role = Role.INVESTIGATOR, at: datetime, passphrase: str = PASSPHRASE, name: str = "") -> User:
    """Make somebody with a key."""
    person = accounts.person(role=role, name=name)
    keys.make_key(passphrase=passphrase, by=person, at=at)
    return person


def send(*, at: datetime, text: str = "A clerk asked for papers.", **said: object) -> ReceiptFact:
    """Send a report as the server closes it, and return the receipt."""
    given = {
        "about": "O-2",
        "place": "",
        "language": "en",
        "is_punished": False,
        "name": "",
        "contact": "",
        **said,
    }
    return reporting.send_report(text=text, at=at, **given)  # type: ignore[arg-type]


def row_of(receipt: ReceiptFact) -> Report:
    """Return the row behind a receipt."""
    return Report.objects.get(fingerprint=sealed.kept_of(people.from_code(code=receipt.code).lookup))


def open_it(report: Report, *, by: User, at: datetime, passphrase: str = PASSPHRASE) -> OpenedFact:
    """Open a report."""
    return investigating.open_report(report=report.pk, passphrase=passphrase, by=by, at=at)


def token(purpose: str, *, age: timedelta = timedelta(minutes=2)) -> str:
    """Return the token of a page that was opened a while ago."""
    return open_forms.token_for(purpose, clock.now() - age)


def post(client: Client, path: str, purpose: str, *, headers: Mapping[str, str] | None = None, **fields: str):  # type: ignore[no-untyped-def]
    """Send an open form as a browser does."""
    posted = {open_forms.TOKEN: token(purpose), open_forms.TRAP: "", **fields}
    return client.post(path, posted, headers=SAME if headers is None else headers)
