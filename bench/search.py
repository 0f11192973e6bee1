"""How long the directory takes to find help, beside the bare SQL of the same searches; among 10,000 and 100,000 services."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from pathlib import Path
from random import Random
from time import perf_counter
from unittest.mock import patch

from django.db import connection

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.rooms.services.queries import pack, search
from standing.rooms.services.queries.search import Filters
from standing.rooms.services.rules import hours, words

SIZES = (10_000, 100_000)
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
    for size in SIZES:
        begun = perf_counter()
        _fill(range(filled, size), random)
        filled = size
        yield {"name": "search.fill", "n": size, "seconds": round(perf_counter() - begun, 1)}
        row = _row(size, rounds=ROUNDS[tier])
        p95[size] = float(str(row["p95_ms"]))
        yield row
    small, large = SIZES
    yield {"name": "search.growth", "n": large, "ratio": round(p95[large] / p95[small], 2), "to": f"p95 at {small}"}


def _row(size: int, *, rounds: int) -> dict[str, object]:
    whole, bare = [], []
    at = clock.now()
    for _ in range(rounds):
        for filters in searches():
            asked: list[tuple[str, object]] = []
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


def _remembering(run, asked):  # type: ignore[no-untyped-def]
    def remember(sql: str, values: dict[str, object]) -> list[uuid.UUID]:
        asked.append((sql, dict(values)))
        return run(sql, values)  # type: ignore[no-any-return]

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
    now, today = clock.now(), pack.today(at=clock.now())
    kinds = [kind.id for kind in pack.directory(known=now).kinds] or ["food"]
    zone = str(pack.zone(known=now))
    week = list(
        hours.slots([hours.Hours(opens=time(9), closes=time(17), byday="MO,TU,WE,TH,FR", zone=zone)], zone=zone)
    )
    tables: dict[str, list[Sequence[object]]] = {}

    def put(table: str, columns: str, *row: object) -> None:
        tables.setdefault(f"{table} ({columns})", []).append(row)

    vocabulary: set[str] = set()
    for number in numbers:
        organization, service, location, place = (_id(kind, number) for kind in range(4))
        coined = "".join(random.choice(_SYLLABLES) for _ in range(4))
        owner = f"{random.choice(_FIRST)} {random.choice(_LAST)} {coined}"
        name = f"{random.choice(_FIRST)} {random.choice(_WHAT)}"
        said = " ".join(random.sample(_SAID, 2))
        kind, zip_code = kinds[number % len(kinds)], f"9{number % 400:04d}"
        spoken = random.sample(("es", "ko", "hy", "fa", "vi", "tl", "ru"), 2)
        checked = today - timedelta(days=random.randrange(60))
        fresh, shown = checked + timedelta(days=45), checked + timedelta(days=90)
        put("services_organization", "id,name,alternate_name,description,email,website,legal_status,uri,department,is_sample,created_at,changed_at",
            organization, owner, "", "", "", "", "", "", "", True, now, now)  # fmt: skip
        put("services_service", "id,organization_id,name,alternate_name,description,url,email,status,interpretation_services,application_process,fees_description,eligibility_description,accreditations,is_free,by_appointment,closed_on_holidays,alert,assurer_email,categories,department,do_not_list,do_not_call,is_sample,created_at,changed_at,checked_on,fresh_until,shown_until",
            service, organization, name, "", said, "", "", "active", "", "", "", "Everybody is welcome.", "", True, False, True, "", "",
            "{" + kind + "}", "", False, False, True, now, now, checked, fresh, shown)  # fmt: skip
        put("services_location", "id,location_type,url,organization_id,name,alternate_name,description,transportation,latitude,longitude,district,created_at,changed_at",
            location, "physical", "", organization, "", "", "", "", 34 + random.random() / 3, -118 - random.random() / 2, "", now, now)  # fmt: skip
        put("services_serviceatlocation", "id,service_id,location_id,description", place, service, location, "")
        put("services_address", "id,location_id,attention,address_1,address_2,city,region,state_province,postal_code,country,address_type",
            _id(4, number), location, "", f"{number} {random.choice(_FIRST)} Street", "", "Los Angeles", "", "CA", zip_code, "US", "physical")  # fmt: skip
        put(
            "services_phone",
            "id,service_id,number,type,description,position",
            _id(5, number),
            service,
            "213-555-0123",
            "voice",
            "",
            0,
        )
        put("services_schedule", "id,service_id,wkst,freq,byday,byweekno,bymonthday,byyearday,description,opens_at,closes_at,schedule_link,attending_type,notes,zone,position",
            _id(6, number), service, "", "WEEKLY", "MO,TU,WE,TH,FR", "", "", "", "", "09:00", "17:00", "", "", "", zone, 0)  # fmt: skip
        for position, code in enumerate(spoken):
            put(
                "services_language",
                "id,service_id,name,code,note,position",
                _id(7 + position, number),
                service,
                code,
                code,
                "",
                position,
            )
        named = {*words.tokens(name), words.kind_token(kind)}
        every = named | {*words.tokens(f"{said} {owner} {zip_code} Los Angeles Everybody is welcome.")}
        vocabulary.update(words.typed([tuple(token for token in every if token[0] != "=")]))
        put("services_found", "service_id,language,title,named,words,tags,is_free,closed_on_holidays,open_slots,latitude,longitude,checked_on,fresh_until,shown_until",
            service, "en", words.fold(name), _lexemes(named), _lexemes(every),
            "{" + ",".join([f"kind:{kind}", f"zip:{zip_code}", *(f"spoken:{code}" for code in spoken)]) + "}", True, True,
            "{" + ",".join(map(str, week)) + "}", 34 + random.random() / 3, -118 - random.random() / 2, checked, fresh, shown)  # fmt: skip
    with connection.cursor() as cursor:
        for table, rows in tables.items():
            for some in _parts(rows):
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in some:
                        copy.write_row(row)
        cursor.executemany(
            "INSERT INTO services_word (word, stubs) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [(word, list(words.stubs(word))) for word in sorted(vocabulary)],
        )
        for table in ("found", "word", "service", "location", "serviceatlocation", "address", "phone", "schedule"):
            cursor.execute(f"VACUUM ANALYZE services_{table}")
        cursor.execute("VACUUM ANALYZE services_language")


def _parts(rows: list[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    for start in range(0, len(rows), 20_000):
        yield rows[start : start + 20_000]


def _lexemes(found: set[str]) -> str:
    return " ".join(f"'{word}'" for word in sorted(found))


def _id(kind: int, number: int) -> uuid.UUID:
    return uuid.UUID(int=(kind + 1 << 96) + number)
