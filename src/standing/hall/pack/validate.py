"""Reads a whole pack and says everything that is wrong with it at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path as FilePath

from pydantic import BaseModel, ValidationError

from standing.hall.pack import registry
from standing.hall.pack.clocks import clocks
from standing.hall.pack.fact import PackFact
from standing.hall.pack.folder import gather
from standing.hall.pack.reader import Document, Plain, read
from standing.hall.pack.section import Section
from standing.hall.pack.sentences import say
from standing.hall.pack.shapes import Calendars
from standing.hall.pack.words import Path, Problem
from standing.kernel.canonical import Json, canonical, sha256_hex

Content = Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A pack that has been read: its content if nothing is wrong, else every problem."""

    content: Content | None
    problems: tuple[Problem, ...]


def validate(directory: FilePath | str, *, sections: Sequence[Section] | None = None) -> Checked:
    """Return the content of a pack, or every problem of every file, in the order of the files."""
    known = registry.sections() if sections is None else tuple(sections)
    folder = gather(FilePath(directory), known)
    problems = list(folder.problems)
    documents: dict[str, Document] = {}
    content: dict[str, Json] = {}
    parsed: dict[str, object] = {}
    for section in known:
        read_: dict[str, Plain] = {}
        models: dict[str, BaseModel] = {}
        for name, data in folder.files[section.name].items():
            document = documents[name] = read(data)
            found, model = _shape(name, document, section.model)
            problems.extend(found)
            read_[name] = document.value
            if model is not None:
                models[name] = model
        if section.many:
            content[section.name] = read_
            if len(models) == len(read_):
                parsed[section.name] = models
        elif read_:
            content[section.name] = next(iter(read_.values()))
            if models:
                parsed[section.name] = next(iter(models.values()))
    problems.extend(_together(known, parsed, documents))
    problems = sorted(set(problems), key=lambda one: (one.file, one.line, one.field, one.sentence))
    return Checked(content=None if problems else content, problems=tuple(problems))


def parse(content: Content, *, sections: Sequence[Section] | None = None) -> dict[str, object]:
    """
    Return the typed sections of content that was checked before.

    Sections that this release does not know are left out; sections it knows and the content lacks
    are not there.

    :raises ValidationError: if this release reads the shape differently
    """
    known = registry.sections() if sections is None else tuple(sections)
    parsed: dict[str, object] = {}
    for section in known:
        value = content.get(section.name)
        if value is None:
            continue
        if section.many:
            assert isinstance(value, Mapping)
            parsed[section.name] = {name: _typed(section.model, item) for name, item in sorted(value.items())}
        else:
            parsed[section.name] = _typed(section.model, value)
    return parsed


def sha256_of(content: Content) -> str:
    """Return the name of this content: two packs that say the same have the same."""
    return sha256_hex(canonical(content))


def fact_of(
    *,
    content: Content,
    number: int = 0,
    applied_at: datetime | None = None,
    reason: str = "",
    sections: Sequence[Section] | None = None,
) -> PackFact:
    """Return the typed pack that this content is."""
    parsed = parse(content, sections=sections)
    calendars = parsed.get("calendars")
    return PackFact(
        sha256=sha256_of(content),
        number=number,
        applied_at=applied_at,
        reason=reason,
        parsed=parsed,
        clocks=clocks(calendars) if isinstance(calendars, Calendars) else {},
    )


def _typed(shape: type[BaseModel], value: object) -> BaseModel:
    return shape.model_validate_json(json.dumps(value), strict=True)


def _shape(name: str, document: Document, shape: type[BaseModel]) -> tuple[list[Problem], BaseModel | None]:
    found = [
        Problem(
            file=name,
            line=mistake.line,
            field=field(document.value, mistake.path),
            sentence=mistake.sentence,
        )
        for mistake in document.mistakes
    ]
    if any(mistake.path == () for mistake in document.mistakes):
        return found, None  # the file breaks off there: what follows from that would only confuse
    model: BaseModel | None = None
    try:
        model = _typed(shape, document.value)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        found.extend(_problem(name, document, path, words) for path, words in say(document.value, errors))
    else:
        found.extend(_numbers_for_days(name, document, model))
    found.extend(_twice(name, document))
    return found, model if not found else None


def _numbers_for_days(name: str, document: Document, model: BaseModel) -> Iterator[Problem]:
    """Find quoted numbers where a day belongs: pydantic takes them for seconds since 1970."""
    waiting: list[tuple[Path, object, object]] = [((), model, document.value)]
    while waiting:
        path, read_, written = waiting.pop()
        if isinstance(read_, BaseModel) and isinstance(written, dict):
            for attribute, info in type(read_).model_fields.items():
                key = attribute if attribute in written else info.alias or attribute
                if key in written:
                    waiting.append(((*path, key), getattr(read_, attribute), written[key]))
        elif isinstance(read_, list | tuple) and isinstance(written, list):
            waiting.extend(((*path, n), *pair) for n, pair in enumerate(zip(read_, written, strict=False)))
        elif isinstance(read_, dict) and isinstance(written, dict):
            waiting.extend(((*path, key), read_[key], written[key]) for key in written if key in read_)
        elif isinstance(read_, date) and isinstance(written, str) and "-" not in written:
            yield _problem(name, document, path, f"This should be a day written 2025-07-11, not {written!r}.")


def _problem(name: str, document: Document, path: Path, sentence: str) -> Problem:
    return Problem(
        file=name,
        line=document.line(path),
        field=field(document.value, path),
        sentence=sentence,
    )


def _together(
    known: Iterable[Section], parsed: Mapping[str, object], documents: Mapping[str, Document]
) -> Iterator[Problem]:
    for section in known:
        for fault in section.check(parsed) if section.check is not None else ():
            if document := documents.get(fault.file):
                yield _problem(fault.file, document, fault.path, fault.sentence)
            else:
                yield Problem(file=fault.file, line=1, field=field(None, fault.path), sentence=fault.sentence)


def _twice(name: str, document: Document) -> Iterator[Problem]:
    """Find things of one list that have the same id."""
    waiting: list[tuple[Path, Plain]] = [((), document.value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((*path, key), item) for key, item in value.items())
        elif isinstance(value, list):
            first: dict[str, int] = {}
            for place, item in enumerate(value):
                waiting.append(((*path, place), item))
                id_ = item.get("id") if isinstance(item, dict) else None
                if not isinstance(id_, str):
                    continue
                here = (*path, place, "id")
                if id_ in first:
                    line = document.line((*path, first[id_], "id"))
                    yield _problem(name, document, here, f"The id {id_} is already taken in line {line}.")
                else:
                    first[id_] = place


def field(value: Plain, path: Path) -> str:
    """Return the path in words: things that have an id are called by it, others by their place."""
    if not path:
        return "file"
    words = ""
    here: object = value
    for step in path:
        if isinstance(step, int):
            here = here[step] if isinstance(here, list) and step < len(here) else None
            id_ = here.get("id") if isinstance(here, dict) else None
            words += f"[{id_ if isinstance(id_, str) else step + 1}]"
        else:
            here = here.get(step) if isinstance(here, dict) else None
            words += f".{step}" if words else step
    return words
