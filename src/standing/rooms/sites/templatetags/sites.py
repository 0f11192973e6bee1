"""Says codes of the register in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.rooms.sites.rules.records import Why

register = template.Library()

_WHY: Mapping[Why, Promise | str] = {
    Why.ADDED: _("Added"),
    Why.CHANGED: _("Changed"),
    Why.JUDGED: _("Judged"),
    Why.IMPORTED: _("Came with a list"),
    Why.TAKEN_BACK: _("A list was taken back"),
}


@register.filter
def said(words: Mapping[str, str | Promise], code: str) -> str | Promise:
    """Return the words for a code; the bare code if none are known."""
    return words.get(code, code)


@register.filter
def why_words(why: str) -> str | Promise:
    """Say how a state came about."""
    return _WHY[Why(why)]
