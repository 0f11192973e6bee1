"""How long an approved text may be relied on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SOON_DAYS = 30
"""So many days before the review date the people who keep an article are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfLife:
    """The days of an approved text: read on, to be read again by, taken down after."""

    read_on: date
    review_by: date
    last_day: date

    def is_soon(self, *, today: date) -> bool:
        """Test whether it is to be read again before long."""
        return not self.is_overdue(today=today) and self.review_by - today <= timedelta(days=SOON_DAYS)

    def is_overdue(self, *, today: date) -> bool:
        """Test whether the day by which it was to be read again has passed."""
        return today > self.review_by

    def is_expired(self, *, today: date) -> bool:
        """Test whether nobody may rely on it any longer."""
        return today > self.last_day


def of(*, read_on: date, review_days: int) -> ShelfLife:
    """Return the days of a text that counsel read on that day."""
    return ShelfLife(
        read_on=read_on,
        review_by=read_on + timedelta(days=review_days),
        last_day=read_on + timedelta(days=2 * review_days),
    )
