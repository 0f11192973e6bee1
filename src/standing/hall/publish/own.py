"""
The pages that publishing itself adds: for robots, for feed readers, for phones without a network, for errors.

All of them are made from the list of all other pages. While a run goes on, that list is the run's own, so that
it is put together once and not once for each of these pages.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from standing.hall.installation import api as installation
from standing.hall.publish import sources
from standing.hall.publish.rules import Page
from standing.kernel.canonical import Json, canonical, sha256_hex

ROBOTS = "/robots.txt"
GROUP = "publish"
FEED_LENGTH = 50
_ERRORS = {"not_found": 404, "unavailable": 503}
_collected: ContextVar[Mapping[str, Page] | None] = ContextVar("collected", default=None)


@contextmanager
def collected(pages: Mapping[str, Page]) -> Iterator[None]:
    """Let the pages made in here see this list as what is public."""
    token = _collected.set(pages)
    try:
        yield
    finally:
        _collected.reset(token)


def public_pages(at: datetime) -> Mapping[str, Page]:
    """Return every page that may be public, by its address."""
    known = _collected.get()
    if known is None:
        known = with_own(sources.collect(at))
    if installation.is_sample():
        return known
    return {path: page for path, page in known.items() if page.approved}


def with_own(pages: Mapping[str, Page]) -> dict[str, Page]:
    """Return the pages of the rooms and those that are made from them."""
    whole = dict(pages)
    if not whole:
        return whole  # no room has a page yet: there is nothing to make a list of
    first = settings.LANGUAGE_CODE.lower()
    given = list(pages.values())
    for page in (
        _file(ROBOTS, first, "robots"),
        _file(reverse("publish:worker"), first, "worker"),
        _file(reverse("publish:sitemap"), first, _stamp((page.path, _day(page)) for page in given)),
    ):
        whole[page.path] = page
    by_language: dict[str, list[Page]] = {code.lower(): [] for code, _name in settings.LANGUAGES}
    for page in given:
        by_language.setdefault(page.language, []).append(page)
    for code, _name in settings.LANGUAGES:
        for page in _of_language(code.lower(), by_language[code.lower()]):
            whole[page.path] = page
    return whole


def latest(pages: Iterable[Page], language: str) -> list[Page]:
    """Return the pages that changed last, as the feed of a language has them."""
    dated = [page for page in pages if page.language == language and page.changed is not None and page.title]
    dated.sort(key=lambda page: (page.changed, page.path), reverse=True)
    return dated[:FEED_LENGTH]


def essential(pages: Iterable[Page], language: str) -> list[Page]:
    """Return the pages that a phone saves, in the order of their addresses."""
    chosen = [page for page in pages if page.essential and page.language == language]
    return sorted(chosen, key=lambda page: page.path)


def version_of(pages: Iterable[Page], *, shell: str) -> str:
    """Return what changes when a saved page may have changed."""
    return _stamp([shell, *((page.path, page.stamp) for page in pages)])[:16]


def _of_language(code: str, given: list[Page]) -> Iterator[Page]:
    saved = essential(given, code)
    titles = _stamp((page.path, str(page.title)) for page in saved)
    stamps = _stamp((page.path, page.stamp) for page in saved)
    feed = _stamp((page.path, str(page.title), _day(page)) for page in latest(given, code))
    with translation.override(code):
        yield Page(path=reverse("publish_pages:offline"), language=code, stamp=titles, group=GROUP)
        yield _file(reverse("publish_pages:offline_list"), code, stamps, media_type="application/json")
        yield _file(reverse("publish_pages:changes"), code, feed, media_type="application/atom+xml")
        for name, status in _ERRORS.items():
            path = reverse(f"publish_pages:{name}")
            yield Page(path=path, language=code, stamp=name, group=GROUP, status=status)


def _file(path: str, language: str, stamp: str, *, media_type: str = "text/plain") -> Page:
    return Page(path=path, language=language, stamp=stamp, group=GROUP, media_type=media_type)


def _stamp(parts: Iterable[Json]) -> str:
    return sha256_hex(canonical([list(part) if isinstance(part, tuple) else part for part in parts]))


def _day(page: Page) -> str:
    return page.changed.isoformat() if page.changed else ""
