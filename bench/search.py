"""How long it takes to find help among 10,000 and 100,000 services, beside the bare SQL of the same searches."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any
from unittest.mock import patch

from django.db import connection

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.services.queries import pack, search
from standing.rooms.services.queries.pack import Ground
from standing.rooms.services.queries.search import Filters
from standing.rooms.services.rules import hours, words

SIZES = {"short": (10_000, 30_000), "full": (10_000, 100_000)}
ROUNDS = {"short": 2, "full": 8}
_FIRST = (
    "Oak", "Cedar", "Harbor", "Valley", "Sunrise", "Hope", "Bridge", "River", "Garden", "Plaza", "Union", "Mission",
    "Vista", "Central", "North", "South", "East", "West", "Hill", "Canyon", "Pacific", "Echo", "Silver", "Golden",
)  # fmt: skip
_LAST = (
    "Community", "Family", "Neighbors", "Helpers", "Center", "Alliance", "House", "Circle", "Project", "Network",
    "Collective", "Partners", "Foundation", "Club", "Commons", "Station", "Library", "Clinic", "Kitchen", "School",
)  # fmt: skip
_WHAT = (
    "Legal Clinic", "Food Pantry", "Hotline", "Health Clinic", "Rent Help", "Job Office", "English Classes",
    "Child Care", "Counseling", "Shelter", "Cash Help", "Notary Fraud Desk", "Youth Program", "Senior Meals",
)  # fmt: skip
_SAID = (
    "Bags of food for families each week.", "Lawyers answer questions about work and housing.", "Call at any hour.",
    "Doctors and nurses see people without insurance.", "Help with rent and bills.", "Classes in the evening.",
    "Volunteers who speak several languages.", "A quiet place for parents and children.",
)  # fmt: skip
_SYLLABLES = ("ra", "lo", "mi", "ten", "var", "so", "del", "qui", "nor", "ba", "cho", "wen", "tal", "ier", "os", "an")


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield for each size the times of one mix of searches; its ratio to the bare SQL, and how it grows."""
    if packs.in_force(known=clock.now()) is None:
        packs.load_first(directory=Path(CHECKOUT / "packs" / "los-angeles"), by=SYSTEM, at=clock.now())
    p95: dict[int, float] = {}
    random, filled = Random(12), 0
    for size in SIZES[tier]:
        begun = perf_counter()
        _fill(range(filled, size), random)
        filled = size
        yield {"name": "search.fill", "n": size, "seconds": round(perf_counter() - begun, 1)}
        row = _row(size, rounds=ROUNDS[tier])
        p95[size] = float(str(row["p95_ms"]))
        yield row
    small, large = SIZES[tier]
    yield {"name": "search.growth", "n": large, "ratio": round(p95[large] / p95[small], 2), "to": f"p95 at {small}"}


