"""A version as it is handed to the printer: plain text and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from standing.rooms.plans.rules import values
from standing.rooms.plans.rules.content import ContentFact, SectionFact
from standing.rooms.plans.rules.steps import Step
from standing.rooms.plans.rules.template import Kind, Rank

_RANKS: Mapping[Rank, str] = {Rank.LIAISON: "Liaison", Rank.HEAD: "Head of the department"}


def as_paper(
    *,
    text: ContentFact,
    number: int,
    filed_at: datetime,
    signatures: Sequence[tuple[Rank, str, datetime]],
    answer: tuple[Step, datetime] | None,
    department: str,
    zone: tzinfo,
    address: str,
) -> dict[str, object]:
    """Return what ``plan.typ`` prints."""
    facts = [
        ["Department", department],
        ["Version", str(number)],
        ["Filed", _moment(filed_at, zone)],
        *([_RANKS[rank], f"{name}, signed {_moment(at, zone)}"] for rank, name, at in signatures),
        ["Answer", f"{answer[0].value}, {_moment(answer[1], zone)}" if answer is not None else "none yet"],
        ["Template", text.template],
    ]
    return {
        "day": _moment(filed_at, zone),
        "sha256": text.sha256,
        "source": address,
        "facts": facts,
        "sections": [_section(section) for section in text.sections],
    }


def _section(section: SectionFact) -> dict[str, object]:
    day = values.day_of(section.value)
    said = values.text_of(section.value) or (f"{day:%B} {day.day}, {day.year}" if day is not None else "")
    if section.kind not in {Kind.TEXT, Kind.DATE}:
        said = values.none_of(section.value)
    return {
        "heading": section.heading,
        "text": said if not values.is_empty(section.value) else "Left empty.",
        "heads": [column.heading for column in section.columns],
        "rows": [
            [values.shown_cell(column=column, cell=row.get(column.id, "")) or "-" for column in section.columns]
            for row in values.rows_of(section.value)
        ],
        "files": [f"{file.name} (SHA-256 {file.sha256})" for file in section.attachments],
    }


def _moment(at: datetime, zone: tzinfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%B} {local.day}, {local.year}, {local:%H:%M} {local.tzname()}"
