"""
What there is to publish: the pages of the rooms, those that are made from them, and what is the same on all.

Rooms are unknown here; the wiring hands in one function for each of them. The pages made from all others are for
robots, for feed readers, for phones without a network, for errors. While a run goes on, the list that they are
made from is the run's own, so that it is put together once and not once for each of them.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.translation import override

import standing
from standing.hall import memory
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.publish.rules import NotAPage, Page
from standing.hall.web import navigation
from standing.kernel.canonical import Json, canonical, sha256_hex

Source = Callable[[datetime], Iterable[Page]]
Offered = Callable[[datetime], tuple[str, ...]]

ROBOTS = "/robots.txt"
OWN = "publish"
FEED_LENGTH = 50
_ERRORS = {"not_found": 404, "unavailable": 503}
_PARTS = frozenset({".py", ".html", ".txt", ".js", ".css", ".svg", ".xml", ".mo"})
_sources: dict[str, Source] = {}
_offered: list[Offered] = []
_collected: ContextVar[Mapping[str, Page] | None] = ContextVar("collected", default=None)


def register(name: str, pages: Source) -> None:
    """Have the pages of one room published; registering the same name again replaces it."""
    _sources[name] = pages


def unregister(name: str) -> None:
    """Publish the pages of this room no longer."""
    _sources.pop(name, None)


def names() -> tuple[str, ...]:
    """Return who is registered, in the order of registering."""
    return tuple(_sources)


def set_offered(languages: Offered) -> None:
    """Say which languages are offered to everybody at a moment; the default language comes first anyway."""
    _offered[:] = [languages]


def offered(at: datetime) -> tuple[str, ...]:
    """Return the languages that are offered, the default one first."""
    first = settings.LANGUAGE_CODE.lower()
    rest = [code.lower() for code in (_offered[0](at) if _offered else ())]
    return (first, *(code for code in rest if code != first))


def collect(at: datetime) -> dict[str, Page]:
    """
    Return every page that should be public at a moment, by its address.

    :raises NotAPage: if two pages have one address
    """
    found: dict[str, Page] = {}
    with memory.one_drawing():
        for name, pages in _sources.items():
            for page in pages(at):
                if page.path in found:
                    raise NotAPage(f"{page.path} is given twice, the second time by {name}")
                found[page.path] = _said(page)
    return found


def _said(page: Page) -> Page:
    if isinstance(page.title, str):
        return page
    with override(page.language):
        return replace(page, title=str(page.title))


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
        known = with_own(collect(at))
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
    with override(code):
        yield Page(path=reverse("publish_pages:offline"), language=code, stamp=titles, group=OWN)
        yield _file(reverse("publish_pages:offline_list"), code, stamps, media_type="application/json")
        yield _file(reverse("publish_pages:changes"), code, feed, media_type="application/atom+xml")
        for name, status in _ERRORS.items():
            path = reverse(f"publish_pages:{name}")
            yield Page(path=path, language=code, stamp=name, group=OWN, status=status)


def _file(path: str, language: str, stamp: str, *, media_type: str = "text/plain") -> Page:
    return Page(path=path, language=language, stamp=stamp, group=OWN, media_type=media_type)


def _stamp(parts: Iterable[Json]) -> str:
    return sha256_hex(canonical([list(part) if isinstance(part, tuple) else part for part in parts]))


def _day(page: Page) -> str:
    return page.changed.isoformat() if page.changed else ""


def shell(at: datetime) -> str:
    """Return the stamp of the shell: program, static files, pack, languages, navigation, sample or not."""
    pack = packs.in_force(known=at)
    return sha256_hex(
        canonical(
            {
                "program": program(),
                "static": str(getattr(staticfiles_storage, "manifest_hash", "") or ""),
                "pack": pack.sha256 if pack is not None else "",
                "languages": list(offered(at)),
                "spoken": [code for code, _name in settings.LANGUAGES],
                "navigation": [item.route for item in (*navigation.public_items(), *navigation.foot_items())],
                "sample": installation.is_sample(),
                "origin": str(settings.STANDING["origin"]),
            }
        )
    )


@cache
def program() -> str:
    """Return which program this is: its version, and the bytes of its code, templates and words."""
    digest = hashlib.sha256(metadata.version("standing").encode())
    for folder in (Path(str(standing.__file__)).parent, *map(Path, settings.LOCALE_PATHS)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _PARTS and path.is_file():
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
