"""A bad pack is told about, whole and exactly; it never breaks the checker."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.hall.pack import registry
from standing.hall.pack.section import Section
from standing.hall.pack.shapes import Info
from standing.hall.pack.validate import fact_of, validate
from standing.hall.pack.words import Fault, Parsed, Problem, Shape
from tests.make.pack import FILES, pack_files, write_pack


def lines(directory: Path) -> list[str]:
    return [str(problem) for problem in validate(directory).problems]


def with_line(name: str, old: str, new: str) -> dict[str, bytes]:
    text = FILES[f"{name}.yaml"]
    assert old in text
    return pack_files(**{name: text.replace(old, new, 1)})


def test_a_good_pack_has_no_problems_and_means_what_it_says(tmp_path: Path) -> None:
    checked = validate(write_pack(tmp_path))

    assert checked.problems == ()
    assert checked.content is not None
    pack = fact_of(content=checked.content)
    city = pack.calendar("city")
    assert (pack.id, pack.version, str(pack.zone)) == ("alder-falls", "1", "America/Los_Angeles")
    assert [one.code for one in pack.languages.languages] == ["en", "no", "ar"]
    assert pack.thresholds.reminder_days == (7, 3, 1, 0, -1)
    assert [(one.date, one.name) for one in city.holidays_in(2025)] == [
        (date(2025, 1, 1), "New Year's Day"),
        (date(2025, 5, 26), "Memorial Day"),
        (date(2025, 8, 8), "Founders' Day"),
        (date(2025, 9, 1), "Labor Day"),
        (date(2025, 11, 28), "Closed"),
    ]


def test_comments_and_order_of_keys_do_not_change_the_hash(tmp_path: Path) -> None:
    first = validate(write_pack(tmp_path / "a")).content
    turned = "# a note\n" + "\n".join(
        ["maintainers: ['Office of the Town Clerk']", *FILES["pack.yaml"].splitlines()[:-2]]
    )
    second = validate(write_pack(tmp_path / "b", pack_files(pack=turned))).content

    assert first is not None
    assert second is not None
    assert fact_of(content=first).sha256 == fact_of(content=second).sha256


def test_all_problems_of_all_files_come_at_once_in_order(tmp_path: Path) -> None:
    files = pack_files(
        pack="""\
format: 2
id: a b
version: 1
name: X
place: Here
place: There
time_zone: Mars/X
city_name: X
colour: red
disclaimer: [1]
""",
        calendars="""\
calendars:
  - id: x
    name: X
    holidays:
      - {rule: fixt, name: X}
      - {name: X}
      - {rule: fixed, name: true, month: 13, day: 1, observed: maybe}
      - {rule: fixed, name: X, month: 2, day: 30}
      - {rule: dates, name: X, dates: [2025-02-30, 5, "2025-1-1"]}
    extra: 5
  - id: x
    name: Y
