"""Says codes of the roster in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise

register = template.Library()


@register.filter
def said(words: Mapping[str, str | Promise], code: str) -> str | Promise:
    """Return the words for a code; the bare code if none are known."""
    return words.get(code, code)
