"""A small town whose board has every kind of duty and light, made through the rooms' doors."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.rooms.obligations import actions as duties
from tests.make import accounts as make_accounts
from tests.make import obligations as make_duties
from tests.make import plans as make_plans
from tests.make.obligations import duty, instrument, local, office

LOS_ANGELES = Path(__file__).resolve().parents[2] / "packs" / "los-angeles"
LOADED = local("2025-07-11 12:00")
FILED = local("2025-07-18 10:00")
FIRE, WATER, PARKS, COUNCIL = "fire", "water", "parks", "council"

LAW = instrument(
    duty("T.plan"),  # everybody's, due on 25 July
    duty("T.report", departments=(FIRE, WATER), evidence={"all": ["a"]}),
    duty("T.open", due={"rule": "unknown", "why": "The copy that was read gives no day."}, evidence={"all": ["b"]}),
)
OTHER_LAW = instrument(duty("U.late", due={"rule": "fixed-date", "date": "2025-08-01"}, clause="U-1"), id_="U")
CAMPAIGN = {
    **make_plans.CAMPAIGN,
    "template": {**make_plans.CAMPAIGN["template"], "sections": make_plans.SECOND["template"]["sections"], "rules": []},  # type: ignore[dict-item,index]
}


def load_town(folder: Path, *, offices: int = 4, sample: bool = False, at: dt.datetime = LOADED) -> None:
    """Put a town with so many offices in force; ``sample`` says that all of it is invented."""
    if sample:
        installation.create(is_sample=True, at=at)
    places = [
        office(FIRE),
        office(WATER),
        office(PARKS, kind="public-works"),
        office(COUNCIL, "invited", kind="elected"),
    ]
    places += [office(f"more{number}") for number in range(4, offices)]
    make_duties.write_pack(folder, LAW, OTHER_LAW, offices=places)
    (folder / "plans").mkdir(exist_ok=True)
    (folder / "plans" / "prep.yaml").write_text(json.dumps(CAMPAIGN))
    packs.load(directory=folder, by=SYSTEM, at=at)


def load_los_angeles(*, at: dt.datetime = LOADED) -> None:
    """Put the Los Angeles pack in force."""
    packs.load(directory=LOS_ANGELES, by=SYSTEM, at=at)


def facts() -> None:
    """Let things happen: fire files and is verified, water files and ends, parks gets a waiver."""
    reviewer = make_accounts.person(role=Role.REVIEWER)
    coordinator = make_accounts.person(role=Role.COORDINATOR)
    attorney = make_accounts.person(role=Role.ATTORNEY)
    make_duties.evidence(department=FIRE, source="files:1", at=FILED)
    duties.verify_evidence(source="files:1", finding="verified", by=reviewer, at=local("2025-07-21 10:00"))
    make_duties.evidence(department=WATER, source="files:2", at=FILED)
    duties.end_evidence(
        source="files:2",
        true_until=local("2025-07-22 10:00"),
        reason="Withdrawn.",
        by=SYSTEM,
        at=local("2025-07-23 10:00"),
    )
    asked = duties.request_waiver(
        obligation="T.plan",
        department=PARKS,
        reason="Its records burned.",
        from_date=dt.date(2025, 7, 20),
        until_date=dt.date(2025, 9, 20),
        by=coordinator,
        at=FILED,
    )
    duties.grant_waiver(request=asked, by=attorney, at=local("2025-07-19 10:00"))
