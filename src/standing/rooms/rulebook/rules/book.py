"""The rulebook as a pack writes it: rules, conditions, acts, and stories with the answer that counsel expects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

FILE = "rulebook.yaml"
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=40, description="A short name that stays.")]
Line = Annotated[str, Field(min_length=1, max_length=160)]
Words = Annotated[str, Field(min_length=1, max_length=600)]
JUDGE, EMERGENCY = "judge-order", "emergency"


class Kind(StrEnum):
    """What sort of sentence a rule is."""

    PROHIBITION = "prohibition"
    EXCEPTION = "exception"
    PRESS = "press"
    """How the press puts it. It is shown, and no answer ever rests on it."""


class Answer(StrEnum):
    """What somebody who asks is told."""

    MAY = "may"
    MAY_NOT = "may-not"
    COMPLY = "comply"
    ASK = "ask-counsel"


class Verb(StrEnum):
    """All that staff are ever taught to do."""

    DECLINE = "decline"
    COMPLY = "comply"
    REFER = "refer"
    RECORD = "record"
    NOTIFY = "notify"


class Told(StrEnum):
    """What somebody says of a condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Rule(_Shape):
    """One rule, in plain words, beside the clause that it comes from."""

    id: Id
    kind: Kind = Field(description="A prohibition, an exception, or how the press puts it.")
    title: Line = Field(description="The rule in a few words.")
    card: Words = Field(description="The rule as a card says it to a City worker.")
    clause: Id = Field(description="The clause of an instrument of this pack that the rule comes from.")
    exceptions: tuple[Id, ...] = Field(default=(), description="Rules that may lift this one.")


class Condition(_Shape):
    """Something that can change an answer."""

    id: Id
    question: Line = Field(description="What a worker is asked; yes, no, or I do not know.")
    help: Annotated[str, Field(max_length=300)] = Field(default="", description="How to tell.")


class Branch(_Shape):
    """What holds instead, if a condition holds."""

    when: Id = Field(description="The condition.")
    answer: Answer = Field(description="What is told then.")
    rules: tuple[Id, ...] = Field(min_length=1, description="The rules that it rests on.")
    say: Annotated[str, Field(max_length=300)] = Field(default="", description="Words to say, without quotes.")
    do: tuple[Verb, ...] = Field(min_length=1, description="What to do, in order; it ends in a record.")


class Act(_Shape):
    """Something a worker may be asked to do."""

    id: Id
    topic: Line = Field(description="Under which heading the question stands.")
    question: Line = Field(description="The question as a worker asks it: May I ...?")
    unless: tuple[Branch, ...] = Field(default=(), description="What changes the answer; the first that holds decides.")
    answer: Answer = Field(description="What is told if nothing changes it.")
    rules: tuple[Id, ...] = Field(min_length=1, description="The rules that the answer rests on.")
    say: Annotated[str, Field(max_length=300)] = Field(default="", description="Words to say, without quotes.")
    do: tuple[Verb, ...] = Field(min_length=1, description="What to do, in order; it ends in a record.")


class Scenario(_Shape):
    """A story with the answer that counsel expects. A pack whose rules answer otherwise is refused."""

    id: Id
    story: Words = Field(description="What happens.")
    act: Id = Field(description="The act that is asked about.")
    told: dict[str, Told] = Field(default_factory=dict, description="What is said of each condition; left out: no.")
    answer: Answer = Field(description="The answer that is expected.")
    rules: tuple[Id, ...] = Field(min_length=1, description="The rules that it must rest on.")


class RulebookFile(_Shape):
    """rulebook.yaml: what staff may and may not do. It becomes a draft; counsel approves it here."""

    note: Words = Field(description="What everybody should know who reads these rules.")
    rules: tuple[Rule, ...] = Field(min_length=1, description="The rules.")
    conditions: tuple[Condition, ...] = Field(default=(), description="What can change an answer.")
    acts: tuple[Act, ...] = Field(default=(), description="What workers ask.")
    scenarios: tuple[Scenario, ...] = Field(default=(), description="Stories with expected answers.")

    def rule(self, name: str) -> Rule | None:
        """Return the rule of that name; None if there is none."""
        return next((one for one in self.rules if one.id == name), None)

    def act(self, name: str) -> Act | None:
        """Return the act of that name; None if there is none."""
        return next((one for one in self.acts if one.id == name), None)

    def condition(self, name: str) -> Condition | None:
        """Return the condition of that name; None if there is none."""
        return next((one for one in self.conditions if one.id == name), None)


Place = tuple[str | int, ...]


def faults(book: RulebookFile, *, clauses: Iterable[str] | None) -> Iterator[tuple[Place, str]]:
    """Find what cannot be followed, and what no rulebook may teach; ``clauses`` None: they are not known."""
    for part in ("rules", "conditions", "acts", "scenarios"):
        for name, times in Counter(one.id for one in getattr(book, part)).items():
            if times > 1:
                yield (part,), f"{name} stands {times} times: each needs a name of its own."
    known = {one.id: one for one in book.rules}
    for place, rule in enumerate(book.rules):
        if clauses is not None and rule.clause not in clauses:
            yield ("rules", place, "clause"), f"No instrument of this pack has the clause {rule.clause}."
        for other in rule.exceptions:
            if other not in known or known[other].kind is not Kind.EXCEPTION:
                yield ("rules", place, "exceptions"), f"{other} is no exception of this rulebook."
    for place, act in enumerate(book.acts):
        for path, sentence in _act_faults(book, act):
            yield ("acts", place, *path), sentence


def _act_faults(book: RulebookFile, act: Act) -> Iterator[tuple[Place, str]]:
    yield from _answer_faults(book, act)
    conditions = [one.when for one in act.unless]
    for place, branch in enumerate(act.unless):
        if book.condition(branch.when) is None:
            yield ("unless", place, "when"), f"The rulebook has no condition {branch.when}."
        for path, sentence in _answer_faults(book, branch):
            yield ("unless", place, *path), sentence
    if act.answer is Answer.MAY:
        return
    for must in (EMERGENCY, JUDGE):
        branch_of = next((one for one in act.unless if one.when == must), None)
        if branch_of is None or branch_of.answer is not Answer.COMPLY:
            yield ("unless",), f"Where staff may not, {must} must lead to comply."
    if {EMERGENCY, JUDGE} <= set(conditions) and set(conditions[:2]) != {EMERGENCY, JUDGE}:
        yield ("unless",), "An emergency order and a judge's order come before all else."


def _answer_faults(book: RulebookFile, told: Act | Branch) -> Iterator[tuple[Place, str]]:
    for name in told.rules:
        rule = book.rule(name)
        if rule is None:
            yield ("rules",), f"The rulebook has no rule {name}."
        elif rule.kind is Kind.PRESS:
            yield ("rules",), f"{name} is how the press puts it; no answer rests on it."
    if told.do[-1] not in {Verb.RECORD, Verb.NOTIFY} or Verb.RECORD not in told.do:
        yield ("do",), "Every answer ends in a record."
    if told.answer is Answer.COMPLY and (Verb.COMPLY not in told.do or Verb.DECLINE in told.do):
        yield ("do",), "Who complies does not decline."
    if told.answer is Answer.MAY_NOT and Verb.COMPLY in told.do:
        yield ("do",), "Who may not does not comply."
