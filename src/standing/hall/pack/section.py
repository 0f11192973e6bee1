"""What a part of a pack is: which files, which shape, and what it means to the room that owns it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel

from standing.hall.audit.api import Actor
from standing.hall.pack.fact import PackFact
from standing.hall.pack.words import Effect, Fault, Parsed


class Apply(Protocol):
    """Make the rows that foreign keys need; runs in the transaction that applies the pack."""

    def __call__(self, *, pack: PackFact, by: Actor, at: datetime) -> None:
        """Make the rows of a pack that has just come into force."""


class Effects(Protocol):
    """Say what would change for people if ``new`` took the place of ``old``."""

    def __call__(self, *, old: PackFact | None, new: PackFact, at: datetime) -> Iterable[Effect]:
        """Compare two packs as they would stand at that moment; ``old`` is None for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    One part of a pack.

    ``files`` is a file name, or a pattern such as ``instruments/*.yaml`` with ``many``.
    ``check`` gets every section that has the right shape and answers what does not fit together.
    """

    name: str
    files: str
    model: type[BaseModel]
    about: str = ""
    many: bool = False
    required: bool = True
    check: Callable[[Parsed], Iterable[Fault]] | None = None
    apply: Apply | None = None
    effects: Effects | None = None
