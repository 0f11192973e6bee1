"""What is public at a moment: articles as approved, telephone numbers, and whether something was taken down."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from standing.hall import memory
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said, State
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound
from standing.rooms.rights.models import Answer, Article, ArticleVersion, Confirmation, Withdrawal
from standing.rooms.rights.queries import from_pack
from standing.rooms.rights.rules import shelf_life
from standing.rooms.rights.rules import text as texts
from standing.rooms.rights.rules.shape import NumberTerms
from standing.rooms.rights.rules.shelf_life import ShelfLife
from standing.rooms.rights.rules.steps import Finding
from standing.rooms.rights.rules.text import ArticleText, LawFact

NUMBERS_PAGE = "numbers"
_SAMPLE_LINE = "555-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A version that counsel approved and nobody took down, with its days."""

    article: Article
    version: ArticleVersion
    text: ArticleText
    approved_at: datetime
    approved_on: date
    approved_by_title: str
    life: ShelfLife
    today: date

    @property
    def is_soon(self) -> bool:
        """Test whether it is to be read again before long."""
        return self.life.is_soon(today=self.today)

    @property
    def is_overdue(self) -> bool:
        """Test whether it was to be read again by now."""
        return self.life.is_overdue(today=self.today)

    @property
    def is_expired(self) -> bool:
        """Test whether nobody may rely on it."""
        return self.life.is_expired(today=self.today)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockFact:
    """One block as it is said in a language; ``source`` is what the approved text says."""

    id: str
    kind: str
    said: Said
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFact:
    """One approved article, as it is said in a language."""

    slug: str
    audience: str
    topic: str
    order: int
    critical: bool
    offline: bool
    owner: str
    paper: str
    title: Said
    summary: Said
    short: Said
    blocks: tuple[BlockFact, ...]
    laws: tuple[LawFact, ...]
    see: tuple[str, ...]
    version: int
    sha256: str
    approved_on: date
    approved_by_title: str
    read_on: date
    review_by: date
    last_day: date
    is_overdue: bool
    updated: datetime

    @property
    def page(self) -> str:
        """Return the name that translators know the page by."""
        return page_key(self.slug)

    @property
    def said(self) -> tuple[Said, ...]:
        """Return all that is said."""
        return (self.title, self.summary, self.short, *(block.said for block in self.blocks))


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberFact:
    """A telephone number as it is said in a language."""

    id: str
    label: Said
    number: str
    hours: Said
    languages: tuple[str, ...]
    note: Said
    is_sample: bool


