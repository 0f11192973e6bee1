"""Looks up words in a table that a view hands in."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def of(table: Mapping[str, object], key: str) -> object:
    """Return what a table says for a key; the key itself if it says nothing."""
    return table.get(key, key)
