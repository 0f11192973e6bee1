"""What must fit together in the law of a pack: no duty without a sentence, no sentence without an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from standing.rooms.obligations.rules import law

MOST_KINDS = 12

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that does not fit: in which file, where, and what to do about it."""

    file: str
    path: Path
    sentence: str


def gaps(
    files: Mapping[str, law.InstrumentFile],
    *,
    kinds: Collection[str] | None,
    departments: Collection[str] | None,
    calendars: Collection[str] | None,
) -> Iterator[Gap]:
    """Yield all that does not fit together; a part given as None could not be read and is not asked."""
    yield from _twice(files)
    yield from _clauses(files)
    yield from _sentences(files)
    yield from _obligations(files, kinds, departments, calendars)
    yield from _rounds(files)


def kinds_gaps(kinds: law.EvidenceFile, *, file: str, expiring_days: int) -> Iterator[Gap]:
    """Yield what does not fit in the list of kinds of evidence."""
    seen: set[str] = set()
    for place, kind in enumerate(kinds.kinds):
        if kind.id in seen:
            yield Gap(
                file=file,
                path=("kinds", place, "id"),
                sentence=f"{kind.id} stands twice: keep one.",
            )
        seen.add(kind.id)
        span = kind.valid_for
        if span is not None and law.least_days(span) <= expiring_days:
            yield Gap(
                file=file,
                path=("kinds", place, "valid_for"),
                sentence=f"{kind.id} would always be about to run out: evidence must hold for more than "
                f"evidence_expiring_days ({expiring_days}).",
            )


def _twice(files: Mapping[str, law.InstrumentFile]) -> Iterator[Gap]:
    """Ids are addresses: each stands once in the whole pack."""
    first: dict[tuple[str, str], str] = {}
    for name, file in sorted(files.items()):
        for what, path, id_ in _ids(file):
            if (what, id_) in first:
                yield Gap(
                    file=name,
                    path=path,
                    sentence=f"The {what} {id_} is already in {first[what, id_]}: give each its own id.",
                )
            first.setdefault((what, id_), name)
        sources = Counter(source.id for source in file.instrument.sources)
        for place, source in enumerate(file.instrument.sources):
            if sources[source.id] > 1:
                yield Gap(
                    file=name,
                    path=("instrument", "sources", place, "id"),
                    sentence=f"The source {source.id} stands twice here: give each its own id.",
                )
        dates = Counter(date.what for date in file.instrument.dates)
        for place, date in enumerate(file.instrument.dates):
            if dates[date.what] > 1:
                yield Gap(
                    file=name,
                    path=("instrument", "dates", place, "what"),
                    sentence=f"The day {date.what} stands twice here: keep one.",
                )


def _ids(file: law.InstrumentFile) -> Iterator[tuple[str, Path, str]]:
    yield "instrument", ("instrument", "id"), file.instrument.id
    for place, clause in enumerate(file.clauses):
        yield "clause", ("clauses", place, "id"), clause.id
        for number, sentence in enumerate(clause.sentences):
            yield "sentence", ("clauses", place, "sentences", number, "id"), sentence.id
    for place, one in enumerate(file.obligations):
        yield "obligation", ("obligations", place, "id"), one.id


def _clauses(files: Mapping[str, law.InstrumentFile]) -> Iterator[Gap]:
    for name, file in sorted(files.items()):
        parents = {clause.id: clause.parent for clause in file.clauses}
        for place, clause in enumerate(file.clauses):
            path: Path = ("clauses", place, "parent")
            if clause.parent is None:
                continue
            if clause.parent not in parents:
                yield Gap(
                    file=name,
                    path=path,
                    sentence=f"There is no clause {clause.parent} in this file to stand under.",
                )
            elif _goes_round(clause.id, parents):
                yield Gap(
                    file=name,
                    path=path,
                    sentence=f"{clause.id} stands under itself, by way of {clause.parent}.",
                )
        cited = {source.id for source in file.instrument.sources}
        for place, date in enumerate(file.instrument.dates):
            if date.source not in cited:
                yield Gap(
                    file=name,
                    path=("instrument", "dates", place, "source"),
                    sentence=f"There is no source {date.source} in this file.",
                )


def _goes_round(id_: str, parents: Mapping[str, str | None]) -> bool:
    here, steps = parents.get(id_), 0
    while here is not None and steps <= len(parents):
        if here == id_:
            return True
        here, steps = parents.get(here), steps + 1
    return False


def _sentences(files: Mapping[str, law.InstrumentFile]) -> Iterator[Gap]:
    """Every sentence is a duty, or says why it is none; and cites a source that is listed."""
    known = {one.id for file in files.values() for one in file.obligations}
    for name, file in sorted(files.items()):
        cited = {source.id for source in file.instrument.sources}
        for place, clause in enumerate(file.clauses):
            for number, sentence in enumerate(clause.sentences):
                path: Path = ("clauses", place, "sentences", number)
                if bool(sentence.duties) == bool(sentence.non_binding):
                    yield Gap(
                        file=name,
                        path=path,
                        sentence=f"The sentence {sentence.id} names the duties it lays on somebody, or "
                        "says in non_binding why it lays none: exactly one of the two.",
                    )
                for turn, duty in enumerate(sentence.duties):
                    if duty not in known:
                        yield Gap(
                            file=name,
                            path=(*path, "duties", turn),
                            sentence=f"There is no obligation {duty} in this pack.",
                        )
                for turn, source in enumerate(sentence.sources):
                    if source not in cited:
                        yield Gap(
                            file=name,
                            path=(*path, "sources", turn),
                            sentence=f"There is no source {source} in this file.",
                        )


