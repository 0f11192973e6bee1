"""The shapes of the files every pack has: who it is for, days, languages, thresholds, retention."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, field_validator, model_validator

from standing.hall.pack.sentences import ID_PATTERN, LANGUAGE_PATTERN, VERSION_PATTERN
from standing.hall.pack.words import Fault, Parsed, Shape

Id = Annotated[
    str,
    Field(
        pattern=ID_PATTERN,
        max_length=64,
        description="A short name that never changes: letters, digits, - and .",
    ),
]
Words = Annotated[str, Field(min_length=1, max_length=2000)]
LanguageCode = Annotated[str, Field(pattern=LANGUAGE_PATTERN)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Observed = Literal["none", "nearest", "sunday-to-monday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


@cache
def _zones() -> frozenset[str]:
    # The names are read from hundreds of files; they do not change while a process runs.
    return frozenset(available_timezones())


class Exit(Shape):
    """Where somebody goes who must leave a page at once."""

    url: str = Field(
        pattern=r"^https://[a-z0-9.-]+(/[A-Za-z0-9._/-]*)?$",
        description="An everyday site that says nothing about its visitor, such as a weather page.",
    )


class Info(Shape):
    """pack.yaml: which city this pack is for."""

    format: Literal[1] = Field(description="The form of the pack's files. This form is 1.")
    id: Id = Field(description="The pack's own name; it never changes.")
    version: str = Field(
        pattern=VERSION_PATTERN,
        description="A new one for every change, such as 2026.11.1 or 3.",
    )
    name: Words = Field(description="What the pack is called on pages.")
    place: Words = Field(description="City and state, as people write them.")
    time_zone: str = Field(description="The IANA name of the city's clock: America/Los_Angeles.")
    default_language: LanguageCode = Field(description="The language that stands first; one of languages.yaml.")
    city_name: Words = Field(description="The city's name as it stands in a sentence.")
    disclaimer: Words = Field(description="What every visitor should know about these data before relying on them.")
    maintainers: tuple[Words, ...] = Field(
        default=(), description="The offices that answer for this pack; no names of people."
    )
    quick_exit: Exit | None = Field(
        default=None, description="Where the button leads that leaves a page at once; left out: no button."
    )

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        if value not in _zones():
            raise ValueError(f"{value} is no time zone: write an IANA name like America/Los_Angeles")
        return value

    @property
    def zone(self) -> ZoneInfo:
        """Return the city's clock."""
        return ZoneInfo(self.time_zone)


class Holiday(Shape):
    """What every rule for a holiday says."""

    name: Words = Field(description="What the day is called.")
    first_year: int | None = Field(
        default=None, ge=1900, le=2200, description="The first year it was kept; left out: always."
    )
    last_year: int | None = Field(
        default=None, ge=1900, le=2200, description="The last year it was kept; left out: still."
    )
    source: str = Field(default="", description="Where it is written that this day is kept.")


class FixedHoliday(Holiday):
    """The same day each year."""

    rule: Literal["fixed"] = Field(description="fixed: the same day each year.")
    month: int = Field(ge=1, le=12, description="The month, 1 to 12.")
    day: int = Field(ge=1, le=31, description="The day of the month.")
    observed: Observed = Field(
        default="none",
        description="When the day falls on a weekend: none (stays), nearest (Saturday to Friday, "
        "Sunday to Monday), sunday-to-monday.",
    )

    @model_validator(mode="after")
    def _exists(self) -> FixedHoliday:
        try:
            date(2024, self.month, self.day)  # a leap year has every day there is
        except ValueError:
            raise ValueError(f"month {self.month} has no day {self.day}") from None
        return self


class NthHoliday(Holiday):
    """A weekday counted from the start of a month."""

    rule: Literal["nth"] = Field(description="nth: a weekday counted from the month's start.")
    month: int = Field(ge=1, le=12, description="The month, 1 to 12.")
    weekday: Weekday = Field(description="The day of the week.")
    n: int = Field(ge=1, le=5, description="Which one: 1 is the first of the month.")
    days_after: int = Field(default=0, ge=0, le=6, description="Days after that one: 1 for the day after Thanksgiving.")


class LastHoliday(Holiday):
    """The last such weekday of a month."""

    rule: Literal["last"] = Field(description="last: the last such weekday of the month.")
    month: int = Field(ge=1, le=12, description="The month, 1 to 12.")
    weekday: Weekday = Field(description="The day of the week.")


class ListedHoliday(Holiday):
    """Days that follow no rule, one by one."""

    rule: Literal["dates"] = Field(description="dates: days listed one by one.")
    dates: tuple[date, ...] = Field(min_length=1, description="The days, each written 2026-11-03.")


HolidayShape = Annotated[FixedHoliday | NthHoliday | LastHoliday | ListedHoliday, Field(discriminator="rule")]


