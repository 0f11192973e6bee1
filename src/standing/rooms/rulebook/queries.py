"""All that can be asked of the rulebook: what guides staff at a moment, in a language, and what waits for counsel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from standing.hall.pack import api as packs
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said, SourceText
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound
from standing.rooms.obligations import api as obligations
from standing.rooms.obligations.api import ClauseFact
from standing.rooms.rulebook.models import Edition, Reading, Suspension, SuspensionEnd
from standing.rooms.rulebook.rules import may as rules
from standing.rooms.rulebook.rules.book import Act, Answer, Kind, Rule, RulebookFile, Told, Verb

PAGE = "rulebook:book"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionFact:
    """An edition, and what counsel said of it; ``is_approved`` None: nothing yet."""

    number: int
    book: RulebookFile
    sha256: str
    taken_by: str
    taken_at: datetime
    is_approved: bool | None
    note: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionFact:
    """A court's order keeps a rule from being applied."""

    id: str
    rule: str
    order: str
    reason: str
    at: datetime
    ended_at: datetime | None = None
    why_ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationFact:
    """The clause a rule comes from; ``clause`` None: the pack in force has it no longer."""

    id: str
    instrument: str
    clause: ClauseFact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFact:
    """A rule as people read it."""

    id: str
    kind: Kind
    title: Said
    card: Said
    citation: CitationFact
    exceptions: tuple[str, ...]
    edition: int
    approved_at: datetime
    suspension: SuspensionFact | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFact:
    """What a worker may ask."""

    id: str
    topic: Said
    question: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionFact:
    """What a worker is asked back."""

    id: str
    question: Said
    help: Said | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFact:
    """The answer, the rules that it rests on, and whose approval stands behind it."""

    answer: Answer
    rules: tuple[RuleFact, ...]
    say: Said | None
    do: tuple[Verb, ...]
    open: tuple[ConditionFact, ...]
    suspended: tuple[str, ...]
    edition: int
    approved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFact:
    """The rulebook that guides staff, in a language."""

    number: int
    approved_at: datetime
    note: Said
    rules: tuple[RuleFact, ...]
    questions: tuple[QuestionFact, ...]

    def of_kind(self, kind: Kind) -> tuple[RuleFact, ...]:
        """Return the rules of one kind."""
        return tuple(one for one in self.rules if one.kind is kind)


def editions() -> tuple[EditionFact, ...]:
    """Return every edition, the newest first."""
    readings = {row.edition_id: row for row in Reading.objects.all()}
    return tuple(_edition(row, readings.get(row.pk)) for row in Edition.objects.order_by("-number"))


def edition(*, number: int) -> EditionFact:
    """Return one edition. :raises NotFound: if there is none"""
    row = Edition.objects.filter(number=number).first()
    if row is None:
        raise NotFound("There is no such edition.")
    return _edition(row, Reading.objects.filter(edition=row).first())


def in_force(*, at: datetime) -> EditionFact | None:
    """Return the edition that guided staff at a moment: the last that counsel had approved."""
    reading = (
        Reading.objects.filter(is_approval=True, at__lte=at).select_related("edition").order_by("-at", "-pk").first()
    )
    return None if reading is None else _edition(reading.edition, reading)


def waiting() -> tuple[EditionFact, ...]:
    """Return the editions that counsel has yet to read: the newest only, older ones are overtaken."""
    newest = editions()[:1]
    return tuple(one for one in newest if one.is_approved is None)


def suspensions(*, at: datetime) -> tuple[SuspensionFact, ...]:
    """Return every suspension that was known at a moment, the newest first."""
    ends = {row.suspension_id: row for row in SuspensionEnd.objects.filter(at__lte=at)}
    return tuple(
        SuspensionFact(
            id=str(row.pk),
            rule=row.rule,
            order=row.order,
            reason=row.reason,
            at=row.at,
            ended_at=ends[row.pk].at if row.pk in ends else None,
            why_ended=ends[row.pk].reason if row.pk in ends else "",
        )
        for row in Suspension.objects.filter(at__lte=at).order_by("-at", "-pk")
    )


def suspended(*, at: datetime) -> Mapping[str, SuspensionFact]:
    """Return for each rule that is not applied at a moment the order that says so."""
    return {one.rule: one for one in reversed(suspensions(at=at)) if one.ended_at is None}


def book(*, language: str, at: datetime) -> BookFact | None:
    """Return the rulebook that guides staff at a moment; None before counsel has approved one."""
    held = in_force(at=at)
    if held is None:
        return None
    said = _said(held.book, language)
    facts = _rules(held, said, at=at)
    return BookFact(
        number=held.number,
        approved_at=_approved_at(held),
        note=said["rulebook:note"],
        rules=tuple(facts.values()),
        questions=tuple(
            QuestionFact(id=one.id, topic=said[f"rulebook:act:{one.id}:topic"], question=said[f"rulebook:act:{one.id}"])
            for one in held.book.acts
        ),
    )


def conditions(*, act: str, language: str, at: datetime) -> tuple[ConditionFact, ...]:
    """Return what can change the answer to a question. :raises NotFound: if there is no such question"""
    held, found = _act(act, at=at)
    said = _said(held.book, language)
    return tuple(_condition(branch.when, said) for branch in found.unless)


