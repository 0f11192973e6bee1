"""How long a list of 10,000 contracts takes beside bare COPY, the coverage in one question, and 5,000 notices."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from time import perf_counter

from django.db import connection, transaction

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.accounts.api import Role, User
from standing.hall.audit.api import SYSTEM
from standing.hall.mail.models import Letter
from standing.hall.pack import api as packs
from standing.rooms.contractors.actions import asking, imports
from standing.rooms.contractors.models import Import
from standing.rooms.contractors.queries import asked, coverage, pack, samples

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
            line[:-1]
            for line in samples.lines(
                contracts=size, firms=size // 2, departments=sorted(pack.departments(known=clock.now())), sites=()
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
    yield {"name": "contractors.growth", "n": large, "ratio": round(took[large] / took[small], 2), "to": f"n={small}"}
    yield {
        "name": "contractors.coverage.growth", "n": large, "ratio": round(counted[large] / counted[small], 2),
        "to": f"n={small}",
    }  # fmt: skip
    yield _letters(LETTERS[tier], by=by)


def _import(rows: Sequence[Sequence[str]], *, by: User) -> Generator[dict[str, object], None, float]:
    copied = _copied(rows[1:])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    begun = perf_counter()
    key = imports.bring_list(file_name="bench.csv", content=[out.getvalue().encode()], by=by, at=clock.now())
    read = perf_counter()
    imports.apply_import(import_id=key, by=by, at=clock.now())
    took = perf_counter() - read
    assert Import.objects.get(pk=key).counts.get("wrong", 0) == 0
    yield {
        "name": "contractors.import",
        "n": len(rows) - 1,
        "seconds": round(took, 2),
        "preview_seconds": round(read - begun, 2),
        "ratio": round(took / copied, 1),
        "to": "COPY of the same rows into one bare table",
    }
    return took


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
