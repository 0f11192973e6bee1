"""What this room reads from a pack: the log of police scenes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.scenes.rules import log
from standing.rooms.scenes.rules.log import ScenesFile

__all__ = ["SECTIONS", "ScenesFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("scenes")
    if not isinstance(file, ScenesFile):
        return
    for path, sentence in log.faults(file):
        yield Fault(file=log.FILE, path=path, sentence=sentence)
    offices = getattr(parsed.get("departments"), "departments", None)
    if offices is not None and all(one.id != file.department for one in offices):
        yield Fault(
            file=log.FILE, path=("department",), sentence=f"departments.yaml has no department {file.department}."
        )


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before, after = (pack.parsed.get("scenes") if pack is not None else None for pack in (old, new))
    if not isinstance(after, ScenesFile):
        if isinstance(before, ScenesFile):
            yield Effect(subject="scenes", sentence="Police scenes can no longer be written down.")
        return
    if isinstance(before, ScenesFile):
        for gone in sorted({one.id for one in before.divisions} - {one.id for one in after.divisions}):
            yield Effect(subject="scenes", sentence=f"No new scene can name the division {gone}.")
        if before.keep != after.keep:
            yield Effect(
                subject="scenes",
                sentence="Sealed names of federal supervisors are kept for another time.",
                before=f"{before.keep.days} days",
                after=f"{after.keep.days} days",
            )


SECTIONS = (
    Section(
        name="scenes",
        files=log.FILE,
        model=ScenesFile,
        about="The police log of scenes, and the monthly report that is made from it.",
        required=False,
        check=_check,
        effects=_effects,
    ),
)
