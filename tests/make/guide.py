"""Builders for the guide: a small town's guide and its changes, people who bring and decide, versions at any step."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.kernel.canonical import sha256_hex
from standing.rooms.guide import actions
from standing.rooms.guide.models import GuideVersion
from standing.rooms.guide.rules.shape import GuideFile, GuideTerms
from tests.make import accounts as make_accounts
from tests.make import pack as make_pack
from tests.make import plans as make_plans

ROOT = Path(__file__).resolve().parents[2]
LOS_ANGELES = ROOT / "packs" / "los-angeles"
ALDER_FORD = ROOT / "tests" / "packs" / "alder-ford"
LOADED = datetime(2025, 7, 10, 16, 0, tzinfo=UTC)
AT = datetime(2025, 7, 14, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LANGUAGES = (
    "languages:\n"
    "  - {code: en, own_name: English, english_name: English, tier: 1}\n"
    "  - {code: es, own_name: Español, english_name: Spanish, tier: 1}\n"
    "  - {code: fa, own_name: فارسی, english_name: Persian, direction: rtl, tier: 1}\n"
)


@cache
def _read(directory: Path) -> Any:
    return yaml.safe_load((directory / "guide.yaml").read_text(encoding="utf-8"))


def plain(directory: Path = ALDER_FORD) -> dict[str, Any]:
    """Return a pack's guide as plain values that a test may change."""
    return copy.deepcopy(_read(directory)["guide"])


def terms(guide: Mapping[str, Any] | None = None, *, directory: Path = ALDER_FORD) -> GuideTerms:
    """Return a guide as the room reads it."""
    return GuideFile.model_validate_json(json.dumps({"guide": dict(guide or plain(directory))})).guide


def node(guide: Mapping[str, Any], id_: str) -> dict[str, Any]:
    """Return one step of a guide as plain values."""
    found: dict[str, Any] = next(one for one in guide["nodes"] if one["id"] == id_)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people around the guide."""

    keeper: User
    counsel: User
    second: User
    translator: User
    reviewer: User


def team() -> Team:
    """Return people who bring packs, decide and translate."""
    return Team(
        keeper=make_accounts.person(role=Role.ADMINISTRATOR, name="Ada Administrator"),
        counsel=make_accounts.person(role=Role.ATTORNEY, name="Cass Counsel"),
        second=make_accounts.person(role=Role.ATTORNEY, name="Cora Counsel"),
        translator=make_accounts.person(role=Role.TRANSLATOR, name="Tara Translator"),
        reviewer=make_accounts.person(role=Role.TRANSLATOR, name="Rosa Reader"),
    )


def pack_files(guide: Mapping[str, Any] | None = None, *, version: str = "1", **more: str) -> dict[str, bytes]:
    """Return a small town's pack with a guide; ``more`` puts other texts for files."""
    files = make_plans.pack_files(version=version)
    files["languages.yaml"] = LANGUAGES.encode()
    files["guide.yaml"] = json.dumps({"guide": owned(guide)}, ensure_ascii=False).encode()
    return files | {name: text.encode() for name, text in more.items()}


def owned(guide: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a guide that a department of the small town answers for."""
    return {**(plain() if guide is None else guide), "owner": "parks"}


def load_pack(
    directory: Path,
    guide: Mapping[str, Any] | None = None,
    *,
    at: datetime = LOADED,
    by: User | None = None,
    more: Mapping[str, str] | None = None,
) -> None:
    """Put a small town's pack in force."""
    in_force = packs.in_force(known=at)
    number = 1 + (in_force.number if in_force is not None else 0)
    written = make_pack.write_pack(directory / f"pack-{number}", pack_files(guide, version=str(number), **(more or {})))
    by_whom = by if by is not None else SYSTEM
    seen = packs.propose(directory=written, by=by_whom, at=at).sha256 if in_force is not None else None
    packs.load(directory=written, by=by_whom, at=at, seen_sha256=seen)


def version(people: Team, guide: Mapping[str, Any] | None = None, *, at: datetime = AT) -> GuideVersion:
    """Have a version come in."""
    made = actions.take_guide_from_pack(
        guide=terms(owned(guide)), pack_sha256=sha256_hex(b"pack"), by=people.keeper, at=at
    )
    assert made is not None
    return made


def approved(people: Team, guide: Mapping[str, Any] | None = None, *, at: datetime = AT) -> GuideVersion:
    """Have a version come in and be approved an hour later."""
    made = version(people, guide, at=at)
    approve(people, made, at=at + HOUR)
    return made


def approve(people: Team, row: GuideVersion, *, at: datetime) -> None:
    """Have counsel approve a version."""
    actions.approve_version(number=row.pk, seen_sha256=row.sha256, note="", by=people.counsel, at=at)


def real(people: Team, *, at: datetime = AT) -> GuideVersion:
    """Have the guide of the first pack come in and be approved."""
    made = actions.take_guide_from_pack(
        guide=terms(directory=LOS_ANGELES), pack_sha256=sha256_hex(b"pack"), by=people.keeper, at=at
    )
    assert made is not None
    approve(people, made, at=at + HOUR)
    return made


def say_in_spanish(directory: Path, *, at: datetime = AT + 2 * HOUR) -> None:
    """Have a pack bring the first pack's Spanish words for the guide in force, into a sample, which shows them."""
    installation.create(is_sample=True, at=LOADED)
    words = (LOS_ANGELES / "words" / "es" / "guide.yaml").read_text(encoding="utf-8")
    load_pack(directory, at=at, more={"words/es/guide.yaml": words})
