"""The words all parts of a pack share: shapes, places, problems, effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

Path = tuple[str | int, ...]
"""Where something stands in a file: keys and places in lists, from the outside in."""

Parsed = Mapping[str, object]
"""Each section's model; for a section of many files a mapping from file name to model.

A section whose shape is wrong is left out, so a check of several sections asks with ``.get``.
"""


class Shape(BaseModel):
    """What every shape in a pack shares: unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a pack, said so that the person who wrote it can mend it."""

    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        """Return the line that ``standing pack check`` prints."""
        return f"{self.file}:{self.line}: {self.field}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A mistake that a section's check found; the reader adds the line."""

    file: str
    path: Path
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What applying a pack would do, in words: a duty appears, vanishes, is due on another day."""

    subject: str
    sentence: str
    before: str = ""
    after: str = ""
