"""The written reference comes from the shapes and leaves no field out."""

from __future__ import annotations

from standing.hall.pack.base import SECTIONS
from standing.hall.pack.reference import json_schema, reference_markdown, undescribed


def test_every_field_says_what_it_means() -> None:
    assert undescribed(sections=SECTIONS) == ()


def test_the_reference_names_every_file_and_field() -> None:
    text = reference_markdown(sections=SECTIONS)

    for section in SECTIONS:
        assert f"## `{section.files}`" in text
        for name in section.model.model_fields:
            assert f"| `{name}` |" in text
    assert "| `observed` | `none`, `nearest`, `sunday-to-monday` | no |" in text
    assert "### NthHoliday (`rule: nth`)" in text


def test_the_schema_refuses_unknown_fields() -> None:
    schema = json_schema(sections=SECTIONS)

    assert list(schema) == [section.files for section in SECTIONS]
    pack = schema["pack.yaml"]
    assert isinstance(pack, dict)
    assert pack["additionalProperties"] is False
    assert "time_zone" in pack["required"]
