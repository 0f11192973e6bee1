"""What this room reads from a pack: kinds of evidence, and the instruments with their duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Calendars, Effect, Fault, PackFact, Parsed, Section, Thresholds
from standing.rooms.obligations import actions, queries
from standing.rooms.obligations.rules import coverage, law

__all__ = ["SECTIONS"]


def _check_kinds(parsed: Parsed) -> Iterator[Fault]:
    kinds, numbers = parsed.get("evidence"), parsed.get("thresholds")
    if isinstance(kinds, law.EvidenceFile):
        days = numbers.evidence_expiring_days if isinstance(numbers, Thresholds) else 0
        yield from _faults(coverage.kinds_gaps(kinds, file="evidence.yaml", expiring_days=days))


def _check_law(parsed: Parsed) -> Iterator[Fault]:
    files = parsed.get("instruments")
    if not isinstance(files, Mapping):
        return
    kinds, calendars = parsed.get("evidence"), parsed.get("calendars")
    yield from _faults(
        coverage.gaps(
            {str(name): file for name, file in files.items() if isinstance(file, law.InstrumentFile)},
            kinds=[kind.id for kind in kinds.kinds] if isinstance(kinds, law.EvidenceFile) else None,
            departments=queries.department_ids(parsed.get("departments")),
            calendars=[one.id for one in calendars.calendars] if isinstance(calendars, Calendars) else None,
        )
    )


def _faults(gaps: Iterable[coverage.Gap]) -> Iterator[Fault]:
    for gap in gaps:
        yield Fault(file=gap.file, path=gap.path, sentence=gap.sentence)


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    actions.name_duties(instruments=pack.many(law.InstrumentFile), sha256=pack.sha256, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:
    for change in queries.changes(old=old, new=new, at=at):
        yield Effect(
            subject=change.subject,
            sentence=change.sentence,
            before=change.before,
            after=change.after,
        )


SECTIONS = (
    Section(
        name="evidence",
        files="evidence.yaml",
        model=law.EvidenceFile,
        about="The kinds of facts that can show that a duty is done.",
        check=_check_kinds,
    ),
    Section(
        name="instruments",
        files="instruments/*.yaml",
        model=law.InstrumentFile,
        many=True,
        about="Directives, ordinances and laws: clauses, sentences, duties.",
        check=_check_law,
        apply=_apply,
        effects=_effects,
    ),
)
