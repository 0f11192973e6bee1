"""A room that is only pages, for tests of publishing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from standing.hall.accounts import access
from standing.hall.publish import sources
from standing.hall.publish.rules import Page
from standing.kernel.access import PUBLIC, Access

AT = datetime(2025, 8, 1, 17, 0, tzinfo=UTC)
ONE_WAVE = 600.0  # seconds: on a busy machine too, everything goes out in one release
NAME = "made-up"


@dataclass(slots=True)
class Room:
    """Holds what its pages say. Each answer is counted, so that a test sees what was asked for."""

    texts: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, dict[str, object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def say(self, address: str, text: str, **kind: object) -> None:
        """Put words on a page; with them come wishes about how it is answered or listed."""
        self.texts[address] = text
        self.kinds[address] = kind

    def forget(self, address: str) -> None:
        """Take a page away."""
        del self.texts[address]

    def pages(self, _at: datetime) -> Iterable[Page]:
        """List the pages, as a room's door does."""
        for address, text in self.texts.items():
            kind = self.kinds[address]
            first = address.split("/")[1]
            listed = {
                name: kind[name] for name in ("approved", "essential", "changed", "group", "media_type") if name in kind
            }
            yield Page(
                path=address,
                language=first if first in {"es", "fa", "ar"} else "en",
                stamp=str(kind.get("stamp", text)),
                title=str(kind.get("title", text[:20])),
                **listed,  # type: ignore[arg-type]
            )

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Answer for every address of this room, badly where a test wants it so."""
        self.asked.append(request.path)
        if request.path not in self.texts:
            return HttpResponse("nothing here", status=404)
        kind = self.kinds[request.path]
        text = self.texts[request.path]
        if kind.get("fails"):
            raise RuntimeError("a fault in the view")
        content_type = str(kind.get("media_type", "text/html"))
        if content_type == "text/html" and not kind.get("plain"):
            template = engines["django"].from_string(
                '{% extends "web/public.html" %}{% block title %}{{ text|truncatechars:30 }}{% endblock %}'
                "{% block content %}<p>{{ text }}</p>{{ raw|safe }}{% endblock %}"
            )
            text = template.render({"text": text, "raw": kind.get("raw", "")}, request)
        response = HttpResponse(text, status=kind.get("status", 200), content_type=f"{content_type}; charset=utf-8")
        if kind.get("cookie"):
            response.set_cookie("who", "you")
        for name, value in (kind.get("headers") or {}).items():  # type: ignore[attr-defined]
            response[name] = value
        return response


ROOM = Room()


def page(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Let the room of the running test answer."""
    return ROOM.answer(request)


def routes() -> list[object]:
    """Return the addresses of the room."""
    return [path("made-up/", page, name="made-up"), path("made-up/<path:rest>", page, name="made-up-below")]


@contextmanager
def open_room() -> Iterator[Room]:
    """Open the room alone: no other room publishes meanwhile."""
    kept = dict(sources._sources)
    for name in ("made-up", "made-up-below"):
        access.registry[f"made_up_pages:{name}"] = Access(see=PUBLIC)
    sources._sources.clear()
    ROOM.texts.clear()
    ROOM.kinds.clear()
    ROOM.asked.clear()
    sources.register(NAME, ROOM.pages)
    try:
        yield ROOM
    finally:
        sources._sources.clear()
        sources._sources.update(kept)
        for name in ("made-up", "made-up-below"):
            access.registry.pop(f"made_up_pages:{name}", None)
