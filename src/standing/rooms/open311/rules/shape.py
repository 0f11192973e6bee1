"""What a pack says about the doors for 311: topics, City places, limits, words for agents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
Words = Annotated[str, Field(min_length=1, max_length=600)]


class Shape(BaseModel):
    """Unknown keys are refused, and what was read stays as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, use_attribute_docstrings=True)


class Topic(Shape):
    """One thing that 311 can hand in."""

    code: Code
    """The service_code; it never changes."""
    name: Words
    """What lists call it."""
    description: Words
    """What happens when it is handed in, in plain words."""
    group: str = Field(default="", max_length=60)
    """The heading it stands under."""
    keywords: tuple[str, ...] = ()
    """Words people search for it by."""
    type: Literal["batch", "blackbox"]
    """batch: a token now and a number later; blackbox: nothing of it is ever listed."""
    topic: str = ""
    """The topic of the contact desk that gets it; empty for a topic that is listed only."""
    not_yet: str = Field(default="", max_length=400)
    """What to tell somebody who hands it in before this door takes it: a sentence with whom to call."""
    asks_place: bool = False
    """Whether it names a City place, and nothing else about where."""
    alerts: bool = False
    """Whether it is a first alert of activity on City property: it takes the property's number, and nothing else."""

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Topic:
        if self.alerts:
            if self.topic or self.not_yet or self.asks_place or self.type != "blackbox":
                raise ValueError("An alert goes to the liaison alone: a blackbox without a desk and without places.")
        elif bool(self.topic) == bool(self.not_yet):
            raise ValueError("A topic names the desk that gets it, or says why it is not taken yet; never both.")
        if self.not_yet and self.type != "blackbox":
            raise ValueError("What is not taken yet is a blackbox, so that it is never listed.")
        return self


class Place(Shape):
    """A place of the City that a request may name. It is never where a person is."""

    id: Code
    """The address_id."""
    name: Words
    """What it is called."""


class Choice(Shape):
    """One choice of the voice menu."""

    key: int = Field(ge=1, le=9)
    """The key to press."""
    says: Words
    """What the voice says, in the first language."""
    topic: str
    """The topic of the articles that are read out."""


class Limits(Shape):
    """How much a door takes and gives."""

    requests_a_minute: int = Field(default=60, ge=1, le=6000)
    """How many requests one key may hand in within a minute."""
    days: int = Field(default=90, ge=1, le=90)
    """The longest time a list spans; the standard allows 90 days."""
    rows: int = Field(default=1000, ge=1, le=1000)
    """The most rows of a list; the standard allows 1,000."""
    keep_days: int = Field(default=730, ge=1, le=3660)
    """After so many days a request is no longer listed and is deleted here."""


class Open311File(Shape):
    """``open311.yaml``: the doors for 311."""

    contact: Words
    """Whom the makers of other programs ask."""
    key_service: Words
    """How an office gets a key."""
    topics: tuple[Topic, ...] = Field(min_length=1)
    """What 311 can hand in."""
    places: tuple[Place, ...] = ()
    """The places of the City that a request may name."""
    limits: Limits = Limits()
    """How much a door takes and gives."""
    language_hint: str = Field(default="", max_length=300)
    """What an agent tells a caller about choosing a language."""
    menu: tuple[Choice, ...] = Field(default=(), max_length=5)
    """The voice menu after the language; at most five choices."""

    def topic(self, code: str) -> Topic | None:
        """Return the topic of a code; None if there is none."""
        return next((one for one in self.topics if one.code == code), None)

    def place(self, code: str) -> Place | None:
        """Return the City place of a code; None if there is none."""
        return next((one for one in self.places if one.id == code), None)
