"""A town whose police write a log of scenes, with the directive's duties."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from standing.hall.accounts.api import User
from standing.rooms.scenes import actions
from standing.rooms.scenes.rules.scenes import Credentials, Entry, Identified, Medical, Origin
from tests.make.disclosure import ROOT, ZONE, local
from tests.make.obligations import duty, instrument, kind, load_pack, office

__all__ = ["LOG", "ROOT", "SIGNED", "ZONE", "correct", "entry", "load_town", "local", "posted", "scene"]

LOG = (ROOT / "tests" / "packs" / "alder-ford" / "scenes.yaml").read_text(encoding="utf-8")
SIGNED = local("2026-01-05 09:00")
KINDS = (
    "scene-video-hold",
    "scene-supervisor-record",
    "scene-medical-record",
    "misconduct-report",
    "monthly-scene-report",
)
EVERY = {"rule": "right-away", "event": "police-scene"}
LAW = instrument(
    *(
        duty(f"T.{name}", due=EVERY, evidence={"all": [name]}, departments=("police",))
        for name in KINDS[:-1]
    ),
    duty(
        "T.report", due={"rule": "monthly", "day": "last", "from": "2026-02-01"}, evidence={"all": [KINDS[-1]]},
        departments=("police",),
    ),
    signed="2026-01-05",
)  # fmt: skip


def load_town(folder: Path, *, at: datetime = SIGNED, log: str = LOG, version: str = "1", law: object = LAW) -> None:
    """Put the town's pack in force; an empty log leaves the file out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scenes.yaml").unlink(missing_ok=True)
    if log:
        (folder / "scenes.yaml").write_text(log)
    load_pack(
        folder, law, at=at, version=version, kinds=[kind(name) for name in (*KINDS, "police-scene")],
        offices=(office("police"), office("fire")),
    )  # fmt: skip


def entry(*, at: datetime, **changed: object) -> Entry:
    """Return an entry about a scene that began an hour ago, with everything done."""
    said: dict[str, object] = {
        "division": "river", "started_at": at - timedelta(hours=1), "ended_at": at - timedelta(minutes=20),
        "origin": Origin.CALL, "identified": Identified.GIVEN, "credentials": Credentials.ON_CAMERA,
        "supervisor": "Sample Supervisor", "badge": "S1234", "videos": ("V0001",), "is_kept": True,
        "medical": Medical.NONE_HURT, "medical_at": None, "reports": (), "nobody_reported": True, "is_doubtful": False,
    }  # fmt: skip
    return Entry(**{**said, **changed})  # type: ignore[arg-type]


def scene(*, by: User, at: datetime, key: UUID | None = None, **changed: object) -> UUID:
    """Write down a scene and return its id."""
    return actions.record_scene(key=key or uuid4(), entry=entry(at=at, **changed), by=by, at=at)


def correct(scene: UUID, *, by: User, at: datetime, began: datetime, seen: int = 1, **changed: object) -> None:
    """Correct a scene that was written down at ``began``."""
    actions.correct_scene(scene=scene, seen=seen, entry=entry(at=began, **changed), correction="wrong", by=by, at=at)


def posted(**changed: object) -> Mapping[str, object]:
    """Return what a browser sends for a scene."""
    said: dict[str, object] = {
        "key": str(uuid4()), "division": "river", "origin": "call", "started_day": "2026-03-10",
        "started_time": "08:00", "ended_day": "2026-03-10", "ended_time": "08:40", "identified": "given",
        "supervisor": "Sample Supervisor", "badge": "S1234", "credentials": "on-camera", "videos": "V0001 V0002",
        "is_kept": "on", "medical": "none-hurt", "medical_day": "", "medical_time": "", "reports": "",
        "nobody_reported": "on",
    }  # fmt: skip
    return {name: value for name, value in {**said, **changed}.items() if value is not None}
