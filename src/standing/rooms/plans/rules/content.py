"""The exact text of a plan: what is signed, filed and kept, and its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from standing.kernel.canonical import Json, canonical, sha256_hex
from standing.kernel.refusals import NotNow
from standing.rooms.plans.rules.template import Column, Kind, PlansFile, SectionTerms
from standing.rooms.plans.rules.values import Value

FORMAT = 1
"""Raised when the bytes below change their shape; a version says in which one it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFact:
    """A file beside a section, known by its hash."""

    section: str
    sha256: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFact:
    """One section of a text, with the words of the template it was written under."""

    id: str
    heading: str
    kind: Kind
    columns: tuple[Column, ...]
    value: Value
    attachments: tuple[AttachmentFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFact:
    """A whole text: the draft of a moment, or a filed version."""

    campaign: str
    campaign_name: str
    department: str
    template: str
    sections: tuple[SectionFact, ...]
    data: bytes
    sha256: str


def compose(
    *,
    terms: PlansFile,
    department: str,
    values: Mapping[str, Value],
    attachments: Sequence[AttachmentFact],
    is_sample: bool = False,
) -> ContentFact:
    """
    Return the text as the template orders it; equal texts have equal bytes, whoever typed them and when.

    The bytes of an invented plan say so themselves, for they are handed out as they are.
    """
    sections = [_section(section, values, attachments) for section in terms.template.sections]
    mark: dict[str, Json] = {"sample": True} if is_sample else {}
    data = canonical(
        {
            **mark,
            "format": FORMAT,
            "campaign": terms.campaign.id,
            "campaign_name": terms.campaign.name,
            "department": department,
            "template": terms.template.version,
            "sections": [_as_json(section) for section in sections],
        }
    )
    return ContentFact(
        campaign=terms.campaign.id,
        campaign_name=terms.campaign.name,
        department=department,
        template=terms.template.version,
        sections=tuple(sections),
        data=data,
        sha256=sha256_hex(data),
    )


def read(*, data: bytes) -> ContentFact:
    """Return the text that stands in the bytes of a version; needs no template."""
    read_json = json.loads(data)
    return ContentFact(
        campaign=read_json["campaign"],
        campaign_name=read_json["campaign_name"],
        department=read_json["department"],
        template=read_json["template"],
        sections=tuple(_from_json(section) for section in read_json["sections"]),
        data=data,
        sha256=sha256_hex(data),
    )


def check_same_text(*, shown: str, stored: str) -> None:
    """Test that the person signs what was on the screen. :raises NotNow: if the text has moved on."""
    if shown != stored:
        raise NotNow("The text has changed since you opened it. Read it again, then sign.")


def check_not_unchanged(*, sha256: str, last: str | None) -> None:
    """Test that a new version says something new. :raises NotNow: if it equals the one before."""
    if sha256 == last:
        raise NotNow("This text is the same as the last version. Change what was asked for, then file it.")


def _section(section: SectionTerms, values: Mapping[str, Value], attachments: Sequence[AttachmentFact]) -> SectionFact:
    own = sorted((file for file in attachments if file.section == section.id), key=lambda file: file.sha256)
    return SectionFact(
        id=section.id,
        heading=section.heading,
        kind=section.kind,
        columns=section.row_columns,
        value=values.get(section.id, {}),
        attachments=tuple(own),
    )


def _as_json(section: SectionFact) -> Json:
    return {
        "id": section.id,
        "heading": section.heading,
        "kind": section.kind.value,
        "columns": [{"id": column.id, "heading": column.heading, "kind": column.kind} for column in section.columns],
        "value": section.value,
        "attachments": [{"sha256": file.sha256, "name": file.name} for file in section.attachments],
    }


def _from_json(section: Mapping[str, Json]) -> SectionFact:
    section_id = cast("str", section["id"])
    columns = cast("list[dict[str, str]]", section["columns"])
    files = cast("list[dict[str, str]]", section["attachments"])
    return SectionFact(
        id=section_id,
        heading=cast("str", section["heading"]),
        kind=Kind(cast("str", section["kind"])),
        columns=tuple(Column.model_validate(column) for column in columns),
        value=cast("Value", section["value"]),
        attachments=tuple(
            AttachmentFact(section=section_id, sha256=file["sha256"], name=file["name"]) for file in files
        ),
    )
