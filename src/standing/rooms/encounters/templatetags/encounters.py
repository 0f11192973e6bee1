"""Filters of this room's templates."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def told(words: Mapping[str, object], code: object) -> object:
    """Return the words of a code; the code itself if there are none."""
    return words.get(str(code), str(code))
