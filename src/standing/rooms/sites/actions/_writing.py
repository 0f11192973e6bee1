"""How a state of a site is written: the row, its words for search, its gaps, and the history, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection

from standing.hall.accounts.api import User
from standing.kernel import places, words
from standing.rooms.sites.models import Import, Site, SiteRevision, SiteWord
from standing.rooms.sites.queries import pack
from standing.rooms.sites.rules import records
from standing.rooms.sites.rules.records import FIELDS, PARTS, SiteRecord, Why
from standing.rooms.sites.rules.shapes import Terms

_BATCH = 500
_COLUMNS = [*FIELDS, "gaps", "sort_name", "revision", "changed_by", "changed_at"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A site that is to be written: its number, its new record, and the state it had."""

    id: str
    record: SiteRecord
    before: int = 0


def write(
    found: Sequence[Written], *, why: Why, by: User, at: datetime, brought_by: Import | None = None
) -> tuple[Site, ...]:
    """Write new states of sites and add them to their history. The rows are locked by the caller."""
    if not found:
        return ()
    terms, outlines = pack.terms(known=at), pack.outlines(known=at)
    rows = []
    for one in found:
        record = one.record
        if not record.district and record.point is not None and outlines:
            record = replace(record, district=places.district_of(record.point, outlines))
        rows.append(_row(Written(id=one.id, record=record, before=one.before), by=by, at=at))
    new = [row for row, one in zip(rows, found, strict=True) if one.before == 0]
    old = [row for row, one in zip(rows, found, strict=True) if one.before > 0]
    Site.objects.bulk_create(new, batch_size=_BATCH)
    Site.objects.bulk_update(old, _COLUMNS, batch_size=_BATCH)
    SiteRevision.objects.bulk_create(
        [
            SiteRevision(
                site=row,
                number=row.revision,
                record=records.to_json(records.from_json({name: getattr(row, name) for name in FIELDS})),
                why=why.value,
                brought_by=brought_by,
                by=by,
                at=at,
            )
            for row in rows
        ],
        batch_size=_BATCH,
    )
    index(rows, terms=terms, departments=pack.department_words(known=at))
    return tuple(rows)


def next_numbers(count: int) -> tuple[str, ...]:
    """Return numbers for sites whose list brings none; the caller's transaction keeps others waiting."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sites.numbers'))")
        cursor.execute("SELECT max(substring(id from 3)::int) FROM sites_site WHERE id ~ '^S-[0-9]{6}$'")
        row = cursor.fetchone()
    last = int(row[0]) if row and row[0] is not None else 0
    return tuple(f"S-{number:06d}" for number in range(last + 1, last + 1 + count))


def index(rows: Iterable[Site], *, terms: Terms, departments: Mapping[str, str]) -> None:
    """Let search know the words of these sites."""
    spoken: dict[str, list[str]] = {}
    for word, code in departments.items():
        spoken.setdefault(code, []).append(word)
    values, vocabulary = [], set()
    for row in rows:
        named = set(words.tokens(f"{row.pk} {row.name}"))
        others = (
            row.address,
            row.zip,
            row.parcel,
            row.responsible,
            terms.kinds.get(row.kind, ""),
            terms.districts.get(row.district, ""),
            *spoken.get(row.department, (row.department,)),
            *(area["name"] for area in row.areas),
        )
        every = named | {token for text in others for token in words.tokens(text)}
        vocabulary |= every
        values.append((sorted(named), sorted(every), row.pk))
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE sites_site SET named = array_to_tsvector(%s::text[]), words = array_to_tsvector(%s::text[])"
            " WHERE id = %s",
            values,
        )
    known = set(SiteWord.objects.filter(word__in=vocabulary).values_list("word", flat=True))
    SiteWord.objects.bulk_create(
        [SiteWord(word=word, stubs=list(words.stubs(word))) for word in sorted(vocabulary - known)],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )


def _row(one: Written, *, by: User, at: datetime) -> Site:
    record = one.record
    kept = records.to_json(record)
    return Site(
        id=one.id,
        **{name: kept[name] if name in PARTS else getattr(record, name) for name in FIELDS},
        gaps=[gap.value for gap in records.gaps_of(record)],
        sort_name=words.fold(record.name)[:300],
        revision=one.before + 1,
        changed_by=by,
        changed_at=at,
    )
