"""
``standing drill subpoena``: what could this party produce about one person, if it had to?

It looks where somebody with all keys to the house would look: every column of every table, every file below
STANDING_VAR (mail, logs, published pages, the files of the database itself with rows that are gone), and not only for
the name, but for every spelling, canonical string, hash and point that the rounds of cash aid could have made of it.
The name is read from standard input, so that it stands in no history of commands, and it is written down nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Final, TextIO

from django.apps import apps
from django.db import connection, transaction

from standing.config.drills.traces import Hit, Traces, adults_of, spellings
from standing.hall.audit import api as audit
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind.manifest import Cost
from standing.kernel.refusals import Refused

Say = Callable[[str], None]
_CHUNK: Final = 16 * 1024 * 1024
# Beside a City on one machine stands another party, with another drill; and what git and pip put here is no record.
_NOT_OURS: Final = frozenset({"trustee", "static", "fonts"})


class Misread(Refused):
    """What came from standard input is no name and date of birth."""


def read_person(lines: TextIO) -> tuple[str, date]:
    """Read a name and, on a line of its own, a date of birth. :raises Misread: if they are none"""
    name = " ".join(lines.readline().split())
    born = lines.readline().strip()
    if len(name.split()) < 2:
        raise Misread("Give a first name and a surname on the first line.")
    try:
        return name, date.fromisoformat(born)
    except ValueError:
        raise Misread("Give the date of birth on the second line, as YYYY-MM-DD.") from None


def traces_of(name: str, born: date, *, rounds: Mapping[str, Cost]) -> Traces:
    """Return all that could be there of one person."""
    traces = Traces()
    for way in spellings(name):
        traces.add_text("the name", way)
        for said in {way, way.upper(), way.lower()}:
            traces.add_hashes("the name", said)
            traces.add_hashes("name and date of birth", f"{said} {born.isoformat()}")
            traces.add_hashes("name and date of birth", f"{said}|{born.isoformat()}")
    for adult in adults_of(name, born):
        traces.add_canonical(adult, rounds=rounds)
    return traces


def run(*, lines: TextIO, var: Path, say: Say, at: datetime) -> int:
    """
    Search for the person on standard input, say what was found, and return 0 if nothing was, otherwise 1.

    The record in the log says that it ran, and nothing else.

    :raises Misread: if there is no name and date of birth
    """
    name, born = read_person(lines)
    rounds = known_rounds()
    traces = traces_of(name, born, rounds=rounds)
    places, hits = 0, set[Hit]()
    for where, content in (*_tables(), *_files(var)):
        places += 1
        hits.update(traces.found(where, content))
    with transaction.atomic():
        audit.record(verb="drill.subpoena", subject="drill:subpoena", by=audit.SYSTEM, at=at)
    for hit in sorted(hits):
        say(f"FOUND  {hit.what} in {hit.where} ({hit.how})")
    what = f"{places} places, {len(traces)} spellings and hashes, {len(rounds)} rounds of cash aid"
    say(
        f"Searched {what}. This party could produce the {len(hits)} things above."
        if hits
        else f"Searched {what}. There is nothing that this party could produce about this person."
    )
    return 1 if hits else 0


def known_rounds() -> Mapping[str, Cost]:
    """Return the rounds of cash aid that this party signed, with the cost of argon2id in each."""
    room = next((one for one in ("aid", "trustee") if apps.is_installed(f"standing.rooms.{one}")), "")
    if not room:
        return {}
    rows = apps.get_model(room, "Round").objects.values_list("manifest", flat=True)
    found = [manifests.read(bytes(row)) for row in rows if row]
    return {one.round: one.cost for one in found}


def _tables() -> Iterator[tuple[str, bytes]]:
    """Yield every table as text, a few megabytes at a time and never within a row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        )
        names = [row[0] for row in cursor.fetchall()]
        for name in names:
            kept = bytearray()
            with cursor.copy(f"COPY (SELECT * FROM {name}) TO STDOUT") as rows:  # noqa: S608 - names quoted by PostgreSQL
                for row in rows:
                    kept += row
                    if len(kept) > _CHUNK:
                        yield f"table {name}", bytes(kept)
                        kept.clear()
            yield f"table {name}", bytes(kept)


def _files(var: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file, and every name of a file."""
    listed = sorted(var.rglob("*"))
    yield "names of files", "\n".join(str(path.relative_to(var)) for path in listed).encode()
    for path in listed:
        where = f"file {path.relative_to(var)}"
        if path.is_file() and not path.is_symlink() and not _NOT_OURS & set(path.parts):
            with suppress(FileNotFoundError), path.open("rb") as file:  # the database renames its files as we read
                while content := file.read(_CHUNK):
                    yield where, content
