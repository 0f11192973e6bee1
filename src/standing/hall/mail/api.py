"""The door of the post office."""

from collections.abc import Sequence
from datetime import datetime

from standing.hall.mail import actions

__all__ = ["post"]


def post(*, key: str, to: Sequence[str], subject: str, body: str, about: str, at: datetime) -> bool:
    """
    This will put a message into the outbox, inside the running transaction; a job sends it after commit.

    :returns: False if this key was posted before, and then nothing happens
    :raises Refused: if there is nobody to write to, or an address or the subject has a line break
    """
    return actions.post_letter(key=key, to=to, subject=subject, body=body, about=about, at=at)
