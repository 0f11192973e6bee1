"""What this room reads from a pack: the channel for concerns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.concerns.actions import reporting
from standing.rooms.concerns.rules import desk
from standing.rooms.concerns.rules.desk import ConcernsFile

__all__ = ["SECTIONS", "ConcernsFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("concerns")
    if isinstance(file, ConcernsFile):
        for path, sentence in desk.faults(file):
            yield Fault(file=desk.FILE, path=path, sentence=sentence)


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    reporting.take_desk(pack=pack, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before, after = (pack.parsed.get("concerns") if pack is not None else None for pack in (old, new))
    was = before if isinstance(before, ConcernsFile) else None
    if not isinstance(after, ConcernsFile):
        if was is not None:
            yield Effect(subject="concerns", sentence="People can no longer report concerns here.")
        return
    if was is None or was.keep != after.keep:
        approved = after.keep.counsel_approval == "approved"
        yield Effect(
            subject="concerns",
            sentence="Reports closed longer ago than this are destroyed."
            if approved
            else "No report is destroyed by itself.",
            before=f"{was.keep.days} days" if was is not None else "",
            after=f"{after.keep.days} days",
        )
    if was is None or was.clock.days != after.clock.days:
        yield Effect(
            subject="concerns",
            sentence="A report is to be closed within this time.",
            before=f"{was.clock.days} days" if was is not None else "",
            after=f"{after.clock.days} days",
        )
    known = {one.id for one in was.abouts} if was is not None else set()
    for about in after.abouts:
        if about.id not in known:
            yield Effect(subject="concerns", sentence=f"People can report: {about.label}")
    for gone in sorted(known - {one.id for one in after.abouts}):
        yield Effect(subject="concerns", sentence=f"People can no longer choose {gone}.")


SECTIONS = (
    Section(
        name="concerns",
        files=desk.FILE,
        model=ConcernsFile,
        about="How anybody reports that the ordinance was not followed, and what happens to a report.",
        required=False,
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
)
