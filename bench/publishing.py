"""
Publishing: all pages in all languages, one changed article, nothing, and how long a change takes to be public.

The pages are made up, as long as real ones, and drawn by the whole application as real ones are. Measured twice,
the second time with ten times as many, because what one changed article costs must not grow with all the others.
"""

import asyncio
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import Random
from time import perf_counter
from types import ModuleType

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import clear_url_caches, include, path
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from standing.config import urls
from standing.hall import clock
from standing.hall.accounts import access
from standing.hall.audit.api import SYSTEM
from standing.hall.publish import api as publish
from standing.hall.publish import queries, sources
from standing.hall.publish.rendering import render
from standing.kernel.access import PUBLIC, Access

_URLS = "bench.made_up_urls"
_TIMES = 5
_TEMPLATE = """{% extends "web/public.html" %}{% block title %}{{ title }}{% endblock %}
{% block content %}{% for block in blocks %}<h2>{{ block.0 }}</h2><p>{{ block.1 }}</p>{% endfor %}
<p>{{ version }}</p>{% endblock %}"""


class Room:
    """As many articles as wanted, in every language, each with a version that can be raised."""

    def __init__(self, articles: int) -> None:
        self.codes = [code.lower() for code, _name in settings.LANGUAGES]
        self.versions = dict.fromkeys(range(articles), 1)
        self.drawn = 0
        self._template = engines["django"].from_string(_TEMPLATE)
        chance = Random(7)
        letters = "abcdefghijklmnopqrstuvwxyz"
        vocabulary = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(900)]
        self._blocks = [
            (" ".join(chance.choices(vocabulary, k=5)), " ".join(chance.choices(vocabulary, k=45))) for _ in range(14)
        ]

    def pages(self, _at: datetime) -> Iterable[publish.Page]:
        """List all pages."""
        first = settings.LANGUAGE_CODE
        for number, version in self.versions.items():
            for code in self.codes:
                prefix = "" if code == first else f"/{code}"
                yield publish.Page(
                    path=f"{prefix}/made-up/{number}/", language=code, stamp=str(version), title=f"Article {number}"
                )

    def answer(self, request: HttpRequest, number: int) -> HttpResponse:
        """Draw one page."""
        self.drawn += 1
        given = {"title": f"Article {number}", "blocks": self._blocks, "version": f"Version {self.versions[number]}"}
        return HttpResponse(self._template.render(given, request))


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield the rows, first for a city's pages and then for ten times as many."""
    articles = 4 if tier == "short" else 150
    for times in (1, 10):
        with tempfile.TemporaryDirectory(prefix="publishing-") as name, _open(articles * times, Path(name)) as room:
            yield from _rows(room, growth=f"x{times}")


def _rows(room: Room, *, growth: str) -> Iterator[dict[str, object]]:
    count = len(room.versions) * len(room.codes)
    alone = _seconds(lambda: [render(f"/made-up/{number % len(room.versions)}/") for number in range(50)]) / 50
    whole = publish.publish(at=clock.now(), by=SYSTEM)
    if whole.problems:
        raise RuntimeError(f"The bench's own pages were refused: {whole.problems[0]}")
    yield {
        "name": f"publish all pages in {len(room.codes)} languages, {growth}",
        "n": whole.written,
        "seconds": whole.seconds,
        "ratio": round(whole.seconds / whole.written / alone, 2),
        "to": "drawing a page, without writing it",
    }
    idle = min(_seconds(lambda: publish.publish(at=clock.now(), by=SYSTEM)) for _ in range(_TIMES))
    yield {"name": f"publish nothing new, {growth}", "n": count, "seconds": round(idle, 3)}
    taken = []
    for _ in range(_TIMES):
        room.versions[1] += 1
        room.drawn = 0
        report = publish.publish(at=clock.now(), by=SYSTEM)
        if room.drawn != len(room.codes) or report.rendered != room.drawn:
            raise RuntimeError(f"One article changed, and {report.rendered} pages were drawn")
        taken.append(report.seconds)
    yield {
        "name": f"publish one changed article, {growth}",
        "n": len(room.codes),
        "seconds": min(taken),
        "touched": len(room.codes),
        "of": count,
    }
    with _working():
        _until_public(room)  # the worker has only just started; a city's runs for weeks
        waits = [_until_public(room) for _ in range(_TIMES)]
    yield {
        "name": f"approved until public, {growth}",
        "n": len(room.codes),
        "seconds": round(max(waits), 2),
        "wanted": "at most 10",
    }


def _until_public(room: Room) -> float:
    """Change one article as an action does, and wait until the disk has it in the default language."""
    file = queries.releases().link / "tree" / "made-up" / "2" / "index.html"
    begun = perf_counter()
    with transaction.atomic():
        room.versions[2] += 1
        publish.soon()
    wanted = f"Version {room.versions[2]}<"
    while wanted not in file.read_text():
        if perf_counter() - begun > 60:
            raise RuntimeError("A change was not public after a minute")
        time.sleep(0.02)
    return perf_counter() - begun


@contextmanager
def _working() -> Iterator[None]:
    """Run the worker of jobs beside us, as ``standing work`` does."""
    loop = asyncio.new_event_loop()
    assert isinstance(app.connector, DjangoConnector)
    connector = app.connector.get_worker_connector()

    async def work() -> None:
        with app.replace_connector(connector) as worker:
            async with worker.open_async():
                await worker.run_worker_async(concurrency=1, install_signal_handlers=False)

    task = loop.create_task(work())
    thread = threading.Thread(target=_until_ended, args=(loop, task))
    thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join(timeout=60)


def _until_ended(loop: asyncio.AbstractEventLoop, task: "asyncio.Task[None]") -> None:
    try:
        loop.run_until_complete(task)
    except asyncio.CancelledError:
        pass
    finally:
        loop.close()


@contextmanager
def _open(articles: int, var: Path) -> Iterator[Room]:
    """Open the made-up room alone, over an empty folder, and leave everything as it was."""
    room = Room(articles)
    module = ModuleType(_URLS)
    made_up = [path("made-up/<int:number>/", room.answer, name="article")]
    module.urlpatterns = [  # type: ignore[attr-defined]
        *i18n_patterns(path("", include((made_up, "made_up_pages"))), prefix_default_language=False),
        *urls.urlpatterns,
    ]
    sys.modules[_URLS] = module
    kept = (settings.ROOT_URLCONF, settings.STANDING, dict(sources._sources))  # noqa: SLF001
    settings.ROOT_URLCONF, settings.STANDING = _URLS, {**settings.STANDING, "var": var}
    access.registry["made_up_pages:article"] = Access(see=PUBLIC)
    sources._sources.clear()  # noqa: SLF001
    sources.register("made-up", room.pages)
    clear_url_caches()
    try:
        yield room
    finally:
        settings.ROOT_URLCONF, settings.STANDING = kept[:2]
        sources._sources.clear()  # noqa: SLF001
        sources._sources.update(kept[2])  # noqa: SLF001
        del access.registry["made_up_pages:article"], sys.modules[_URLS]
        clear_url_caches()


def _seconds(work: Callable[[], object]) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun
