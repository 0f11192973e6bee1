"""
What was asked once while one page is drawn is not asked again.

A memory lasts for one drawing: one request that only reads, or one page of the publisher. Without one every
question is asked anew, so a deed never stands on what was true a moment ago.
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


@contextmanager
def one_drawing() -> Iterator[None]:
    """Remember what is asked in here, and forget it at the end."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """Return what was answered before in this drawing; outside of one, ask."""
    kept = _kept.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    return cast("T", kept[key])


def forget() -> None:
    """Ask everything again from here on: something was changed."""
    kept = _kept.get()
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
