"""Writes texts in the reader's language, and says so where a part is in another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from standing.hall import clock
from standing.hall.translations.queries import recordings as queries
from standing.hall.translations.queries.pages import first_language
from standing.hall.translations.rules.states import PageState, Said, State, direction_of, tidy_code

register = template.Library()

Noted = PageState | Said | Mapping[str, Said] | Iterable[Said]


@register.simple_tag
def said(value: Said) -> str:
    """Write a text; one that is not in the reader's language says in which one it is."""
    if not value.is_fallback:
        return format_html("{}", value.text)
    return format_html('<span lang="{}" dir="{}">{}</span>', value.language, value.direction, value.text)


@register.simple_tag
def said_note(value: Noted) -> SafeString:
    """Tell the reader that a part is in another language, or that nobody has checked it; nothing when all is well."""
    missing, unread = _wants(value)
    if missing:
        words = _("This part is newer in English. Call 311 for help in your language.")
        return format_html('<p class="notice notice-warn"{}>{}</p>', _mark(words), words)
    if unread:
        words = _("Sample translation. A second person has not checked it yet.")
        return format_html('<p class="notice"{}>{}</p>', _mark(words), words)
    return SafeString("")


@register.inclusion_tag("translations/recordings.html")
def recordings(page: str) -> dict[str, object]:
    """Let the reader hear or see a page in the languages that are spoken or signed, with what is said in writing."""
    heard = queries.of_page(page=page)
    names = queries.names(known=clock.now()) if heard else {}
    return {"recordings": [(one, names.get(one.language, one.language)) for one in heard]}


@register.filter
def language_direction(code: str) -> str:
    """Say which way a language is read."""
    return direction_of(code)


def _wants(value: Noted) -> tuple[bool, bool]:
    """Return whether a part is in another language, and whether a part is unread."""
    if isinstance(value, PageState):
        return not value.is_whole, value.has_unreviewed
    parts = [value] if isinstance(value, Said) else list(value.values() if isinstance(value, Mapping) else value)
    return any(one.is_fallback for one in parts), any(one.state == State.TRANSLATED for one in parts)


def _mark(words: str) -> SafeString:
    """Say that the note itself is in the first language, where nobody has translated it."""
    here = tidy_code(get_language() or "")
    if here == first_language() or words not in _SOURCES:
        return SafeString("")
    return format_html(' lang="{}" dir="ltr"', first_language())


_SOURCES = frozenset(
    {
        "This part is newer in English. Call 311 for help in your language.",
        "Sample translation. A second person has not checked it yet.",
    }
)
