"""Amounts as people write them, and as they are shown: dollars outside, whole cents inside, never a fraction."""

from __future__ import annotations

import re

from standing.rooms.funds.rules.chart import MOST_CENTS

_WRITTEN = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")


def cents_of(text: str) -> int | None:
    """Return the cents of an amount such as ``$1,250.50``; None if it is none, or too large to be true."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or len(found[1]) > 20:
        return None
    cents = int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0"))
    return cents if cents <= MOST_CENTS else None


def dollars(cents: int) -> str:
    """Return an amount as it is shown: ``$1,250.50``, with a minus before it if there is one."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def plain(cents: int) -> str:
    """Return an amount as files have it: ``1250.50``."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
