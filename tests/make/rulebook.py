"""Rulebooks to test with: the two packs' own, and one taken in and approved."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import yaml

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.rooms.rulebook import actions, queries
from standing.rooms.rulebook.rules.book import RulebookFile
from tests.make import accounts

ROOT = Path(__file__).resolve().parents[2]
PACKS = {"los-angeles": ROOT / "packs" / "los-angeles", "alder-ford": ROOT / "tests" / "packs" / "alder-ford"}
AT = datetime(2026, 7, 13, 16, 30, tzinfo=UTC)


def book(pack: str = "alder-ford", **changes: object) -> RulebookFile:
    """Return the rulebook of a pack, with changes at its top."""
    read = yaml.safe_load((PACKS[pack] / "rulebook.yaml").read_text())
    return RulebookFile.model_validate({**read, **changes})


def taken(book_: RulebookFile | None = None, *, at: datetime = AT) -> int:
    """Take a rulebook in as a pack would; return the number of its edition."""
    number = actions.take_rules(book=book_ or book(), pack_sha256="a" * 64, by=SYSTEM, at=at)
    assert number is not None
    return number


def counsel() -> User:
    """Return somebody who approves rules."""
    return accounts.person(role=Role.ATTORNEY)


def approved(book_: RulebookFile | None = None, *, by: User | None = None, at: datetime = AT) -> int:
    """Take a rulebook in and have counsel approve it."""
    number = taken(book_, at=at)
    seen = queries.edition(number=number).sha256
    actions.approve_edition(number=number, seen_sha256=seen, note="", by=by or counsel(), at=at)
    return number
