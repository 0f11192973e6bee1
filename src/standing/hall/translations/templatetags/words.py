"""States of translations as words and colours, for staff pages."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from standing.hall.translations.forms import STATE_WORDS
from standing.hall.translations.rules.states import State

register = template.Library()

_TAGS = {
    State.STALE: "tag-bad",
    State.DRAFT: "tag-warn",
    State.TRANSLATED: "tag-info",
    State.REVIEWED: "tag-good",
}


@register.filter
def state_tag(state: str) -> str:
    """Return the class of the tag that shows a state."""
    return f"tag {_TAGS.get(State(state), '')}".strip()


@register.filter
def state_word(state: str) -> str:
    """Return a state in words."""
    return str(STATE_WORDS[State(state)])


@register.filter
def of_key(words: Mapping[str, object], key: str) -> object:
    """Return what a mapping holds for a key; nothing where it holds none."""
    return words.get(key, "")
