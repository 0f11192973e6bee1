"""Turns one YAML file into plain values and keeps the line of every field.

Only true and false are booleans: ``no`` is Norwegian and ``on`` may be a town. Days stay text, and so
do numbers with a point: the shapes decide what they mean.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from standing.hall.pack.words import Path

MOST_BYTES = 1_000_000
MOST_VALUES = 200_000
DEEPEST = 40

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
_CONSTANTS: dict[str, Plain] = {
    "": None,
    "~": None,
    "null": None,
    "true": True,
    "false": False,
}
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something wrong with the spelling of a file."""

    line: int
    path: Path
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file says, where it says it, and what could not be read."""

    value: Plain
    lines: dict[Path, int]
    mistakes: tuple[Mistake, ...]

    def line(self, path: Path) -> int:
        """Return the line of this field, or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


class _Unreadable(Exception):  # says what happened
    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.mistake = Mistake(line=line, path=(), sentence=sentence)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    value: list[Plain] | dict[str, Plain]
    path: Path
    anchor: str | None
    key: str | None = None
    waits_for_key: bool = True
    skips: bool = False


@dataclass(slots=True)
class _Builder:
    """Puts the pieces of a file together without ever calling itself: depth cannot exhaust it."""

    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Plain, int]] = field(default_factory=dict)
    documents: int = 0
    values: int = 0
    value: Plain = None

    def take(self, event: yaml.Event) -> None:
        """Add one piece."""
        line = 1 if event.start_mark is None else event.start_mark.line + 1
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise _Unreadable(line, "A file holds one document: take out the line ---.")
            case yaml.AliasEvent():
                self._alias(event.anchor or "", line)
            case yaml.ScalarEvent():
                self._scalar(event, line)
            case yaml.SequenceStartEvent():
                self._begin([], event, line)
            case yaml.MappingStartEvent():
                self._begin({}, event, line)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                self._end()
            case _:
                pass

    def _begin(self, value: list[Plain] | dict[str, Plain], event: yaml.CollectionStartEvent, line: int) -> None:
        usual = "tag:yaml.org,2002:" + ("map" if isinstance(value, dict) else "seq")
        if event.tag not in (None, "!", usual):
            self._say(line, self._next_path(), f"Take out the tag {event.tag}: a pack is plain data.")
        if len(self.stack) >= DEEPEST:
            raise _Unreadable(line, f"This is nested too deeply: at most {DEEPEST} levels.")
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].waits_for_key:
            raise _Unreadable(line, "A key must be plain text, not a list or a mapping.")
        path, skips = self._place(value, line)
        if event.anchor is not None:
            self.anchors.pop(event.anchor, None)
        self.stack.append(_Open(value=value, path=path, anchor=event.anchor, skips=skips))

    def _end(self) -> None:
        done = self.stack.pop()
        if done.anchor is not None:
            self.anchors[done.anchor] = (done.value, _size(done.value))

    def _alias(self, anchor: str, line: int) -> None:
        if any(item.anchor == anchor for item in self.stack):
            raise _Unreadable(line, f"*{anchor} stands inside itself: write it out.")
        if anchor not in self.anchors:
            raise _Unreadable(line, f"Nothing before this line is marked &{anchor}.")
        value, size = self.anchors[anchor]
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].waits_for_key:
            raise _Unreadable(line, "A key must be written out.")
        self.values += size
        self._place(value, line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        _check_is_text(event.value, line)
        open_ = self.stack[-1] if self.stack else None
        if open_ is not None and isinstance(open_.value, dict) and open_.waits_for_key:
            self._key(open_, event.value, line)
            return
        path = self._next_path()
        plain = event.tag is None and event.implicit[0] and event.style in (None, "")
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            self._say(line, path, f"Take out the tag {event.tag}: a pack is plain data.")
        value: Plain = _value(event.value) if plain else event.value
        if event.anchor is not None:
            self.anchors[event.anchor] = (value, 1)
        self._place(value, line)

    def _key(self, open_: _Open, key: str, line: int) -> None:
        assert isinstance(open_.value, dict)
        open_.key, open_.waits_for_key, open_.skips = key, False, False
        if key == "<<":
            self._say(line, (*open_.path, key), "Write the fields out: << is not read.")
            open_.skips = True
        elif key in open_.value:
            first = self.lines[(*open_.path, key)]
            self._say(
                line,
                (*open_.path, key),
                f"{key} is written twice here, first in line {first}: keep one.",
            )
            open_.skips = True
        else:
            self.lines.setdefault((*open_.path, key), line)

    def _next_path(self) -> Path:
        if not self.stack:
            return ()
        open_ = self.stack[-1]
        if isinstance(open_.value, list):
            return (*open_.path, len(open_.value))
        return (*open_.path, open_.key or "")

    def _place(self, value: Plain, line: int) -> tuple[Path, bool]:
        self.values += 1
        if self.values > MOST_VALUES:
            raise _Unreadable(line, f"This file holds more than {MOST_VALUES} values: split it.")
        path = self._next_path()
        if not self.stack:
            self.value = value
            self.lines[()] = line
            return path, False
        open_ = self.stack[-1]
        if isinstance(open_.value, list):
            self.lines.setdefault(path, line)
            open_.value.append(value)
            return path, open_.skips
        skips = open_.skips
        if not skips:
            open_.value[open_.key or ""] = value
        open_.waits_for_key = True
        return path, skips

    def _say(self, line: int, path: Path, sentence: str) -> None:
        self.mistakes.append(Mistake(line=line, path=path, sentence=sentence))


def read(content: bytes) -> Document:
    """Return what the bytes say; everything that is wrong stands in ``mistakes``, nothing is raised."""
    builder = _Builder()
    try:
        text = _text(content)
        for event in _events(text):
            builder.take(event)
    except _Unreadable as trouble:
        builder.mistakes.append(trouble.mistake)
    return Document(value=builder.value, lines=builder.lines, mistakes=tuple(builder.mistakes))


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise _Unreadable(1, "The file is larger than 1 MB: split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Unreadable(line, "This is not UTF-8 text: save the file as UTF-8.") from None
    for number, line_text in enumerate(text.split("\n"), start=1):
        if "\t" in line_text[: len(line_text) - len(line_text.lstrip())]:
            raise _Unreadable(number, "Indent with spaces, not with tabs.")
        _check_is_text(line_text, number)
    return text


def _check_is_text(text: str, line: int) -> None:
    if found := _NOT_TEXT.search(text):
        code = f"U+{ord(found.group()):04X}"
        raise _Unreadable(line, f"The character {code} does not belong in text: take it out.")


def _events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        last = max(1, len(text.splitlines()))  # what breaks off is noticed after the end
        line = 1 if mark is None else min(mark.line + 1, last)
        what = error.problem or error.context or "it breaks off"
        raise _Unreadable(
            line, f"This cannot be read as YAML ({what}). Check quotes, colons and indentation."
        ) from None
    except yaml.YAMLError:
        raise _Unreadable(1, "This cannot be read as YAML.") from None


def _value(text: str) -> Plain:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return int(text) if _WHOLE.match(text) else text


def _size(value: Plain) -> int:
    total, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        total += 1
        if total > MOST_VALUES:
            return total
        if isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, dict):
            waiting.extend(item.values())
    return total
