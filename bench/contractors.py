"""How long a list of 10,000 contracts takes beside bare COPY, the coverage in one question, and 5,000 notices."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from uuid import UUID

from django.db import connection, transaction

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.lists import api as lists
from standing.hall.mail.models import Letter
from standing.hall.pack import api as packs
from standing.rooms.contractors.actions import asking, imports
from standing.rooms.contractors.models import Import
from standing.rooms.contractors.queries import asked, coverage, pack, samples
from standing.rooms.contractors.queries.imports import LISTS

SIZES = {"short": (1_000, 10_000), "full": (1_000, 10_000)}
LETTERS = {"short": 500, "full": 5_000}


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield the time of each list and its ratio to COPY of the same rows, the coverage with its growth, the letters."""
    if packs.in_force(known=clock.now()) is None:
        packs.load_first(directory=Path(CHECKOUT / "packs" / "los-angeles"), by=SYSTEM, at=clock.now())
    by = _officer()
    took: dict[int, float] = {}
    counted: dict[int, float] = {}
    for size in SIZES[tier]:
        rows = [
            _apart(line[:-1], size) if place else line[:-1]
            for place, line in enumerate(
                samples.lines(
                    contracts=size, firms=size // 2, departments=sorted(pack.departments(known=clock.now())), sites=()
                )
            )
        ]
        took[size] = yield from _import(rows, by=by)
        counted[size] = _coverage()
        yield {
            "name": "contractors.coverage",
            "n": size,
            "ms": round(counted[size] * 1000, 1),
            "queries": 1,
            "ratio": round(counted[size] / _scan(), 2),
            "to": "one sum over the head counts",
        }
    small, large = SIZES[tier]
    growth = round(took[large] / took[small] / (large / small), 2)
    yield {"name": "contractors.growth", "n": large, "ratio": growth, "to": f"linear from {small}"}
    yield {
        "name": "contractors.coverage.growth", "n": large, "ratio": round(counted[large] / counted[small], 2),
        "to": f"n={small}",
    }  # fmt: skip
    yield _letters(LETTERS[tier], by=by)


def _apart(line: Sequence[str], size: int) -> tuple[str, ...]:
    """Return a row with a firm and a contract of their own for each size, so that every list is new."""
    found = list(line)
    found[0], found[1], found[5] = f"{line[0]}-{size}", f"{line[1]} of {size}", f"{line[5]}-{size}"
    return tuple(found)


def _import(rows: Sequence[Sequence[str]], *, by: User) -> Generator[dict[str, object], None, float]:
    bare = _copied(rows[1:])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    at = clock.now()
    begun = perf_counter()
    key = imports.bring_list(file_name="bench.csv", content=[out.getvalue().encode()], by=by, at=at)
    columns = lists.guessed(LISTS, row=lists.find(LISTS, id=key), at=at)
    brought = perf_counter()
    imports.ask_to_read(import_id=key, columns=columns, department="", by=by, at=at)
    imports.read_rows(import_id=key, by=by, at=at)
    read = perf_counter()
    imports.apply_import(import_id=key, by=by, at=at)
    done = perf_counter()
    assert Import.objects.get(pk=key).counts.get("wrong", 0) == 0
    same = _copied_into_place(key)
    yield {
        "name": "contractors.import",
        "n": len(rows) - 1,
        "bringing_seconds": round(brought - begun, 3),
        "reading_seconds": round(read - brought, 3),
        "taking_in_seconds": round(done - read, 3),
        "copy_seconds": round(same, 3),
        "bare_copy_seconds": round(bare, 3),
        "ratio": round((done - brought) / same, 2),
        "ratio_of_taking_in": round((done - read) / same, 2),
        "ratio_to_bare_copy": round((done - brought) / bare, 1),
        "ratio_of_taking_in_to_bare_copy": round((done - read) / bare, 1),
        "to": "COPY of the same firms, contacts, contracts and head counts into the same tables",
        "bare": "COPY of the cells of the list into one table without an index",
    }
    return done - brought