def verdict(*, act: str, told: Mapping[str, Told], language: str, at: datetime) -> VerdictFact:
    """Return what staff are told. :raises NotFound: if there is no such question"""
    held, found = _act(act, at=at)
    said = _said(held.book, language)
    facts = _rules(held, said, at=at)
    answer = rules.may(act=found, told=told, suspended=suspended(at=at).keys())
    of = f"rulebook:act:{act}:{answer.say_of}:say" if answer.say_of else f"rulebook:act:{act}:say"
    return VerdictFact(
        answer=answer.answer,
        rules=tuple(facts[name] for name in answer.rules),
        say=said.get(of),
        do=answer.do,
        open=tuple(_condition(name, said) for name in answer.open),
        suspended=answer.suspended,
        edition=held.number,
        approved_at=_approved_at(held),
    )


def texts(book: RulebookFile) -> Iterator[SourceText]:
    """Yield every text of a rulebook that people read, for translators."""
    yield SourceText(key="rulebook:note", text=book.note, about="Above the rules.")
    for rule in book.rules:
        yield SourceText(key=f"rulebook:{rule.id}:title", text=rule.title, about="A rule in a few words.")
        yield SourceText(key=f"rulebook:{rule.id}:card", text=rule.card, about="A rule, to a City worker.")
    for condition in book.conditions:
        yield SourceText(key=f"rulebook:condition:{condition.id}", text=condition.question, about="Asked back.")
        if condition.help:
            yield SourceText(key=f"rulebook:condition:{condition.id}:help", text=condition.help, about="How to tell.")
    for act in book.acts:
        yield SourceText(key=f"rulebook:act:{act.id}:topic", text=act.topic, about="A heading of questions.")
        yield SourceText(key=f"rulebook:act:{act.id}", text=act.question, about="A worker asks this.")
        if act.say:
            yield SourceText(key=f"rulebook:act:{act.id}:say", text=act.say, about="Words to say to an officer.")
        for branch in act.unless:
            if branch.say:
                yield SourceText(
                    key=f"rulebook:act:{act.id}:{branch.when}:say", text=branch.say, about="Words to say to an officer."
                )


def stamp(*, language: str, at: datetime) -> str:
    """Return what changes when the rules as they are read in a language may have changed."""
    held = in_force(at=at)
    return sha256_hex(
        canonical(
            [
                held.sha256 if held else "",
                sorted([name, one.order] for name, one in suspended(at=at).items()),
                translations.stamp(pages=[PAGE], language=language),
            ]
        )
    )


def first_language(*, at: datetime) -> str:
    """Return the code of the language in which the rules are written."""
    known = packs.in_force(known=at)
    return known.info.default_language.lower() if known is not None else "en"


def _edition(row: Edition, reading: Reading | None) -> EditionFact:
    return EditionFact(
        number=row.number,
        book=RulebookFile.model_validate(row.content),
        sha256=row.sha256,
        taken_by=row.taken_by,
        taken_at=row.taken_at,
        is_approved=reading.is_approval if reading else None,
        note=reading.note if reading else "",
        answered_at=reading.at if reading else None,
    )


def _approved_at(held: EditionFact) -> datetime:
    assert held.answered_at is not None
    return held.answered_at


def _act(name: str, *, at: datetime) -> tuple[EditionFact, Act]:
    held = in_force(at=at)
    found = held.book.act(name) if held is not None else None
    if held is None or found is None:
        raise NotFound("There is no such question.")
    return held, found


def _said(book: RulebookFile, language: str) -> dict[str, Said]:
    return translations.said(keys=[one.key for one in texts(book)], language=language)


def _rules(held: EditionFact, said: Mapping[str, Said], *, at: datetime) -> dict[str, RuleFact]:
    clauses, lifted = _clauses(at), suspended(at=at)
    return {
        rule.id: RuleFact(
            id=rule.id,
            kind=rule.kind,
            title=said[f"rulebook:{rule.id}:title"],
            card=said[f"rulebook:{rule.id}:card"],
            citation=_citation(rule, clauses),
            exceptions=rule.exceptions,
            edition=held.number,
            approved_at=_approved_at(held),
            suspension=lifted.get(rule.id),
        )
        for rule in held.book.rules
    }


def _citation(rule: Rule, clauses: Mapping[str, tuple[str, ClauseFact]]) -> CitationFact:
    instrument, clause = clauses.get(rule.clause, ("", None))
    return CitationFact(id=rule.clause, instrument=instrument, clause=clause)


def _clauses(known: datetime) -> dict[str, tuple[str, ClauseFact]]:
    if packs.in_force(known=known) is None:
        return {}
    return {
        clause.id: (instrument.short_name, clause)
        for instrument in obligations.instruments(known=known)
        for clause in _flat(obligations.clauses(instrument=instrument.id, known=known))
    }


def _flat(clauses: Iterable[ClauseFact]) -> Iterator[ClauseFact]:
    for clause in clauses:
        yield clause
        yield from _flat(clause.children)


def _condition(name: str, said: Mapping[str, Said]) -> ConditionFact:
    key = f"rulebook:condition:{name}"
    return ConditionFact(id=name, question=said[key], help=said.get(f"{key}:help"))