class Gone(StrEnum):
    """Why an address that was public is so no longer."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFact:
    """All that is public about rights at a moment, under one hash."""

    sha256: str
    articles: int
    languages: tuple[str, ...]


def page_key(slug: str) -> str:
    """Return the name that translators know the page of an article by."""
    return f"rights:{slug}"


def published(*, at: datetime, slug: str | None = None, also_expired: bool = False) -> tuple[Published, ...]:
    """Return what stood on the public pages at a moment, in order."""
    found = memory.once((__name__, at, slug), lambda: _approved(at=at, slug=slug))
    return found if also_expired else tuple(one for one in found if not one.is_expired)


def why_gone(*, slug: str, at: datetime) -> Gone | None:
    """Say why an article is no longer public; None if it is public, or never was."""
    if published(at=at, slug=slug):
        return None
    if published(at=at, slug=slug, also_expired=True):
        return Gone.EXPIRED
    was = Withdrawal.objects.filter(version__article_id=slug, at__lte=at).exists()
    return Gone.WITHDRAWN if was else None


def articles(
    *, language: str, at: datetime, is_filled: bool = True, only: Collection[str] | None = None
) -> tuple[ArticleFact, ...]:
    """
    Return the public articles in a language, all or ``only`` some.

    With ``is_filled`` telephone numbers stand in the text.
    """
    found = published(at=at)
    if only is not None:
        found = tuple(one for one in found if one.article.pk in only)
    return _said(found, language=language, at=at, is_filled=is_filled)


def articles_in(*, languages: Iterable[str], at: datetime, only: Collection[str]) -> dict[str, tuple[ArticleFact, ...]]:
    """Return some public articles in each of these languages; what they have in common is asked once."""
    found = tuple(one for one in published(at=at) if one.article.pk in only)
    return _said_in(found, languages=languages, at=at, is_filled=True)


def article(*, slug: str, language: str, at: datetime, is_filled: bool = True) -> ArticleFact:
    """Return one public article in a language. :raises NotFound: if it is not public"""
    # All are asked for, because the page of one leads to others: one question serves both.
    found = tuple(one for one in published(at=at) if one.article.pk == slug)
    if not found:
        raise NotFound("There is no such article.")
    return _said(found, language=language, at=at, is_filled=is_filled)[0]


def titles_of(found: Iterable[Published], *, language: str, default: str) -> dict[str, tuple[Said, Said]]:
    """Return the title and the summary of each article in a language, in one question."""
    written = {one.article.pk: (("title", one.text.title), ("summary", one.text.summary)) for one in found}
    keys = [f"{page_key(slug)}:{part}" for slug, texts in written.items() for part, _ in texts]
    said = translations.said(keys=keys, language=language)

    def words(slug: str, part: str, text: str) -> Said:
        return _or_source(said, f"{page_key(slug)}:{part}", text, language=language, default=default)

    return {slug: (words(slug, *title), words(slug, *summary)) for slug, (title, summary) in written.items()}


def as_written(*, text: ArticleText, article: Article, number: int, sha256: str, at: datetime) -> ArticleFact:
    """Return a version that is not public as its page would show it, in the language it is written in."""
    language, today = from_pack.default_language(at=at), from_pack.day_of(at, in_zone=from_pack.zone(at=at))
    life = shelf_life.of(read_on=today, review_days=text.review_days)
    words = {part: _as_source(said, language=language, default=language) for part, said in text.texts()}
    return _fact(article, text, words, number=number, sha256=sha256, title="", on=today, life=life, today=today, at=at)


def numbers(*, language: str, at: datetime) -> tuple[NumberFact, ...]:
    """Return the telephone numbers in a language, in the pack's order."""
    terms = from_pack.numbers_in_force(at=at)
    default = from_pack.default_language(at=at)
    keys = [key for one in terms for key, _ in number_texts(one)]
    found = translations.said(keys=keys, language=language)

    def said(one: NumberTerms, part: str) -> Said:
        return _or_source(found, f"numbers:{one.id}:{part}", getattr(one, part), language=language, default=default)

    return tuple(
        NumberFact(
            id=one.id,
            label=said(one, "label"),
            number=one.number,
            hours=said(one, "hours"),
            languages=one.languages,
            note=said(one, "note"),
            is_sample=_SAMPLE_LINE in one.number,
        )
        for one in terms
    )


def number_texts(one: NumberTerms) -> tuple[tuple[str, str], ...]:
    """Return the words of a number that are translated, with their keys."""
    parts = (("label", one.label), ("hours", one.hours), ("note", one.note))
    return tuple((f"numbers:{one.id}:{part}", text) for part, text in parts if text)


def edition(*, at: datetime) -> EditionFact:
    """Return what is public about rights at a moment, under one hash."""
    found = published(at=at)
    languages = translations.offered(at=at)
    digest = canonical(
        {
            "articles": [[one.article.pk, one.version.sha256] for one in found],
            "numbers": [[one.id, one.number] for one in from_pack.numbers_in_force(at=at)],
            "languages": sorted(languages),
        }
    )
    return EditionFact(sha256=sha256_hex(digest), articles=len(found), languages=tuple(languages))


def _approved(*, at: datetime, slug: str | None) -> tuple[Published, ...]:
    """Return what counsel approved and nobody took down, also what is too old by now."""
    approvals = Answer.objects.filter(finding=Finding.APPROVED.value, at__lte=at)
    gone = Withdrawal.objects.filter(at__lte=at)
    if slug is not None:
        approvals = approvals.filter(submission__version__article_id=slug)
        gone = gone.filter(version__article_id=slug)
    down = dict(gone.order_by("at", "id").values_list("version__article_id", "at"))
    latest: dict[str, tuple[int, datetime, str]] = {}
    for name, version, when, title in approvals.order_by("at", "submission__version__number").values_list(
        "submission__version__article_id", "submission__version_id", "at", "title"
    ):
        if name not in down or when > down[name]:
            latest[name] = (version, when, title)
    ids = [version for version, _, _ in latest.values()]
    rows = ArticleVersion.objects.select_related("article").in_bulk(ids)
    read_again = dict(
        Confirmation.objects.filter(version_id__in=ids, at__lte=at).order_by("at").values_list("version_id", "at")
    )
    clock = from_pack.zone(at=at)
    found = [
        _published(
            rows[version], approved_at=when, title=title, read_at=read_again.get(version, when), zone=clock, at=at
        )
        for version, when, title in latest.values()
    ]
    return tuple(sorted(found, key=lambda one: (one.article.order, one.article.pk)))


