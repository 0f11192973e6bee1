"""
What was asked once while one page is drawn is not asked again.

A memory lasts for one drawing: one request that only reads, or one page of the publisher. Without one every
question is asked anew, so a deed never stands on what was true a moment ago.

The publisher draws thousands of pages in one go, the same service in each language. What they have in common is
asked once for all that it draws in one wave, which ends within a second when something changes meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast

from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
_READS = frozenset({"GET", "HEAD"})
_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept", default=None)
_common: ContextVar[dict[Hashable, object] | None] = ContextVar("common", default=None)


@contextmanager
def one_drawing() -> Iterator[None]:
    """Remember what is asked in here, and forget it at the end."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


@contextmanager
def many_drawings() -> Iterator[None]:
    """Remember what all drawings in here have in common."""
    token = _common.set({})
    try:
        yield
    finally:
        _common.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """Return what was answered before in this drawing; outside of one, ask."""
    return _asked(_kept.get(), key, ask)


def once_for_many(key: Hashable, ask: Callable[[], T]) -> T:
    """
    Return what was answered before in these drawings, or in this one if it is drawn alone.

    For answers that are the same for everybody, whatever the moment of the drawing; the key names the language
    where they depend on it. Nobody changes what is handed out.
    """
    kept, common = _kept.get(), _common.get()
    return _asked(kept if kept is None or common is None else common, key, ask)


def _asked(kept: dict[Hashable, object] | None, key: Hashable, ask: Callable[[], T]) -> T:
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    return cast("T", kept[key])


def forget() -> None:
    """Ask everything again from here on: something was changed."""
    for kept in (_kept.get(), _common.get()):
        if kept is not None:
            kept.clear()


class MemoryMiddleware:
    """Gives a memory to a request that only reads; the body of a streamed answer is made without one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with a memory or without."""
        if request.method not in _READS:
            return self.get_response(request)
        with one_drawing():
            return self.get_response(request)
