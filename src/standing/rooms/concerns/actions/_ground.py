"""What the actions of this room share: locked rows, opened keys, words closed and opened."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from standing.hall.accounts.api import User
from standing.hall.sealed.api import people
from standing.hall.sealed.people import Pair
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.concerns.models import Key, Report, Words, Wrap
from standing.rooms.concerns.queries import desk, keys
from standing.rooms.concerns.rules import reports as rules
from standing.rooms.concerns.rules.reports import Kind, State


def lock(report: UUID) -> Report:
    """Return the row, locked. :raises NotFound: if there is none"""
    row = Report.objects.select_for_update().filter(pk=report).first()
    if row is None:
        raise NotFound("There is no such report.")
    return row


def check_whole(row: Report) -> None:
    """Let a report through whose words are still there. :raises NotNow: otherwise"""
    if row.forgotten_on is not None:
        raise NotNow("The words of this report were destroyed, as they must be.")


def check_open(row: Report) -> None:
    """Let a report through that somebody works on. :raises NotNow: if it is new or closed"""
    check_whole(row)
    if row.state == State.NEW:
        raise NotNow("Open and read the report first.")
    if row.state == State.CLOSED:
        raise NotNow("This report is closed. Nothing more can be done with it.")


def move(row: Report, wanted: State) -> None:
    """Take a step that the table knows. :raises NotNow: otherwise"""
    rules.check_next(current=State(row.state), wanted=wanted)
    row.state = wanted
    row.save(update_fields=["state"])


def own_key(by: User) -> Key:
    """Return the person's key. :raises NotNow: if they have made none"""
    key = keys.key_of(person=by)
    if key is None:
        raise NotNow("You have no key yet. Make one first.")
    return key


def unlocked(key: Key, passphrase: str) -> Pair:
    """Return the pair of a key. :raises WrongPassphrase: if it does not open"""
    pair = people.unlock(locked=bytes(key.locked or b""), passphrase=passphrase)
    if pair.public != bytes(key.public):
        raise people.WrongPassphrase("This key was changed. Tell an administrator.")
    return pair


def pair_of_report(row: Report, *, by: User, passphrase: str) -> Pair:
    """Return the pair of a report. :raises Refused: without a key, a copy closed to it, or the passphrase"""
    key = own_key(by)
    wrap = Wrap.objects.filter(report=row, key=key).first()
    if wrap is None:
        raise NotNow("This report is not closed to your key. Ask somebody who can open it to hand it over to you.")
    mine = unlocked(key, passphrase)
    return people.pair_of(people.open_closed(box=wrap.box, pair=mine, is_padded=False))


def add_words(row: Report, *, kind: Kind, box: bytes, by: User | None, at: datetime) -> Words:
    """Keep a box of words; a reporter's carries the day of the report, whenever it comes."""
    last: int | None = Words.objects.filter(report=row).aggregate(last=Max("number"))["last"]
    return Words.objects.create(
        report=row,
        number=(last or 0) + 1,
        kind=kind,
        box=box,
        day=row.day if by is None else desk.today(at=at),
        written_by=by,
    )


def closed(said: dict[str, object], to: bytes | memoryview) -> bytes:
    """Return words in a box of the one size that all words have. :raises TooLong: if they do not fit"""
    content = json.dumps(said, ensure_ascii=False).encode()
    return people.close(content=content, to=bytes(to), size=people.WORDS)


def opened(box: bytes | memoryview, pair: Pair) -> dict[str, object]:
    """Return the words in a box. :raises BoxDamaged: if it does not open, or holds something else"""
    try:
        said = json.loads(people.open_closed(box=box, pair=pair))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise people.BoxDamaged("This opens, but what is inside has no form that is known here.")
    return said
