"""Cents as people write dollars."""

from __future__ import annotations

import re

from standing.kernel.refusals import Refused

_AMOUNT = re.compile(r"\$?([0-9]{1,7})(?:[.]([0-9]{2}))?")


class NotMoney(Refused):
    """The text is no amount of dollars."""


def dollars(cents: int) -> str:
    """Return cents as dollars, to the cent."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'−' if cents < 0 else ''}${whole:,}.{rest:02d}"


def cents_of(said: str) -> int:
    """Return cents from dollars as people write them. :raises NotMoney: if it is no amount"""
    found = _AMOUNT.fullmatch(said.strip().replace(",", ""))
    if found is None:
        raise NotMoney(f"{said[:20]} is no amount. Write dollars, such as 300 or 300.00.")
    return int(found[1]) * 100 + int(found[2] or 0)