""",
        languages="",
        thresholds="a: b: c\n",
        retention="\tclasses: []\n",
    )
    write_pack(tmp_path, {**files, "extra.yml": b"", "more/notes.yaml": b"a: 1\n"})

    assert lines(tmp_path) == [
        "calendars.yaml:5: calendars[x].holidays[1].rule: This should be one of fixed, nth, last, dates, not 'fixt'.",
        "calendars.yaml:6: calendars[x].holidays[2].rule: rule is missing: it says which kind this is.",
        "calendars.yaml:7: calendars[x].holidays[3].month: This should be a number of at most 12, not 13.",
        'calendars.yaml:7: calendars[x].holidays[3].name: This should be text: put it in quotes, "true", not true.',
        "calendars.yaml:7: calendars[x].holidays[3].observed: This should be none, nearest or sunday-to-monday, not 'maybe'.",
        "calendars.yaml:8: calendars[x].holidays[4]: month 2 has no day 30.",
        "calendars.yaml:9: calendars[x].holidays[5].dates[1]: This should be a day written 2025-07-11, not '2025-02-30'.",
        "calendars.yaml:9: calendars[x].holidays[5].dates[2]: This should be a day written 2025-07-11, not 5.",
        "calendars.yaml:9: calendars[x].holidays[5].dates[3]: This should be a day written 2025-07-11, not '2025-1-1'.",
        "calendars.yaml:10: calendars[x].extra: This should be a list (each line begins with -), not 5.",
        "calendars.yaml:11: calendars[x].id: The id x is already taken in line 2.",
        "extra.yml:1: file: Rename it: the files of a pack end in .yaml.",
        "languages.yaml:1: file: This should be a mapping of fields, and here is nothing.",
        "more/notes.yaml:1: file: A pack has no such file. It has pack.yaml, calendars.yaml, languages.yaml, thresholds.yaml, retention.yaml.",
        "pack.yaml:1: default_language: default_language is missing: write it here.",
        "pack.yaml:1: format: This should be 1, not 2.",
        "pack.yaml:2: id: This should be a short name of letters and digits, with - or . between them, not 'a b'.",
        'pack.yaml:3: version: This should be text: put it in quotes, "1", not 1.',
        "pack.yaml:6: place: place is written twice here, first in line 5: keep one.",
        "pack.yaml:7: time_zone: Mars/X is no time zone: write an IANA name like America/Los_Angeles.",
        "pack.yaml:9: colour: There is no field colour here: take it out or mend its name.",
        "pack.yaml:10: disclaimer: This should be text, not a list.",
        "retention.yaml:1: file: Indent with spaces, not with tabs.",
        "thresholds.yaml:1: file: This cannot be read as YAML (mapping values are not allowed in this context). Check quotes, colons and indentation.",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("thresholds", "weekly_after: true", "weekly_after: yes", "thresholds.yaml:4: weekly_after: This should be true or false, not 'yes'."),
        ("thresholds", "at_risk_days: 5", "at_risk_days: 5.5", "thresholds.yaml:1: at_risk_days: This should be a whole number, not '5.5'."),
        ("thresholds", "at_risk_days: 5", "at_risk_days: -1", "thresholds.yaml:1: at_risk_days: This should be a number of at least 0, not -1."),
        ("thresholds", "small_count: 11", "small_count: true", "thresholds.yaml:5: small_count: This should be a whole number, not true."),
        ("thresholds", "small_count: 11\n", "", "thresholds.yaml:1: small_count: small_count is missing: write it here."),
        ("pack", "default_language: en", "default_language: fr", "pack.yaml:7: default_language: languages.yaml does not have fr: write one of ar, en, no."),
        ("pack", "default_language: en", "default_language: English", "pack.yaml:7: default_language: This should be a language code such as es or zh-Hant, not 'English'."),
        ("languages", "code: ar", "code: en", "languages.yaml:4: languages[3].code: en stands twice: keep one."),
        ("calendars", "id: city", "id: town", "calendars.yaml:1: calendars: One calendar must have the id city: it counts the working days of the City."),
        ("calendars", "dates: [2025-08-08, 2026-08-07]", "dates: []", "calendars.yaml:10: calendars[city].holidays[4].dates: This should be a list of at least 1, and here is an empty list."),
        ("calendars", "- 2025-11-28", "- 28 November", "calendars.yaml:12: calendars[city].extra[1]: This should be a day written 2025-07-11, not '28 November'."),
        ("calendars", "- 2025-11-28", '- "1764288000"', "calendars.yaml:12: calendars[city].extra[1]: This should be a day written 2025-07-11, not '1764288000'."),
        ("retention", "counsel_approval: needed", "counsel_approval: pending", "retention.yaml:6: classes[plans].counsel_approval: This should be approved or needed, not 'pending'."),
    ],
)  # fmt: skip
def test_one_mistake_gives_one_sentence(tmp_path: Path, name: str, old: str, new: str, said: str) -> None:
    assert lines(write_pack(tmp_path, with_line(name, old, new))) == [said]


@pytest.mark.parametrize("missing", sorted(FILES))
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    write_pack(tmp_path, {name: text for name, text in pack_files().items() if name != missing})

    found = validate(tmp_path).problems

    assert [(one.file, one.line, one.field) for one in found] == [(missing, 1, "file")]
    assert found[0].sentence.startswith("This file is missing: ")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert lines(tmp_path / "nowhere") == [".:1: file: There is no such folder."]


def test_notes_beside_the_pack_and_hidden_files_are_no_problem(tmp_path: Path) -> None:
    write_pack(tmp_path, {**pack_files(), "README.md": b"x", ".gitkeep": b"", ".git/config": b"x"})

    assert lines(tmp_path) == []


def test_links_out_of_the_pack_are_refused(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack")
    (tmp_path / "outside.yaml").write_text(FILES["retention.yaml"])
    (pack / "retention.yaml").unlink()
    (pack / "retention.yaml").symlink_to(tmp_path / "outside.yaml")
    (pack / "plans").symlink_to(tmp_path)
    (pack / "thresholds.yaml").unlink()
    (pack / "thresholds.yaml").symlink_to(pack / "thresholds.yaml")

    assert lines(pack) == [
        "plans:1: file: A folder may not be a link: copy it here.",
        "retention.yaml:1: file: This link leads out of the pack: copy the file here.",
        "thresholds.yaml:1: file: This file cannot be opened.",
    ]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    pack = write_pack(tmp_path)
    (pack / "retention.yaml").unlink()
    os.mkfifo(pack / "retention.yaml")

    assert lines(pack) == ["retention.yaml:1: file: This is not a plain file."]


class Street(Shape):
    """A section of many files."""

    id: str
    next: str


def _check_streets(parsed: Parsed) -> Iterator[Fault]:
    streets = parsed.get("streets")
    info = parsed.get("info")
    assert isinstance(info, Info)
    if isinstance(streets, dict):
        known = {street.id for street in streets.values()}
        for file, street in streets.items():
            if street.next not in known:
                yield Fault(file=file, path=("next",), sentence=f"There is no street {street.next}.")


def test_a_section_of_many_files_is_checked_together(tmp_path: Path) -> None:
    registry.register(Section(name="streets", files="streets/*.yaml", model=Street, many=True, check=_check_streets))
    good = {
        **pack_files(),
        "streets/a.yaml": b"id: a\nnext: b\n",
        "streets/b.yaml": b"id: b\n# round\nnext: a\n",
    }
    checked = validate(write_pack(tmp_path / "good", good))
    assert checked.content is not None
    assert fact_of(content=checked.content).many(Street) == (Street(id="a", next="b"), Street(id="b", next="a"))

    bad = {**good, "streets/b.yaml": b"id: b\n# round\nnext: z\n", "streets/deep/c.yaml": b"id: c\n"}
    assert lines(write_pack(tmp_path / "bad", bad)) == [
        "streets/b.yaml:3: next: There is no street z.",
        "streets/deep/c.yaml:1: file: A pack has no such file. It has pack.yaml, calendars.yaml, languages.yaml, thresholds.yaml, retention.yaml, streets/*.yaml.",
    ]
    assert lines(write_pack(tmp_path / "none")) == ["streets/*.yaml:1: file: This file is missing: streets"]


def test_two_sections_cannot_share_a_name_or_files() -> None:
    section = Section(name="streets", files="streets/*.yaml", model=Street)
    registry.register(section)
    registry.register(section)

    with pytest.raises(ValueError, match="called streets"):
        registry.register(Section(name="streets", files="other.yaml", model=Street))
    with pytest.raises(ValueError, match=r"read streets/\*"):
        registry.register(Section(name="roads", files="streets/*.yaml", model=Street))


_TROUBLE = st.sampled_from(
    [b"\t", b":", b"-", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!x ", b"\xff", b"\x00", b'"', b"'", b"\n", b"  ", b"~", b"true", b"2025-02-30", b"id: city\n", b"9" * 30, b"|", b">", b"#", b"%", b"@", b"? ", b"<<: "]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    files = pack_files()
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        text = files[name]
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 30)))
        files[name] = text[:start] + draw(st.one_of(_TROUBLE, st.binary(max_size=6))) + text[end:]
    for name in draw(st.sets(st.sampled_from(sorted(FILES)), max_size=1)):
        del files[name]
    return files


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_whatever_is_broken_is_told_and_never_raises(files: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked = validate(write_pack(Path(folder), files))

    if checked.content is None:
        assert checked.problems
        for problem in checked.problems:
            assert problem.file in {*FILES, "."}
            assert problem.line >= 1
            assert problem.field
            assert problem.sentence.endswith((".", "!", "?")) or "is missing: " in problem.sentence
    else:
        assert checked.problems == ()
        assert fact_of(content=checked.content).info.format == 1


def test_problems_print_as_compilers_do() -> None:
    problem = Problem(file="pack.yaml", line=3, field="version", sentence="Mend it.")

    assert str(problem) == "pack.yaml:3: version: Mend it."
