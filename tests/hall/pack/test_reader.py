"""Plain values, and the line of every field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.pack.reader import MOST_BYTES, read


def test_only_true_and_false_are_booleans_and_days_stay_text() -> None:
    text = b"""\
a: no
b: on
c: true
d: "true"
e: 2025-07-11
f: 12
g: 007
h: 1.50
i: 0x1F
j: 1:30
k: ~
l:
m: 1_000
n: .inf
o: -4
p: Yes
"""
    assert read(text).value == {
        "a": "no",
        "b": "on",
        "c": True,
        "d": "true",
        "e": "2025-07-11",
        "f": 12,
        "g": "007",
        "h": "1.50",
        "i": "0x1F",
        "j": "1:30",
        "k": None,
        "l": None,
        "m": "1_000",
        "n": ".inf",
        "o": -4,
        "p": "Yes",
    }


def test_every_field_has_its_line() -> None:
    document = read(b"# note\na: 1\nb:\n  - id: x\n    c: 2\n  - {id: y,\n     c: 3}\n")

    assert document.mistakes == ()
    assert document.value == {"a": 1, "b": [{"id": "x", "c": 2}, {"id": "y", "c": 3}]}
    assert {path: document.line(path) for path in [("a",), ("b",), ("b", 0, "c"), ("b", 1, "c")]} == {
        ("a",): 2,
        ("b",): 3,
        ("b", 0, "c"): 5,
        ("b", 1, "c"): 7,
    }
    assert document.line(("b", 1, "missing")) == 6
    assert document.line(("nowhere",)) == 2


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (b"a: 1\nb: 2\na: 3\n", 3, "a is written twice here, first in line 1: keep one."),
        (b"x:\n  a: 1\n  a: 1\n", 3, "a is written twice here, first in line 2: keep one."),
        (b"a: &x [*x]\n", 1, "*x stands inside itself: write it out."),
        (b"a: *x\n", 1, "Nothing before this line is marked &x."),
        (b"a: 1\n\tb: 2\n", 2, "Indent with spaces, not with tabs."),
        (b"a: 1\nb: \xff\n", 2, "This is not UTF-8 text: save the file as UTF-8."),
        (
            b"a: !!python/object:os.system x\n",
            1,
            "Take out the tag tag:yaml.org,2002:python/object:os.system: a pack is plain data.",
        ),
        (b"a: !!set {x}\n", 1, "Take out the tag tag:yaml.org,2002:set: a pack is plain data."),
        (b"a: !x 1\n", 1, "Take out the tag !x: a pack is plain data."),
        (b"a: &b {c: 1}\nd:\n  <<: *b\n", 3, "Write the fields out: << is not read."),
        (b"a: 1\n---\nb: 2\n", 2, "A file holds one document: take out the line ---."),
        (b"? [1, 2]\n: 3\n", 1, "A key must be plain text, not a list or a mapping."),
        (b'a: "\\0"\n', 1, "The character U+0000 does not belong in text: take it out."),
        (b"a: 1\nb: \x07\n", 2, "The character U+0007 does not belong in text: take it out."),
        ("a: x\u202ey\n".encode(), 1, "The character U+202E does not belong in text: take it out."),
        (b"[" * 100 + b"]" * 100, 1, "This is nested too deeply: at most 40 levels."),
        (b"a" * (MOST_BYTES + 1), 1, "The file is larger than 1 MB: split it."),
    ],
)
def test_a_mistake_is_told_with_its_line(text: bytes, line: int, sentence: str) -> None:
    assert [(one.line, one.sentence) for one in read(text).mistakes] == [(line, sentence)]


@pytest.mark.parametrize("text", [b"a: b: c\n", b"a: [1\n", b"a: 'x\n", b"- a\nb: c\n", b"%YAML 9\n", b"a: @x\n"])
def test_broken_yaml_is_told_once(text: bytes) -> None:
    mistakes = read(text).mistakes

    assert len(mistakes) == 1
    assert mistakes[0].sentence.startswith("This cannot be read as YAML (")


def test_aliases_that_multiply_are_stopped() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, after in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{after}: &{after} [{','.join([f'*{before}'] * 9)}]")

    document = read("\n".join(lines).encode())

    assert [one.sentence for one in document.mistakes] == ["This file holds more than 200000 values: split it."]


def test_an_alias_that_ends_is_read() -> None:
    assert read(b"a: &x {b: [1]}\nc: *x\n").value == {"a": {"b": [1]}, "c": {"b": [1]}}


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode(errors="replace"))))
def test_no_bytes_raise(content: bytes) -> None:
    document = read(content)

    assert all(mistake.line >= 1 for mistake in document.mistakes)
