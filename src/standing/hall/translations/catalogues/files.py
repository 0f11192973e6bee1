"""The .po files of every language: brought up to the words of the program, compiled, checked. Babel is all it needs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from babel.messages import Catalog
from babel.messages import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

import standing
from standing.hall.translations.catalogues.critical import critical
from standing.hall.translations.catalogues.messages import Message, in_file
from standing.hall.translations.rules.texts import hidden_characters

PROGRAM = Path(standing.__file__).parent
CRITICAL = "Families read this: a language is offered only when it has all of these."
_ENDINGS = {".py", ".html", ".txt", ".xml", ".typ"}
_NOT_OURS = {"migrations", "static", "__pycache__", "node_modules"}
_PERCENT = re.compile(r"%\([A-Za-z0-9_]+\)[a-z]|%%|%[sd]")
_BRACES = re.compile(r"\{[A-Za-z0-9_]*\}")
_TAG = re.compile(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9]*)[^>]*>")
_ATTRIBUTE = re.compile(r"\s(on[a-z]+|style|src)\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something about the words of one language. Not every finding is a mistake: words may be missing."""

    language: str
    said: str
    sentence: str
    is_mistake: bool

    def __str__(self) -> str:
        """Return the line an operator reads."""
        return f"{self.language}: {self.sentence}" + (f" — {self.said[:70]!r}" if self.said else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What bringing a language up to date came to."""

    language: str
    total: int
    said: int
    new: int
    obsolete: int


def program_messages(*, folder: Path = PROGRAM) -> dict[tuple[str, str], tuple[Message, tuple[str, ...]]]:
    """Return all that the program says, each with the files that say it, in the order of the files."""
    found: dict[tuple[str, str], tuple[Message, tuple[str, ...]]] = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix not in _ENDINGS or not path.is_file() or _NOT_OURS & set(parts):
            continue
        name = path.relative_to(folder.parent).as_posix()
        for message in in_file(path):
            first, names = found.get(message.name, (message, ()))
            best = message if message.plural and not first.plural else first
            found[message.name] = (best, names if name in names else (*names, name))
    return found


def extract(
    *, locale: Path, at: datetime, folder: Path = PROGRAM, languages: Iterable[str] = (), whole: bool = False
) -> tuple[Extracted, ...]:
    """
    This will bring every .po file below ``locale`` up to what the program says now; no word already there is lost.

    Words that families read stand in every file; those that only staff read stand there once somebody has said
    them, and with ``whole`` also before, to begin with. Words that are said no longer are kept at the end of the
    file. Nothing is guessed from similar words.
    """
    template = _template(program_messages(folder=folder), at=at)
    names = sorted({*(one.name for one in locale.iterdir() if one.is_dir()), *languages})
    return tuple(_bring_up(locale, name, template, at=at, whole=whole) for name in names)


def compile_all(*, locale: Path) -> tuple[str, ...]:
    """
    This will compile each .po that is newer than its .mo, and return the languages that were.

    :raises PoFileError: if one cannot be read
    """
    done = []
    for path in _files(locale):
        out = path.with_suffix(".mo")
        if out.is_file() and out.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            continue
        content = io.BytesIO()
        write_mo(content, read(path))
        new = out.with_suffix(".mo.new")
        new.write_bytes(content.getvalue())
        new.replace(out)
        done.append(path.parent.parent.name)
    return tuple(done)


def check(*, locale: Path, complete: Iterable[str] = ()) -> tuple[Finding, ...]:
    """
    Return what is wrong in every .po, and which critical words the languages in ``complete`` lack.

    ``complete`` holds codes or folder names, such as ``es`` or ``zh-Hant``.
    """
    wanted = {one.lower().replace("-", "_") for one in complete}
    found: list[Finding] = []
    for path in _files(locale):
        language = path.parent.parent.name
        try:
            catalogue = read(path)
        except (PoFileError, UnicodeDecodeError, ValueError) as trouble:
            found.append(
                Finding(language=language, said="", sentence=f"The file cannot be read: {trouble}", is_mistake=True)
            )
            continue
        found.extend(_mistakes(language, catalogue))
        if language.lower() in wanted:
            found.extend(_lacking(language, catalogue))
    return tuple(found)


def read(path: Path) -> Catalog:
    """Return a .po file. :raises PoFileError: if it is none"""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def entry_mistakes(entry: Entry, *, plurals: int) -> tuple[str, ...]:
    """Return what is wrong with one translated entry of a catalogue."""
    sources = entry.id if isinstance(entry.id, list | tuple) else (entry.id,)
    given = entry.string if isinstance(entry.string, list | tuple) else (entry.string,)
    if not any(given):
        return ()
    found = []
    if isinstance(entry.id, list | tuple) and (len(given) != plurals or not all(given)):
        found.append(f"It needs {plurals} forms for how many, each of them said.")
    for text in given:
        if text:
            found.extend(_beside(sources, text))
    return tuple(dict.fromkeys(found))


def _beside(sources: Iterable[str], text: str) -> Iterator[str]:
    every = [set(_PERCENT.findall(one)) | set(_BRACES.findall(one)) for one in sources]
    allowed, ours = set().union(*every), set(_PERCENT.findall(text)) | set(_BRACES.findall(text))
    needed = every[-1] if len(every) == 1 else set.intersection(*every)
    if lost := sorted(needed - ours):
        yield f"It lost {', '.join(lost)}."
    if added := sorted(ours - allowed):
        yield f"The source has no {', '.join(added)}."
    if _PERCENT.sub("", text).count("%") > max(_PERCENT.sub("", one).count("%") for one in sources):
        yield "A percent sign stands alone: write it twice where the source does."
    tags = [Counter(one.lower() for one in _TAG.findall(source)) for source in sources]
    if Counter(one.lower() for one in _TAG.findall(text)) not in tags:
        yield "It has other HTML than the source."
    if _ATTRIBUTE.search(text) and not any(_ATTRIBUTE.search(one) for one in sources):
        yield "It holds an attribute that the source does not."
    if hidden := hidden_characters(text):
        yield f"It holds characters that cannot be seen or that turn the direction: {', '.join(hidden)}."
    first = next(iter(sources))
    if (first[:1] == "\n", first[-1:] == "\n") != (text[:1] == "\n", text[-1:] == "\n"):
        yield "It begins or ends with a line break where the source does not, or the other way round."


def _mistakes(language: str, catalogue: Catalog) -> Iterator[Finding]:
    for entry in catalogue:
        if not entry.id:
            continue
        said = entry.id[0] if isinstance(entry.id, list | tuple) else entry.id
        sentences = list(entry_mistakes(entry, plurals=catalogue.num_plurals))
        if entry.fuzzy:
            sentences.append("It is marked fuzzy: make it right and take the mark out.")
        for sentence in sentences:
            yield Finding(language=language, said=said, sentence=sentence, is_mistake=True)


def _lacking(language: str, catalogue: Catalog) -> Iterator[Finding]:
    known = {_name(entry) for entry in catalogue if entry.id and _is_said(entry)}
    for context, said in sorted(critical() - known):
        where = f" (in the sense of {context})" if context else ""
        yield Finding(language=language, said=said, sentence=f"Families need this word{where}.", is_mistake=False)


def _template(found: Mapping[tuple[str, str], tuple[Message, tuple[str, ...]]], *, at: datetime) -> Catalog:
    template = Catalog(project="Standing", charset="utf-8", creation_date=at, revision_date=at)
    wanted = critical()
    for name, (message, files) in sorted(found.items(), key=lambda one: one[0] not in wanted):
        template.add(
            (message.said, message.plural) if message.plural else message.said,
            locations=[(file, 0) for file in files],
            auto_comments=[CRITICAL] if name in wanted else [],
            context=message.context or None,
        )
    return template


def _bring_up(locale: Path, name: str, template: Catalog, *, at: datetime, whole: bool) -> Extracted:
    path = locale / name / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file():
        catalogue = read(path)
        before = {_name(entry) for entry in catalogue if entry.id}
        created = catalogue.creation_date
    else:
        catalogue, before, created = Catalog(locale=name, project="Standing", charset="utf-8"), set(), at
        catalogue.revision_date = at
        catalogue.last_translator = catalogue.language_team = ""
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    if not whole:
        _leave_out_unsaid(catalogue)
    catalogue.creation_date, catalogue.fuzzy = created, False
    catalogue.version = catalogue.msgid_bugs_address = ""
    catalogue.header_comment = (
        f"# The words of Standing in {name}.\n# This file is distributed under the license of Standing."
    )
    content = io.BytesIO()
    write_po(content, catalogue, width=100, include_lineno=False, sort_by_file=False)
    written = _with_plurals(content.getvalue())
    if not path.is_file() or path.read_bytes() != written:
        path.write_bytes(written)
    entries = [entry for entry in catalogue if entry.id]
    return Extracted(
        language=name,
        total=len(template),
        said=sum(_is_said(entry) for entry in entries),
        new=len({_name(entry) for entry in entries} - before),
        obsolete=len(catalogue.obsolete),
    )


def _leave_out_unsaid(catalogue: Catalog) -> None:
    """Take out what nobody has said yet and no family reads: so a new word of a staff page changes no file."""
    wanted = critical()
    for entry in [one for one in catalogue if one.id and not _is_begun(one) and _name(one) not in wanted]:
        catalogue.delete(entry.id, entry.context)
    for key in [key for key, entry in catalogue.obsolete.items() if not _is_begun(entry)]:
        del catalogue.obsolete[key]


def _is_begun(entry: Entry) -> bool:
    """Test whether somebody wrote anything into an entry, be it one form of many or a remark."""
    given = entry.string if isinstance(entry.string, list | tuple) else (entry.string,)
    return any(given) or bool(entry.user_comments)


def _with_plurals(content: bytes) -> bytes:
    """Say how many are many also in a language whose grammar the library does not know."""
    if b"Plural-Forms:" in content:
        return content
    return content.replace(b'"MIME-Version:', b'"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n"MIME-Version:', 1)


def _name(entry: Entry) -> tuple[str, str]:
    return entry.context or "", entry.id[0] if isinstance(entry.id, list | tuple) else entry.id


def _is_said(entry: Entry) -> bool:
    given = entry.string if isinstance(entry.string, list | tuple) else (entry.string,)
    return bool(given) and all(given) and not entry.fuzzy


def _files(locale: Path) -> list[Path]:
    return sorted(locale.glob("*/LC_MESSAGES/django.po"))
