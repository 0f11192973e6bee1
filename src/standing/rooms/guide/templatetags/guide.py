"""Writes the words of the guide with as few letters as may be: a page of it has hundreds, and 60 KB."""

from __future__ import annotations

from django import template
from django.utils.html import format_html

from standing.hall.translations.api import Said

register = template.Library()


@register.simple_tag
def words(said: Said) -> str:
    """Write a text; one that is not in the reader's language says in which one it is."""
    if not said.is_fallback:
        return format_html("{}", said.text)
    return format_html("<i lang={} dir={}>{}</i>", said.language, said.direction, said.text)
