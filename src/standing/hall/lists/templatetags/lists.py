"""Says in words where a list stands."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from standing.hall.lists.rules import ListStep

register = template.Library()

_WORDS: Mapping[ListStep, Promise | str] = {
    ListStep.MATCHING: _("Columns to match"),
    ListStep.READING: _("Being read"),
    ListStep.READ: _("To look at"),
    ListStep.REFUSED: _("Cannot be read"),
    ListStep.APPLYING: _("Being taken in"),
    ListStep.APPLIED: _("Taken in"),
    ListStep.UNDONE: _("Taken back"),
    ListStep.DROPPED: _("Forgotten"),
}


@register.filter
def step_words(step: str) -> str | Promise:
    """Say where a list stands."""
    return _WORDS[ListStep(step)]
