"""The profile as a page of the documentation, made from the same table of tables as everything else."""

from __future__ import annotations

from standing.rooms.services.rules.hsds_fields import NOT_TAKEN_IN, STANDARD_ONLY, TABLES, VERSION, Field, Table
from standing.rooms.services.rules.hsds_schemas import PAGE, nests_of

READINGS = (
    "Reading only: writing (`POST`) is not offered.",
    (
        "Only services that the public finds are sent: active, wanted, and checked within twice their limit. "
        "`assured_date` is the day of the oldest check that still holds, `assurer_email` a role mailbox."
    ),
    (
        "A list holds objects with their single fields; `full=true` adds all that belongs to them. "
        "`minimal=true` leaves id, name, status and last_modified."
    ),
    "All parameters hold at once. `per_page` is at most 500. `proximity`: metres around the middle of `postcode`.",
    (
        "Hours are kept with the name of the city's time zone. The standard knows only a numeric offset, so hours "
        "are sent in parts, each with `valid_from`, `valid_to` and `timezone`, for the present span of days with one "
        "offset and the next. An attribute of the type `iana-time-zone` on each part names the zone, and the id and "
        "days of the whole."
    ),
    "A `closes_at` before `opens_at` is on the next day.",
    (
        "`lang`, or `Accept-Language`, chooses the language; the answer says `Content-Language`. Attributes of the "
        "type `translation` say of each field (`label`) how far it is translated (`value`); the rest is in the first "
        "language."
    ),
    "Kinds of help are attributes of the type `category`; their terms stand in `taxonomy_terms`.",
    (
        "`sample` is there, and true, on every answer whose records are made up. It is the one field that the "
        "standard does not have."
    ),
    "A service or organization that was merged answers 301 and leads to the one that stands for it.",
    "`metadata` is sent with one object, never taken in. `updated_by` names an office, never a person.",
    "Errors: 404 and 422 with a sentence in `detail`; 405 for other methods than GET and HEAD; 304 for a known `ETag`.",
)
"""How this directory reads the standard where the standard leaves it open."""


def markdown() -> str:
    """Return the profile in Markdown."""
    parts = [
        f"# The directory's profile of HSDS {VERSION}",
        "Made from `src/standing/rooms/services/rules/hsds_fields.py`; a test holds this page against it.",
        "## How we read the standard",
        "\n".join(f"- {sentence}" for sentence in READINGS),
        "## A page of a list",
        ", ".join(f"`{name}`" for name in (*PAGE, "contents")) + ".",
        "## Objects",
        "Bold fields are always there. In CSV each object has its table; columns that end in `_id` say whose it is.",
        *(_table(table) for table in TABLES),
        "## What is left out",
        "\n".join(f"- `{name}`: {why}" for name, why in STANDARD_ONLY.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    sent_only = " Sent, never taken in." if table.name in NOT_TAKEN_IN else ""
    nests = ", ".join(f"`{nest.name}`" for nest in nests_of(table))
    inside = f"\n\nInside it: {nests}." if nests else ""
    lines = "\n".join(f"| {_name(field)} | {_kind(field)} |" for field in table.fields)
    return f"### {table.name}\n\n`{table.file}`.{sent_only}{inside}\n\n| field | kind |\n| --- | --- |\n{lines}"


def _name(field: Field) -> str:
    return f"**`{field.name}`**" if field.required else f"`{field.name}`"


_KINDS = {
    "id": "UUID",
    "day": "day, `2025-07-25`",
    "time": "time, `09:30-07:00`",
    "moment": "moment with its offset",
    "number": "number",
    "whole": "whole number",
    "money": "number with two decimals",
    "offset": "hours from UTC",
    "email": "e-mail address of an office",
    "link": "web address",
}


def _kind(field: Field) -> str:
    if field.to:
        return f"id of a {field.to.replace('_', ' ')}"
    if field.words:
        return " · ".join(field.words)
    return _KINDS.get(field.kind, f"text, at most {field.longest:,} characters")
