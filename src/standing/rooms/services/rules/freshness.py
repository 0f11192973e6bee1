"""How long a check holds: until the limit it is fresh, until twice the limit it is shown, then no longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from standing.rooms.services.rules.terms import Field


class Age(StrEnum):
    """How old what we know is."""

    FRESH = "fresh"
    OLD = "old"
    EXPIRED = "expired"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Since when every field has been checked, and until when that counts."""

    checked_on: date | None = None
    fresh_until: date | None = None
    shown_until: date | None = None

    def age(self, *, on: date) -> Age:
        """Return how old the checks are on a day."""
        if self.fresh_until is None or self.shown_until is None:
            return Age.NEVER
        if on <= self.fresh_until:
            return Age.FRESH
        return Age.OLD if on <= self.shown_until else Age.EXPIRED

    def is_shown(self, *, on: date) -> bool:
        """Test whether a page may show it on a day."""
        return self.age(on=on) in {Age.FRESH, Age.OLD}


def freshness(*, checked: Mapping[Field, date | None], limit_days: int) -> Freshness:
    """
    Return how fresh a service is from the last good check of each field.

    The oldest check decides. A field that was never checked, or has changed since, makes it unchecked.
    """
    days = [checked.get(field) for field in Field]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return Freshness()
    oldest = min(known)
    return Freshness(
        checked_on=oldest,
        fresh_until=oldest + timedelta(days=limit_days),
        shown_until=oldest + timedelta(days=2 * limit_days),
    )


def age_of_field(*, checked: date | None, limit_days: int, on: date) -> Age:
    """Return how old the check of one field is on a day."""
    if checked is None:
        return Age.NEVER
    one = Freshness(
        checked_on=checked,
        fresh_until=checked + timedelta(days=limit_days),
        shown_until=checked + timedelta(days=2 * limit_days),
    )
    return one.age(on=on)
