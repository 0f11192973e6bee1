"""What a room says about its lists once, so that everything that rooms do alike is done here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from standing.hall.lists.models import BroughtList, ListPart, ListRow
from standing.kernel.lists.tables import Table

L = TypeVar("L", bound=BroughtList)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file before it is kept: its bytes, the sheet that is read, and the names of its columns."""

    content: bytes
    table: Table
    headers: Sequence[str]


def _fit(_brought: Brought) -> None:
    """Take every list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[L]):
    """
    A sort of lists: those of one room.

    ``room`` begins the verbs of records and the names of jobs, and is the namespace of the pages. ``names`` returns
    at a moment how lists name their columns, ``keep_days`` how long one that nobody takes in is kept. ``check``
    raises ``Unfit`` where a list may not be kept at all. Longer lists than ``rows_at_once`` are read and taken in by
    a job. ``shows_rows`` lets the page that matches columns show a few rows.
    """

    room: str
    lists: type[L]
    parts: type[ListPart]
    rows: type[ListRow]
    names: Callable[[datetime], Mapping[str, Sequence[str]]]
    keep_days: Callable[[datetime], int]
    check: Callable[[Brought], None] = _fit
    rows_at_once: int = 1_000
    shows_rows: bool = True

    @property
    def read_soon(self) -> str:
        """Return the name of the job that reads a list; it is called with ``import_id``."""
        return f"{self.room}.read_rows"

    @property
    def apply_soon(self) -> str:
        """Return the name of the job that takes a list in; it is called with ``import_id`` and ``person``."""
        return f"{self.room}.apply_import"
