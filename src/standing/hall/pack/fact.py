"""A pack that has been read: typed sections beside the plain content they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from standing.hall.pack.shapes import Calendars, Info, Languages, Retention, Thresholds
from standing.kernel.calendars import Calendar
from standing.kernel.refusals import NotFound

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackFact:
    """
    One version of the pack.

    ``number`` is 0 and ``applied_at`` None for a pack that has been read but is not in force.
    """

    sha256: str
    number: int
    applied_at: datetime | None
    reason: str
    parsed: Mapping[str, object]
    clocks: Mapping[str, Calendar]

    @property
    def info(self) -> Info:
        """Return which city this is."""
        return self.one(Info)

    @property
    def id(self) -> str:
        """Return the pack's own name."""
        return self.info.id

    @property
    def version(self) -> str:
        """Return the version its authors gave it."""
        return self.info.version

    @property
    def time_zone(self) -> str:
        """Return the IANA name of the city's clock."""
        return self.info.time_zone

    @property
    def zone(self) -> ZoneInfo:
        """Return the city's clock."""
        return self.info.zone

    @property
    def languages(self) -> Languages:
        """Return the languages of the city."""
        return self.one(Languages)

    @property
    def thresholds(self) -> Thresholds:
        """Return the numbers the law or counsel fixed."""
        return self.one(Thresholds)

    @property
    def retention(self) -> Retention:
        """Return how long records are kept."""
        return self.one(Retention)

    @property
    def calendars(self) -> Calendars:
        """Return the calendars as they are written."""
        return self.one(Calendars)

    def calendar(self, name: str) -> Calendar:
        """Return the calendar that counts working days. :raises NotFound: if there is none."""
        try:
            return self.clocks[name]
        except KeyError:
            raise NotFound(f"The pack has no calendar {name}.") from None

    def section(self, name: str) -> object:
        """
        Return a section: its model, or a mapping from file name to model where it has many files.

        :raises NotFound: if the pack has no such section
        """
        try:
            return self.parsed[name]
        except KeyError:
            raise NotFound(f"The pack has no section {name}.") from None

    def one(self, shape: type[M]) -> M:
        """Return the section that has this shape. :raises NotFound: if there is none."""
        for value in self.parsed.values():
            if isinstance(value, shape):
                return value
        raise NotFound(f"The pack has no {shape.__name__}.")

    def many(self, shape: type[M]) -> tuple[M, ...]:
        """Return every file that has this shape, in the order of their names; none is no mistake."""
        return tuple(
            item
            for value in self.parsed.values()
            if isinstance(value, Mapping)
            for _, item in sorted(value.items())
            if isinstance(item, shape)
        )
