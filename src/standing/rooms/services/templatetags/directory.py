"""Writes hours, numbers, ages and values of the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time

from django import template
from django.utils import dates, formats
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from standing.hall.translations.api import Said
from standing.kernel.canonical import Json
from standing.rooms.services.forms.staff import HOW_WORDS, STATUS_WORDS
from standing.rooms.services.queries.facts import HoursLine, PhoneFact
from standing.rooms.services.queries.gaps import GapFact
from standing.rooms.services.rules import values
from standing.rooms.services.rules.freshness import Age
from standing.rooms.services.rules.hours import DAYS
from standing.rooms.services.rules.terms import Field, How, Outcome, Status, Step

register = template.Library()

FIELD_WORDS = {
    Field.NAME: gettext_lazy("Name"),
    Field.ADDRESS: gettext_lazy("Address"),
    Field.PHONE: gettext_lazy("Phone"),
    Field.HOURS: gettext_lazy("Hours"),
    Field.LANGUAGES: gettext_lazy("Languages"),
    Field.ELIGIBILITY: gettext_lazy("Who it is for"),
    Field.COST: gettext_lazy("Cost"),
}
AGE_WORDS = {
    Age.FRESH: gettext_lazy("Checked"),
    Age.OLD: gettext_lazy("Old"),
    Age.EXPIRED: gettext_lazy("Gone from the page"),
    Age.NEVER: gettext_lazy("Never checked"),
}
STEP_WORDS = {
    Step.ASSIGNED: gettext_lazy("Waits for somebody"),
    Step.CLAIMED: gettext_lazy("Being checked"),
    Step.SUBMITTED: gettext_lazy("Waits for approval"),
    Step.RETURNED: gettext_lazy("Sent back"),
    Step.APPROVED: gettext_lazy("Approved"),
    Step.DROPPED: gettext_lazy("Dropped"),
}
OUTCOME_WORDS = {
    Outcome.SAME: gettext_lazy("The same"),
    Outcome.CHANGED: gettext_lazy("Changed"),
    Outcome.UNREACHABLE: gettext_lazy("Nobody could be reached"),
}
_DEEDS = {
    "create": gettext_lazy("Entered"),
    "update": gettext_lazy("Changed"),
    "delete": gettext_lazy("Taken out"),
}
_TURNS = {
    1: gettext_lazy("first"),
    2: gettext_lazy("second"),
    3: gettext_lazy("third"),
    4: gettext_lazy("fourth"),
    5: gettext_lazy("fifth"),
    -1: gettext_lazy("last"),
}
_MILES = 0.621371


@register.simple_tag
def tongue(said: Said) -> SafeString:
    """Say on an element in which language its words are, where it is not that of the page."""
    if not said.is_fallback:
        return SafeString("")
    return format_html(' lang="{}" dir="{}"', said.language, said.direction)


@register.simple_tag
def call(phone: PhoneFact) -> SafeString:
    """Write a number that can be pressed; it reads from the left in every language."""
    shown = phone.number if phone.extension is None else f"{phone.number} × {phone.extension}"
    return format_html('<a class="nowrap" href="tel:{}" dir="ltr">{}</a>', phone.dialled, shown)


@register.filter
def clock_words(value: time) -> str:
    """Write a time of day as the language does."""
    return formats.time_format(value)


@register.simple_tag
def hours_words(line: HoursLine) -> str:
    """Write hours in one sentence: Monday to Friday, from 9 a.m. on."""
    parts = [part for part in (_days(line), _times(line), _stretch(line)) if part]
    return ", ".join(parts)


def _days(line: HoursLine) -> str:
    if line.monthdays:
        return _("On day %(days)s of the month") % {"days": ", ".join(map(str, line.monthdays))}
    said = _weekdays(line.days)
    if line.is_monthly:
        turns = ", ".join(str(_TURNS[turn]) for turn in line.turns if turn in _TURNS)
        return _("Each month: %(turns)s %(days)s") % {"turns": turns, "days": said} if turns else said
    if line.every > 1:
        return _("Every %(number)s weeks: %(days)s") % {"number": line.every, "days": said}
    return said


def _weekdays(days: Sequence[int]) -> str:
    if len(days) == len(DAYS):
        return _("Every day")
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(
        _("%(first)s to %(last)s") % {"first": dates.WEEKDAYS[run[0]], "last": dates.WEEKDAYS[run[-1]]}
        if len(run) > 2
        else ", ".join(str(dates.WEEKDAYS[day]) for day in run)
        for run in runs
    )


def _times(line: HoursLine) -> str:
    if line.opens is None or line.closes is None:
        return ""
    if line.is_round_the_clock:
        return _("open all day and night")
    said = f"{formats.time_format(line.opens)} – {formats.time_format(line.closes)}"
    return _("%(times)s (the next day)") % {"times": said} if line.closes_next_day else said


def _stretch(line: HoursLine) -> str:
    if line.first is not None and line.last is not None:
        return _("from %(first)s to %(last)s") % {"first": _day(line.first), "last": _day(line.last)}
    if line.first is not None:
        return _("from %(day)s") % {"day": _day(line.first)}
    return _("until %(day)s") % {"day": _day(line.last)} if line.last is not None else ""


def _day(value: date) -> str:
    return formats.date_format(value, "DATE_FORMAT")


@register.filter
def miles(kilometres: float) -> str:
    """Write how far a place is."""
    far = kilometres * _MILES
    shown = formats.number_format(round(far, 1), 1) if far < 10 else str(round(far))
    return _("%(miles)s miles away") % {"miles": shown}


@register.filter
def field_words(field: str) -> str | Promise:
    """Say what a field is called; a column that is no field keeps its own name."""
    return FIELD_WORDS[Field(field)] if field in set(Field) else field.replace("_", " ")


@register.filter
def age_words(age: str) -> str | Promise:
    """Say how old a check is."""
    return AGE_WORDS[Age(age)]


@register.filter
def age_tag(age: str) -> str:
    """Return the class of a tag that says how old a check is."""
    return {Age.FRESH: "tag-good", Age.OLD: "tag-warn"}.get(Age(age), "tag-bad")


@register.filter
def step_words(step: str) -> str | Promise:
    """Say where a round of checking stands."""
    return STEP_WORDS[Step(step)]


@register.filter
def outcome_words(outcome: str) -> str | Promise:
    """Say what came of a check, or what happened to a record."""
    return OUTCOME_WORDS[Outcome(outcome)] if outcome in set(Outcome) else _DEEDS[outcome]


@register.filter
def how_words(how: str) -> str | Promise:
    """Say how somebody found out."""
    return HOW_WORDS[How(how)]


@register.filter
def status_words(status: str) -> str | Promise:
    """Say whether a service is offered."""
    return STATUS_WORDS[Status(status)]


@register.simple_tag
def value_words(field: str, value: Json) -> SafeString:
    """Write the value of a field as lines."""
    lines = [line for line in _lines(Field(field), value) if line]
    if not lines:
        return format_html('<span class="quiet">{}</span>', _("Nothing is known."))
    return format_html_join(SafeString("<br>"), '<span dir="auto">{}</span>', ((line,) for line in lines))


def _lines(field: Field, value: Json) -> list[str]:
    said = value if isinstance(value, Mapping) else {}
    match field:
        case Field.NAME:
            return [_text(said, "name"), _text(said, "alternate_name")]
        case Field.PHONE:
            return [
                " · ".join(part for part in (_phone(one), _text(one, "description")) if part)
                for one in _list(said, "phones")
            ]
        case Field.LANGUAGES:
            return [
                " · ".join(part for part in (_text(one, "name") or _text(one, "code"), _text(one, "note")) if part)
                for one in _list(said, "languages")
            ]
        case Field.ADDRESS:
            return [line for one in _list(said, "places") for line in _place(one)]
        case Field.HOURS:
            return _hours(said)
        case Field.ELIGIBILITY:
            return [_text(said, "text"), _ages(said)]
        case Field.COST:
            free = {True: _("Free"), False: _("Not free")}.get(said.get("is_free") is True, "")
            return [free if said.get("is_free") is not None else "", _text(said, "text")]


def _hours(said: Mapping[str, Json]) -> list[str]:
    lines = []
    for rule in _list(said, "rules"):
        one = values.hours_of(rule)
        line = HoursLine(
            days=tuple(sorted({weekday for _nth, weekday in one.weekdays})),
            opens=one.opens,
            closes=one.closes,
            closes_next_day=one.closes_next_day,
            turns=tuple(nth for nth, _weekday in one.weekdays if nth is not None),
            monthdays=one.monthdays,
            every=one.interval,
            is_monthly=one.freq == "MONTHLY",
            first=one.first,
            last=one.last,
        )
        lines.append(" · ".join(part for part in (hours_words(line), _text(rule, "notes")) if part))
    if said.get("by_appointment"):
        lines.append(_("By appointment"))
    if said.get("closed_on_holidays") is not None:
        lines.append(_("Closed on City holidays") if said["closed_on_holidays"] else _("Open on City holidays"))
    return lines


def _place(one: Mapping[str, Json]) -> list[str]:
    if _text(one, "type") == "virtual":
        return [_text(one, "name"), _("Only online or by phone")]
    lines = [_text(one, "name")]
    for address in _list(one, "addresses"):
        lines += [_text(address, "address_1"), _text(address, "address_2")]
        lines.append(" ".join(_text(address, name) for name in ("city", "state_province", "postal_code")).strip())
    return lines


def _ages(said: Mapping[str, Json]) -> str:
    youngest, oldest = said.get("minimum_age"), said.get("maximum_age")
    if isinstance(youngest, int) and isinstance(oldest, int):
        return _("Ages %(first)s to %(last)s") % {"first": youngest, "last": oldest}
    if isinstance(youngest, int):
        return _("From age %(age)s") % {"age": youngest}
    return _("Up to age %(age)s") % {"age": oldest} if isinstance(oldest, int) else ""


def _phone(one: Mapping[str, Json]) -> str:
    extension = one.get("extension")
    return _text(one, "number") + (f" × {extension}" if extension is not None else "")


def _text(said: Mapping[str, Json], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""


def _list(said: Mapping[str, Json], name: str) -> list[Mapping[str, Json]]:
    found = said.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list | tuple) else []


@register.simple_tag
def found_words(total: int, is_many: bool) -> str:
    """Say how many services were found."""
    if is_many:
        return _("More than %(number)s services") % {"number": total - 1}
    return ngettext("%(number)s service", "%(number)s services", total) % {"number": total}


@register.simple_tag
def ages_words(youngest: int | None, oldest: int | None) -> str:
    """Say for which ages a service is."""
    return _ages({"minimum_age": youngest, "maximum_age": oldest})


@register.simple_tag
def text_tongue(code: str, here: str) -> SafeString:
    """Say on an element in which language its words are, where it is not that of the page."""
    if code.lower() == here.lower():
        return SafeString("")
    return format_html(' lang="{}"', code)


@register.filter
def of(values: Mapping[str, Json], key: str) -> Json:
    """Return the value for a code; nothing where there is none."""
    return values.get(key)


_CELL, _LEFT, _TOP = 26, 190, 110


@register.inclusion_tag("services/_gap_plot.html")
def gap_plot(gap: GapFact, title: str) -> dict[str, object]:
    """Draw how many services there are: a dot for each cell, a cross where there is none."""
    most = max((count for row in gap.rows for count in row.counts), default=0) or 1
    columns = [{"name": name, "x": _LEFT + place * _CELL + 13} for place, (_code, name) in enumerate(gap.columns)]
    rows = [{"name": row.name, "y": _TOP + place * _CELL + 18} for place, row in enumerate(gap.rows)]
    cells = [
        {
            "x": column["x"],
            "y": at["y"],
            "radius": round(2.5 + 8 * (count / most) ** 0.5, 1) if count else 0,
            "title": f"{row.name}, {column['name']}: {count}",
        }
        for row, at in zip(gap.rows, rows, strict=True)
        for column, count in zip(columns, row.counts, strict=True)
    ]
    return {
        "title": title,
        "width": _LEFT + len(columns) * _CELL + 60,
        "height": _TOP + len(rows) * _CELL + 20,
        "left": _LEFT,
        "top": _TOP,
        "columns": columns,
        "rows": rows,
        "cells": cells,
    }
