"""Rewrites what pydantic says into sentences for the person who wrote the pack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic_core import ErrorDetails

from standing.hall.pack.reader import Plain
from standing.hall.pack.words import Path

_Say = Callable[[Mapping[str, Any], object], str]

_EXAMPLES = 60
_NOWHERE = object()

ID_PATTERN = r"^[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*$"
VERSION_PATTERN = r"^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$"
LANGUAGE_PATTERN = r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$"
PATTERNS: dict[str, str] = {
    ID_PATTERN: "a short name of letters and digits, with - or . between them",
    VERSION_PATTERN: "a version such as 3 or 2026.11.1",
    LANGUAGE_PATTERN: "a language code such as es or zh-Hant",
}


def _counted(name: str) -> _Say:
    def say(context: Mapping[str, Any], _given: object) -> str:
        words = {
            "too_short": "a list of at least {min_length}",
            "too_long": "a list of at most {max_length}",
            "string_too_short": "text of at least {min_length} character(s)",
            "string_too_long": "text of at most {max_length} characters",
            "greater_than": "a number above {gt}",
            "greater_than_equal": "a number of at least {ge}",
            "less_than": "a number below {lt}",
            "less_than_equal": "a number of at most {le}",
        }
        return words[name].format_map(context)

    return say


def _as(words: str) -> _Say:
    return lambda _context, _given: words


def _text(_context: Mapping[str, Any], given: object) -> str:
    if isinstance(given, bool | int):
        return f'text: put it in quotes, "{str(given).lower()}"'
    return "text"


def _one_of(context: Mapping[str, Any], _given: object) -> str:
    return str(context["expected"]).replace("'", "")


def _pattern(context: Mapping[str, Any], _given: object) -> str:
    pattern = str(context["pattern"])
    return PATTERNS.get(pattern, f"text of the form {pattern}")


def _tag(context: Mapping[str, Any], _given: object) -> str:
    return f"one of {context['expected_tags']}".replace("'", "")


_DAY = _as("a day written 2025-07-11")
_MAPPING = _as("a mapping of fields")
_LIST = _as("a list (each line begins with -)")

_WANTED: dict[str, _Say] = {
    **{
        name: _counted(name)
        for name in (
            "too_short",
            "too_long",
            "string_too_short",
            "string_too_long",
            "greater_than",
            "greater_than_equal",
            "less_than",
            "less_than_equal",
        )
    },
    **dict.fromkeys(
        ("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"),
        _DAY,
    ),
    **dict.fromkeys(
        ("datetime_type", "datetime_parsing", "datetime_from_date_parsing"),
        _as("a moment written 2025-07-11T09:00:00-07:00"),
    ),
    **dict.fromkeys(("time_type", "time_parsing"), _as("a time of day written 08:30")),
    **dict.fromkeys(("model_type", "dict_type", "model_attributes_type"), _MAPPING),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), _LIST),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _as("a whole number")),
    **dict.fromkeys(("bool_type", "bool_parsing"), _as("true or false")),
    **dict.fromkeys(("literal_error", "enum"), _one_of),
    "string_type": _text,
    "none_required": _as("nothing"),
    "string_pattern_mismatch": _pattern,
    "union_tag_invalid": _tag,
    "timezone_aware": _as("a moment with its offset, such as 2025-07-11T09:00:00-07:00"),
}


def place(value: Plain, where: Iterable[int | str]) -> tuple[Path, tuple[str, ...]]:
    """
    Return the path in the file, and what is left over.

    Pydantic also names the branches of a choice, which the file does not have; these are left out,
    but for a last name that is a missing field.
    """
    path: list[str | int] = []
    left: list[str] = []
    here: object = value
    steps = list(where)
    for index, step in enumerate(steps):
        inside = _inside(here, step)
        if inside is not _NOWHERE:
            here = inside
            path.append(step)
        elif index == len(steps) - 1:
            left.append(str(step))
    return tuple(path), tuple(left)


def _inside(here: object, step: int | str) -> object:
    if isinstance(here, dict) and isinstance(step, str):
        return here.get(step, _NOWHERE)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return _NOWHERE


def say(value: Plain, errors: Iterable[ErrorDetails]) -> list[tuple[Path, str]]:
    """Return each mistake of one file as a path and a sentence, choices joined into one."""
    wanted: dict[Path, list[str]] = {}
    said: list[tuple[Path, str]] = []
    for error in errors:
        path, left = place(value, error["loc"])
        if error["type"] == "too_short" and _length(value, path) >= error["ctx"]["min_length"]:
            continue  # items that are wrong themselves were not counted; they are told one by one
        if error["type"] in _WANTED:
            if error["type"] == "union_tag_invalid":
                path = (*path, _discriminator(error))
            words = _WANTED[error["type"]](error.get("ctx", {}), error["input"])
            if words not in wanted.setdefault(path, []):
                wanted[path].append(words)
        else:
            said.append(_plain(error, path, left))
    for path, choices in wanted.items():
        said.append((path, f"This should be {' or '.join(choices)}{_found(value, path)}."))
    return said


def _plain(error: ErrorDetails, path: Path, left: tuple[str, ...]) -> tuple[Path, str]:
    """Return what is wrong where the file has the wrong fields, or a rule of the shape speaks."""
    match error["type"]:
        case "missing":
            name = left[-1] if left else "a field"
            return (*path, name), f"{name} is missing: write it here."
        case "union_tag_not_found":
            name = _discriminator(error)
            return (*path, name), f"{name} is missing: it says which kind this is."
        case "extra_forbidden":
            return path, f"There is no field {path[-1]} here: take it out or mend its name."
        case _:
            return path, _sentence(str(error.get("ctx", {}).get("error") or error["msg"]))


def _discriminator(error: ErrorDetails) -> str:
    return str(error["ctx"]["discriminator"]).strip("'")


def _at(value: Plain, path: Path) -> object:
    here: object = value
    for step in path:
        inside = _inside(here, step)
        here = None if inside is _NOWHERE else inside
    return here


def _length(value: Plain, path: Path) -> int:
    here = _at(value, path)
    return len(here) if isinstance(here, list | dict) else 0


def _found(value: Plain, path: Path) -> str:
    here = _at(value, path)
    if here is None:
        return ", and here is nothing"
    if isinstance(here, bool):
        return f", not {str(here).lower()}"
    if isinstance(here, int):
        return f", not {here}"
    if isinstance(here, str):
        short = here if len(here) <= _EXAMPLES else here[:_EXAMPLES] + "…"
        return f", not {short!r}"
    if isinstance(here, dict):
        return ", not a mapping"
    return ", not a list" if here else ", and here is an empty list"


def _sentence(text: str) -> str:
    text = re.sub(r"^(Value error|Assertion failed), ", "", text).strip() or "This is not right"
    return text if text.endswith((".", "!", "?")) else text + "."
