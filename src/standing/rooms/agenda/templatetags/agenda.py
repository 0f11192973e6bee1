"""Times and words for templates of the agenda, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

_CALLED = {"tl": "fil", "zh-hant": "zh_Hant", "zh-hans": "zh_Hans"}
_DEEDS = {
    "agenda.write_event": _("Written"),
    "agenda.approve_event": _("Approved"),
    "agenda.cancel_event": _("Cancelled"),
    "agenda.move_event": _("Moved"),
    "agenda.restore_event": _("As planned again"),
}


@cache
def locale_of(language: str) -> Locale | None:
    """Return how days and times are written in a language; None where nobody has said."""
    try:
        return Locale.parse(_CALLED.get(language.lower(), language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return None


def day_of(day: date, language: str) -> str:
    """Return a day with its weekday, in a language."""
    return format_date(day, "full", locale=locale_of(language) or "en")


def span_of(starts: datetime, ends: datetime, language: str) -> str:
    """Return day, beginning and end, in a language; the end with its day where that is another one."""
    locale = locale_of(language) or "en"
    first = f"{day_of(starts.date(), language)}, {_clock(starts, locale)}"
    if ends.date() == starts.date():
        return f"{first} – {_clock(ends, locale)}"
    return f"{first} – {day_of(ends.date(), language)}, {_clock(ends, locale)}"


def _clock(moment: datetime, locale: Locale | str) -> str:
    return format_time(moment.time(), "short", locale=locale)


@register.simple_tag
def span(starts: datetime, ends: datetime) -> str:
    """Write when something takes place, on the city's clock, for people and machines."""
    language = get_language() or "en"
    words = span_of(starts, ends, language)
    if locale_of(language) is None:
        return format_html(
            '<time datetime="{}" lang="en" dir="ltr">{}</time>', starts.isoformat(timespec="minutes"), words
        )
    return format_html('<time datetime="{}">{}</time>', starts.isoformat(timespec="minutes"), words)


@register.simple_tag
def week_day(day: date) -> str:
    """Write a day with its weekday."""
    language = get_language() or "en"
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), day_of(day, language))


@register.filter
def word(words: Mapping[str, str | Promise], key: str) -> str | Promise:
    """Return the words for a code; the code itself where it has none (any more)."""
    return words.get(key, key)


@register.filter
def iso(moment: datetime) -> str:
    """Write a moment for machines."""
    return moment.isoformat(timespec="minutes")


@register.filter
def local(moment: datetime) -> str:
    """Write a time of the wall clock as forms send it."""
    return moment.strftime("%Y-%m-%dT%H:%M")


@register.filter
def deed_words(verb: str) -> str | Promise:
    """Say what was done."""
    return _DEEDS.get(verb, verb)
