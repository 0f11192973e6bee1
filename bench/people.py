"""
How long a list of people takes to come in, as a ratio to PostgreSQL COPY of the same rows into the same two tables.

COPY writes people and posts as they stand after the import, indexes, keys and triggers with them, in one transaction.
The import is measured in two parts: reading (the file is parsed, understood and kept row by row, nothing is on the
roster yet) and taking in (what each row does is found out, and written in one transaction).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from django.db import connection, transaction

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.accounts import actions as accounts
from standing.hall.accounts.api import Role
from standing.hall.accounts.models import User
from standing.hall.audit.api import SYSTEM
from standing.hall.lists import api as lists
from standing.hall.pack import api as packs
from standing.rooms.roster.actions import imports
from standing.rooms.roster.models import Import
from standing.rooms.roster.queries import pack
from standing.rooms.roster.queries.imports import LISTS

SIZES = {"short": (1_000, 10_000), "full": (1_000, 10_000, 50_000)}
_PERSON = "id, number, name, key, sort_name, email, joined_on, left_on, forgotten_at, changed_by_id"
_POST = "id, person_id, department_id, site, site_said, work_type, shift, from_on, until_on, opened_by_id, closed_by_id"


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield for each size the import, its ratio to COPY, where the time goes, and how it grows."""
    if packs.in_force(known=clock.now()) is None:
        packs.load_first(directory=Path(CHECKOUT / "packs" / "los-angeles"), by=SYSTEM, at=clock.now())
    by = _personnel(clock.now())
    total: dict[int, float] = {}
    for size in SIZES[tier]:
        row = min((_import(size, by=by) for _ in range(3 if size <= 10_000 else 2)), key=lambda one: one[0])
        total[size], told = row
        yield told
    sizes = sorted(total)
    for small, large in pairwise(sizes):
        growth = round(total[large] / total[small] / (large / small), 2)
        yield {"name": "roster.import.growth", "n": large, "ratio": growth, "to": f"linear from {small}"}


def _import(size: int, *, by: User) -> tuple[float, dict[str, object]]:
    """Bring, read and take in a list, then COPY the same rows; everything is rolled back."""
    content, at = _list(size), clock.now()
    with transaction.atomic():
        key = imports.bring_list(file_name="people.csv", content=[content], by=by, at=at)
        chosen = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
        begun = perf_counter()
        imports.ask_to_read(import_id=key, columns=chosen, department="", as_of=pack.today(at=at), by=by, at=at)
        if Import.objects.get(pk=key).step == "reading":
            imports.read_rows(import_id=key, by=by, at=at)
        read = perf_counter() - begun
        begun = perf_counter()
        done = imports.apply_import(import_id=key, by=by, at=at)
        _check_keys()
        applied = perf_counter() - begun
        assert done.joins == size, done
        copied, bare = _copied(size)
        transaction.set_rollback(True)
    return read + applied, {
        "name": "roster.import",
        "n": size,
        "seconds": round(read + applied, 3),
        "rows_per_second": round(size / (read + applied)),
        "reading_seconds": round(read, 3),
        "taking_in_seconds": round(applied, 3),
        "copy_seconds": round(copied, 3),
        "bare_copy_seconds": round(bare, 3),
        "ratio": round((read + applied) / copied, 2),
        "ratio_of_taking_in": round(applied / copied, 2),
        "ratio_to_bare_copy": round((read + applied) / bare, 2),
        "to": "COPY of the same people and posts into the same tables",
    }


def _copied(size: int) -> tuple[float, float]:
    """Return how long COPY takes for what the import wrote: into the same tables, and into two without any index."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE people ON COMMIT DROP AS SELECT {_PERSON} FROM roster_person")
        cursor.execute(f"CREATE TEMP TABLE posts ON COMMIT DROP AS SELECT {_POST} FROM roster_post")
        texts = []
        for table in ("people", "posts"):
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                texts.append(b"".join(bytes(piece) for piece in rows))
        assert texts[0].count(b"\n") == size
        # New numbers and ids, so that the same rows stand beside those of the import.
        cursor.execute("UPDATE people SET number = 'X' || number, id = gen_random_uuid()")
        with cursor.copy("COPY people TO STDOUT") as rows:
            texts[0] = b"".join(bytes(piece) for piece in rows)
        cursor.execute(
            "UPDATE posts SET id = posts.id + 10000000, person_id = people.id FROM people JOIN roster_person AS ours "
            "ON people.number = 'X' || ours.number WHERE ours.id = posts.person_id"
        )
        with cursor.copy("COPY posts TO STDOUT") as rows:
            texts[1] = b"".join(bytes(piece) for piece in rows)
        cursor.execute("CREATE TEMP TABLE bare_people (LIKE people) ON COMMIT DROP")
        cursor.execute("CREATE TEMP TABLE bare_posts (LIKE posts) ON COMMIT DROP")
        begun = perf_counter()
        for table, text in zip(("bare_people", "bare_posts"), texts, strict=True):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(text)
        bare = perf_counter() - begun
        _check_keys()
        begun = perf_counter()
        for table, columns, text in (("roster_person", _PERSON, texts[0]), ("roster_post", _POST, texts[1])):
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(text)
        _check_keys()
        return perf_counter() - begun, bare


def _check_keys() -> None:
    """Have the keys looked up now that wait for the end of the transaction, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _list(size: int) -> bytes:
    """Return a list of made-up people in every department of the pack."""
    names = list(pack.departments(known=clock.now()).values())
    lines = ["Employee ID,Name,E-mail,Department,Work location,Work type,Shift"]
    lines += [
        f'{place:06d},"{_letters(place)} B. Sample",{"" if place % 3 else f"p{place}@city.example"},'
        f'"{names[place % len(names)]}",Site {place % 700},{("Office", "Counter", "Crew")[place % 3]},Day'
        for place in range(size)
    ]
    return "\n".join(lines).encode()


def _letters(place: int) -> str:
    """Return a made-up given name; no two places have the same."""
    return "".join(chr(97 + place // 26**digit % 26) for digit in range(4)).title()


def _personnel(at: datetime) -> User:
    found = User.objects.filter(email="bench-personnel@city.example").first()
    if found is None:
        found = User.objects.create(email="bench-personnel@city.example", name="Bench", joined_at=at)
        with transaction.atomic():
            accounts.grant_role(email=found.email, role=Role.PERSONNEL, department="", by=SYSTEM, at=at)
    return found
