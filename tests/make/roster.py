"""A small town with people on its roster."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.lists import api as lists
from standing.hall.pack import api as packs
from standing.rooms.roster.actions import imports
from standing.rooms.roster.models import Change, Import, Person, Post
from standing.rooms.roster.queries import pack
from standing.rooms.roster.queries import people as queries
from standing.rooms.roster.queries.imports import LISTS
from standing.rooms.roster.queries.people import PersonFact
from standing.rooms.roster.rules import names
from standing.rooms.roster.rules.steps import ChangeKind
from tests.make import accounts
from tests.make.pack import write_pack
from tests.make.sites import EVIDENCE, INSTRUMENT, csv

ALDER_FORD = Path(__file__).resolve().parents[1] / "packs" / "alder-ford"
_TOWN = ("pack.yaml", "calendars.yaml", "languages.yaml", "thresholds.yaml", "retention.yaml", "departments.yaml", "sites.yaml")  # fmt: skip
ROSTER = """\
work_types:
  - {id: office, name: Office, words: [desk]}
  - {id: counter, name: Counter, words: [front desk]}
  - {id: field, name: Field}
shifts:
  - {id: day, name: Day, words: [days]}
  - {id: night, name: Night, words: [graveyard]}
columns:
  number: [badge]
keep_left: {days: 731, authority: Made up for tests., counsel_approval: APPROVAL}
"""
AT = datetime(2026, 2, 12, 18, 0, tzinfo=UTC)
DAY = date(2026, 2, 12)


def load_town(folder: Path, *, at: datetime = AT, is_approved: bool = True) -> None:
    """Put the invented town's pack in force, as much of it as the roster needs."""
    files = {name: (ALDER_FORD / name).read_bytes() for name in _TOWN}
    approval = "approved" if is_approved else "needed"
    files |= {"evidence.yaml": EVIDENCE.encode(), "instruments/t9.yaml": INSTRUMENT.encode()}
    files["roster.yaml"] = ROSTER.replace("APPROVAL", approval).encode()
    packs.load_first(directory=write_pack(folder / "town", files), by=SYSTEM, at=at)


def personnel() -> User:
    """Make somebody who keeps the roster."""
    return accounts.person(role=Role.PERSONNEL)


@transaction.atomic
def person(
    *,
    number: str,
    name: str = "Sample Person",
    email: str = "",
    posts: Sequence[tuple[str, str, str, str]] = (("streets", "", "office", "day"),),
    joined_on: date = DAY,
    left_on: date | None = None,
    by: User | None = None,
    at: datetime = AT,
) -> PersonFact:
    """Put somebody on the roster, without a list; ``posts`` are department, site, work type and shift."""
    change = Change.objects.create(kind=ChangeKind.ADD, from_on=joined_on, at=at, by=by or personnel())
    row = Person.objects.create(
        number=names.number_of(number),
        name=name,
        key=names.key_of(name),
        sort_name=names.sort_of(name),
        email=email,
        joined_on=joined_on,
        left_on=left_on,
        changed_by=change,
    )
    for department, site, work_type, shift in posts:
        Post.objects.create(
            person=row,
            department_id=department,
            site=site,
            work_type=work_type,
            shift=shift,
            from_on=joined_on,
            until_on=left_on,
            opened_by=change,
            closed_by=change if left_on else None,
        )
    return queries.person(id=row.pk)


HEAD = ("Employee ID", "Name", "E-mail", "Department", "Site", "Work type", "Shift")
ANA = ("A17", "Ana García", "ana@town.example", "streets", "Mill Street Yard", "Office", "Day")
BEN = ("A18", "Ben Okafor", "", "streets", "", "Field", "Night")
CAM = ("A19", "Cam Tran", "cam@town.example", "clerk", "Town Hall", "Counter", "Day")


def listed(*rows: Sequence[str]) -> bytes:
    """Return a list with the usual columns."""
    return csv(HEAD, *rows)


def bring(
    content: bytes,
    *,
    by: User,
    at: datetime = AT,
    department: str = "",
    as_of: date | None = None,
    name: str = "list.csv",
) -> Import:
    """Bring a list and have its rows read, columns guessed."""
    key = imports.bring_list(file_name=name, content=[content], by=by, at=at)
    chosen = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
    day = as_of or pack.today(at=at)
    imports.ask_to_read(import_id=key, columns=chosen, department=department, as_of=day, by=by, at=at)
    return Import.objects.get(pk=key)


def take_in(content: bytes, *, by: User, at: datetime = AT, department: str = "") -> Import:
    """Bring a list and take it in, wrong rows left out, however many leave."""
    found = bring(content, by=by, at=at, department=department)
    imports.apply_import(import_id=found.pk, leaving_typed=found.counts["leaves"], by=by, at=at)
    return Import.objects.get(pk=found.pk)


def told(found: Import) -> dict[str, int]:
    """Return what a list would do or did, without what is nought."""
    return {name: number for name, number in found.counts.items() if number and name != "here"}


def standing() -> dict[str, tuple[str, str, frozenset[tuple[str, str, str, str]]]]:
    """Return by number who is on the roster now: name, e-mail, and posts as department, site, work type and shift."""
    open_posts: dict[UUID, set[tuple[str, str, str, str]]] = {}
    for post in Post.objects.filter(until_on__isnull=True):
        words = (post.department_id, post.site or post.site_said, post.work_type, post.shift)
        open_posts.setdefault(post.person_id, set()).add(words)
    here = Person.objects.filter(left_on__isnull=True)
    assert {row.pk for row in here} == open_posts.keys()
    return {row.number: (row.name, row.email, frozenset(open_posts[row.pk])) for row in here}
