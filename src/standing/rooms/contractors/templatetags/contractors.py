"""Says codes in words, and draws how the people of a count stand."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from standing.rooms.contractors.forms import STATE_WORDS
from standing.rooms.contractors.queries.coverage import CountFact
from standing.rooms.contractors.rules.steps import State

register = template.Library()

_WIDTH = 1000
_COLOURS = {State.ATTESTED: "bar-met", State.EXCEPTED: "bar-waived", State.SILENT: "bar-late"}


@register.filter
def said(words: Mapping[str, str | Promise], code: str) -> str | Promise:
    """Return the words for a code; the bare code if none are known."""
    return words.get(code, code)


@register.filter
def of_state(numbers: Mapping[str, int], state: str) -> int:
    """Return the number of a state; 0 where there is none."""
    return numbers.get(state, 0)


@register.inclusion_tag("contractors/_bar.html")
def coverage_bar(count: CountFact, key: str, *, by: str = "heads", legend: bool = False) -> dict[str, object]:
    """Draw a bar of the people, or the contracts, of a count; the numbers stand beside it, or below as a legend."""
    numbers = count.heads if by == "heads" else count.contracts
    total, start, parts = sum(numbers.values()), 0, []
    for state, colour in _COLOURS.items():
        end = start + numbers.get(state, 0)
        if total and end > start:
            parts.append((colour, _WIDTH * start // total, _WIDTH * end // total - _WIDTH * start // total))
        start = end
    sentence = ", ".join(f"{STATE_WORDS[state]}: {numbers.get(state, 0)}" for state in _COLOURS)
    return {
        "parts": parts,
        "key": key,
        "sentence": sentence,
        "width": _WIDTH,
        "title": _("How they stand"),
        "legend": legend,
    }
