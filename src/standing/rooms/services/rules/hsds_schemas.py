"""JSON schemas (2020-12) of the profile: what is sent holds exactly these fields and no other."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from standing.rooms.services.rules.hsds_fields import MARK, TABLE, Field, Nest, Table

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FORMATS = {
    "id": "uuid",
    "day": "date",
    "moment": "date-time",
    "email": "email",
    "link": "uri",
}
_CLOCK = r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d{2}:\d{2})?$"

PAGE = {
    "total_items": "integer",
    "total_pages": "integer",
    "page_number": "integer",
    "size": "integer",
    "first_page": "boolean",
    "last_page": "boolean",
    "empty": "boolean",
}
"""What a page says about itself, beside its ``contents``."""


def of_field(field: Field) -> dict[str, Any]:
    """Return what JSON Schema says of one field."""
    if field.kind in {"number", "whole", "money", "offset"}:
        said: dict[str, Any] = {"type": "integer" if field.kind == "whole" else "number"}
        if field.least is not None:
            said["minimum"] = field.least
        if field.most is not None:
            said["maximum"] = field.most
        return said
    said = {"type": "string"}
    if field.kind in _FORMATS:
        said["format"] = _FORMATS[field.kind]
    if field.kind == "time":
        said["pattern"] = _CLOCK
    if field.kind == "word":
        said["enum"] = list(field.words)
    if field.kind == "text":
        said["maxLength"] = field.longest
        if field.required and field.name not in {"previous_value", "replacement_value", "description"}:
            said["minLength"] = 1
    return said


def of_table(name: str, *, without: Collection[str] = (), root: str = "#/$defs/") -> dict[str, Any]:
    """
    Return the schema of one kind of object with what may be nested in it.

    ``without`` names nests that are left out; in JSON, what is nested need not say whose it is.
    """
    table = TABLE[name]
    fields = {field.name: of_field(field) for field in table.fields}
    nests = {nest.name: _of_nest(nest, root) for nest in nests_of(table) if nest.name not in without}
    return {
        "type": "object",
        "properties": fields | nests | {MARK: {"const": True}},
        "required": [field.name for field in table.fields if field.required and not _is_told_by_nesting(table, field)],
        "additionalProperties": False,
    }


def nests_of(table: Table) -> tuple[Nest, ...]:
    """Return what can stand inside an object of this table, attributes and history included."""
    more = (
        (
            Nest(name="attributes", table="attribute", key="link_id"),
            Nest(name="metadata", table="metadata", key="resource_id"),
        )
        if table.has_attributes
        else ()
    )
    return table.nests + more


def definitions(*, root: str = "#/$defs/") -> dict[str, Any]:
    """Return the schema of every kind of object."""
    return {name: of_table(name, root=root) for name in TABLE}


def document(name: str) -> dict[str, Any]:
    """Return a whole schema document for one kind of object."""
    return {"$schema": DIALECT, "$ref": f"#/$defs/{name}", "$defs": definitions()}


def page_of(name: str, *, root: str = "#/$defs/") -> dict[str, Any]:
    """Return the schema of a page of such objects."""
    return {
        "type": "object",
        "properties": {
            **{field: {"type": kind} for field, kind in PAGE.items()},
            "contents": {"type": "array", "items": {"$ref": f"{root}{name}"}},
            MARK: {"const": True},
        },
        "required": [*PAGE, "contents"],
        "additionalProperties": False,
    }


def _of_nest(nest: Nest, root: str) -> dict[str, Any]:
    reference = {"$ref": f"{root}{nest.table}"}
    return {"type": "array", "items": reference} if nest.many else reference


def _is_told_by_nesting(table: Table, field: Field) -> bool:
    """Test whether the place of an object says what this column says in a table."""
    if table.name in {"attribute", "metadata"}:
        return field.name in {"link_id", "link_entity", "resource_id", "resource_type"}
    return bool(field.to)
