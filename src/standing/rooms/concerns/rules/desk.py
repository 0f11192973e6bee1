"""The channel as the pack describes it: rules, other ways, the clock, how long a concern is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

FILE = "concerns.yaml"
PAGE = "concerns:page"
"""What the texts of the public page are called where translations are kept."""
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=40, description="A short name that stays.")]
Line = Annotated[str, Field(min_length=1, max_length=200)]
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


class About(_Shape):
    """What a concern can be about, as a person would say it."""

    id: Id = Field(description="The rule of the rulebook, or a word of this pack.")
    label: Line


class Clock(_Shape):
    """How soon a concern is answered; the City's own rule."""

    days: int = Field(ge=1, le=365, description="Calendar days from the day it came to the day it is closed.")
    remind_days: tuple[int, ...] = Field(default=(7, 1), description="So many days before, it counts as at risk.")


class KeepFor(_Shape):
    """How long a concern is kept."""

    days: int = Field(ge=1, le=3660, description="Days after it was closed; then its keys and words are destroyed.")
    authority: Line = Field(description="The law or schedule that says so.")
    counsel_approval: Literal["approved", "needed"] = Field(
        description="Nothing is destroyed by itself until counsel has approved it."
    )
    note: str = Field(default="", max_length=1000)


class Work(_Shape):
    """What keeps machines out instead of a riddle."""

    most: int = Field(
        default=150_000, ge=100, le=5_000_000, description="Tries a browser needs at most; half on average."
    )
    wait_seconds: int = Field(default=10, ge=3, le=120, description="Without JavaScript: the least time on the page.")


class Limits(_Shape):
    """How much comes in at most; counted for everybody together, for no address is kept."""

    reports_a_minute: int = Field(default=30, ge=1, le=10_000)
    wrong_codes_a_minute: int = Field(default=30, ge=1, le=10_000)


class ConcernsFile(_Shape):
    """concerns.yaml: the channel through which anybody reports that the ordinance was not followed."""

    office: Line = Field(description="Who reads and answers, as it stands in a sentence.")
    urgent: tuple[Phone, ...] = Field(min_length=1, description="Whom to call in danger; first on the page.")
    others: tuple[Phone, ...] = Field(min_length=1, description="Other ways, also for those who trust no computer.")
    abouts: tuple[About, ...] = Field(min_length=1)
    clock: Clock
    keep: KeepFor
    work: Work = Work()
    limits: Limits = Limits()
    city_networks: tuple[str, ...] = Field(
        default=(), description="Networks of the City, such as 10.0.0.0/8: who comes from there is told so."
    )
    onion: str = Field(
        default="", pattern=r"^([a-z2-7]{56}\.onion)?$", description="The same pages as an onion service."
    )

    @field_validator("city_networks")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            ip_network(one)
        return value

    def about(self, id: str) -> About | None:
        """Return what a concern can be about by its name; None if there is none."""
        return next((about for about in self.abouts if about.id == id), None)

    def is_city_network(self, address: str) -> bool:
        """Test whether an address belongs to the City. It is looked at and forgotten."""
        try:
            asked = ip_address(address)
        except ValueError:
            return False
        return any(asked in ip_network(one) for one in self.city_networks)


def faults(file: ConcernsFile) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Find what does not fit together: names that stand twice, reminders after the last day."""
    for part in ("urgent", "others", "abouts"):
        for name, times in Counter(one.id for one in getattr(file, part)).items():
            if times > 1:
                yield (part,), f"{name} stands {times} times: each needs a name of its own."
    for days in file.clock.remind_days:
        if not 0 <= days < file.clock.days:
            yield ("clock", "remind_days"), f"{days} days before the last day is before the concern came."


def office_key() -> str:
    """Return the key of the office's name."""
    return "concerns:office"


def phone_keys(phone: Phone, *, part: str) -> tuple[str, ...]:
    """Return the keys of a number's label and note."""
    return tuple(f"concerns:{part}:{phone.id}:{name}" for name in ("label", "note") if getattr(phone, name))


def about_key(about: str) -> str:
    """Return the key of what a concern can be about."""
    return f"concerns:about:{about}"
