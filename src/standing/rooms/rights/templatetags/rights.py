"""Writes the words of articles: in their language, with telephone numbers that can be pressed."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from standing.hall.translations.api import Said
from standing.rooms.rights.rules.shape import PLACEHOLDER

register = template.Library()


@register.simple_tag
def tongue(said: Said) -> SafeString:
    """Say on an element in which language its words are, where it is not that of the page."""
    if not said.is_fallback:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', said.language, said.direction)


@register.simple_tag
def words(said: Said | str, numbers: Mapping[str, str]) -> SafeString:
    """Write plain words; where a number is named, it stands there as one that can be called."""
    text = said if isinstance(said, str) else said.text
    written: list[str] = []
    done = 0
    for found in PLACEHOLDER.finditer(text):
        written += [format_html("{}", text[done : found.start()]), telephone(numbers[found[1]])]
        done = found.end()
    written.append(format_html("{}", text[done:]))
    return mark_safe("".join(written))  # noqa: S308 - every part was escaped above


@register.simple_tag
def words_in(said: Said, numbers: Mapping[str, str]) -> SafeString:
    """Write the words of an item of a list: the item keeps the side of the page, its words have their own."""
    if not said.is_fallback:
        return words(said, numbers)
    return format_html("<span{}>{}</span>", tongue(said), words(said, numbers))


@register.simple_tag
def telephone(number: str) -> SafeString:
    """Write a telephone number that can be pressed; it reads from the left in every language."""
    return format_html('<a class="nowrap" href="tel:{}" dir="ltr">{}</a>', dialled(number), number)


@register.filter
def plain(said: Said, numbers: Mapping[str, str]) -> str:
    """Write words with the bare numbers, for titles."""
    return said.filled(numbers).text


def dialled(number: str) -> str:
    """Return a number as a telephone dials it: one of ten digits with its country."""
    digits = "".join(one for one in number if one.isdigit() or one == "+")
    return f"+1{digits}" if len(digits) == 10 else digits
