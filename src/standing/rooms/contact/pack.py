"""What this room reads from a pack: the desk that answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.contact import actions
from standing.rooms.contact.rules import desk
from standing.rooms.contact.rules.desk import ContactFile

__all__ = ["SECTIONS", "ContactFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("contact")
    if isinstance(file, ContactFile):
        for path, sentence in desk.faults(file):
            yield Fault(file=desk.FILE, path=path, sentence=sentence)


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    actions.take_desk(pack=pack, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before, after = (pack.parsed.get("contact") if pack is not None else None for pack in (old, new))
    if not isinstance(after, ContactFile):
        if isinstance(before, ContactFile):
            yield Effect(subject="contact", sentence="People can no longer write to the office.")
        return
    was = before if isinstance(before, ContactFile) else None
    if was is None or was.keep != after.keep:
        approved = after.keep.counsel_approval == "approved"
        yield Effect(
            subject="contact",
            sentence="Messages older than this are deleted." if approved else "No message is deleted by itself.",
            before=f"{was.keep.days} days" if was is not None else "",
            after=f"{after.keep.days} days",
        )
    known = {topic.id for topic in was.topics} if was is not None else set()
    for topic in after.topics:
        if topic.id not in known:
            yield Effect(subject="contact", sentence=f"People can write about: {topic.label}.")
    for gone in sorted(known - {topic.id for topic in after.topics}):
        yield Effect(subject="contact", sentence=f"People can no longer choose the topic {gone}.")


SECTIONS = (
    Section(
        name="contact",
        files=desk.FILE,
        model=ContactFile,
        about="How residents reach the office, and what happens to what they write.",
        required=False,
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
)
