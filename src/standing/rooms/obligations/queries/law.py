"""The law as pages show it: instruments, clauses with their sources, duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.obligations.queries.rulebook import book_in_force, the_book
from standing.rooms.obligations.rules import answers, law
from standing.rooms.obligations.rules.book import Book, Duty


def instruments(*, known: dt.datetime) -> tuple[answers.InstrumentFact, ...]:
    """Return the instruments of the pack in force."""
    rules = book_in_force(known=known)
    return () if rules is None else tuple(_instrument(file) for file in rules.files)


def _instrument(file: law.InstrumentFile) -> answers.InstrumentFact:
    one = file.instrument
    return answers.InstrumentFact(
        id=one.id,
        short_name=one.short_name,
        name=one.name,
        kind=one.kind,
        issuer=one.issuer,
        about=one.about,
        text_known=one.text_known,
        text_note=one.text_note,
        dates=tuple(
            answers.InstrumentDateFact(
                what=date.what,
                date=None if isinstance(date.date, str) else date.date,
                why_unknown=date.why_unknown,
                confidence=date.confidence,
                source=date.source,
            )
            for date in one.dates
        ),
        sources=tuple(_sources(file).values()),
    )


def _sources(file: law.InstrumentFile) -> dict[str, answers.SourceFact]:
    return {
        source.id: answers.SourceFact(
            id=source.id,
            title=source.title,
            where=source.where,
            confidence=source.confidence,
            read=source.read,
        )
        for source in file.instrument.sources
    }


def clauses(*, instrument: str, known: dt.datetime) -> tuple[answers.ClauseFact, ...]:
    """Return the clause tree of an instrument. :raises NotFound: if the pack has no such instrument."""
    rules = the_book(known=known)
    for file in rules.files:
        if file.instrument.id == instrument:
            return _children(file, None, 0, _sources(file))
    raise NotFound("There is no such instrument in the pack of that time.")


def _children(
    file: law.InstrumentFile,
    parent: str | None,
    depth: int,
    sources: Mapping[str, answers.SourceFact],
) -> tuple[answers.ClauseFact, ...]:
    return tuple(
        answers.ClauseFact(
            id=clause.id,
            instrument=file.instrument.id,
            parent=clause.parent or "",
            heading=clause.heading,
            depth=depth,
            sentences=tuple(
                answers.SentenceFact(
                    id=one.id,
                    text=one.text,
                    confidence=one.confidence,
                    sources=tuple(sources[id_] for id_ in one.sources if id_ in sources),
                    duties=one.duties,
                    non_binding=one.non_binding,
                )
                for one in clause.sentences
            ),
            unknowns=clause.unknowns,
            children=_children(file, clause.id, depth + 1, sources),
        )
        for clause in file.clauses
        if clause.parent == parent
    )


def obligations(*, known: dt.datetime) -> tuple[answers.ObligationFact, ...]:
    """Return every duty of the pack in force, in its order."""
    rules = book_in_force(known=known)
    if rules is None:
        return ()
    return tuple(_obligation(rules, duty) for duty in rules.duties.values())


def obligation(*, id: str, known: dt.datetime) -> answers.ObligationFact:
    """Return one duty. :raises NotFound: if the pack has no such duty."""
    rules = the_book(known=known)
    if id not in rules.duties:
        raise NotFound("There is no such duty in the pack of that time.")
    return _obligation(rules, rules.duties[id])


def _obligation(rules: Book, duty: Duty) -> answers.ObligationFact:
    one = duty.written
    if isinstance(duty.rule, deadlines.Monthly | deadlines.Recurring):
        first = deadlines.due(duty.rule, on=duty.rule.start)
    else:
        first = deadlines.due(duty.rule)
    return answers.ObligationFact(
        id=one.id,
        clause=one.clause,
        instrument=duty.instrument,
        title=one.title,
        act=one.act,
        to_whom=one.to_whom,
        confidence=one.confidence,
        public_note=one.public_note,
        all_departments=one.owes.all_departments,
        departments=one.owes.departments,
        due_rule=one.due.rule,
        due_sentence=first.sentence,
        due_unknown=f"{first.unknown_why} {duty.why_unknown}".strip(),
        kinds=tuple(
            answers.KindFact(id=kind.id, name=kind.name, what_counts=kind.what_counts, from_=kind.from_)
            for kind in (rules.kinds[id_] for id_ in law.kinds_in(one.evidence) if id_ in rules.kinds)
        ),
        needs=_needs(one.evidence, rules),
    )


def _needs(needed: law.Predicate, rules: Book) -> str:
    if isinstance(needed, str):
        return rules.kinds[needed].name if needed in rules.kinds else needed
    if isinstance(needed, law.Verified):
        name = rules.kinds[needed.kind].name if needed.kind in rules.kinds else needed.kind
        return f"{name} (verified by a reviewer)" if needed.verified else name
    word, parts = (" and ", needed.all) if isinstance(needed, law.AllOf) else (" or ", needed.any)
    return word.join(
        f"({_needs(part, rules)})" if isinstance(part, law.AllOf | law.AnyOf) else _needs(part, rules) for part in parts
    )
