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

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, populate_by_name=True)


class Span(Written):
    """A length of time: whole months, days or years, exactly one of them."""

    days: int | None = Field(default=None, gt=0)
    months: int | None = Field(default=None, gt=0)
    years: int | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def one_unit(self) -> Self:
        """Refuse none and several units."""
        if sum(unit is not None for unit in (self.days, self.months, self.years)) != 1:
            raise ValueError("Give exactly one of days, months or years.")
        return self


class EvidenceKind(Written):
    """One kind of fact that can show that a duty is done."""

    id: Id
    name: Text
    what_counts: Text
    valid_for: Span | None = None
    from_: Literal["filing", "appointment", "record", "attestation"] = Field(alias="from")


class EvidenceFile(Written):
    """``evidence.yaml``."""

    kinds: tuple[EvidenceKind, ...]


class OnInstrument(Written):
    """A day of an instrument: the day on which ED12 was signed."""

    instrument: Id
    date: Text


class OnObligation(Written):
    """The due day of another duty."""

    obligation: Id


Anchor = dt.date | OnInstrument | OnObligation


class FixedDate(Written):
    """Due on one day."""

    rule: Literal["fixed-date"]
    date: dt.date


class DaysAfter(Written):
    """Due so many calendar days after the anchor."""

    rule: Literal["days-after"]
    from_: Anchor = Field(alias="from")
    days: int = Field(ge=0)


class WorkingDaysAfter(Written):
    """Due so many working days after the anchor, by a calendar of the pack."""

    rule: Literal["working-days-after"]
    from_: Anchor = Field(alias="from")
    days: int = Field(ge=0)
    calendar: Id


class Monthly(Written):
    """Due each month on one day."""

    rule: Literal["monthly"]
    day: Annotated[int, Field(ge=1, le=31)] | Literal["last"]
    from_: dt.date = Field(alias="from")
    until: dt.date | None = None


class Recurring(Written):
    """Due again after each stretch of time, counted from the first day and never from the filing."""

    rule: Literal["recurring"]
    every: Span
    from_: dt.date = Field(alias="from")
    until: dt.date | None = None


class RightAway(Written):
    """Due at once each time something of this kind is recorded."""

    rule: Literal["right-away"]
    event: Id


class Standing(Written):
    """Must hold at every moment from a day on."""

    rule: Literal["standing"]
    from_: Anchor = Field(alias="from")


class UnknownDue(Written):
    """The source does not say when, or it could not be read."""

    rule: Literal["unknown"]
    why: Text


DueRule = Annotated[
    FixedDate | DaysAfter | WorkingDaysAfter | Monthly | Recurring | RightAway | Standing | UnknownDue,
    Field(discriminator="rule"),
]


class Verified(Written):
    """Evidence of a kind that counts only once a reviewer found it good."""

    kind: Id
    verified: bool = False


class AllOf(Written):
    """All of these are needed."""

    all: tuple[Predicate, ...] = Field(min_length=1)


class AnyOf(Written):
    """One of these is enough."""

    any: tuple[Predicate, ...] = Field(min_length=1)


Predicate = Id | Verified | AllOf | AnyOf


class Owes(Written):
    """Who owes the duty: every department, or those named."""

    all_departments: bool = False
    departments: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def somebody(self) -> Self:
        """Refuse a duty of nobody, and one of all and some."""
        if self.all_departments == bool(self.departments):
            raise ValueError("Write all_departments: true, or name the departments.")
        return self


class Obligation(Written):
    """One duty."""

    id: Id
    clause: Id
    title: Text
    act: Text
    owes: Owes
    to_whom: Text
    due: DueRule
    evidence: AllOf | AnyOf
    confidence: Confidence
    public_note: str = ""


class Source(Written):
    """Where something was read."""

    id: Id
    title: Text
    where: Text
    confidence: Confidence
    read: Literal["full", "part", "none"]


class InstrumentDate(Written):
    """A day in the life of an instrument, or the reason why it is not known."""

    what: Text
    date: dt.date | Unknown
    why_unknown: str = ""
    confidence: Confidence
    source: Id

    @model_validator(mode="after")
    def unknown_with_a_reason(self) -> Self:
        """Refuse an unknown day without a reason."""
        if (self.date == "unknown") != bool(self.why_unknown):
            raise ValueError("An unknown date says why in why_unknown; a known one does not.")
        return self


class Instrument(Written):
    """A directive, an ordinance, a law."""

    id: Id
    short_name: Text
    name: Text
    kind: Literal["executive-directive", "ordinance", "state-law", "federal-law", "police-order"]
    issuer: Text
    about: Text
    dates: tuple[InstrumentDate, ...] = ()
    text_known: Literal["full", "part", "none"]
    text_note: str = ""
    sources: tuple[Source, ...]


class Sentence(Written):
    """One sentence of a clause in our own words, and the duties it lays on somebody."""

    id: Id
    text: Text
    confidence: Confidence
    sources: tuple[Id, ...] = Field(min_length=1)
    duties: tuple[Id, ...] = ()
    non_binding: str = ""


class Clause(Written):
    """A part of an instrument."""

    id: Id
    parent: Id | None = None
    heading: Text
    sentences: tuple[Sentence, ...] = ()
    unknowns: tuple[str, ...] = ()


class InstrumentFile(Written):
    """``instruments/<id>.yaml``."""

    instrument: Instrument
    clauses: tuple[Clause, ...]
    obligations: tuple[Obligation, ...] = ()


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
