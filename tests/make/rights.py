"""Builders for rights: a small town's numbers and articles, people who write and approve, articles at any step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as pack
from standing.rooms.rights import actions, queries
from standing.rooms.rights.actions import Place
from standing.rooms.rights.models import ArticleVersion
from standing.rooms.rights.rules.shape import ArticleFile, ArticleTerms, BlockKind, NumbersFile
from standing.rooms.rights.rules.text import ArticleText, Block, LawFact
from tests.make import accounts as make_accounts
from tests.make import pack as make_pack
from tests.make import plans as make_plans

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
NUMBERS: Sequence[Mapping[str, object]] = (
    {"id": "phone_311", "number": "311", "label": "City help line", "hours": "Every day", "languages": ["en", "es"],
     "note": "Say the name of your language.", "source": "made up", "confidence": "I"},
    {"id": "phone_legal", "number": "213-555-0123", "label": "Legal help", "hours": "", "languages": ["en"],
     "source": "made up", "confidence": "?"},
)  # fmt: skip
PLACE = Place(audience="families", topic="home", order=1, owner="parks", critical=True, offline=True, paper="none")
TEXT = ArticleText(
    title="At your door",
    summary="You do not have to open. Ask for a paper signed by a judge.",
    short="You do not have to open the door. Help: {phone_311}.",
    blocks=(
        Block(id="b1", kind=BlockKind.WARN, text="In danger? Call {phone_311}."),
        Block(id="b2", kind=BlockKind.HEADING, text="Before you open"),
        Block(id="b3", kind=BlockKind.STEP, text="Stay calm."),
        Block(id="b4", kind=BlockKind.STEP, text="Ask who is there."),
        Block(id="b5", kind=BlockKind.SAY, text="Did a judge sign your paper?"),
        Block(id="b6", kind=BlockKind.POINT, text="Do not lie."),
        Block(id="b7", kind=BlockKind.NOTE, text="Help: {phone_legal}."),
    ),
    laws=(LawFact(says="A home is not entered without a judge's paper.", where="Fourth Amendment", confidence="L"),),
    see=(),
    review_days=100,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """The people around articles."""

    editor: User
    second: User
    counsel: User
    translator: User
    reviewer: User


def team() -> Team:
    """Return people who write, approve and translate."""
    return Team(
        editor=make_accounts.person(role=Role.EDITOR, name="Edda Editor"),
        second=make_accounts.person(role=Role.COORDINATOR, name="Cody Coordinator"),
        counsel=make_accounts.person(role=Role.ATTORNEY, name="Cass Counsel"),
        translator=make_accounts.person(role=Role.TRANSLATOR, name="Tara Translator"),
        reviewer=make_accounts.person(role=Role.TRANSLATOR, name="Rosa Reader"),
    )


def article_file(slug: str = "at-the-door", **changed: object) -> dict[str, object]:
    """Return an article as it stands in a pack."""
    article: dict[str, object] = {
        "id": slug,
        "order": 1,
        "topic": "home",
        "critical": True,
        "offline": True,
        "owner": "parks",
        "review_days": TEXT.review_days,
        "title": TEXT.title,
        "summary": TEXT.summary,
        "short": TEXT.short,
        "blocks": [{"id": one.id, "kind": one.kind.value, "text": one.text} for one in TEXT.blocks],
        "laws": [{"says": one.says, "where": one.where, "confidence": one.confidence} for one in TEXT.laws],
        **changed,
    }
    return {"article": article}


def pack_files(
    *articles: Mapping[str, object], numbers: Sequence[Mapping[str, object]] = NUMBERS, version: str = "1"
) -> dict[str, bytes]:
    """Return a small town's pack with these articles and numbers."""
    files = make_plans.pack_files(version=version)
    files["languages.yaml"] = LANGUAGES.encode()
    files["numbers.yaml"] = json.dumps({"numbers": list(numbers)}).encode()
    for number, article in enumerate(articles):
        files[f"rights/article-{number}.yaml"] = json.dumps(article, ensure_ascii=False).encode()
    return files


def articles_in(directory: Path) -> dict[str, ArticleTerms]:
    """Return the articles of a pack's folder by the names of their files, whatever else the pack holds."""
    return {
        f"{directory.name}/{path.name}": ArticleFile.model_validate_json(_json_of(path)).article
        for path in sorted((directory / "rights").glob("*.yaml"))
    }


def numbers_in(directory: Path) -> dict[str, str]:
    """Return the telephone numbers of a pack's folder."""
    file = NumbersFile.model_validate_json(_json_of(directory / "numbers.yaml"))
    return {one.id: one.number for one in file.numbers}


def _json_of(path: Path) -> str:
    return json.dumps(yaml.safe_load(path.read_text()))


def load_pack(
    directory: Path,
    *articles: Mapping[str, object],
    numbers: Sequence[Mapping[str, object]] = NUMBERS,
    at: datetime = LOADED,
) -> None:
    """Put a small town's pack in force."""
    in_force = pack.in_force(known=at)
    number = 1 + (in_force.number if in_force is not None else 0)
    files = pack_files(*articles, numbers=numbers, version=str(number))
    written = make_pack.write_pack(directory / f"pack-{number}", files)
    seen = pack.propose(directory=written, by=SYSTEM, at=at).sha256 if in_force is not None else None
    pack.load(directory=written, by=SYSTEM, at=at, seen_sha256=seen)


def draft(
    people: Team, slug: str = "at-the-door", *, text: ArticleText = TEXT, at: datetime = AT, **place: object
) -> ArticleVersion:
    """Have an article begun."""
    return actions.start_article(
        slug=slug,
        place=Place(**{**PLACE, **place}),  # type: ignore[typeddict-item]
        text=text,
        by=people.editor,
        at=at,
    )


def next_draft(people: Team, slug: str = "at-the-door", *, title: str, at: datetime) -> ArticleVersion:
    """Have the newest text saved with another title."""
    newest = queries.newest_state(slug=slug)
    assert newest is not None
    return actions.save_draft(
        slug=slug,
        text=replace(newest.text, title=title),
        base=newest.row.number,
        by=people.editor,
        at=at,
    )


def waiting(people: Team, slug: str = "at-the-door", *, at: datetime = AT, **more: object) -> ArticleVersion:
    """Have an article begun and sent to counsel."""
    version = draft(people, slug, at=at, **more)  # type: ignore[arg-type]
    actions.submit_version(slug=slug, number=version.number, by=people.editor, at=at)
    return version


def approved(people: Team, slug: str = "at-the-door", *, at: datetime = AT, **more: object) -> ArticleVersion:
    """Have an article begun, sent and approved an hour later."""
    version = waiting(people, slug, at=at, **more)
    approve(people, version, at=at + HOUR)
    return version


def approve(people: Team, version: ArticleVersion, *, at: datetime) -> None:
    """Have counsel approve a version."""
    actions.approve_version(
        slug=version.article_id, number=version.number, seen_sha256=version.sha256, note="", by=people.counsel, at=at
    )
