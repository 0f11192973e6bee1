"""Words for codes, and cents as dollars."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise

register = template.Library()


@register.filter
def said(words: Mapping[str, Promise | str], code: str) -> Promise | str:
    """Return what people call a code."""
    return words.get(code, code)


@register.filter
def dollars(cents: int | None) -> str:
    """Return cents as dollars, to the cent."""
    if cents is None:
        return "–"
    whole, rest = divmod(abs(int(cents)), 100)
    return f"{'−' if cents < 0 else ''}${whole:,}.{rest:02d}"
