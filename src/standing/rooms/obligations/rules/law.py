"""The shapes in which a pack writes down the law: instruments, clauses, sentences, duties, evidence."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=60)]
Text = Annotated[str, Field(min_length=1)]
Confidence = Literal["P", "N", "M", "S", "L", "I", "?"]
Unknown = Literal["unknown"]


class Written(BaseModel):
    """What every shape shares: unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True, use_attribute_docstrings=True
    )


class Span(Written):
    """A length of time: whole months, days or years, exactly one of them."""

    days: int | None = Field(default=None, gt=0)
    """So many days."""
    months: int | None = Field(default=None, gt=0)
    """So many months."""
    years: int | None = Field(default=None, gt=0)
    """So many years."""

    @model_validator(mode="after")
    def one_unit(self) -> Self:
        """Refuse none and several units."""
        if sum(unit is not None for unit in (self.days, self.months, self.years)) != 1:
            raise ValueError("Give exactly one of days, months or years.")
        return self


class EvidenceKind(Written):
    """One kind of fact that can show that a duty is done."""

    id: Id
    """What duties call it; it never changes."""
    name: Text
    """What pages call it."""
    what_counts: Text
    """In plain words, what is good enough."""
    valid_for: Span | None = None
    """How long it counts; for ever if left out."""
    from_: Literal["filing", "appointment", "record", "attestation"] = Field(alias="from")
    """Where it comes from: a filing, an appointment, a record or an attestation."""


class EvidenceFile(Written):
    """``evidence.yaml``."""

    kinds: tuple[EvidenceKind, ...]
    """Every kind of evidence that a duty of this pack may ask for."""


class OnInstrument(Written):
    """A day of an instrument: the day on which ED12 was signed."""

    instrument: Id
    """The instrument."""
    date: Text
    """Which of its dates."""


class OnObligation(Written):
    """The due day of another duty."""

    obligation: Id
    """The duty on whose due day the counting begins."""


Anchor = dt.date | OnInstrument | OnObligation


class FixedDate(Written):
    """Due on one day."""

    rule: Literal["fixed-date"]
    """Says which rule this is."""
    date: dt.date
    """The due day."""


class DaysAfter(Written):
    """Due so many calendar days after the anchor."""

    rule: Literal["days-after"]
    """Says which rule this is."""
    from_: Anchor = Field(alias="from")
    """The day to count from; the next day is day 1."""
    days: int = Field(ge=0)
    """How many calendar days."""


class WorkingDaysAfter(Written):
    """Due so many working days after the anchor, by a calendar of the pack."""

    rule: Literal["working-days-after"]
    """Says which rule this is."""
    from_: Anchor = Field(alias="from")
    """The day to count from; the next working day is day 1."""
    days: int = Field(ge=0)
    """How many working days."""
    calendar: Id
    """The calendar that knows the holidays."""


class Monthly(Written):
    """Due each month on one day."""

    rule: Literal["monthly"]
    """Says which rule this is."""
    day: Annotated[int, Field(ge=1, le=31)] | Literal["last"]
    """The day of the month; last for its last day."""
    from_: dt.date = Field(alias="from")
    """The day from which it is owed."""
    until: dt.date | None = None
    """The last day on which it can be due."""


class Recurring(Written):
    """Due again after each stretch of time, counted from the first day and never from the filing."""

    rule: Literal["recurring"]
    """Says which rule this is."""
    every: Span
    """How long until it is due again."""
    from_: dt.date = Field(alias="from")
    """The first due day."""
    until: dt.date | None = None
    """The last day on which it can be due."""


class RightAway(Written):
    """Due at once each time something of this kind is recorded."""

    rule: Literal["right-away"]
    """Says which rule this is."""
    event: Id
    """The kind of event that sets it off."""


class Standing(Written):
    """Must hold at every moment from a day on."""

    rule: Literal["standing"]
    """Says which rule this is."""
    from_: Anchor = Field(alias="from")
    """The day from which it must hold."""


class UnknownDue(Written):
    """The source does not say when, or it could not be read."""

    rule: Literal["unknown"]
    """Says which rule this is."""
    why: Text
    """Why no day is known."""


DueRule = Annotated[
    FixedDate | DaysAfter | WorkingDaysAfter | Monthly | Recurring | RightAway | Standing | UnknownDue,
    Field(discriminator="rule"),
]


class Verified(Written):
    """Evidence of a kind that counts only once a reviewer found it good."""

    kind: Id
    """The kind of evidence."""
    verified: bool = False
    """Whether it counts only once a reviewer found it good."""


class AllOf(Written):
    """All of these are needed."""

    all: tuple[Predicate, ...] = Field(min_length=1)
    """Every one of these."""


class AnyOf(Written):
    """One of these is enough."""

    any: tuple[Predicate, ...] = Field(min_length=1)
    """Any one of these."""


Predicate = Id | Verified | AllOf | AnyOf


