"""What a pager is: something that carries a few words to somebody, at most once for each key."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

LONGEST = 160


class NotSent(Exception):
    """The words were not taken; ``trouble`` is a short code. Trying again with the same key is safe."""

    def __init__(self, trouble: str) -> None:
        super().__init__(trouble)
        self.trouble = trouble[:60]


class Pager(Protocol):
    """A way to reach people."""

    @property
    def name(self) -> str:
        """Return what it is called in records."""

    def address(self, *, email: str, phone: str) -> str:
        """Return where it would reach somebody; empty if it cannot."""

    def send(self, *, to: str, text: str, key: str, at: datetime) -> None:
        """
        Carry one line of words.

        The same key twice is carried once. It does not wait longer than its time-out.

        :raises NotSent: if it was not taken
        """


def check(*, to: str, text: str, key: str) -> None:
    """Let one line to one place through. :raises NotSent: if there is nobody, nothing, or more than one line"""
    if not to.strip() or not key:
        raise NotSent("nobody")
    if not text.strip() or len(text) > LONGEST or any(not sign.isprintable() for sign in text + to):
        raise NotSent("not one line")
