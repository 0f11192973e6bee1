"""
What an application is, as it leaves a browser: a mark, a box, tags. npm/apply does the same in JavaScript.

All applications are equally long and look alike, whoever applies: the words are padded before they are sealed, and
places of adults who are not there are filled with random bytes. So nobody sees from outside how large a family is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from standing.kernel.blind import work
from standing.kernel.refusals import Refused

TAGS = 8
"""Tags of one application: four adults with two strings each; what a family does not need is filled up."""
SIZE = 32
"""Bytes of a tag, a mark and a blinded element."""
WORDS = 1_024
"""How long the words are made before they are sealed."""
BOX = WORDS + 48
"""How long a box is: the words and what the seal adds."""
WORK = work.BITS
MOST = 1_000_000
"""How many evaluations for applicants one round gives in all: twice what it is sized for."""


class Misread(Refused):
    """What was sent is not what this door takes."""


class NoWork(Refused):
    """The sum that a browser does before it asks is missing or wrong."""


class NotOpen(Refused):
    """Applications are not taken now."""


class Exhausted(Refused):
    """The round has evaluated as much for applicants as it may in all."""


class OtherContent(Refused):
    """This receipt number came with another application before. A browser draws another one and sends again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """One application as it is kept: nothing in it can be read here."""

    group: str
    mark: bytes
    box: bytes = field(repr=False)
    tags: tuple[bytes, ...] = field(repr=False)


def mark_of(*, round_: str, code: str) -> bytes:
    """Return what is kept of a receipt number: its hash, bound to the round. ``code`` is as it was first written."""
    return hashlib.sha256(f"standing application\n{round_}\n{code}".encode()).digest()


def application(*, group: str, mark: bytes, box: bytes, tags: Sequence[bytes]) -> Application:
    """Return an application in its one form, the tags in their order. :raises Misread: if it has another form"""
    if len(mark) != SIZE:
        raise Misread(f"A receipt's mark has {SIZE} bytes.")
    if len(box) != BOX:
        raise Misread(f"A sealed application has {BOX} bytes.")
    if len(tags) != TAGS or len(set(tags)) != TAGS or any(len(one) != SIZE for one in tags):
        raise Misread(f"An application has {TAGS} different tags of {SIZE} bytes.")
    return Application(group=group, mark=mark, box=box, tags=tuple(sorted(tags)))


def check_work(*, round_: str, mark: bytes, blinded: Sequence[bytes], nonce: bytes) -> None:
    """
    Let a request through whose browser has counted for it.

    The sum is bound to what is asked and to the mark, so it serves one application. The City, which gets no mark,
    asks for one of its own with an empty one.

    :raises Misread: if there are not just as many elements as an application has tags
    :raises NoWork: if the sum is wrong
    """
    if len(blinded) != TAGS or any(len(one) != SIZE for one in blinded):
        raise Misread(f"Send {TAGS} blinded elements of {SIZE} bytes.")
    if not work.is_done(round_=round_, mark=mark, blinded=blinded, nonce=nonce, bits=WORK):
        raise NoWork("Your device could not be checked. Please send it again.")


def do_work(*, round_: str, mark: bytes, blinded: Sequence[bytes]) -> bytes:
    """Return a nonce that ``check_work`` lets through; for simulated applicants and tests."""
    return work.do(round_=round_, mark=mark, blinded=blinded, bits=WORK)
