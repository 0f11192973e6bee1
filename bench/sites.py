"""How long the register's list and search take among 1,000 and 10,000 sites, alone and with eight people at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from json import dumps
from pathlib import Path
from random import Random
from threading import Thread
from time import perf_counter, sleep
from typing import Any

from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.accounts.models import User
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.kernel import words
from standing.rooms.sites.queries import listed, pack
from standing.rooms.sites.queries.listed import Filters
from standing.rooms.sites.rules import records
from standing.rooms.sites.rules.records import Access, Area, Gate, Locked, SiteRecord, Use

SIZES = (1_000, 10_000)
ROUNDS = {"short": 2, "full": 8}
PEOPLE = 8
TURNS = {"short": 6, "full": 30}
_FIRST = ("Oak", "Cedar", "Harbor", "Valley", "Sunrise", "Bridge", "River", "Garden", "Plaza", "Union", "Vista", "Hill")
_LAST = ("Library", "Park", "Yard", "Office", "Parking Lot", "Recreation Center", "Fire Station", "Pumping Plant")
_SYLLABLES = ("ra", "lo", "mi", "ten", "var", "so", "del", "qui", "nor", "ba", "cho", "wen", "tal", "ier", "os", "an")


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield for each size the times of one mix of lists and searches, its ratio to the bare SQL, and its growth."""
    if packs.in_force(known=clock.now()) is None:
        packs.load_first(directory=Path(CHECKOUT / "packs" / "los-angeles"), by=SYSTEM, at=clock.now())
    random, filled = Random(17), 0
    p95: dict[int, float] = {}
    for size in SIZES:
        begun = perf_counter()
        _fill(range(filled, size), random)
        filled = size
        yield {"name": "sites.fill", "n": size, "seconds": round(perf_counter() - begun, 1)}
        row = _alone(size, rounds=ROUNDS[tier])
        p95[size] = float(str(row["p95_ms"]))
        yield row
    small, large = SIZES
    yield {"name": "sites.growth", "n": large, "ratio": round(p95[large] / p95[small], 2), "to": f"p95 at {small}"}
    yield _together(large, turns=TURNS[tier])


def asked() -> Sequence[Filters]:
    """Return the mix: the whole list, numbers, words, beginnings, mistakes, filters."""
    departments = list(pack.departments(known=clock.now()))
    said = (
        "oak library",
        "ceder",
        "harbor yard",
        "S-004217",
        "parkin lot",
        "zzyzx",
        "rive",
        "fire station union",
        "ralomi",
    )
    return (
        Filters(),
        *(Filters(words=one) for one in said),
        Filters(department=departments[0]),
        Filters(department=departments[1], words="oak"),
        Filters(use="listed"),
        Filters(gap="any"),
        Filters(gap="no-responsible", district="4"),
        Filters(kind="library", words="plaza"),
    )


def _page(filters: Filters) -> int:
    """Ask for one page as the list does."""
    found = listed.found(filters=filters)
    page = Paginator(found.rows.defer("named", "words"), listed.PAGE).get_page(1)
    return len(list(page.object_list))


def _alone(size: int, *, rounds: int) -> dict[str, object]:
    whole, bare, most = [], [], 0
    for _ in range(rounds):
        for filters in asked():
            with CaptureQueriesContext(connection) as seen:
                _page(filters)
            most = max(most, len(seen))
            begun = perf_counter()
            _page(filters)
            whole.append(perf_counter() - begun)
            begun = perf_counter()
            for query in seen.captured_queries:
                with connection.cursor() as cursor:
                    cursor.execute(query["sql"])
                    cursor.fetchall()
            bare.append(perf_counter() - begun)
    return {
        "name": "sites",
        "n": size,
        "questions": len(whole),
        "queries": most,
        **_times(whole),
        "ratio": round(sum(whole) / sum(bare), 2),
        "to": "the bare SQL of the same pages",
    }