def _row(size: int, *, rounds: int) -> dict[str, object]:
    whole, bare = [], []
    at = clock.now()
    for _ in range(rounds):
        for filters in searches():
            asked: list[tuple[str, Mapping[str, Any]]] = []
            with patch.object(search, "run", _remembering(search.run, asked)):
                begun = perf_counter()
                search.search(filters=filters, language="es", at=at)
                whole.append(perf_counter() - begun)
            begun = perf_counter()
            for sql, values in asked:
                with connection.cursor() as cursor:
                    cursor.execute(sql, values)
                    cursor.fetchall()
            bare.append(perf_counter() - begun)
    whole.sort()
    return {
        "name": "search",
        "n": size,
        "searches": len(whole),
        "p50_ms": round(whole[len(whole) // 2] * 1000, 1),
        "p95_ms": round(whole[int(len(whole) * 0.95)] * 1000, 1),
        "worst_ms": round(whole[-1] * 1000, 1),
        "ratio": round(sum(whole) / sum(bare), 2),
        "to": "the bare SQL of the same searches",
    }


Run = Callable[[str, Mapping[str, Any]], list[uuid.UUID]]


def _remembering(run: Run, asked: list[tuple[str, Mapping[str, Any]]]) -> Run:
    def remember(sql: str, values: Mapping[str, Any]) -> list[uuid.UUID]:
        asked.append((sql, values))
        return run(sql, values)

    return remember


def searches() -> Iterator[Filters]:
    """Yield the mix: common and rare words, beginnings, mistakes, other languages, kinds, places, hours."""
    for text in (
        "food", "legal clinic", "hotline", "food pantry oak", "lawyer", "comida", "abogado", "despensa",
        "helth clinic", "rent hlep", "shel", "cash help east", "volunteers languages", "doctors insurance",
        "notary fraud", "oak community legal clinic", "zzyzx", "clínica", "ayuda legal", "90012", "ralomiten",
    ):  # fmt: skip
        yield Filters(words=text)
    kinds = [kind.id for kind in pack.directory(known=clock.now()).kinds] or [""]
    for kind in kinds[:6]:
        yield Filters(kind=kind)
    yield Filters(kind=kinds[0], spoken="es")
    yield Filters(words="food", spoken="hy", is_free=True)
    yield Filters(words="clinic", is_open=True)
    yield Filters(is_open=True, spoken="ko")
    yield Filters(zip="90012")
    yield Filters(words="legal", zip="90031")
    yield Filters(is_free=True)


def _fill(numbers: range, random: Random) -> None:
    """Write services as the actions would leave them, straight into the tables."""
    tables: dict[str, list[Mapping[str, object]]] = {}
    ground = pack.ground(at=clock.now())
    kinds = [kind.id for kind in ground.directory.kinds] or ["food"]
    vocabulary: set[str] = set()
    for number in numbers:
        _invent(
            number=number,
            kind=kinds[number % len(kinds)],
            ground=ground,
            random=random,
            tables=tables,
            vocabulary=vocabulary,
        )
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            columns = list(rows[0])
            with cursor.copy(f"COPY services_{table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row([row[column] for column in columns])
        cursor.executemany(
            "INSERT INTO services_word (word, stubs) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(word, list(words.stubs(word))) for word in sorted(vocabulary)],
        )
        for table in (*tables, "word"):
            cursor.execute(f"VACUUM ANALYZE services_{table}")


def _invent(
    *,
    number: int,
    kind: str,
    ground: Ground,
    random: Random,
    tables: dict[str, list[Mapping[str, object]]],
    vocabulary: set[str],
) -> None:
    zone = str(ground.zone)
    stamps = {"created_at": ground.at, "changed_at": ground.at}
    organization, service, location, place = (_id(part, number) for part in range(4))
    owner = f"{random.choice(_FIRST)} {random.choice(_LAST)} {''.join(random.choice(_SYLLABLES) for _ in range(4))}"
    name = f"{random.choice(_FIRST)} {random.choice(_WHAT)}"
    said, zip_code = " ".join(random.sample(_SAID, 2)), f"9{number % 400:04d}"
    spoken = random.sample(("es", "ko", "hy", "fa", "vi", "tl", "ru"), 2)
    checked = ground.today - timedelta(days=random.randrange(60))
    fresh = {
        "checked_on": checked,
        "fresh_until": checked + timedelta(days=45),
        "shown_until": checked + timedelta(days=90),
    }
    point = {"latitude": 34 + random.random() / 3, "longitude": -118 - random.random() / 2}

    def put(table: str, empty: str, **row: object) -> None:
        tables.setdefault(table, []).append(dict.fromkeys(empty.split(), "") | row)

    put(
        "organization", "alternate_name description email website legal_status uri department",
        id=organization, name=owner, is_sample=True, **stamps,
    )  # fmt: skip
    put(
        "service",
        "alternate_name url email interpretation_services application_process fees_description accreditations alert "
        "assurer_email department",
        id=service, organization_id=organization, name=name, description=said, status="active",
        eligibility_description="Everybody is welcome.", is_free=True, by_appointment=False, closed_on_holidays=True,
        categories="{" + kind + "}", do_not_list=False, do_not_call=False, is_sample=True, **stamps, **fresh,
    )  # fmt: skip
    put(
        "location", "url name alternate_name description transportation district",
        id=location, location_type="physical", organization_id=organization, **point, **stamps,
    )  # fmt: skip
    put("serviceatlocation", "description", id=place, service_id=service, location_id=location)
    put(
        "address", "attention address_2 region",
        id=_id(4, number), location_id=location, address_1=f"{number} {random.choice(_FIRST)} Street",
        city="Sample City", state_province="CA", postal_code=zip_code, country="US", address_type="physical",
    )  # fmt: skip
    put("phone", "description", id=_id(5, number), service_id=service, number="213-555-0123", type="voice", position=0)
    put(
        "schedule",
        "wkst byweekno bymonthday byyearday description schedule_link attending_type notes",
        id=_id(6, number), service_id=service, freq="WEEKLY", byday="MO,TU,WE,TH,FR", opens_at="09:00",
        closes_at="17:00", zone=zone, position=0,
    )  # fmt: skip
    for position, code in enumerate(spoken):
        put(
            "language",
            "note",
            id=_id(7 + position, number),
            service_id=service,
            name=code,
            code=code,
            position=position,
        )
    named = {*words.tokens(name), words.kind_token(kind)}
    every = named | {*words.tokens(f"{said} {owner} {zip_code} Sample City Everybody is welcome.")}
    vocabulary.update(words.typed([tuple(token for token in every if token[0] != "=")]))
    week = hours.slots([hours.Hours(opens=time(9), closes=time(17), byday="MO,TU,WE,TH,FR", zone=zone)], zone=zone)
    tags = [f"kind:{kind}", f"zip:{zip_code}", *(f"spoken:{code}" for code in spoken)]
    put(
        "found", "",
        service_id=service, language="en", title=words.fold(name), named=_lexemes(named), words=_lexemes(every),
        tags=_array(tags), is_free=True, closed_on_holidays=True, open_slots=_array(week), **point, **fresh,
    )  # fmt: skip


def _lexemes(found: set[str]) -> str:
    return " ".join(f"'{word}'" for word in sorted(found))


def _array(values: Iterable[object]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _id(part: int, number: int) -> uuid.UUID:
    return uuid.UUID(int=((part + 1) << 96) + number)
