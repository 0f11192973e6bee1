"""Made-up lists that a newcomer can try, of any size, made while they are handed out; the same size, the same list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from standing.hall.installation import api as installation
from standing.rooms.contractors.queries import pack

HEAD = (
    "VRN", "Firm", "Languages", "E-mail", "Second e-mail", "Contract", "Title", "Department", "Contract manager",
    "Manager e-mail", "Begins", "Ends", "Site", "Heads", "Sample",
)  # fmt: skip
_FIRST = (
    "Alder", "Birch", "Canyon", "Dune", "Estuary", "Fern", "Granite", "Heron", "Island", "Juniper", "Kelp", "Lagoon",
    "Mesa", "Nettle", "Orchard", "Pine", "Quarry", "Ridge", "Sage", "Tide", "Upland", "Valley", "Willow", "Yarrow",
)  # fmt: skip
_LAST = (
    "Cleaning", "Landscape", "Security Guards", "Electric", "Plumbing", "Elevators", "Paving", "Catering", "Roofing",
    "Signals", "Fencing", "Window Care", "Tree Service", "Fire Alarms", "Parking Service", "Waste Hauling",
)  # fmt: skip
_TONGUES = ("en", "en", "en", "es", "en;es", "es;en")


_SIZES = {"sample-contracts-200.csv": 200, "sample-contracts-10000.csv": 10_000}


def names() -> tuple[str, ...]:
    """Return the lists that can be tried; only a sample takes them in."""
    return tuple(_SIZES) if installation.is_sample() else ()


def named(*, name: str, at: datetime) -> Iterator[tuple[str, ...]] | None:
    """Return the lines of a list to try; None if there is none of that name."""
    if name not in names():
        return None
    return lines(
        contracts=_SIZES[name],
        firms=_SIZES[name] // 2,
        departments=sorted(pack.departments(known=at)),
        sites=sorted(pack.site_names(known=at))[:200],
    )


def lines(*, contracts: int, firms: int, departments: Sequence[str], sites: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the names of the columns, then a row for each contract and site."""
    random = Random(contracts)  # noqa: S311 - invented, and the same each time
    names = [
        f"{_FIRST[n % len(_FIRST)]} {_LAST[n // len(_FIRST) % len(_LAST)]} {n // (len(_FIRST) * len(_LAST)) + 1:02d}"
        for n in range(firms)
    ]
    yield HEAD
    for number in range(contracts):
        firm = number if number < firms else random.randrange(firms)
        department = departments[random.randrange(len(departments))] if departments else ""
        work = names[firm].rpartition(" ")[0].partition(" ")[2]
        for place in range(2 if number % 10 == 0 else 1):
            yield (
                f"TRY{firm:06d}",
                names[firm],
                _TONGUES[firm % len(_TONGUES)],
                "" if firm % 50 == 49 else f"office{firm}@try-{firm % 97}.example",
                f"desk{firm}@try-{firm % 97}.example" if firm % 3 == 0 else "",
                f"TRY-{number:06d}",
                work,
                department,
                "Contracts desk",
                f"contracts@{department or 'city'}.example",
                f"{2025 + number % 2}-0{1 + number % 9}-01",
                f"{2028 + number % 3}-06-30",
                sites[(number + place) % len(sites)] if sites and number % 4 else f"Sample yard {number % 40 + place}",
                str(1 + random.randrange(12)),
                "yes",
            )
