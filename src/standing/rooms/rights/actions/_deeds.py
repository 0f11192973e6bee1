"""What several deeds share: the lock, the next version, the record, what translators are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.publish import api as publish
from standing.hall.translations import api as translations
from standing.hall.translations.api import SourceText
from standing.kernel import privacy
from standing.kernel.canonical import Json
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.rights import queries
from standing.rooms.rights.models import Article, ArticleVersion
from standing.rooms.rights.queries import VersionState
from standing.rooms.rights.rules.shape import BlockKind
from standing.rooms.rights.rules.text import ArticleText


class TellsOfAPerson(NotAllowed):
    """The text tells something of a person that the City does not keep; it was not saved."""


class Place(TypedDict):
    """Where an article is found, and who answers for it."""

    audience: str
    topic: str
    order: int
    owner: str
    critical: bool
    offline: bool
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A version that was just written."""

    row: ArticleVersion
    text: ArticleText


def locked(slug: str) -> Article:
    """Lock an article. :raises NotFound: if there is none of that name"""
    row = Article.objects.select_for_update().filter(pk=slug).first()
    if row is None:
        raise NotFound("There is no such article.")
    return row


def newest_of(article: Article) -> VersionState:
    """Return the newest version of an article. :raises NotNow: while nothing is written"""
    newest = queries.newest_state(slug=article.pk)
    if newest is None:
        raise NotNow("Nothing is written in this article yet.")
    return newest


def newest_numbered(article: Article, number: int) -> VersionState:
    """Return a version that must be the newest. :raises NotNow: if a newer one stands over it"""
    newest = newest_of(article)
    if newest.row.number != number:
        raise NotNow(f"Version {newest.row.number} is newer. Open that one.")
    return newest


def add_version(
    article: Article,
    text: ArticleText,
    *,
    by: Actor,
    at: datetime,
    pack_sha256: str = "",
    restores: ArticleVersion | None = None,
) -> ArticleVersion:
    """Write the next version of an article."""
    last = ArticleVersion.objects.filter(article=article).order_by("-number").values_list("number", flat=True).first()
    return ArticleVersion.objects.create(
        article=article,
        number=(last or 0) + 1,
        content=text.content,
        sha256=text.sha256,
        pack_sha256=pack_sha256,
        restores=restores,
        written_by=by if isinstance(by, User) else None,
        written_at=at,
    )


def tell_translators(article: Article, text: ArticleText | None, *, by: Actor, at: datetime) -> None:
    """Declare what of an article is to be said in every language; nothing once it is taken down."""
    page = queries.page_key(article.pk)
    says = {block.id for block in text.blocks if block.kind is BlockKind.SAY} if text is not None else set()
    parts = text.texts() if text is not None else ()
    translations.put_source(
        page=page,
        title=text.title if text is not None else article.pk,
        texts=[
            SourceText(key=f"{page}:{part}", text=words, critical=article.critical, about=_about(part, part in says))
            for part, words in parts
        ],
        by=by,
        at=at,
    )
    publish.soon()


def check_tells_of_nobody(text: str) -> None:
    """Test that a text tells nothing of a person that is not kept. :raises TellsOfAPerson: if it does"""
    if sentence := privacy.sentence(privacy.screen(text)):
        raise TellsOfAPerson(sentence)


def record(verb: str, slug: str, *, by: Actor, at: datetime, facts: Mapping[str, Json]) -> None:
    """Write the deed into the book, under the article."""
    audit.record(verb=verb, subject=f"rights:article:{slug}", by=by, at=at, facts=facts)


def _about(part: str, is_said_aloud: bool) -> str:
    if is_said_aloud:
        return "Words that a person says aloud."
    return {
        "title": "The heading of the page.",
        "summary": "One or two sentences in lists.",
        "short": "A text message; keep it under 300 characters.",
    }.get(part, "")
