"""The door of the post office."""

from collections.abc import Sequence
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.mail import actions
from standing.hall.mail.queries import AddressFact, BounceFact, LetterFact, LetterList, bad_addresses, undelivered
from standing.hall.mail.rules import Draft, NotALetter, State

__all__ = [
    "AddressFact",
    "BounceFact",
    "Draft",
    "LetterFact",
    "LetterList",
    "NotALetter",
    "State",
    "bad_addresses",
    "post",
    "post_many",
    "send_again",
    "undelivered",
]


def post(
    *, key: str, to: Sequence[str], subject: str, body: str, about: str, at: datetime, secret: bool = False
) -> bool:
    """
    This will put a message into the outbox, inside the running transaction; a job sends it after commit.

    ``secret``: it carries a link that opens something. No page shows it, and what it says is forgotten once it is sent.

    :returns: False if this key was posted before, and then nothing happens
    :raises Refused: if there is nobody to write to, or an address or the subject has a line break
    """
    return actions.post_letter(key=key, to=to, subject=subject, body=body, about=about, at=at, is_secret=secret)


def post_many(*, drafts: Sequence[Draft], at: datetime) -> frozenset[str]:
    """
    This will put many messages into the outbox, inside the running transaction, with a handful of statements.

    :returns: the keys that were not posted before; a draft whose key was posted is left out
    :raises Refused: if one of them is no letter, as ``post`` says; then nothing is posted
    """
    return actions.post_letters(drafts=drafts, at=at)


def send_again(*, letter: int, by: Actor, at: datetime) -> None:
    """
    This will have a letter sent once more that came back or could not be sent.

    :raises Refused: if there is no such letter, it waits already, it arrived, or what it said is no longer kept
    """
    actions.send_again(letter=letter, by=by, at=at)
