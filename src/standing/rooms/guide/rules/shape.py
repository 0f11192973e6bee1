"""The shape of the guide in a pack: steps, papers, whom to call, and the settings that change the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FILE = "guide.yaml"
_MARKUP = re.compile(r"<[A-Za-z!/]|&(?:[a-z]+|#\d+);|\]\(|^#{1,6}\s|\*\*|[{}]", re.MULTILINE)


def _plain(value: str) -> str:
    if found := _MARKUP.search(value):
        raise ValueError(f"write plain words; this looks like markup: {found.group(0)!r}")
    return value


class Shape(BaseModel):
    """Unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


NodeId = Annotated[str, Field(pattern=r"^N[0-9]{1,2}[a-z]?$", max_length=4)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=64)]
Words = Annotated[str, Field(min_length=1, max_length=400)]
Line = Annotated[str, Field(min_length=1, max_length=120)]
Printed = Annotated[str, Field(min_length=1, max_length=48)]
Confidence = Literal["P", "N", "M", "S", "L", "I", "?"]


class PartKind(StrEnum):
    """What one line of a step is."""

    DO = "do"
    DONT = "dont"
    SAY = "say"
    CALL = "call"
    COMPLY = "comply"
    NOTE = "note"


class Order(StrEnum):
    """Whose order a step is about; such a step says to comply, and leads to the record."""

    NONE = "none"
    JUDGE = "judge"
    EMERGENCY = "emergency"


class Caller(StrEnum):
    """Who is called."""

    EMERGENCY = "emergency"
    SUPERVISOR = "supervisor"
    LIAISON = "liaison"
    COUNSEL = "counsel"
    MAYOR = "mayor"


class Agencies(StrEnum):
    """Whose officers the guide is about."""

    FEDERAL = "federal"
    ANY_CIVIL = "any-civil"


class Reporting(StrEnum):
    """What is reported."""

    EVERY_SIGHTING = "every-sighting"
    REQUESTS = "requests"


class Areas(StrEnum):
    """Which places an answer lists."""

    NONE = "none"
    PUBLIC = "public"
    CLOSED = "closed"


class WhenTerms(Shape):
    """Under which settings something stands in the guide; all that is named must hold."""

    wait_for_counsel_with_judicial_warrant: bool | None = Field(default=None, description="true or false.")
    agencies: Agencies | None = Field(default=None, description="federal or any-civil.")
    report: Reporting | None = Field(default=None, description="every-sighting or requests.")


class PartTerms(Shape):
    """One line of a step."""

    id: Slug = Field(description="A short name that never changes: translations are kept under it.")
    kind: PartKind = Field(description="do, dont, say (words to say aloud), call, comply or note.")
    text: Words = Field(description="Plain words, no markup.")
    who: Caller | None = Field(
        default=None, description="Who is called: emergency, supervisor, liaison, counsel, mayor."
    )
    when: WhenTerms = Field(default=WhenTerms(), description="Under which settings it stands there.")


class ChoiceTerms(Shape):
    """One answer to the question of a step, and where it leads."""

    id: Slug = Field(description="A short name that never changes: translations are kept under it.")
    word: NodeId | None = Field(default=None, description="The name this answer leaves in the path, such as N1b.")
    text: Words = Field(description="The answer.")
    to: NodeId = Field(description="The step it leads to.")
    areas: Areas = Field(default=Areas.NONE, description="public or closed: the places of the settings are listed.")
    when: WhenTerms = Field(default=WhenTerms(), description="Under which settings it stands there.")


class NodeTerms(Shape):
    """One step: what to do and to say, and the question that leads on."""

    id: NodeId = Field(description="N0 to N8 with a letter; reports name it, so it never changes.")
    title: Line = Field(description="What it is, in a few words; of a question, the question.")
    order: Order = Field(default=Order.NONE, description="judge or emergency where somebody's order is to be followed.")
    record: bool = Field(default=False, description="true for the step where what happened is written down: the end.")
    alert: bool = Field(default=True, description="false for a record that needs no alert.")
    parts: tuple[PartTerms, ...] = Field(default=(), max_length=14, description="What to do, say, call and know.")
    papers: tuple[Slug, ...] = Field(default=(), max_length=8, description="The papers that are shown.")
    checks: bool = Field(default=False, description="true where the check list for a warrant is shown.")
    question: Annotated[str, Field(max_length=120)] = Field(
        default="", description="What is asked after the lines; empty where the title asks."
    )
    asks: NodeId | None = Field(default=None, description="The step whose question is asked here, to save a tap.")
    choices: tuple[ChoiceTerms, ...] = Field(default=(), max_length=10, description="The answers; one is a way on.")


class AreaTerms(Shape):
    """A kind of place, and whether it is open to everybody."""

    id: Slug = Field(description="A short name that never changes.")
    text: Line = Field(description="The kind of place, in plain words.")
    public: bool = Field(description="true if it counts as open to everybody.")
    source: Words = Field(description="Where that is written.")
    confidence: Confidence = Field(description="How far it was verified.")


