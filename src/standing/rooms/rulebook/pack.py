"""What this room reads from a pack: the rules, what can change an answer, and stories with expected answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.rulebook import actions
from standing.rooms.rulebook.rules import book as rules
from standing.rooms.rulebook.rules import may
from standing.rooms.rulebook.rules.book import RulebookFile

__all__ = ["SECTIONS", "RulebookFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    found = parsed.get("rulebook")
    if not isinstance(found, RulebookFile):
        return
    faults = list(rules.faults(found, clauses=_clauses(parsed.get("instruments"))))
    # A story is only told by rules that can be followed.
    for path, sentence in faults or may.wrong_scenarios(found):
        yield Fault(file=rules.FILE, path=path, sentence=sentence)


def _clauses(files: object) -> set[str] | None:
    if not isinstance(files, Mapping):
        return None
    return {clause.id for file in files.values() for clause in getattr(file, "clauses", ())}


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    if found := _of(pack):
        actions.take_rules(book=found, pack_sha256=pack.sha256, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001  # told at a moment
    before, after = (_of(pack) if pack is not None else None for pack in (old, new))
    was = {one.id: one for one in before.rules} if before else {}
    now = {one.id: one for one in after.rules} if after else {}
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            yield Effect(
                subject=f"rulebook:{name}",
                sentence="The rule changes in a new edition, which waits for counsel.",
                before=was[name].title if name in was else "",
                after=now[name].title if name in now else "",
            )


def _of(pack: PackFact) -> RulebookFile | None:
    return next((one for one in pack.parsed.values() if isinstance(one, RulebookFile)), None)


SECTIONS = (
    Section(
        name="rulebook",
        files=rules.FILE,
        model=RulebookFile,
        required=False,
        about="What staff may and may not do. It becomes an edition; counsel approves it here.",
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
)
