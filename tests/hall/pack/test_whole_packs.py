"""The packs that ship, read with every room's sections; and what becomes of one that was damaged."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.config import wiring
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api, registry
from standing.hall.pack.base import SECTIONS
from standing.hall.pack.reference import json_schema, reference_markdown
from standing.hall.pack.validate import fact_of, validate
from tests.make.pack import write_pack

ROOT = Path(__file__).resolve().parents[3]
EVERY = (*SECTIONS, *wiring.SECTIONS)
TOWN = ROOT / "tests" / "packs" / "alder-ford"
TOWN_FILES = {path.relative_to(TOWN).as_posix(): path.read_bytes() for path in TOWN.rglob("*.yaml")}


@pytest.fixture(autouse=True)
def _every_section(monkeypatch: pytest.MonkeyPatch, _only_the_halls_own_sections: None) -> None:
    monkeypatch.setattr(registry, "_sections", {section.name: section for section in EVERY})


@pytest.mark.parametrize("directory", [ROOT / "packs" / "los-angeles", TOWN], ids=lambda path: path.name)
def test_the_packs_that_ship_have_no_problems(directory: Path) -> None:
    checked = validate(directory)

    assert checked.problems == ()
    assert checked.content is not None
    assert fact_of(content=checked.content).calendar("city").holidays_in(2025)


def test_the_reference_covers_every_file() -> None:
    text = reference_markdown(sections=EVERY)

    assert [section.files for section in EVERY if f"## `{section.files}`" not in text] == []
    assert list(json_schema(sections=EVERY)) == [section.files for section in EVERY]


_LINES = st.sampled_from(
    [b"", b"  id: x", b"- id: x", b"unknown", b"a: b: c", b"  - [", b"  from: 2025-02-30", b"  due: {rule: monthly}", b"\t", b"  days: -1", b"  until: 9999-12-31", b"\xff"]
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, bytes]:
    files = dict(TOWN_FILES)
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(files)))
        lines = files[name].split(b"\n")
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "twice", "other", "value"])):
            case "drop":
                del lines[place]
            case "twice":
                lines.insert(place, lines[draw(st.integers(0, len(lines) - 1))])
            case "other":
                lines[place] = draw(_LINES)
            case _:
                value = draw(st.sampled_from([b"unknown", b"2025-02-30", b"[]", b"{}", b"-1", b"null", b"no", b"''"]))
                lines[place] = lines[place].partition(b":")[0] + b": " + value
        files[name] = b"\n".join(lines)
    return files


@settings(max_examples=60, deadline=None)
@given(damaged())
def test_a_damaged_town_is_told_about_and_never_raises(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked = validate(write_pack(Path(folder), files), sections=EVERY)

    assert (checked.content is None) is bool(checked.problems)
    for problem in checked.problems:
        assert problem.line >= 1
        assert problem.file
        assert problem.field
        assert problem.sentence


@pytest.mark.django_db
def test_a_shipped_pack_comes_into_force_with_every_rooms_rows_and_a_new_due_day_is_an_effect(tmp_path: Path) -> None:
    at = datetime(2025, 7, 11, 20, tzinfo=UTC)
    first = api.load_first(directory=ROOT / "packs" / "los-angeles", by=SYSTEM, at=at)
    shutil.copytree(ROOT / "packs" / "los-angeles", tmp_path / "changed")
    info = tmp_path / "changed" / "pack.yaml"
    info.write_text(re.sub(r"(?m)^version: .*$", 'version: "changed"', info.read_text()))
    directive = tmp_path / "changed" / "instruments" / "ed-12.yaml"
    assert directive.read_text().count("days: 14") >= 1
    directive.write_text(directive.read_text().replace("days: 14", "days: 21", 1))

    proposed = api.propose(directory=tmp_path / "changed", by=SYSTEM, at=at)

    assert ["ED12-1.plan" in change.path for change in proposed.changes if change.after == "21"] == [True]
    assert [effect.subject for effect in proposed.effects if "ED12-1.plan" in effect.subject] != []
    applied = api.apply(proposal=proposed.id, seen_sha256=proposed.sha256, by=SYSTEM, at=at + timedelta(days=1))
    assert applied.number == first.number + 1
