"""What this room reads from a pack: who is rung when, and how long reports are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.encounters.rules import terms
from standing.rooms.encounters.rules.terms import EncountersFile

__all__ = ["SECTIONS", "EncountersFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("encounters")
    if isinstance(file, EncountersFile):
        for path, sentence in terms.faults(file):
            yield Fault(file=terms.FILE, path=path, sentence=sentence)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    was, now = (
        found
        if pack is not None and isinstance(found := pack.parsed.get("encounters"), EncountersFile)
        else terms.DEFAULT
        for pack in (old, new)
    )
    if was.steps != now.steps:
        yield Effect(
            subject="encounters",
            sentence="Alerts ring in another order.",
            before=_steps(was),
            after=_steps(now),
        )
    if {one.label for one in was.told} != {one.label for one in now.told}:
        yield Effect(
            subject="encounters",
            sentence="Other offices are told of confirmed alerts.",
            before=", ".join(one.label for one in was.told),
            after=", ".join(one.label for one in now.told),
        )
    if was.keep != now.keep:
        approved = now.keep.counsel_approval == "approved"
        yield Effect(
            subject="encounters",
            sentence="Reports older than this are deleted." if approved else "No report is deleted by itself.",
            before=f"{was.keep.days} days",
            after=f"{now.keep.days} days",
        )


def _steps(file: EncountersFile) -> str:
    return ", ".join(f"{step.who} after {step.minutes}" for step in file.steps)


SECTIONS: tuple[Section, ...] = (
    Section(
        name="encounters",
        files=terms.FILE,
        model=EncountersFile,
        about="Reports of enforcement activity on City property: who is rung when, and how long reports are kept.",
        required=False,
        check=_check,
        effects=_effects,
    ),
)
