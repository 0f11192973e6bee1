"""Cents as dollars, and words for codes."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise

from standing.rooms.aid.rules import money

register = template.Library()


@register.filter
def dollars(cents: int | None) -> str:
    """Return cents as dollars, to the cent."""
    return "–" if cents is None else money.dollars(int(cents))


@register.filter
def said(words: Mapping[str, Promise | str], code: str) -> Promise | str:
    """Return what people call a code."""
    return words.get(code, code)
