"""A town with a disclosure desk, the people of it, and papers that came to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from standing.hall.accounts.api import User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.disclosure import actions
from standing.rooms.disclosure.models import Decision
from standing.rooms.disclosure.rules.papers import CheckList, Seen, Signer, Title
from standing.rooms.disclosure.rules.requests import Channel, Outcome
from tests.make.pack import pack_files, write_pack

ZONE = ZoneInfo("America/Los_Angeles")
ROOT = Path(__file__).resolve().parents[2]
DESK = (ROOT / "tests" / "packs" / "alder-ford" / "disclosure.yaml").read_text(encoding="utf-8")
DEPARTMENTS = """\
departments:
""" + "".join(
    f"  - {{id: {id_}, name: {name}, abbreviation: {id_.upper()}, kind: charter, head_title: Head, standing: bound, "
    "confidence: P, sources: [made up]}\n"
    for id_, name in (("clerk", "Town Clerk"), ("water", "Streets and Water"), ("police", "Police"))
)
YES, NO = Seen.YES, Seen.NO
COURT = CheckList(
    has_paper=YES,
    title=Title.SUBPOENA,
    court_named=YES,
    agency_header=NO,
    signer=Signer.CLERK,
    court_seal=YES,
    form="ao-88b",
    return_date=date(2026, 7, 24),
)
AGENCY = CheckList(
    has_paper=YES,
    title=Title.SUBPOENA,
    court_named=NO,
    agency_header=YES,
    signer=Signer.IMMIGRATION_OFFICER,
    court_seal=NO,
    form="i-138",
    return_date=date(2026, 7, 20),
)
SPOKEN = CheckList(has_paper=NO)
UNCLEAR = CheckList(has_paper=YES)
PAPER = b"Exactly what leaves."
HASH = hashlib.sha256(PAPER).hexdigest()


def local(text: str) -> datetime:
    """Return a local time such as "2026-07-13 09:00" as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def load_town(folder: Path, *, at: datetime, desk: str = DESK, version: str = "1") -> None:
    """Put the town's pack in force, or a later version of it; an empty desk leaves the file out."""
    files = pack_files(departments=DEPARTMENTS, **({"disclosure": desk} if desk else {}))
    files["pack.yaml"] = files["pack.yaml"].replace(b'version: "1"', f'version: "{version}"'.encode())
    loaded = packs.load(directory=write_pack(folder / version, files), by=SYSTEM, at=at)
    if loaded.applied is None:
        packs.apply(
            proposal=loaded.proposal.id, seen_sha256=loaded.proposal.sha256, by=SYSTEM, at=at, reason="A change."
        )


def request(
    *,
    by: User,
    at: datetime,
    seen: CheckList = COURT,
    categories: tuple[str, ...] = ("water-accounts",),
    people: int | None = 1,
    department: str = "water",
    reference: str = "2:26-cv-01234",
    received_at: datetime | None = None,
    key: UUID | None = None,
) -> UUID:
    """Take in a request and return its id."""
    return actions.record_request(
        key=key or uuid4(),
        department=department,
        agency="federal",
        channel=Channel.MAIL,
        reference=reference,
        received_at=received_at or at - timedelta(minutes=10),
        seen=seen,
        categories=categories,
        people=people,
        by=by,
        at=at,
    )


def decide(
    request: UUID,
    *,
    by: User,
    at: datetime,
    outcome: Outcome = Outcome.RELEASE,
    reason: str = "",
    sha256: str | None = None,
    categories: tuple[str, ...] | None = None,
    advice: str = "",
    reading: int = 1,
) -> Decision:
    """Let counsel decide, and return the row."""
    leaves = outcome in {Outcome.RELEASE, Outcome.PARTLY}
    actions.decide_request(
        request=request,
        seen_reading=reading,
        outcome=outcome,
        reason=reason or ("process" if leaves else "none"),
        categories=(("water-accounts",) if leaves else ()) if categories is None else categories,
        sha256=(HASH if leaves else "") if sha256 is None else sha256,
        size=len(PAPER) if leaves else 0,
        advice=advice,
        by=by,
        at=at,
    )
    return Decision.objects.filter(request=request).order_by("-year", "-number")[0]


def posted(**changed: object) -> Mapping[str, object]:
    """Return what a browser sends for a court's subpoena."""
    said: dict[str, object] = {
        "key": str(uuid4()), "department": "water", "agency": "federal", "channel": "mail",
        "received_day": "2026-07-13", "received_time": "09:00", "reference": "2:26-cv-01234", "has_paper": "yes",
        "title": "subpoena", "court_named": "yes", "agency_header": "no", "signer": "clerk", "court_seal": "yes",
        "form": "ao-88b", "return_date": "2026-07-24", "categories": ["water-accounts"], "people": "1",
    }  # fmt: skip
    return {name: value for name, value in {**said, **changed}.items() if value is not None}