def _published(
    row: ArticleVersion, *, approved_at: datetime, title: str, read_at: datetime, zone: ZoneInfo, at: datetime
) -> Published:
    text = texts.of_content(bytes(row.content))
    return Published(
        article=row.article,
        version=row,
        text=text,
        approved_at=approved_at,
        approved_on=from_pack.day_of(approved_at, in_zone=zone),
        approved_by_title=title,
        life=shelf_life.of(read_on=from_pack.day_of(read_at, in_zone=zone), review_days=text.review_days),
        today=from_pack.day_of(at, in_zone=zone),
    )


def _said(found: Iterable[Published], *, language: str, at: datetime, is_filled: bool) -> tuple[ArticleFact, ...]:
    return _said_in(tuple(found), languages=[language], at=at, is_filled=is_filled)[language]


def _said_in(
    found: tuple[Published, ...], *, languages: Iterable[str], at: datetime, is_filled: bool
) -> dict[str, tuple[ArticleFact, ...]]:
    default = from_pack.default_language(at=at)
    values = from_pack.variables(at=at) if is_filled else None
    return {language: _in_language(found, language=language, default=default, values=values) for language in languages}


def _in_language(
    found: tuple[Published, ...], *, language: str, default: str, values: Mapping[str, str] | None
) -> tuple[ArticleFact, ...]:
    keys = [f"{page_key(one.article.pk)}:{part}" for one in found for part, _ in one.text.texts()]
    said = translations.said(keys=keys, language=language)

    def words(one: Published) -> dict[str, Said]:
        page = page_key(one.article.pk)
        found = {
            part: _or_source(said, f"{page}:{part}", text, language=language, default=default)
            for part, text in one.text.texts()
        }
        return {part: value.filled(values) for part, value in found.items()} if values is not None else found

    return tuple(
        _fact(
            one.article,
            one.text,
            words(one),
            number=one.version.number,
            sha256=one.version.sha256,
            title=one.approved_by_title,
            on=one.approved_on,
            life=one.life,
            today=one.today,
            at=one.approved_at,
        )
        for one in found
    )


def _fact(
    row: Article,
    text: ArticleText,
    words: Mapping[str, Said],
    *,
    number: int,
    sha256: str,
    title: str,
    on: date,
    life: ShelfLife,
    today: date,
    at: datetime,
) -> ArticleFact:
    return ArticleFact(
        slug=row.pk,
        audience=row.audience,
        topic=row.topic,
        order=row.order,
        critical=row.critical,
        offline=row.offline,
        owner=row.owner,
        paper=row.paper,
        title=words["title"],
        summary=words["summary"],
        short=words["short"],
        blocks=tuple(
            BlockFact(id=one.id, kind=one.kind.value, said=words[one.id], source=one.text) for one in text.blocks
        ),
        laws=text.laws,
        see=text.see,
        version=number,
        sha256=sha256,
        approved_on=on,
        approved_by_title=title,
        read_on=life.read_on,
        review_by=life.review_by,
        last_day=life.last_day,
        is_overdue=life.is_overdue(today=today),
        updated=at,
    )


def _or_source(found: Mapping[str, Said], key: str, text: str, *, language: str, default: str) -> Said:
    """Return what translators said; the approved words where nobody has been asked to translate them yet."""
    return found[key] if key in found else _as_source(text, language=language, default=default)


def _as_source(text: str, *, language: str, default: str) -> Said:
    is_fallback = language.lower() != default.lower()
    return Said(
        text=text,
        language=default,
        direction=translations.direction_of(default),
        state=State.MISSING if is_fallback else State.SOURCE,
        is_fallback=is_fallback,
    )
