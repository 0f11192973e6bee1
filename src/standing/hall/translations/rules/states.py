"""The states a text can be in, and the values that cross the door."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from standing.kernel.canonical import sha256_hex

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_FROM_THE_RIGHT = frozenset({"ar", "fa", "he", "ur", "ckb", "ps", "sd", "ug", "yi", "dv", "arc", "ks"})
_LRI, _PDI = "\u2066", "\u2069"


class Kept(StrEnum):
    """What a writer says of a version."""

    DRAFT = "draft"
    TRANSLATED = "translated"


class Outcome(StrEnum):
    """What is said of a version afterwards."""

    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class State(StrEnum):
    """Where a text stands in a language. Computed, never kept."""

    SOURCE = "source"
    MISSING = "missing"
    DRAFT = "draft"
    TRANSLATED = "translated"
    REVIEWED = "reviewed"
    STALE = "stale"


WORK_STATES = (State.MISSING, State.STALE, State.DRAFT, State.TRANSLATED, State.REVIEWED)
"""The states of work, from what is owed most to what is done."""


def tidy_code(language: str) -> str:
    """Return a code of a language as it stands in addresses and tables: zh-hant."""
    return language.strip().lower().replace("_", "-")


def direction_of(language: str) -> str:
    """Return which way a language is read: ltr or rtl."""
    return "rtl" if tidy_code(language).split("-")[0] in _FROM_THE_RIGHT else "ltr"


def hash_of(text: str) -> str:
    """Return the hash by which a source is known."""
    return sha256_hex(text.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One text of a page in the first language: plain, with places to fill in such as ``{phone_311}``."""

    key: str
    text: str
    critical: bool = False
    about: str = ""

    @property
    def sha256(self) -> str:
        """Return the hash by which this version is known."""
        return hash_of(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource:
    """All that one page says in the first language, in its order; ``title`` is what staff call the page."""

    key: str
    title: str
    texts: tuple[SourceText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text as it is shown in a language; when it is a fallback, it is in the first language instead."""

    text: str
    language: str
    direction: str
    state: str
    is_fallback: bool

    @property
    def is_unreviewed(self) -> bool:
        """Test whether a translation is shown that no second person has read."""
        return self.state == State.TRANSLATED and not self.is_fallback

    @property
    def is_source(self) -> bool:
        """Test whether the reader asked for the first language."""
        return self.state == State.SOURCE

    def filled(self, variables: Mapping[str, object]) -> Said:
        """
        Return it with its places filled in.

        Where one reads from the right, what is filled in is set apart so that a number keeps its order.

        :raises KeyError: if a place has no value, for braces must not reach a reader
        """
        apart = self.direction == "rtl"

        def value(found: re.Match[str]) -> str:
            said = str(variables[found[1]])
            return f"{_LRI}{said}{_PDI}" if apart else said

        return replace(self, text=PLACEHOLDER.sub(value, self.text))

    def __str__(self) -> str:
        """Return the text."""
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class PageState:
    """How much of a page can be shown in a language."""

    page: str
    language: str
    total: int
    shown: int
    has_unreviewed: bool = False

    @property
    def is_whole(self) -> bool:
        """Test whether nothing falls back to the first language."""
        return self.shown == self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many of how many."""

    done: int
    total: int

    @property
    def is_whole(self) -> bool:
        """Test whether none is missing."""
        return self.done >= self.total

    @property
    def percent(self) -> int:
        """Return whole percents, rounded down, so that 100 means all."""
        return 100 if not self.total else self.done * 100 // self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How far a language is."""

    interface: Share
    critical: Share
    content: Share
    recordings: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageFact:
    """A language of the city and how far it is."""

    code: str
    own_name: str
    english_name: str
    direction: str
    medium: str
    tier: int
    offered: bool
    shares: Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of taking in the words of a pack."""

    taken: int = 0
    unchanged: int = 0
    stale: int = 0
    unknown: int = 0
    refused: int = 0
    newer: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownChanged:
    """News: what readers get of these texts may have changed."""

    keys: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFact:
    """One version of a translation, as the rule of states sees it."""

    number: int
    source_sha256: str
    kept: Kept
    outcome: Outcome | None = None

    @property
    def state(self) -> State:
        """Return what it is as long as its source holds."""
        if self.kept is Kept.DRAFT or self.outcome is Outcome.RETURNED:
            return State.DRAFT
        return State.REVIEWED if self.outcome is Outcome.APPROVED else State.TRANSLATED


def state_of(*, versions: Iterable[VersionFact], source_sha256: str) -> State:
    """Return where a text stands: what its newest fresh version is, or stale if only older sources were translated."""
    standing = [one for one in versions if one.outcome is not Outcome.WITHDRAWN]
    fresh = [one for one in standing if one.source_sha256 == source_sha256]
    if fresh:
        return max(fresh, key=lambda one: one.number).state
    return State.STALE if standing else State.MISSING


def shown_of(*, versions: Iterable[VersionFact], source_sha256: str, is_sample: bool) -> VersionFact | None:
    """
    Return the version a reader gets; None where the first language stands in.

    Reviewed and fresh comes first. What no second person has read is shown in a sample only.
    """
    fresh = [one for one in versions if one.outcome is not Outcome.WITHDRAWN and one.source_sha256 == source_sha256]
    reviewed = [one for one in fresh if one.state is State.REVIEWED]
    shown = reviewed or ([one for one in fresh if one.state is State.TRANSLATED] if is_sample else [])
    return max(shown, key=lambda one: one.number, default=None)
