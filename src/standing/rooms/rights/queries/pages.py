"""The public addresses of this room: what is published, in which languages, and when it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_supported_language_variant

from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.rights.models import Answer, Withdrawal
from standing.rooms.rights.queries import from_pack
from standing.rooms.rights.queries.public import NUMBERS_PAGE, Published, page_key, published, titles_of
from standing.rooms.rights.rules.papers import PaperFact, papers_of
from standing.rooms.rights.rules.shape import PaperKind
from standing.rooms.rights.rules.steps import Finding

GROUP = "rights"
_PDF = "application/pdf"


def address(path: str, *, language: str, default: str) -> str:
    """Return an address in a language: the default one has no prefix."""
    return path if language == default else f"/{language}{path}"


def papers(*, at: datetime) -> tuple[PaperFact, ...]:
    """Return what can be printed of the public articles."""
    return papers_of((one.article.pk, one.article.paper, one.article.topic) for one in published(at=at))


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPaper:
    """A paper that must not be handed out any longer: which version, of what, and since when."""

    kind: str
    slug: str
    version: int
    since: date


def old_papers(*, at: datetime) -> tuple[OldPaper, ...]:
    """Return the papers whose text was replaced or taken down, the latest first."""
    in_zone = from_pack.zone(at=at)
    public = {one.article.pk: one.version.number for one in published(at=at)}
    down = dict(Withdrawal.objects.filter(at__lte=at).order_by("-at").values_list("version_id", "at"))
    rows = (
        Answer.objects.filter(finding=Finding.APPROVED.value, at__lte=at)
        .exclude(submission__version__article__paper=PaperKind.NONE.value)
        .select_related("submission__version__article")
        .order_by("submission__version__article_id", "at")
    )
    found, later = [], dict[str, datetime]()
    for row in reversed(rows):
        version = row.submission.version
        slug, ended = version.article_id, down.get(version.pk, later.get(version.article_id))
        later[slug] = row.at
        if ended is not None and public.get(slug) != version.number:
            found.append(
                OldPaper(
                    kind=version.article.paper,
                    slug=slug,
                    version=version.number,
                    since=from_pack.day_of(ended, in_zone=in_zone),
                )
            )
    return tuple(sorted(found, key=lambda one: one.since, reverse=True))


def languages(*, at: datetime) -> tuple[str, ...]:
    """Return the languages that have an address, the default one first, in the spelling of addresses."""
    default = from_pack.default_language(at=at).lower()
    codes = [one.code.lower() for one in translations.languages(at=at)]
    return (default, *(code for code in codes if code != default and _has_address(code)))


def pages(*, at: datetime) -> Iterator[Page]:
    """Yield every public page of this room, in each language."""
    found = published(at=at)
    default = from_pack.default_language(at=at).lower()
    offered = {code.lower() for code in translations.offered(at=at)} | {default}
    papers_here = papers_of((one.article.pk, one.article.paper, one.article.topic) for one in found)
    for language in languages(at=at):
        stamps = _Stamps(found, papers_here, language=language, default=default)
        for page in _pages_in(found, papers_here, stamps, has_papers=language in offered):
            yield Page(
                path=address(page.path, language=language, default=default),
                language=language,
                stamp=page.stamp,
                title=page.title,
                group=GROUP,
                changed=page.changed,
                essential=page.essential,
                media_type=page.media_type,
            )


class _Stamps:
    """What each page shows in one language, as one hash a page: what it does not show does not move it."""

    def __init__(
        self, found: tuple[Published, ...], papers_here: tuple[PaperFact, ...], *, language: str, default: str
    ) -> None:
        self.language = language
        said = translations.stamps(
            pages=[NUMBERS_PAGE, *(page_key(one.article.pk) for one in found)], language=language
        )
        words = titles_of(found, language=language, default=default)
        self.numbers = said[NUMBERS_PAGE]
        self._papers = papers_here
        self._whole = {one.article.pk: self._of(one, said[page_key(one.article.pk)]) for one in found}
        self._titles = {slug: self._mixed(*_as_read(title)) for slug, (title, _) in words.items()}
        self.all = self._mixed(self.numbers, *self._whole.values())
        self.list = self._mixed(self.numbers, *(self._in_list(one, words[one.article.pk]) for one in found))

    def _of(self, one: Published, said: str) -> str:
        return self._mixed(
            one.version.sha256,
            one.life.read_on.isoformat(),
            str(one.is_overdue),
            one.approved_on.isoformat(),
            f"{one.article.topic}/{one.article.audience}/{one.article.order}/{one.article.paper}",
            said,
        )

    def _in_list(self, one: Published, words: tuple[Said, ...]) -> str:
        place = (one.article.pk, one.article.topic, one.article.audience)
        return self._mixed(*place, *(part for said in words for part in _as_read(said)))

    def page(self, one: Published) -> str:
        """Return the stamp of an article's page: itself, the numbers and papers in it, and the titles it leads to."""
        return self._mixed(
            self.numbers,
            self._whole[one.article.pk],
            *(paper.name for paper in self._papers if paper.slug == one.article.pk),
            *(self._titles.get(slug, "") for slug in one.text.see),
        )

    @staticmethod
    def _mixed(*parts: str) -> str:
        return sha256_hex(canonical(list(parts)))


def _as_read(said: Said) -> tuple[str, str, str]:
    return said.text, said.language, "" if said.is_fallback else str(said.state)


def _pages_in(
    found: tuple[Published, ...], papers_here: tuple[PaperFact, ...], stamps: _Stamps, *, has_papers: bool
) -> Iterator[Page]:
    language = stamps.language
    newest = max((one.approved_on for one in found), default=None)
    by_slug = {one.article.pk: one for one in found}

    def page(path: str, stamp: str, title: str, **more: object) -> Page:
        return Page(path=path, language=language, stamp=stamp, title=title, **more)  # type: ignore[arg-type]

    yield page("/rights/", stamps.list, "Know your rights", changed=newest, essential=True)
    yield page("/rights/numbers/", stamps.numbers, "Telephone numbers", essential=True)
    yield page("/rights/print/", stamps.all, "Print and share", changed=newest)
    for one in found:
        yield page(
            f"/rights/{one.article.pk}/",
            stamps.page(one),
            one.text.title,
            changed=one.approved_on,
            essential=one.article.offline,
        )
    if not has_papers:
        return
    states = translations.page_states(pages=[page_key(paper.slug) for paper in papers_here], language=language)
    for paper in papers_here:
        if not states[page_key(paper.slug)].is_whole:
            continue  # a paper speaks one language
        yield page(
            f"/rights/print/{paper.name}.pdf",
            stamps.page(by_slug[paper.slug]),
            paper.name,
            changed=by_slug[paper.slug].approved_on,
            media_type=_PDF,
        )


def _has_address(code: str) -> bool:
    try:
        return get_supported_language_variant(code, strict=True) == code
    except LookupError:
        return False
