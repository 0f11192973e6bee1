"""What the public API answers with: the types its description is made from."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import Field


class Problem(Schema):
    """Why there is no answer, as a sentence."""

    detail: str


class AsOf(Schema):
    """Which moment is meant."""

    on: date | None = Field(None, description="how it stood at the end of this day; now if left out")
    known: date | None = Field(None, description="by what was known at the end of this day; 'on' if left out")


class Light(Schema):
    """How one duty of one department stands."""

    obligation: str
    clause: str
    instrument: str
    department: str
    status: str = Field(description="not applicable, waived, unknown, met, late, at risk or due")
    sentence: str
    due_date: date | None
    late_from: datetime | None
    period: str
    claimed: bool
    verified: bool
    work: str
    judgement: str


class Answer(Schema):
    """What every answer says about itself."""

    sample: bool
    as_of: datetime
    known_by: datetime


class Board(Answer):
    """Every light."""

    rules_version: str
    pack_version: str
    pack_sha256: str
    lights: list[Light]


class Department(Schema):
    """A department or office."""

    id: str
    name: str
    abbreviation: str
    kind: str
    standing: str = Field(description="bound, or invited: never late")
    reason: str | None


class Departments(Answer):
    """All of them."""

    departments: list[Department]


class DepartmentLights(Answer):
    """One department with its lights."""

    department: Department
    lights: list[Light]


class Source(Schema):
    """Where something was read, and how sure we are."""

    id: str
    title: str
    where: str
    confidence: str
    read: str


class InstrumentDate(Schema):
    """A day of an instrument, or why it is not known."""

    what: str
    date: date | None
    why_unknown: str
    confidence: str
    source: str


class Instrument(Schema):
    """A directive, an ordinance, a law."""

    id: str
    short_name: str
    name: str
    kind: str
    issuer: str
    about: str
    text_known: str
    text_note: str
    dates: list[InstrumentDate]
    sources: list[Source]


class Instruments(Answer):
    """All of them."""

    instruments: list[Instrument]


class Sentence(Schema):
    """A sentence in our own words, and the duties it makes or the reason why none."""

    id: str
    text: str
    confidence: str
    duties: list[str]
    non_binding: str
    sources: list[Source]


class Clause(Schema):
    """A clause with the clauses under it."""

    id: str
    parent: str
    heading: str
    sentences: list[Sentence]
    unknowns: list[str]
    children: list["Clause"]


class Clauses(Answer):
    """The tree of one instrument."""

    clauses: list[Clause]


class Kind(Schema):
    """A kind of evidence."""

    id: str
    name: str
    what_counts: str


class Obligation(Schema):
    """A duty as the pack states it."""

    id: str
    clause: str
    instrument: str
    title: str
    act: str
    to_whom: str
    confidence: str
    all_departments: bool
    departments: list[str]
    due_rule: str
    due_sentence: str
    due_unknown: str
    needs: str
    kinds: list[Kind]


class Obligations(Answer):
    """All of them."""

    obligations: list[Obligation]


class Proof(Answer):
    """A light laid open; sha256 is the hash of the proof in canonical JSON."""

    light: Light
    sha256: str
    proof: dict[str, Any]


class Plan(Schema):
    """Where the plan of a department stands."""

    campaign: str
    department: str
    step: str
    version: int | None
    filed_at: datetime | None
    returned_at: datetime | None
    accepted_at: datetime | None


class Plans(Answer):
    """All of them."""

    plans: list[Plan]


class Waiver(Schema):
    """A duty set aside for a time."""

    id: str
    obligation: str
    department: str
    reason: str
    from_date: date
    until_date: date
    granted_at: datetime
    ended_from: date | None
    ended_why: str


class Waivers(Answer):
    """All of them."""

    waivers: list[Waiver]


class Liaison(Schema):
    """Who speaks for a department; office contacts only."""

    department: str
    rank: str
    name: str
    title: str
    office_email: str
    office_phone: str
    from_at: datetime


class Liaisons(Answer):
    """All of them."""

    liaisons: list[Liaison]


class Frozen(Schema):
    """A board as it was frozen at midnight."""

    day: date
    at: datetime
    rules_version: str
    pack_sha256: str
    pairs: int
    sha256: str


class FrozenBoards(Answer):
    """All of them, the newest first."""

    frozen: list[Frozen]
