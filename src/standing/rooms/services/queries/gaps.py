"""Where help is missing: services by kind, district and language, and what is not there at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from standing.rooms.services.models import Found
from standing.rooms.services.queries import pack
from standing.rooms.services.queries.search import EVERYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """One kind of help: how many services there are in each district or language."""

    kind: str
    name: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFact:
    """A table of services by kind and by ``columns``, and which cells are empty."""

    columns: tuple[tuple[str, str], ...]
    rows: tuple[GapRow, ...]

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Return each kind and column without a single service."""
        return tuple(
            (row.name, name)
            for row in self.rows
            for (_, name), count in zip(self.columns, row.counts, strict=True)
            if count == 0
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsFact:
    """Both tables, and how many services were counted."""

    by_language: GapFact
    by_district: GapFact
    services: int
    has_districts: bool


def gaps(*, at: datetime, department: str = "") -> GapsFact:
    """Return where help is missing among the services that are listed, of a department or of all."""
    known = pack.directory(known=at)
    rows = Found.objects.filter(language=known.first_language.lower(), shown_until__gte=pack.today(at=at))
    if department:
        rows = rows.filter(service__department=department)
    tags = [set(found) for found in rows.values_list("tags", flat=True)]
    names = pack.language_names(known=at)
    languages = tuple((code, english) for code, (_own, english) in names.items())
    districts = tuple(known.districts.items())
    counts: Counter[tuple[str, str]] = Counter()
    for found in tags:
        kinds = [tag.removeprefix("kind:") for tag in found if tag.startswith("kind:")]
        others = [tag for tag in found if not tag.startswith("kind:")]
        if EVERYWHERE in found:
            others += [f"district:{code}" for code, _ in districts if f"district:{code}" not in found]
        counts.update((kind, other) for kind in kinds for other in others)
        counts.update((kind, "") for kind in kinds)

    def table(columns: tuple[tuple[str, str], ...], prefix: str) -> GapFact:
        return GapFact(
            columns=columns,
            rows=tuple(
                GapRow(
                    kind=kind.id,
                    name=kind.name,
                    counts=tuple(counts[kind.id, f"{prefix}:{code}"] for code, _ in columns),
                    total=counts[kind.id, ""],
                )
                for kind in known.kinds
            ),
        )

    return GapsFact(
        by_language=table(languages, "spoken"),
        by_district=table(districts, "district"),
        services=len(tags),
        has_districts=bool(districts),
    )