def _together(size: int, *, turns: int) -> dict[str, object]:
    """Let eight people ask at once, each pausing a second between two pages."""
    took: list[float] = []

    def work(number: int) -> None:
        random, mix = Random(number), asked()
        sleep(random.random())
        for _ in range(turns):
            begun = perf_counter()
            _page(random.choice(mix))
            took.append(perf_counter() - begun)
            sleep(1)
        connection.close()

    threads = [Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return {"name": "sites.together", "n": size, "people": PEOPLE, "pages": len(took), **_times(took)}


def _times(took: list[float]) -> dict[str, float]:
    took.sort()
    return {
        "p50_ms": round(took[len(took) // 2] * 1000, 1),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
        "worst_ms": round(took[-1] * 1000, 1),
    }


def _fill(numbers: range, random: Random) -> None:
    """Write sites as the actions would leave them, straight into the table."""
    at = clock.now()
    by, _ = User.objects.get_or_create(email="bench@city.example", defaults={"name": "Bench", "joined_at": at})
    departments = list(pack.departments(known=at))
    terms = pack.terms(known=at)
    kinds, districts = list(terms.kinds) or [""], list(terms.districts) or [""]
    vocabulary: set[str] = set()
    with connection.cursor() as cursor:
        columns = [
            *records.FIELDS,
            "id",
            "gaps",
            "sort_name",
            "revision",
            "changed_by_id",
            "changed_at",
            "named",
            "words",
        ]
        with cursor.copy(f"COPY sites_site ({', '.join(columns)}) FROM STDIN") as copy:
            for number in numbers:
                record = _invent(random, departments, kinds, districts, number)
                row, named, every = _row(number, record, by=by, at=at)
                vocabulary |= every
                copy.write_row([row[column] for column in columns[:-2]] + [_lexemes(named), _lexemes(every)])
        cursor.executemany(
            "INSERT INTO sites_siteword (word, stubs) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(word, list(words.stubs(word))) for word in sorted(vocabulary)],
        )
        for table in ("site", "siteword"):
            cursor.execute(f"VACUUM ANALYZE sites_{table}")


def _invent(
    random: Random, departments: Sequence[str], kinds: Sequence[str], districts: Sequence[str], n: int
) -> SiteRecord:
    middle = "".join(random.choice(_SYLLABLES) for _ in range(3)).capitalize()
    name = f"{random.choice(_FIRST)} {middle} {random.choice(_LAST)}"
    return SiteRecord(
        name=name,
        department=departments[n % len(departments)],
        kind=random.choice(kinds),
        address=f"{n} {random.choice(_FIRST)} Street",
        zip=f"900{n % 90:02d}",
        district=random.choice(districts),
        responsible="" if n % 5 == 0 else "Site office",
        areas=() if n % 6 == 0 else (Area(id="A1", name="Lobby", access=Access.PUBLIC),),
        gates=(Gate(name="Main gate", locked=Locked.YES),),
        use=random.choice(list(Use)),
        plan="Kept locked.",
    )


def _row(number: int, record: SiteRecord, *, by: User, at: datetime) -> tuple[Mapping[str, Any], set[str], set[str]]:
    key = f"S-{number + 1:06d}"
    kept = records.to_json(record)
    named = set(words.tokens(f"{key} {record.name}"))
    every = named | set(words.tokens(f"{record.address} {record.zip} {record.responsible} {record.department}"))
    plain = {name: dumps(kept[name]) if name in records.PARTS else kept[name] for name in records.FIELDS}
    gaps = "{" + ",".join(records.gaps_of(record)) + "}"
    return (
        plain
        | {
            "id": key, "gaps": gaps, "sort_name": words.fold(record.name), "revision": 1, "changed_by_id": by.pk,
            "changed_at": at,
        },
        named,
        every,
    )  # fmt: skip


def _lexemes(found: set[str]) -> str:
    return " ".join(f"'{word}'" for word in sorted(found))
