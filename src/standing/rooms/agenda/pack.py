"""What this room reads from a pack: topics and districts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Fault, PackFact, Parsed, Section
from standing.rooms.agenda import actions
from standing.rooms.agenda.rules import file
from standing.rooms.agenda.rules.file import AgendaFile

__all__ = ["SECTIONS", "AgendaFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    found = parsed.get("agenda")
    if isinstance(found, AgendaFile):
        for path, sentence in file.faults(found):
            yield Fault(file=file.FILE, path=path, sentence=sentence)


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    actions.take_words(pack=pack, by=by, at=at)


SECTIONS = (
    Section(
        name="agenda",
        files=file.FILE,
        model=AgendaFile,
        about="What public events are about, and how far lists reach.",
        required=False,
        check=_check,
        apply=_apply,
    ),
)
