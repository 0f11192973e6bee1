"""Finds a pack's files in a folder, and refuses what does not belong in one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path as FilePath

from standing.hall.pack.reader import MOST_BYTES
from standing.hall.pack.section import Section
from standing.hall.pack.words import Problem

MOST_FILES = 500
_BESIDE = ("README.md", "CHANGELOG.md", "LICENSE", "LICENSE.md", "NOTICE", "SOURCES.md")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The files of each section with their bytes, and what is wrong with the folder."""

    files: dict[str, dict[str, bytes]]
    problems: tuple[Problem, ...]


def _problem(file: str, sentence: str) -> Problem:
    return Problem(file=file, line=1, field="file", sentence=sentence)


def matches(file: str, pattern: str) -> bool:
    """Test whether a file is one of those a section reads; ``*`` stays within one folder."""
    names, patterns = file.split("/"), pattern.split("/")
    return len(names) == len(patterns) and all(map(fnmatchcase, names, patterns))


def gather(directory: FilePath, sections: Sequence[Section]) -> Folder:
    """Return the bytes of every file of the pack, and every file that should not be there."""
    problems: list[Problem] = []
    files: dict[str, dict[str, bytes]] = {section.name: {} for section in sections}
    root = directory.resolve()
    if not root.is_dir():
        return Folder(files=files, problems=(_problem(".", "There is no such folder."),))
    for name, path in _walk(root, problems):
        section = next((one for one in sections if matches(name, one.files)), None)
        if section is None:
            if name.rpartition("/")[2] not in _BESIDE:
                problems.append(_problem(name, _unknown(name, sections)))
        elif (content := _content(name, path, root, problems)) is not None:
            files[section.name][name] = content
    faulty = {problem.file for problem in problems}
    problems.extend(
        _problem(section.files, f"This file is missing: {section.about or section.name}")
        for section in sections
        if section.required and not files[section.name] and not any(matches(name, section.files) for name in faulty)
    )
    return Folder(files=files, problems=tuple(problems))


def _walk(root: FilePath, problems: list[Problem]) -> list[tuple[str, FilePath]]:
    found: list[tuple[str, FilePath]] = []
    for here, folders, names in os.walk(root, followlinks=False):
        base = FilePath(here)
        for folder in sorted(folders):
            if (base / folder).is_symlink():
                name = (base / folder).relative_to(root).as_posix()
                problems.append(_problem(name, "A folder may not be a link: copy it here."))
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        found.extend(
            ((base / name).relative_to(root).as_posix(), base / name)
            for name in sorted(names)
            if not name.startswith(".")
        )
        if len(found) > MOST_FILES:
            problems.append(_problem(".", f"A pack has at most {MOST_FILES} files."))
            return found[:MOST_FILES]
    return found


def _content(name: str, path: FilePath, root: FilePath, problems: list[Problem]) -> bytes | None:
    try:
        if not path.resolve().is_relative_to(root):
            problems.append(_problem(name, "This link leads out of the pack: copy the file here."))
            return None
        if not path.is_file():
            problems.append(_problem(name, "This is not a plain file."))
            return None
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except (OSError, RuntimeError):
        problems.append(_problem(name, "This file cannot be opened."))
        return None


def _unknown(name: str, sections: Sequence[Section]) -> str:
    if name.endswith(".yml"):
        return "Rename it: the files of a pack end in .yaml."
    known = ", ".join(section.files for section in sections)
    return f"A pack has no such file. It has {known}."