class Owes(Written):
    """Who owes the duty: every department, or those named."""

    all_departments: bool = False
    """Every department that is bound; the invited are asked."""
    departments: tuple[Id, ...] = ()
    """Or these, by name; a clause that names an invited office binds it."""

    @model_validator(mode="after")
    def somebody(self) -> Self:
        """Refuse a duty of nobody, and one of all and some."""
        if self.all_departments == bool(self.departments):
            raise ValueError("Write all_departments: true, or name the departments.")
        return self


class Obligation(Written):
    """One duty."""

    id: Id
    """What evidence and pages call the duty; it never changes."""
    clause: Id
    """The clause it comes from."""
    title: Text
    """A few words that begin with a verb."""
    act: Text
    """In plain words, what must be done."""
    owes: Owes
    """Who owes it."""
    to_whom: Text
    """Who is shown that it was done."""
    due: DueRule
    """When it is due: one of the rules below."""
    evidence: AllOf | AnyOf
    """What shows that it is done."""
    confidence: Confidence
    """How sure you are: P read at the source, N press, M copy of press, S report, L general knowledge,
    I worked out, ? not verified."""
    public_note: str = ""
    """What the public should know about it."""


class Source(Written):
    """Where something was read."""

    id: Id
    """What sentences call it."""
    title: Text
    """What it is."""
    where: Text
    """Where it can be found."""
    confidence: Confidence
    """What sort of source it is."""
    read: Literal["full", "part", "none"]
    """How much of it was read."""


class InstrumentDate(Written):
    """A day in the life of an instrument, or the reason why it is not known."""

    what: Text
    """What happened: adopted, signed, effective."""
    date: dt.date | Unknown
    """The day, or unknown."""
    why_unknown: str = ""
    """Why the day is not known; required when it is not."""
    confidence: Confidence
    """How sure you are."""
    source: Id
    """The source that gives it."""

    @model_validator(mode="after")
    def unknown_with_a_reason(self) -> Self:
        """Refuse an unknown day without a reason."""
        if (self.date == "unknown") != bool(self.why_unknown):
            raise ValueError("An unknown date says why in why_unknown; a known one does not.")
        return self


class Instrument(Written):
    """A directive, an ordinance, a law."""

    id: Id
    """What clauses, dates and pages call it; it never changes."""
    short_name: Text
    """A name for tabs and tables."""
    name: Text
    """The full name."""
    kind: Literal["executive-directive", "ordinance", "state-law", "federal-law", "police-order"]
    """What sort of instrument it is."""
    issuer: Text
    """Who issued it."""
    about: Text
    """In plain words, what it is about."""
    dates: tuple[InstrumentDate, ...] = ()
    """The days in its life, each known or unknown with a reason."""
    text_known: Literal["full", "part", "none"]
    """How much of its text was read."""
    text_note: str = ""
    """What that means for the clauses below."""
    sources: tuple[Source, ...]
    """Everything that its sentences rest on."""


class Sentence(Written):
    """One sentence of a clause in our own words, and the duties it lays on somebody."""

    id: Id
    """What pages call it; it never changes."""
    text: Text
    """What it says, in your own words."""
    confidence: Confidence
    """How sure you are that it says so."""
    sources: tuple[Id, ...] = Field(min_length=1)
    """The sources it rests on."""
    duties: tuple[Id, ...] = ()
    """The duties it makes."""
    non_binding: str = ""
    """Or why it makes none."""


class Clause(Written):
    """A part of an instrument."""

    id: Id
    """What duties and pages call it; it never changes."""
    parent: Id | None = None
    """The clause it is part of."""
    heading: Text
    """A few words that say what it is about."""
    sentences: tuple[Sentence, ...] = ()
    """Its sentences in your own words, never copied."""
    unknowns: tuple[str, ...] = ()
    """What could not be found out; shown on the page."""


class InstrumentFile(Written):
    """``instruments/<id>.yaml``."""

    instrument: Instrument
    """The directive, ordinance or law itself."""
    clauses: tuple[Clause, ...]
    """Its parts, as far as they are known."""
    obligations: tuple[Obligation, ...] = ()
    """The duties its sentences make."""


AllOf.model_rebuild()
AnyOf.model_rebuild()


def anchors_of(rule: DueRule) -> tuple[Anchor, ...]:
    """Return what a due rule counts from, if it counts from anything."""
    if isinstance(rule, DaysAfter | WorkingDaysAfter | Standing):
        return (rule.from_,)
    return ()


def kinds_in(predicate: Predicate) -> tuple[str, ...]:
    """Return the kinds of evidence that a predicate speaks of, in the order of the pack."""
    if isinstance(predicate, str):
        return (predicate,)
    if isinstance(predicate, Verified):
        return (predicate.kind,)
    parts = predicate.all if isinstance(predicate, AllOf) else predicate.any
    return tuple(dict.fromkeys(kind for part in parts for kind in kinds_in(part)))


def least_days(span: Span) -> int:
    """Return the fewest days a span can have."""
    return (span.days or 0) + 28 * (span.months or 0) + 365 * (span.years or 0)
