"""What this room reads from a pack: sorts of work, shifts, columns of lists, and how long who left is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.roster.queries import pack as queries
from standing.rooms.roster.rules import shapes
from standing.rooms.roster.rules.shapes import RosterFile

__all__ = ["SECTIONS"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("roster")
    if not isinstance(file, RosterFile):
        return
    for path, sentence in shapes.faults(file):
        yield Fault(file=shapes.FILE, path=(path,), sentence=sentence)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before = queries.of_pack(old) if old is not None else shapes.NOTHING
    after = queries.of_pack(new)
    for what, was, now in (
        ("sort of work", before.work_types, after.work_types),
        ("shift", before.shifts, after.shifts),
    ):
        for code in sorted(was.keys() - now.keys()):
            yield Effect(subject=code, sentence=f"A {what} is gone; people who have it keep its bare word.")
        for code in sorted(now.keys() - was.keys()):
            yield Effect(subject=code, sentence=f"A {what} can be chosen.")
    if (before.keep_days, before.keep_is_approved) != (after.keep_days, after.keep_is_approved):
        yield Effect(
            subject="roster",
            sentence="Who left longer ago is forgotten."
            if after.keep_is_approved
            else "Nobody is forgotten by itself.",
            before=f"{before.keep_days} days",
            after=f"{after.keep_days} days",
        )


SECTIONS = (
    Section(
        name="roster",
        files=shapes.FILE,
        model=RosterFile,
        about="The City's people: sorts of work, shifts, columns of lists, and when who left is forgotten.",
        required=False,
        check=_check,
        effects=_effects,
    ),
)
