"""The ways a message goes out, what is written for each, and what must be true of the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from standing.kernel import privacy, septets
from standing.rooms.outreach.rules import sightings, spoken

Kind = Literal["press", "radio", "sms", "poster", "card"]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]

PARTS: Mapping[str, tuple[str, ...]] = {
    "press": ("headline", "body"),
    "radio": ("script",),
    "sms": ("text",),
    "poster": ("headline", "body", "alt"),
    "card": ("headline", "body", "alt"),
}
"""What is written for each kind of channel."""
READING_ORDER = ("headline", "body", "script", "text", "alt")
_LONGEST = {"headline": 120, "body": 4000, "script": 1500, "text": 700, "alt": 300}
_ON_A_CARD = 160
_ON_A_POSTER = 700


class Shape(BaseModel):
    """Unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)


class Channel(Shape):
    """One way a message goes out."""

    id: Id
    """What texts and logs call it; it never changes."""
    name: str = Field(min_length=1, max_length=80)
    """What pages call it."""
    kind: Kind
    """What is written for it: press, radio, sms, poster or card."""
    seconds: int = Field(default=0, ge=0, le=120)
    """How long a radio message is; 0 for other kinds."""
    parts: int = Field(default=2, ge=1, le=6)
    """Into how many messages a text message in the first language may be cut."""

    @model_validator(mode="after")
    def _is_whole(self) -> Channel:
        if (self.kind == "radio") != bool(self.seconds):
            raise ValueError("A radio channel says its seconds, and no other does.")
        return self


class OutreachFile(Shape):
    """``outreach.yaml``: how this city spreads the word."""

    mandatory_tier: int = Field(default=1, ge=1, le=3)
    """A message goes out only when every written language up to this tier is translated and reviewed."""
    link: str = Field(default="/rights/", pattern=r"^/[A-Za-z0-9/_-]*$")
    """The page of this installation that a new message leads to."""
    channels: tuple[Channel, ...] = Field(min_length=1)
    """The ways messages go out here."""


USUAL = OutreachFile(
    channels=(
        Channel(id="press", name="Press notice", kind="press"),
        Channel(id="radio-15", name="Radio, 15 seconds", kind="radio", seconds=15),
        Channel(id="radio-30", name="Radio, 30 seconds", kind="radio", seconds=30),
        Channel(id="radio-60", name="Radio, 60 seconds", kind="radio", seconds=60),
        Channel(id="sms", name="Text message", kind="sms"),
        Channel(id="poster", name="Poster", kind="poster"),
        Channel(id="card", name="Social card", kind="card"),
    )
)
"""What holds in a city whose pack says nothing about outreach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something about a text that must be mended; ``part`` is empty where it is about the whole."""

    channel: str
    part: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How long a text is, in the way its channel counts."""

    words: spoken.Spoken | None = None
    septets: septets.Count | None = None


def measure(*, channel: Channel, texts: Mapping[str, str]) -> Measure:
    """Return how long the text of a channel is."""
    if channel.kind == "radio":
        return Measure(words=spoken.count(texts.get("script", ""), seconds=channel.seconds))
    if channel.kind == "sms":
        return Measure(septets=septets.count(texts.get("text", "")))
    return Measure()


def faults(*, channel: Channel, texts: Mapping[str, str]) -> Iterator[Fault]:
    """Return all that must be mended before the words of a channel can be approved."""
    for part in PARTS[channel.kind]:
        text = texts.get(part, "").strip()
        if not text:
            yield Fault(channel=channel.id, part=part, sentence=_EMPTY[part])
        yield from _about_words(channel=channel, part=part, text=text)
    measured = measure(channel=channel, texts=texts)
    if measured.words is not None and measured.words.is_too_long:
        yield Fault(
            channel=channel.id,
            part="script",
            sentence=f"{measured.words.words} words are too many for {channel.seconds} seconds. "
            f"At most {measured.words.most} fit; each digit counts as a word.",
        )
    if measured.septets is not None and measured.septets.parts > channel.parts:
        yield Fault(
            channel=channel.id,
            part="text",
            sentence=f"This takes {measured.septets.parts} messages. At most {channel.parts} are sent.",
        )


_EMPTY = {
    "headline": "The headline is still empty.",
    "body": "The text is still empty.",
    "script": "The words to speak are still empty.",
    "text": "The text message is still empty.",
    "alt": "Say what the picture shows, for people who do not see it.",
}


def _about_words(*, channel: Channel, part: str, text: str) -> Iterator[Fault]:
    most = _LONGEST[part]
    if part == "body" and channel.kind in {"card", "poster"}:
        most = _ON_A_CARD if channel.kind == "card" else _ON_A_POSTER
    if len(text) > most:
        yield Fault(channel=channel.id, part=part, sentence=f"This is {len(text)} characters long. At most {most} fit.")
    for said in (privacy.sentence(privacy.screen(text)), sightings.sentence(sightings.screen(text))):
        if said:
            yield Fault(channel=channel.id, part=part, sentence=said)


def refusals(text: str) -> tuple[str, ...]:
    """Return why words may not even be kept in a draft; nothing if they may."""
    said = (privacy.sentence(privacy.screen(text)), sightings.sentence(sightings.screen(text)))
    return tuple(one for one in said if one)