class CalendarShape(Shape):
    """One calendar of working days: Monday to Friday but for its holidays."""

    id: Id = Field(description="What due rules call it: city, federal.")
    name: Words = Field(description="What it is called on pages.")
    holidays: tuple[HolidayShape, ...] = Field(default=(), description="The days not worked.")
    extra: tuple[date, ...] = Field(default=(), description="Single further days not worked, by proclamation.")


class Calendars(Shape):
    """calendars.yaml: the days offices are closed."""

    calendars: tuple[CalendarShape, ...] = Field(
        min_length=1, description="The calendars; one of them has the id city."
    )


class Language(Shape):
    """One language people of the city use."""

    code: LanguageCode = Field(description="The BCP 47 code in the address: es, zh-Hant, nai.")
    own_name: Words = Field(description="Its name in the language itself.")
    english_name: Words = Field(description="Its name in English.")
    direction: Literal["ltr", "rtl"] = Field(default="ltr", description="ltr or rtl.")
    medium: Literal["written", "audio-first"] = Field(
        default="written",
        description="written, or audio-first where most speakers do not read it.",
    )
    tier: int = Field(ge=1, le=9, description="1 for the languages served first.")
    source: str = Field(default="", description="Where it is written that the City serves it.")

    @model_validator(mode="before")
    @classmethod
    def _says_no_longer_that_it_is_live(cls, value: object) -> object:
        """Read packs in force since an earlier release: they said so themselves, and now it is counted."""
        if isinstance(value, dict) and isinstance(value.get("live"), bool):
            return {name: said for name, said in value.items() if name != "live"}
        return value


class Languages(Shape):
    """languages.yaml: the languages of the city."""

    languages: tuple[Language, ...] = Field(min_length=1, description="The languages, the default one among them.")


class Thresholds(Shape):
    """thresholds.yaml: the numbers the law or counsel fixed."""

    at_risk_days: int = Field(ge=0, le=366, description="A duty is at risk when at most this many days are left.")
    evidence_expiring_days: int = Field(
        ge=0, le=366, description="A met duty is at risk when its evidence ends within these days."
    )
    reminder_days: tuple[int, ...] = Field(
        description="Days before the due day on which a reminder goes out; -1 is the day after."
    )
    right_away_hours: int | None = Field(
        default=None,
        ge=0,
        le=8760,
        description="How many hours after an event a report that is owed right away becomes late; "
        "left out: nobody has said, so it is not counted as late.",
    )
    standing_grace_hours: int = Field(
        default=0,
        ge=0,
        le=8760,
        description="How many hours a duty that holds at every moment may be broken before it is late.",
    )
    weekly_after: bool = Field(default=True, description="true: once late, a reminder each week until it is done.")
    small_count: int = Field(ge=2, le=100, description="Counts of people below this number are not shown.")
    activity_delay_days: int = Field(
        default=30, ge=0, le=366, description="Counts of activity appear only after these days."
    )
    counsel_approval: Literal["approved", "needed"] = Field(
        default="needed", description="Whether counsel has approved these numbers."
    )
    note: str = Field(default="", description="Where the numbers come from.")


class Kept(Shape):
    """How long one class of records is kept."""

    id: Id = Field(description="The class: plans, reports, audit, drafts.")
    records: Words = Field(description="Which records these are, in plain words.")
    keep: Words = Field(description="How long: 2 years, for ever, until the day after.")
    authority: Words = Field(description="The law or schedule that says so.")
    counsel_approval: Literal["approved", "needed"] = Field(description="Whether counsel has approved this line.")
    note: str = Field(default="", description="What else should be known.")


class Retention(Shape):
    """retention.yaml: how long what is kept, and by whose authority."""

    classes: tuple[Kept, ...] = Field(min_length=1, description="The classes of records.")


def check_languages(parsed: Parsed) -> Iterator[Fault]:
    """Find languages written twice, and a default language that is none of them."""
    info, languages = parsed.get("info"), parsed.get("languages")
    if not isinstance(languages, Languages):
        return
    seen: set[str] = set()
    for place, language in enumerate(languages.languages):
        if language.code in seen:
            yield Fault(
                file="languages.yaml",
                path=("languages", place, "code"),
                sentence=f"{language.code} stands twice: keep one.",
            )
        seen.add(language.code)
    if isinstance(info, Info) and info.default_language not in seen:
        yield Fault(
            file="pack.yaml",
            path=("default_language",),
            sentence=f"languages.yaml does not have {info.default_language}: write one of {', '.join(sorted(seen))}.",
        )


def check_calendars(parsed: Parsed) -> Iterator[Fault]:
    """Find out whether the City has a calendar."""
    calendars = parsed.get("calendars")
    if isinstance(calendars, Calendars) and all(one.id != "city" for one in calendars.calendars):
        yield Fault(
            file="calendars.yaml",
            path=("calendars",),
            sentence="One calendar must have the id city: it counts the working days of the City.",
        )
