"""The desk that answers, as the pack describes it: urgent numbers, topics, templates, how long messages are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = "contact.yaml"
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40, description="A short name that stays.")]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
Number = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 -]{1,24}$", description="As people dial it: 911, 213-555-0140.")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Phone(_Shape):
    """A number to call."""

    id: Id
    label: Line = Field(description="When or whom to call, in plain words.")
    number: Number
    note: str = Field(default="", max_length=200, description="Hours, languages, what happens when one calls.")
    is_sample: bool = Field(default=False, description="true: the number is invented.")

    @property
    def dial(self) -> str:
        """Return what a phone dials."""
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


class Topic(_Shape):
    """What a message can be about."""

    id: Id
    label: Line = Field(description="The topic, as a person would say it.")


class Template(_Shape):
    """An answer that is given often."""

    id: Id
    topics: tuple[Id, ...] = Field(default=(), description="The topics it answers; none: all of them.")
    text: Words = Field(description="The answer, in plain words. Staff read it before it goes out.")


class KeepFor(_Shape):
    """How long a message is kept."""

    days: int = Field(ge=1, le=3660, description="Days after it came in; then text, contact and answers are deleted.")
    authority: Line = Field(description="The law or schedule that says so.")
    counsel_approval: Literal["approved", "needed"] = Field(
        description="Nothing is deleted by itself until counsel has approved it."
    )
    note: str = Field(default="", max_length=1000)


class Limits(_Shape):
    """How much comes in at most; counted for everybody together, for no address is kept."""

    messages_a_minute: int = Field(default=60, ge=1, le=10_000)
    wrong_codes_a_minute: int = Field(default=60, ge=1, le=10_000)


class ContactFile(_Shape):
    """contact.yaml: how residents reach the office, and what happens to what they write."""

    office: Line = Field(description="The office that answers, as it stands in a sentence.")
    urgent: tuple[Phone, ...] = Field(min_length=1, description="Whom to call in danger; first on the page.")
    phones: tuple[Phone, ...] = Field(min_length=1, description="Whom to call otherwise.")
    answer_days: int = Field(ge=1, le=60, description="Working days within which the office tries to answer.")
    topics: tuple[Topic, ...] = Field(min_length=1)
    templates: tuple[Template, ...] = ()
    keep: KeepFor
    limits: Limits = Limits()

    def topic(self, id: str) -> Topic | None:
        """Return a topic by its name; None if there is none."""
        return next((topic for topic in self.topics if topic.id == id), None)

    def template(self, id: str) -> Template | None:
        """Return a template by its name; None if there is none."""
        return next((template for template in self.templates if template.id == id), None)

    def templates_for(self, topic: str) -> tuple[Template, ...]:
        """Return the templates that fit a topic, those made for it first."""
        fitting = [one for one in self.templates if not one.topics or topic in one.topics]
        return tuple(sorted(fitting, key=lambda one: not one.topics))


def faults(file: ContactFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find what does not fit together: ids that stand twice, templates for no topic."""
    named = {
        "urgent": [one.id for one in file.urgent],
        "phones": [one.id for one in file.phones],
        "topics": [one.id for one in file.topics],
        "templates": [one.id for one in file.templates],
    }
    for part, names in named.items():
        for name, times in Counter(names).items():
            if times > 1:
                yield (part,), f"{name} stands {times} times: each needs a name of its own."
    known = {topic.id for topic in file.topics}
    for place, template in enumerate(file.templates):
        for topic in template.topics:
            if topic not in known:
                yield ("templates", place, "topics"), f"There is no topic {topic}."


PAGE, TEMPLATES = "contact:page", "contact:templates"
"""What the texts of the public page, and the templates, are called where translations are kept."""


def office_key() -> str:
    """Return the key of the office's name."""
    return "contact:office"


def phone_keys(phone: Phone, *, part: str) -> tuple[str, ...]:
    """Return the keys of a number's label and note."""
    return tuple(f"contact:{part}:{phone.id}:{name}" for name in ("label", "note") if getattr(phone, name))


def topic_key(topic: str) -> str:
    """Return the key of a topic's label."""
    return f"contact:topic:{topic}"


def template_key(template: str) -> str:
    """Return the key of a template's text."""
    return f"contact:template:{template}"
