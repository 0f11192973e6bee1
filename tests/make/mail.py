"""Builders for letters."""

from collections.abc import Sequence
from datetime import UTC, datetime

from standing.hall.mail import actions, api
from standing.hall.mail.models import Letter
from standing.hall.mail.rules import State

AT = datetime(2025, 7, 14, 17, 0, tzinfo=UTC)
SENDER = "Standing <standing@city.example>"


def letter(
    key: str = "letter-1",
    *,
    to: Sequence[str] = ("clerk@ladot.example",),
    subject: str = "A plan is due",
    body: str = "It is due on Friday.\n",
    about: str = "ED12-1.plan:ladot",
    at: datetime = AT,
    secret: bool = False,
) -> Letter:
    api.post(key=key, to=to, subject=subject, body=body, about=about, at=at, secret=secret)
    return Letter.objects.get(key=key)


def send(*, at: datetime = AT, most: int = 50) -> int:
    """Send what is due."""
    return actions.send_waiting(at=at, sender=SENDER, most=most)


def state_of(key: str = "letter-1") -> State:
    """Return what became of a letter, as the list shows it."""
    return next(fact.state for fact in api.LetterList()[0:99] if fact.key == key)
