"""Writes down what a pack may say, from the shapes that read it."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from standing.hall.pack import registry
from standing.hall.pack.section import Section

_PLAIN = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "day (2025-07-11)",
    datetime: "moment",
    type(None): "nothing",
}


def json_schema(*, sections: Sequence[Section] | None = None) -> dict[str, object]:
    """Return one JSON Schema document for each file of a pack, by the file's name."""
    known = registry.sections() if sections is None else sections
    return {
        section.files: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": section.files,
            **section.model.model_json_schema(),
        }
        for section in known
    }


def reference_markdown(*, sections: Sequence[Section] | None = None) -> str:
    """Return tables of every field of every file, as Markdown."""
    known = registry.sections() if sections is None else sections
    lines = ["# What a pack says", ""]
    for section in known:
        lines += [f"## `{section.files}`", ""]
        if section.about:
            lines += [section.about, ""]
        if not section.required:
            lines += ["A pack may leave this out.", ""]
        for number, shape in enumerate(_shapes(section.model)):
            if number:
                lines += [f"### {_title(shape)}", ""]
            if shape.__doc__:
                lines += [" ".join(shape.__doc__.split()), ""]
            lines += ["| field | what it is | must | meaning |", "| --- | --- | --- | --- |"]
            lines += [_row(name, info) for name, info in shape.model_fields.items()]
            lines.append("")
    return "\n".join(lines)


def undescribed(*, sections: Sequence[Section] | None = None) -> tuple[str, ...]:
    """Return every field that does not say what it means."""
    known = registry.sections() if sections is None else sections
    return tuple(
        f"{shape.__name__}.{name}"
        for section in known
        for shape in _shapes(section.model)
        for name, info in shape.model_fields.items()
        if not info.description
    )


def _row(name: str, info: FieldInfo) -> str:
    label = info.alias or name
    must = "yes" if info.is_required() else "no"
    about = (info.description or "").replace("|", "\\|")
    return f"| `{label}` | {_type(info.annotation)} | {must} | {about} |"


def _title(shape: type[BaseModel]) -> str:
    for name, info in shape.model_fields.items():
        if get_origin(info.annotation) is Literal and info.is_required():
            return f"{shape.__name__} (`{name}: {get_args(info.annotation)[0]}`)"
    return shape.__name__


def _type(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in (Union, types.UnionType):
        kinds = dict.fromkeys(_type(part) for part in parts if part is not type(None))
        return " or ".join(kinds)
    if origin in (list, tuple, set, frozenset, Sequence):
        return f"list of {_type(parts[0])}" if parts else "list"
    if origin in (dict, Mapping):
        return f"mapping of {_type(parts[1])}"
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            return annotation.__name__
        if issubclass(annotation, Enum):
            return ", ".join(f"`{one.value}`" for one in annotation)
        return _PLAIN.get(annotation, annotation.__name__)
    if hasattr(annotation, "__value__"):
        return _type(annotation.__value__)
    return str(annotation)


def _shapes(top: type[BaseModel]) -> list[type[BaseModel]]:
    found: dict[type[BaseModel], None] = {top: None}
    waiting = [top]
    while waiting:
        shape = waiting.pop(0)
        for info in shape.model_fields.values():
            for inner in _inside(info.annotation):
                if inner not in found:
                    found[inner] = None
                    waiting.append(inner)
    return list(found)


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _inside(part)
    if hasattr(annotation, "__value__"):
        yield from _inside(annotation.__value__)
