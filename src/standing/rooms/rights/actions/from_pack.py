"""What a pack brings: articles as drafts, and telephone numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.publish import api as publish
from standing.hall.translations import api as translations
from standing.hall.translations.api import SourceText
from standing.rooms.rights import queries
from standing.rooms.rights.actions._deeds import Place, add_version, record
from standing.rooms.rights.models import Article, ArticleVersion
from standing.rooms.rights.rules import text as texts
from standing.rooms.rights.rules.shape import ArticleTerms, NumberTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of the articles of a pack."""

    drafts: tuple[str, ...]
    same: tuple[str, ...]
    kept_by_hand: tuple[str, ...]


@transaction.atomic
def take_articles_from_pack(*, articles: Sequence[ArticleTerms], pack_sha256: str, by: Actor, at: datetime) -> Taken:
    """
    This will make a draft of every article whose text differs from what a pack said last.

    An article that somebody here wrote since is left as it is. Nothing becomes public: counsel approves.
    """
    drafts, same, by_hand = [], [], []
    for terms in articles:
        text = texts.of_terms(terms)
        article = _placed(terms, by=by, at=at)
        before = queries.last_from_pack(slug=terms.id)
        if before is not None and before.sha256 == text.sha256:
            same.append(terms.id)
        elif queries.is_written_by_hand(slug=terms.id):
            by_hand.append(terms.id)
        else:
            version = add_version(article, text, by=by, at=at, pack_sha256=pack_sha256)
            record(
                "rights.take_from_pack",
                terms.id,
                by=by,
                at=at,
                facts={"version": version.number, "sha256": version.sha256, "pack": pack_sha256},
            )
            drafts.append(terms.id)
    return Taken(drafts=tuple(drafts), same=tuple(same), kept_by_hand=tuple(by_hand))


@transaction.atomic
def name_numbers(*, numbers: Sequence[NumberTerms], by: Actor, at: datetime) -> None:
    """This will tell translators and the public pages which telephone numbers a pack names."""
    translations.put_source(
        page=queries.NUMBERS_PAGE,
        title="Telephone numbers",
        texts=[
            SourceText(key=key, text=text, critical=True, about="About a telephone number.")
            for one in numbers
            for key, text in queries.number_texts(one)
        ],
        by=by,
        at=at,
    )
    publish.soon()
    audit.record(
        verb="rights.name_numbers",
        subject="rights:numbers",
        by=by,
        at=at,
        facts={"numbers": [one.id for one in numbers]},
    )


def _placed(terms: ArticleTerms, *, by: Actor, at: datetime) -> Article:
    """Make the row of an article, or put it where the pack says."""
    place = Place(
        audience=terms.audience.value,
        topic=terms.topic.value,
        order=terms.order,
        owner=terms.owner,
        critical=terms.critical,
        offline=terms.offline,
        paper=terms.paper.value,
    )
    row = Article.objects.select_for_update().filter(pk=terms.id).first()
    if row is None:
        return Article.objects.create(slug=terms.id, started_at=at, **place)
    if not ArticleVersion.objects.filter(article=row, pack_sha256="").exists():
        moved = [name for name, value in place.items() if getattr(row, name) != value]
        for name in moved:
            setattr(row, name, place[name])  # type: ignore[literal-required]
        if moved:
            row.save(update_fields=moved)
            record("rights.place_article", terms.id, by=by, at=at, facts={"changed": sorted(moved)})
    return row
