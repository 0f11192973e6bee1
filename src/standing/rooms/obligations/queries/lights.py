"""How every duty of every department stands, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from standing.hall.installation import api as installation
from standing.hall.pack.api import PackFact
from standing.kernel import deadlines
from standing.kernel.refusals import NotFound
from standing.rooms.obligations.queries.facts import Gathered, Pair, facts_of, gather
from standing.rooms.obligations.queries.rulebook import Office, book_in_force, book_of, offices, offices_of, the_book
from standing.rooms.obligations.rules import answers, due, proof, status, together
from standing.rooms.obligations.rules import board as board_rules
from standing.rooms.obligations.rules import changes as change_rules
from standing.rooms.obligations.rules.book import Book, Duty
from standing.rooms.obligations.rules.facts import RULES_VERSION, DutyFacts
from standing.rooms.obligations.rules.status import Asked, Light


def lights_of(
    asked: Asked, places: Iterable[Office], found: Gathered
) -> Iterator[tuple[Duty, Office, DutyFacts, Light]]:
    """Yield every light. Departments about which nothing is recorded share the work of one."""
    places = tuple(places)
    for duty in asked.book.duties.values():
        schedule = due.owed(duty, at=asked.at, zone=asked.book.zone)
        alike: dict[tuple[object, ...], Light] = {}
        for office in places:
            if not duty.binds(office.id):
                continue
            facts = facts_of(duty, office, found)
            if facts.evidence or facts.waivers or facts.happenings or facts.work or facts.judgements:
                shown, light = together.light_of(duty, facts, asked=asked, schedule=schedule)
                yield duty, office, shown, light
                continue
            key = (office.standing, office.reason, office.from_date, office.until_date)
            if key not in alike:
                alike[key] = together.light_of(duty, facts, asked=asked, schedule=schedule)[1]
            yield duty, office, facts, alike[key]


def _pair(duty: Duty, department: str, light: Light) -> answers.PairFact:
    return answers.PairFact(
        obligation=duty.id,
        clause=duty.written.clause,
        instrument=duty.instrument,
        department=department,
        status=light.status.value,
        reason=light.reason,
        due_date=light.due_date,
        late_from=light.late_from,
        period=light.period,
        sentence=light.sentence,
        claimed=light.claimed,
        verified=light.verified,
        work=light.work,
        judgement=light.judgement,
        since=light.since,
        until=light.until,
    )


def statuses(*, at: dt.datetime, known: dt.datetime | None = None, inside: bool = False) -> answers.BoardFact:
    """Return how every duty of every department stands at a moment; an empty board before the first pack."""
    known = at if known is None else known
    rules = book_in_force(known=known)
    if rules is None:
        return answers.BoardFact(
            at=at,
            known=known,
            rules_version=RULES_VERSION,
            pack_version="",
            pack_sha256="",
            pairs=(),
        )
    asked = status.ask(book=rules, at=at, known=known, inside=inside)
    found = gather(asked=asked)
    return answers.BoardFact(
        at=at,
        known=known,
        rules_version=RULES_VERSION,
        pack_version=rules.version,
        pack_sha256=rules.sha256,
        pairs=tuple(
            _pair(duty, office.id, light) for duty, office, _, light in lights_of(asked, offices(known=known), found)
        ),
    )


def board_bytes(*, at: dt.datetime, known: dt.datetime, rules_version: str = RULES_VERSION) -> tuple[bytes, Book, int]:
    """Return the one spelling of a board, the rulebook it was made by, and how many lights it holds."""
    rules = the_book(known=known)
    asked = status.ask(book=rules, at=at, known=known, is_sample=installation.is_sample(), inside=False)
    rows = [
        board_rules.Row(
            obligation=duty.id,
            department=office.id,
            light=light,
            sources=tuple(sorted(item.source for item in facts.evidence if item.true_from <= at)),
        )
        for duty, office, facts, light in lights_of(asked, offices(known=known), gather(asked=asked))
    ]
    body = board_rules.spell(
        rows,
        at=at,
        known=known,
        pack=rules.version,
        pack_sha256=rules.sha256,
        rules_version=rules_version,
        is_sample=asked.is_sample,
    )
    return body, rules, len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _One:
    asked: Asked
    duty: Duty
    facts: DutyFacts


def _one(*, obligation: str, department: str, at: dt.datetime, known: dt.datetime | None, inside: bool) -> _One:
    known = at if known is None else known
    rules = the_book(known=known)
    duty = rules.duties.get(obligation)
    if duty is None:
        raise NotFound("There is no such duty in the pack of that time.")
    office = next((one for one in offices(known=known) if one.id == department), None)
    if office is None:
        raise NotFound("There is no such department in the pack of that time.")
    asked = status.ask(book=rules, at=at, known=known, is_sample=installation.is_sample(), inside=inside)
    found = gather(asked=asked, obligation=obligation, department=department)
    return _One(asked=asked, duty=duty, facts=facts_of(duty, office, found))


def explain(
    *, obligation: str, department: str, at: dt.datetime, known: dt.datetime | None = None, inside: bool = False
) -> answers.ProofFact:
    """Return why a duty of a department stands as it does. :raises NotFound: if there is no such pair."""
    one = _one(obligation=obligation, department=department, at=at, known=known, inside=inside)
    shown = proof.prove(one.duty, one.facts, asked=one.asked)
    return answers.ProofFact(
        pair=_pair(one.duty, department, shown.light),
        tree=shown.tree,
        body=shown.body,
        sha256=shown.sha256,
        remedies=shown.remedies,
    )


def due_of(*, obligation: str, department: str, at: dt.datetime, known: dt.datetime | None = None) -> answers.DueFact:
    """Return when a duty is due, and how that was counted. :raises NotFound: if there is no such pair."""
    one = _one(obligation=obligation, department=department, at=at, known=known, inside=False)
    light = together.light_of(one.duty, one.facts, asked=one.asked)[1]
    lines = []
    for thing in light.owed:
        if thing.period != light.period:
            continue
        lines.append(thing.sentence)
        if thing.why_unknown and thing.why_unknown not in thing.sentence:
            lines.append(thing.why_unknown)
        lines.extend(f"Passed over: {deadlines.said(day.date)}, {day.reason}." for day in thing.skipped)
    if not light.owed:
        lines.append(light.sentence)
    return answers.DueFact(date=light.due_date, late_from=light.late_from, explanation=tuple(lines))


def changes(*, old: PackFact | None, new: PackFact, at: dt.datetime) -> tuple[change_rules.DutyChange, ...]:
    """Return what another pack would do to the duties of today."""
    before_book = None if old is None else book_of(old)
    after_book = book_of(new)
    before = {} if old is None or before_book is None else _by_pair(before_book, old, at)
    return tuple(
        change_rules.changes(old=before_book, new=after_book, before=before, after=_by_pair(after_book, new, at))
    )


def _by_pair(rules: Book, pack: PackFact, at: dt.datetime) -> dict[Pair, Light]:
    asked = status.ask(book=rules, at=at, known=at)
    places = offices_of(getattr(pack.section("departments"), "departments", ()))
    return {(duty.id, office.id): light for duty, office, _, light in lights_of(asked, places, gather(asked=asked))}
