"""A roster that a city might have: a list on the first day, and another one later in which some joined and left."""

from datetime import datetime, timedelta

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.lists import api as lists
from standing.rooms.roster.actions import imports
from standing.rooms.roster.queries import pack, samples
from standing.rooms.roster.queries.imports import LISTS

_COME_LATER = 40


def write(*, personnel: User, first: datetime, until: datetime) -> None:
    """Write it all, through the lists that personnel brings. A pack without sorts of work has no roster."""
    if not pack.terms(known=until).work_types:
        return
    _bring("people-first-list.csv", start=0, stop=samples.ON_THE_ROSTER - _COME_LATER, by=personnel, at=first)
    later = first + (until - first) * 2 / 3
    if later - first > timedelta(days=1):
        _bring("people-later-list.csv", start=samples.GONE, stop=samples.ON_THE_ROSTER, by=personnel, at=later)


@transaction.atomic
def _bring(name: str, *, start: int, stop: int, by: User, at: datetime) -> None:
    content = samples.text(samples.made(start=start, stop=stop, at=at)).encode()
    key = imports.bring_list(file_name=name, content=[content], by=by, at=at)
    chosen = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
    imports.ask_to_read(import_id=key, columns=chosen, department="", as_of=pack.today(at=at), by=by, at=at)
    imports.apply_import(import_id=key, by=by, at=at)