def _obligations(
    files: Mapping[str, law.InstrumentFile],
    kinds: Collection[str] | None,
    departments: Collection[str] | None,
    calendars: Collection[str] | None,
) -> Iterator[Gap]:
    covered = {
        duty
        for file in files.values()
        for clause in file.clauses
        for sentence in clause.sentences
        for duty in sentence.duties
    }
    for name, file in sorted(files.items()):
        clauses = {clause.id for clause in file.clauses}
        for place, one in enumerate(file.obligations):
            path: Path = ("obligations", place)
            if one.id not in covered:
                yield Gap(
                    file=name,
                    path=(*path, "id"),
                    sentence=f"No sentence of any clause speaks of {one.id}: name it in the duties of one.",
                )
            if one.clause not in clauses:
                yield Gap(
                    file=name,
                    path=(*path, "clause"),
                    sentence=f"There is no clause {one.clause} in this file.",
                )
            yield from _who(name, path, one, departments)
            yield from _what(name, path, one, kinds)
            yield from _when(name, path, one, kinds, calendars)
            yield from _anchor(name, path, one, files)


def _who(name: str, path: Path, one: law.Obligation, departments: Collection[str] | None) -> Iterator[Gap]:
    for turn, department in enumerate(one.owes.departments):
        if departments is not None and department not in departments:
            yield Gap(
                file=name,
                path=(*path, "owes", "departments", turn),
                sentence=f"departments.yaml has no department {department}.",
            )


def _what(name: str, path: Path, one: law.Obligation, kinds: Collection[str] | None) -> Iterator[Gap]:
    needed = law.kinds_in(one.evidence)
    for kind in needed:
        if kinds is not None and kind not in kinds:
            yield Gap(
                file=name,
                path=(*path, "evidence"),
                sentence=f"evidence.yaml has no kind {kind}.",
            )
    if len(needed) > MOST_KINDS:
        yield Gap(
            file=name,
            path=(*path, "evidence"),
            sentence=f"This asks for {len(needed)} kinds; split the duty, {MOST_KINDS} are the most.",
        )


def _when(
    name: str,
    path: Path,
    one: law.Obligation,
    kinds: Collection[str] | None,
    calendars: Collection[str] | None,
) -> Iterator[Gap]:
    rule = one.due
    if isinstance(rule, law.RightAway) and kinds is not None and rule.event not in kinds:
        yield Gap(
            file=name,
            path=(*path, "due", "event"),
            sentence=f"evidence.yaml has no kind {rule.event}: what sets a duty off is listed there too.",
        )
    if isinstance(rule, law.WorkingDaysAfter) and calendars is not None and rule.calendar not in calendars:
        yield Gap(
            file=name,
            path=(*path, "due", "calendar"),
            sentence=f"calendars.yaml has no calendar {rule.calendar}.",
        )
    until = rule.until if isinstance(rule, law.Monthly | law.Recurring) else None
    if isinstance(rule, law.Monthly | law.Recurring) and until is not None and until < rule.from_:
        yield Gap(file=name, path=(*path, "due", "until"), sentence="This ends before it begins.")


def _anchor(name: str, path: Path, one: law.Obligation, files: Mapping[str, law.InstrumentFile]) -> Iterator[Gap]:
    rule = one.due
    days = {(f.instrument.id, date.what) for f in files.values() for date in f.instrument.dates}
    known = {other.id for f in files.values() for other in f.obligations}
    for anchor in law.anchors_of(rule):
        if isinstance(anchor, law.OnInstrument) and (anchor.instrument, anchor.date) not in days:
            yield Gap(
                file=name,
                path=(*path, "due", "from"),
                sentence=f"The pack gives no day on which {anchor.instrument} was {anchor.date}.",
            )
        if isinstance(anchor, law.OnObligation) and anchor.obligation not in known:
            yield Gap(
                file=name,
                path=(*path, "due", "from"),
                sentence=f"There is no obligation {anchor.obligation} in this pack.",
            )


def _rounds(files: Mapping[str, law.InstrumentFile]) -> Iterator[Gap]:
    """A duty may be due after another one, but not after itself, nor after one that returns."""
    single = (law.Monthly, law.Recurring, law.RightAway)
    written = {one.id: one for file in files.values() for one in file.obligations}
    after = {
        id_: anchor.obligation
        for id_, one in written.items()
        for anchor in law.anchors_of(one.due)
        if isinstance(anchor, law.OnObligation)
    }
    for name, file in sorted(files.items()):
        for place, one in enumerate(file.obligations):
            path: Path = ("obligations", place, "due", "from")
            if one.id not in after or after[one.id] not in written:
                continue
            if _goes_round(one.id, after):
                yield Gap(
                    file=name,
                    path=path,
                    sentence=f"The due day of {one.id} depends on itself, by way of {after[one.id]}.",
                )
            elif isinstance(written[after[one.id]].due, single):
                yield Gap(
                    file=name,
                    path=path,
                    sentence=f"{after[one.id]} has no single due day to count from.",
                )
