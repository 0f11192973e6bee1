"""Reads one row of an import: typed values, and every mistake as a sentence."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from standing.hall.translations.rules import texts
from standing.rooms.services.rules import hsds_times, screening
from standing.rooms.services.rules.hsds_fields import MARK, TABLE, WEEKDAYS, Field, Row, Table
from standing.rooms.services.rules.hsds_schemas import nests_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A mistake: where it stands, and what to do about it. ``line`` counts rows or objects from 1."""

    file: str
    line: int
    table: str
    field: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A row as it was understood. ``row`` is None when it cannot be taken in; ``unknown`` names what is left out."""

    row: Row | None
    problems: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]


_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?")
_BYDAY = re.compile(r"[+-]?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU)(?:,[+-]?[1-5]?(?:MO|TU|WE|TH|FR|SA|SU))*")
_MONTHDAYS = re.compile(r"-?(?:[12]?\d|3[01])(?:,-?(?:[12]?\d|3[01]))*")
_URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_YEARS = range(1900, 2200)
_DIGITS = 15  # what a double keeps


class Unreadable(ValueError):  # carries a sentence for people
    """A value that cannot be understood."""


def read(*, table: str, raw: Mapping[object, object], offsets: Sequence[float]) -> Reading:
    """
    Return what a row says. Every mistake is told; nothing is guessed.

    ``offsets`` are those the city's clocks show: hours of other places are refused.
    """
    shape = TABLE[table]
    row: Row = {}
    problems: list[tuple[str, str]] = []
    for field in shape.fields:
        try:
            row[field.name] = _value(field, raw.get(field.name))
        except Unreadable as mistake:
            problems.append((field.name, str(mistake)))
            row[field.name] = None
    wrong = {name for name, _ in problems}
    problems += [
        (field.name, "This is empty. It is needed.")
        for field in shape.fields
        if field.required and row[field.name] is None and field.name not in wrong and not _may_be_empty(field)
    ]
    problems += _together(shape, row, wrong, offsets)
    for field in shape.fields:
        if row[field.name] is None and _may_be_empty(field):
            row[field.name] = ""
    known = {*shape.columns, MARK, *(nest.name for nest in nests_of(shape))}
    unknown = tuple(sorted(str(name)[:100] for name in raw if name not in known))
    return Reading(row=None if problems else row, problems=tuple(problems), unknown=unknown)


def _may_be_empty(field: Field) -> bool:
    """Test whether an empty text says something: the value before the first, and a description nobody wrote."""
    return field.required and field.name in {"previous_value", "replacement_value", "description"}


def _value(field: Field, said: object) -> object:
    if said is None or (isinstance(said, str) and not said.strip()):
        return None
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        raise Unreadable("A single text or number is wanted here.")
    if field.kind in {"number", "whole", "money", "offset"}:
        return _number(field, said)
    text = _clean(said if isinstance(said, str) else _spelled(said))
    return _READ.get(field.kind, _text)(field, text)


def _clean(text: str) -> str:
    for one in text:
        kind = unicodedata.category(one)
        if kind == "Cs" or (kind == "Cc" and one not in "\t\n\r"):
            raise Unreadable(f"This holds a character that cannot be kept: U+{ord(one):04X}.")
    return text


def _text(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise Unreadable(f"This has {len(text):,} characters; {field.longest:,} can be kept.")
    if field.is_free or field.name == "name":
        try:
            texts.check_source(text)  # what translators could not take must not come in
        except texts.TextRefused as refusal:
            raise Unreadable(str(refusal)) from None
    if field.is_free and (told := screening.refused(text)):
        raise Unreadable(told)
    return text


def _id(_field: Field, text: str) -> str:
    try:
        found = UUID(text.strip())
    except ValueError:
        raise Unreadable(f"“{_short(text)}” is not a UUID such as 3a19ff88-4620-4d17-9830-ac1d859eb5d5.") from None
    return str(found)


def _day(_field: Field, text: str) -> str:
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or len(text.strip()) != 10 or found.year not in _YEARS:
        raise Unreadable(f"“{_short(text)}” is not a day. Write it like 2025-07-25.")
    return found.isoformat()


def _time(_field: Field, text: str) -> str:
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise Unreadable(f"“{_short(text)}” is not a time. Write it like 09:30.")
    hour, minute, zone = match.groups()
    clock = f"{int(hour):02d}:{minute}"
    if not zone:
        return clock
    return clock + ("Z" if zone in "zZ" else f"{zone[:3]}:{zone[-2:]}")


def _moment(_field: Field, text: str) -> str:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in _YEARS:
        raise Unreadable(f"“{_short(text)}” is not a moment with its offset. Write it like 2025-07-25T09:30:00Z.")
    return found.isoformat()


def _email(field: Field, text: str) -> str:
    if not _EMAIL.fullmatch(text.strip()) or ".." in text or len(text) > field.longest:
        raise Unreadable(f"“{_short(text)}” is not an e-mail address.")
    return text.strip()


def _link(field: Field, text: str) -> str:
    try:
        parts = urlsplit(text.strip())
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and bool(_URL.fullmatch(text.strip()))
        _ = parts.port
    except ValueError:
        fits = False
    if not fits or len(text) > field.longest:
        raise Unreadable(f"“{_short(text)}” is not a web address. Write it with https:// in front.")
    return text.strip()


def _word(field: Field, text: str) -> str:
    for word in field.words:
        if word.lower() == text.strip().lower():
            return word
    raise Unreadable(f"“{_short(text)}” is none of: {', '.join(field.words)}.")


_READ: Mapping[str, Callable[[Field, str], str]] = {
    "id": _id,
    "day": _day,
    "time": _time,
    "moment": _moment,
    "email": _email,
    "link": _link,
    "word": _word,
}


def _number(field: Field, said: str | float) -> int | float:
    try:
        found = float(said)
    except (ValueError, OverflowError):
        raise Unreadable(f"“{_short(str(said))}” is not a number.") from None
    if not math.isfinite(found) or (isinstance(said, str) and "_" in said):
        raise Unreadable(f"“{_short(str(said))}” is not a number.")
    if field.kind == "whole" and found != int(found):
        raise Unreadable(f"“{_short(str(said))}” is not a whole number.")
    if field.kind == "money" and round(found, 2) != found:
        raise Unreadable(f"“{_short(str(said))}” has more than two decimals.")
    if (field.least is not None and found < field.least) or (field.most is not None and found > field.most):
        raise Unreadable(f"“{_short(str(said))}” is not between {field.least:g} and {field.most:,.0f}.")
    return int(found) if found == int(found) else found


def _spelled(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:.{_DIGITS}g}"


def _together(shape: Table, row: Row, wrong: set[str], offsets: Sequence[float]) -> list[tuple[str, str]]:
    """Return what is wrong between the fields of one row."""
    found: list[tuple[str, str]] = []
    if shape.owners and not wrong & set(shape.owners):
        named = [name for name in shape.owners if row[name] is not None]
        if len(named) != 1:
            listed = " or ".join(shape.owners)
            found.append((shape.owners[0], f"Say whose row this is, and only once: {listed}."))
    for least, most in (("minimum_age", "maximum_age"), ("valid_from", "valid_to")):
        first, last = row.get(least), row.get(most)
        if first is not None and last is not None and first > last:  # type: ignore[operator]
            found.append((most, f"This lies before {least}."))
    if shape.name == "location":
        found += _position(row)
    if shape.name == "address" and row["country"] is not None and not re.fullmatch("[A-Za-z]{2}", str(row["country"])):
        found.append(("country", "Write the country with two letters, such as US."))
    if shape.name == "schedule":
        found += _schedule(row, wrong, offsets)
    return found


def _position(row: Row) -> list[tuple[str, str]]:
    if (row["latitude"] is None) == (row["longitude"] is None):
        return []
    return [("longitude" if row["longitude"] is None else "latitude", "A position needs latitude and longitude.")]


def _schedule(row: Row, wrong: set[str], offsets: Sequence[float]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in ("byday", "bymonthday"):
        if row[name] is not None:
            row[name] = str(row[name]).replace(" ", "").upper()
    found += _days(row)
    if row["until"] is not None and row["count"] is not None:
        found.append(("count", "Give until or count, not both."))
    if row["interval"] not in {None, 1} and row["dtstart"] is None:
        found.append(("dtstart", "An interval needs the day from which it counts."))
    if (row["opens_at"] is None) != (row["closes_at"] is None) and not wrong & {"opens_at", "closes_at"}:
        found.append(
            ("closes_at" if row["closes_at"] is None else "opens_at", "Hours need an opening and a closing time.")
        )
    found += _local_hours(row, wrong, offsets)
    row["timezone"] = None  # the zone of the city is kept by its name
    return found


def _days(row: Row) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if row["byday"] is not None and not _BYDAY.fullmatch(str(row["byday"])):
        found.append(("byday", f"Write days like {','.join(WEEKDAYS[:5])}, or 2MO for the second Monday of a month."))
    elif row["byday"] is not None and row["freq"] != "MONTHLY" and re.search(r"\d", str(row["byday"])):
        found.append(("byday", "A number before a day is for freq MONTHLY only."))
    if row["bymonthday"] is not None and not _MONTHDAYS.fullmatch(str(row["bymonthday"])):
        found.append(("bymonthday", "Write days of the month like 1,15, or -1 for the last."))
    return found


def _local_hours(row: Row, wrong: set[str], offsets: Sequence[float]) -> list[tuple[str, str]]:
    """Put the local time of the city in the place of times with an offset, and return what is wrong with them."""
    found: list[tuple[str, str]] = []
    offset = row["timezone"]
    for name in ("opens_at", "closes_at"):
        if row[name] is not None and "timezone" not in wrong:
            try:
                row[name] = hsds_times.local_time(
                    said=str(row[name]),
                    offset=float(offset) if isinstance(offset, int | float) else None,
                    known=offsets,
                )
            except ValueError as mistake:
                found.append((name, str(mistake)))
    return found


def _short(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