_TABLES = {
    "contractors_firm": "id, name, languages, is_listed, brought_by_id, changed_at",
    "contractors_firmcontact": 'firm_id, "order", email, office',
    "contractors_contract": "number, firm_id, department_id, title, manager_office, manager_email, begins_on, ends_on, "
    "is_listed, brought_by_id, changed_at",
    "contractors_presence": "contract_id, site, site_said, heads, brought_by_id, from_at",
}


def _copied_into_place(key: UUID) -> float:
    """Return how long COPY takes for what the list wrote, under other numbers, in a transaction that is taken back."""
    with transaction.atomic(), connection.cursor() as cursor:
        texts = {}
        for table, columns in _TABLES.items():
            out = ", ".join(f"'X' || {one}" if one in _KEYS else one for one in columns.split(", "))
            only = "" if table == "contractors_firmcontact" else f"WHERE brought_by_id = '{key}'"
            with cursor.copy(f"COPY (SELECT {out} FROM {table} {only}) TO STDOUT") as found:
                texts[table] = b"".join(bytes(piece) for piece in found)
        # Contacts do not say which list brought them; those of firms of earlier lists are left out.
        firms = {line.split(b"\t")[0] for line in texts["contractors_firm"].splitlines()}
        contacts = [one for one in texts["contractors_firmcontact"].splitlines() if one.split(b"\t")[0] in firms]
        texts["contractors_firmcontact"] = b"".join(one + b"\n" for one in contacts)
        begun = perf_counter()
        for table, columns in _TABLES.items():
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write(texts[table])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        took = perf_counter() - begun
        transaction.set_rollback(True)
    return took


_KEYS = {"id", "number", "firm_id", "contract_id"}


def _copied(rows: Sequence[Sequence[str]]) -> float:
    columns = [f"c{place}" for place in range(len(rows[0]))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_contracts ({', '.join(f'{one} text' for one in columns)})")
        begun = perf_counter()
        with cursor.copy("COPY bench_contracts FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        took = perf_counter() - begun
        cursor.execute("DROP TABLE bench_contracts")
    return took


def _coverage() -> float:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE contractors_presence, contractors_contract")
    times = []
    for _ in range(7):
        begun = perf_counter()
        coverage.coverage(at=clock.now())
        times.append(perf_counter() - begun)
    return sorted(times)[3]


def _scan() -> float:
    times = []
    for _ in range(7):
        begun = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(heads) FROM contractors_presence WHERE until_at IS NULL")
            cursor.fetchall()
        times.append(perf_counter() - begun)
    return sorted(times)[3]


def _letters(most: int, *, by: User) -> dict[str, object]:
    key = asking.ask_to_send(by=by, at=clock.now())
    begun, before, written = perf_counter(), Letter.objects.count(), 0
    while written < most and (more := asking.send_part(sending=key, at=clock.now())):
        written += more
    took = perf_counter() - begun
    letters = Letter.objects.count() - before
    if asked.sending(id=key).finished_at is None:
        asking.stop_sending(sending=key, by=by, at=clock.now())
    return {
        "name": "contractors.notices",
        "n": written,
        "letters": letters,
        "seconds": round(took, 2),
        "a_second": round(written / took),
        "ratio": round(took / _inserted(written), 1),
        "to": "as many bare rows, one INSERT each",
    }


def _inserted(number: int) -> float:
    begun = perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_letters (id int, body text) ON COMMIT DROP")
        for place in range(number):
            cursor.execute("INSERT INTO bench_letters VALUES (%s, %s)", [place, "A letter of a few lines. " * 20])
    return perf_counter() - begun


def _officer() -> User:
    at = clock.now()
    email = "contracts.bench@city.example"
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    accounts.grant_role(email=email, role=Role.CONTRACTS, by=SYSTEM, at=at)
    return accounts.create_account(email=email, name="Bench", at=at)
