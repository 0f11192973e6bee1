"""Amounts as people write them: dollars outside, whole cents inside, never a fraction."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{2}))?")


def cents_of(text: str) -> int | None:
    """Return the cents of an amount such as ``$1,250.50``; None if it is none."""
    found = _WRITTEN.fullmatch(text.strip())
    return None if found is None else int(found[1].replace(",", "")) * 100 + int(found[2] or 0)


def dollars(cents: int) -> str:
    """Return an amount as it is shown: ``$300``, with cents where there are any."""
    whole, rest = divmod(cents, 100)
    return f"${whole:,}.{rest:02d}" if rest else f"${whole:,}"
