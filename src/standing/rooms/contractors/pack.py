"""What this room reads from a pack: the notice, the ladder, clauses and marks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.contractors.queries import pack as queries
from standing.rooms.contractors.rules import shapes
from standing.rooms.contractors.rules.shapes import ContractorsFile

__all__ = ["SECTIONS"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("contractors")
    if not isinstance(file, ContractorsFile):
        return
    for path, sentence in shapes.faults(file):
        yield Fault(file=shapes.FILE, path=(path,), sentence=sentence)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before = queries.of_pack(old) if old is not None else None
    after = queries.of_pack(new)
    if after is None:
        return
    if before is None:
        yield Effect(subject="notice", sentence="Firms can be told of the ordinance.")
    elif after.notice.edition != before.notice.edition:
        yield Effect(
            subject="notice",
            sentence="Every firm is asked anew: the new notice says something else."
            if after.notice.is_material
            else "The notice has new words that say the same; nobody is asked anew.",
        )
    elif after.notice.texts != before.notice.texts:
        yield Effect(subject="notice", sentence="The notice has other words and the same number: it cannot be sent.")
    if before is not None and after.ladder != before.ladder:
        yield Effect(subject="ladder", sentence="Reminders come on other days from the next letter on.")


SECTIONS = (
    Section(
        name="contractors",
        files=shapes.FILE,
        model=ContractorsFile,
        about="What firms on City property are told, and what happens when they do not answer.",
        required=False,
        check=_check,
        effects=_effects,
    ),
)