class SettingsTerms(Shape):
    """What differs between cities."""

    wait_for_counsel_with_judicial_warrant: bool = Field(
        description="true where counsel is called before anybody goes in, also with a judge's warrant. It adds a call, "
        "never a refusal: if officers go in, workers step aside."
    )
    agencies: Agencies = Field(description="federal, or any-civil for every officer who enforces civil law.")
    report: Reporting = Field(description="every-sighting, or requests where seeing officers is no report.")
    areas: tuple[AreaTerms, ...] = Field(default=(), max_length=16, description="Which places count as public.")


class ContactTerms(Shape):
    """Somebody to call."""

    who: Caller = Field(description="emergency, supervisor, liaison, counsel or mayor.")
    label: Line = Field(description="Who answers.")
    number: Annotated[str, Field(pattern=r"^\+?[0-9(][0-9 ().-]{1,24}$")] | None = Field(
        default=None, description="The number; left out if it is unknown or differs from site to site."
    )
    hours: Annotated[str, Field(max_length=120)] = Field(default="", description="When somebody answers.")
    source: Words = Field(description="Where that is written.")
    confidence: Confidence = Field(description="How far it was verified.")


class LineTerms(Shape):
    """One line of a list."""

    id: Slug = Field(description="A short name that never changes: translations are kept under it.")
    text: Words = Field(description="Plain words, no markup.")


class PaperTerms(Shape):
    """A paper that officers may show; the drawing is made from what stands here."""

    id: Slug = Field(description="A short name that never changes, such as ao-93.")
    name: Printed = Field(description="The number of the form, as printed.")
    court: bool = Field(description="true if it comes from a court.")
    header: Printed = Field(description="What is printed at the top.")
    heading: Printed = Field(description="What is printed under it: the name of the form.")
    fields: tuple[Printed, ...] = Field(min_length=1, max_length=5, description="What is printed beside its lines.")
    signature: Printed = Field(description="What is printed under the line for the signature.")
    signature_at: Literal["start", "end"] = Field(description="On which side of the foot the signature stands.")
    title: Line = Field(description="What it is, in plain words.")
    top: Words = Field(description="What to look for at the top, in plain words.")
    foot: Words = Field(description="Where the signature stands and whose it is, in plain words.")
    means: Words = Field(description="What it means for a worker, in plain words.")
    source: Words = Field(description="Where that is written.")
    confidence: Confidence = Field(description="How far it was verified.")


class CardTerms(Shape):
    """What stands on the printed papers."""

    title: Line = Field(description="The heading.")
    steps: tuple[LineTerms, ...] = Field(min_length=1, max_length=8, description="What to do, in order.")
    says: tuple[LineTerms, ...] = Field(min_length=1, max_length=4, description="Words to say aloud.")
    judge: Words = Field(description="What holds for an order of a judge or in an emergency.")


class LawTerms(Shape):
    """A law or guidance that the guide rests on."""

    id: Slug = Field(description="A short name that never changes.")
    says: Words = Field(description="What it says, in plain words.")
    where: Words = Field(description="Where it is written.")
    confidence: Confidence = Field(
        description="P primary source read, N press, M mirror, S report, L general knowledge, I inferred, ? unknown."
    )


class GuideTerms(Shape):
    """The guide of a city."""

    title: Line = Field(description="The heading of the guide.")
    lead: Words = Field(description="One or two sentences on whom it is for.")
    status: Words = Field(description="What is to be known of the text itself: a sample, who must approve it.")
    owner: Code = Field(description="The id of the department that answers for it.")
    start: NodeId = Field(default="N0", description="The first step.")
    settings: SettingsTerms = Field(description="What differs between cities.")
    contacts: tuple[ContactTerms, ...] = Field(min_length=1, max_length=8, description="Whom to call.")
    rules: tuple[LineTerms, ...] = Field(min_length=1, max_length=8, description="The rules that never change.")
    nodes: tuple[NodeTerms, ...] = Field(min_length=2, max_length=60, description="The steps.")
    papers: tuple[PaperTerms, ...] = Field(default=(), max_length=16, description="The papers officers may show.")
    checks: tuple[LineTerms, ...] = Field(default=(), max_length=10, description="The check list for a warrant.")
    card: CardTerms = Field(description="What is printed.")
    laws: tuple[LawTerms, ...] = Field(default=(), max_length=24, description="The laws it rests on.")

    @field_validator("*")
    @classmethod
    def _is_plain(cls, value: object) -> object:
        for text in _texts_in(value):
            _plain(text)
        return value


class GuideFile(Shape):
    """guide.yaml: what workers do when officers come."""

    guide: GuideTerms = Field(description="The guide.")


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts_in(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts_in(each)
