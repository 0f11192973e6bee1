"""The exact words of a campaign, with one spelling and one hash."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from standing.kernel.canonical import Json, canonical, sha256_hex
from standing.kernel.refusals import NotNow

PLACE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
"""A place that is filled in when the words are shown: ``{link}``, ``{phone_311}``."""
Texts = Mapping[str, Mapping[str, str]]
"""Channel → part → text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is approved: these bytes."""

    data: bytes
    sha256: str


def content_of(*, campaign: str, name: str, kill_date: dt.date, link: str, texts: Texts) -> Content:
    """Return the one spelling of what a campaign says."""
    said: Mapping[str, Json] = {
        "campaign": campaign,
        "name": name,
        "last_day": kill_date.isoformat(),
        "link": link,
        "texts": {channel: dict(parts) for channel, parts in texts.items() if any(parts.values())},
    }
    data = canonical(said)
    return Content(data=data, sha256=sha256_hex(data))


def hash_of_said(*, campaign: str, number: int, channel: str, language: str, texts: Mapping[str, str]) -> str:
    """Return the hash of what went out in one language."""
    said: Mapping[str, Json] = {
        "campaign": campaign,
        "version": number,
        "channel": channel,
        "language": language,
        "texts": dict(texts),
    }
    return sha256_hex(canonical(said))


def page_of(campaign: str) -> str:
    """Return what the translations call the words of a campaign."""
    return f"outreach:{campaign}"


def name_key_of(campaign: str) -> str:
    """Return what the translations call the name of a campaign."""
    return f"{page_of(campaign)}:name"


def key_of(*, campaign: str, channel: str, part: str) -> str:
    """Return what the translations call one text."""
    return f"{page_of(campaign)}:{channel}:{part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """How a message stands in one language: ready, or missing, draft, translated or stale."""

    language: str
    name: str
    state: str
    is_mandatory: bool

    @property
    def is_ready(self) -> bool:
        """Test whether the words are there, follow the source, and were read by a second person."""
        return self.state == READY


READY = "reviewed"
_WORST = ("missing", "draft", "stale", "translated", READY)
_WHY = {
    "missing": "not translated",
    "draft": "a draft",
    "stale": "behind the source",
    "translated": "not reviewed",
}


def state_of(states: Iterable[str]) -> str:
    """Return how a message stands whose texts stand like this: as badly as the worst of them."""
    return min(states, key=lambda one: _WORST.index(one) if one in _WORST else 0, default="missing")


def check_every_language(lines: Iterable[Readiness]) -> None:
    """
    Test that no language that must be there is missing, stale or unreviewed. There is no way round this.

    :raises NotNow: with the names of the languages and what each lacks
    """
    if lacking := tuple(_lacking(lines)):
        raise NotNow(
            "No message goes out before every language that must be there is translated and reviewed. "
            f"Still open: {'; '.join(lacking)}."
        )


def _lacking(lines: Iterable[Readiness]) -> Iterator[str]:
    for one in lines:
        if one.is_mandatory and not one.is_ready:
            yield f"{one.name} ({_WHY.get(one.state, one.state)})"
