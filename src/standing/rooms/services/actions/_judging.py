"""Finds out what applying an import would do, row by row, beside what the directory holds now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Count, Q

from standing.rooms.services.models import Import, ImportProblem, ImportRow, Organization, Service, ServiceAtLocation
from standing.rooms.services.queries import duplicates, hsds_rows, pack
from standing.rooms.services.rules import duplicates as duplicate_rules
from standing.rooms.services.rules import hsds_times
from standing.rooms.services.rules.duplicates import Card
from standing.rooms.services.rules.exchange import Kind, Twin, Verdict
from standing.rooms.services.rules.hsds_fields import SERIES, TABLE, TABLES, TRANSLATION, Row, Table
from standing.rooms.services.rules.kinds import Directory

_BATCH = 500
_ROUNDS = 4  # how deep rows hang on each other: language, phone, service, organisation


def judge(*, row: Import, at: datetime) -> None:
    """Give each row its verdict, add the mistakes that only the whole shows, and count both."""
    ImportProblem.objects.filter(of=row, is_judged=True).delete()
    ImportRow.objects.filter(of=row).update(verdict="")
    today, directory = pack.today(at=at), pack.directory(known=at)
    _tell_the_planner()
    _drop_signs(row)
    _find_repeated(row)
    tables = tables_of(row)
    for table in tables:
        _find_dangling(row, table)
    _hang_on_wrong(row, tables)
    known = Known(row=row, directory=directory, today=today)
    for table in tables:
        for batch in rows_of(row, table.name):
            _compare(known, table, batch)
    _hang_on_wrong(row, tables)
    _find_twins(row)
    row.problems = ImportProblem.objects.filter(of=row).count()
    row.counts = counts(row)
    row.save(update_fields=["problems", "counts"])


def _tell_the_planner() -> None:
    """Let PostgreSQL look at the rows that were just written, or it plans as if there were none."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE services_importrow")


def counts(row: Import) -> dict[str, dict[str, int]]:
    """Return how many rows of each table have which verdict."""
    found: dict[str, dict[str, int]] = {}
    grouped = ImportRow.objects.filter(of=row).values_list("table", "verdict").annotate(n=Count("id"))
    for table, verdict, number in grouped.order_by("table", "verdict"):
        found.setdefault(table, {})[verdict or Verdict.NEW.value] = number
    return found


def tables_of(row: Import) -> tuple[Table, ...]:
    """Return the tables of which the file has rows, in the order in which they are written."""
    there = set(ImportRow.objects.filter(of=row).values_list("table", flat=True).distinct())
    return tuple(table for table in TABLES if table.name in there)


def rows_of(row: Import, table: str, *, verdicts: Iterable[str] = ("",)) -> Iterator[list[ImportRow]]:
    """Yield the rows of a table in pieces, in the order of the file."""
    last = 0
    wanted = list(verdicts)
    while True:
        found = ImportRow.objects.filter(of=row, table=table, verdict__in=wanted, id__gt=last)
        batch = list(found.order_by("id")[:_BATCH])
        if batch:
            last = batch[-1].pk
            yield batch
        if len(batch) < _BATCH:
            return


class Known:
    """What is known of an import while its rows are looked at: which of its ids mean records of ours."""

    def __init__(self, *, row: Import, directory: Directory, today: date) -> None:
        self.row = row
        self.today = today
        self.kinds = hsds_rows.categories_of(directory=directory)
        self.ours = {*self.kinds, hsds_rows.our_taxonomy(directory=directory)}
        same = ImportRow.objects.filter(of=row, twin=Twin.SAME, twin_id__isnull=False)
        self.alias: dict[tuple[str, str], str] = {
            (table, str(row_id)): str(twin) for table, row_id, twin in same.values_list("table", "row_id", "twin_id")
        }

    def id_of(self, table: str, said: object) -> str:
        """Return the id that a record has with us."""
        return self.alias.get((table, str(said)), str(said))

    def mean(self, row: ImportRow) -> Row:
        """Return the fields of a row with our ids in them, without what follows from records of ours."""
        table = TABLE[row.table]
        data: Row = {}
        for name, value in row.data.items():
            if name not in table.columns or (row.table, name) in hsds_rows.COMPUTED | hsds_rows.NOT_KEPT:
                continue
            to = table.columns[name].to or (str(row.data.get("link_entity")) if name == "link_id" else "")
            data[name] = self.id_of(to, value) if to and value is not None else value
        data["id"] = self.id_of(row.table, row.row_id)
        return data


# What the file says of itself


def _drop_signs(row: Import) -> None:
    """Join the parts of schedules, and take away attributes that were only signs of how to read the rest."""
    signs = ImportRow.objects.filter(of=row, table="attribute")
    series = signs.filter(data__link_type=SERIES).order_by("data__label").values_list("data__label", "data__link_id")
    for label, found in groupby(series.iterator(chunk_size=_BATCH), key=lambda pair: pair[0]):
        _join(row, str(label or ""), [str(link) for _, link in found])
    signs.filter(
        Q(data__link_type__in=[SERIES, TRANSLATION])
        | Q(data__taxonomy_term_id=None)
        | ~Q(data__has_key="taxonomy_term_id")
    ).delete()
    signs.exclude(data__link_entity__in=list(hsds_rows.MODELS)).delete()


def _join(row: Import, label: str, ids: list[str]) -> None:
    parts = list(ImportRow.objects.filter(of=row, table="schedule", row_id__in=ids))
    if not parts:
        return
    attributes = [{"link_type": SERIES, "link_id": str(part.row_id), "label": label} for part in parts]
    whole = hsds_times.joined(schedules=[part.data for part in parts], attributes=attributes)
    if len(whole) != 1:
        return
    try:
        UUID(str(whole[0]["id"]))
        for name in ("valid_from", "valid_to"):
            if whole[0].get(name):
                date.fromisoformat(str(whole[0][name]))
    except ValueError:
        return
    first, *rest = sorted(parts, key=lambda part: part.pk)
    first.row_id, first.data = UUID(str(whole[0]["id"])), whole[0]
    first.save(update_fields=["row_id", "data"])
    ImportRow.objects.filter(pk__in=[part.pk for part in rest]).delete()


def _find_repeated(row: Import) -> None:
    """Keep one of rows that say the same twice; refuse those that differ."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM services_importrow WHERE id IN (
                SELECT id FROM (
                    SELECT id, row_number() OVER same AS number FROM services_importrow WHERE of_id = %s
                    WINDOW same AS (PARTITION BY "table", row_id, data ORDER BY id)
                ) AS counted WHERE number > 1
            )
            """,
            [row.pk],
        )
        cursor.execute(
            """
            UPDATE services_importrow SET verdict = 'wrong' WHERE id IN (
                SELECT id FROM (
                    SELECT id, count(*) OVER same AS times FROM services_importrow WHERE of_id = %s
                    WINDOW same AS (PARTITION BY "table", row_id)
                ) AS counted WHERE times > 1
            ) RETURNING file, line, "table"
            """,
            [row.pk],
        )
        found = cursor.fetchall()
    _note(row, ((*place, "id", "Two rows have this id and say different things. Keep one.") for place in found))


def _find_dangling(row: Import, table: Table) -> None:
    """Refuse rows that point to something that is neither in the file nor in the directory."""
    for field in table.fields:
        if field.to:
            _refuse_dangling(row, table.name, field.name, field.to, "")
    if table.name == "attribute":
        for entity in hsds_rows.MODELS:
            _refuse_dangling(row, table.name, "link_id", entity, entity)


def _refuse_dangling(row: Import, table: str, field: str, to: str, entity: str) -> None:
    there = hsds_rows.MODELS[to]._meta.db_table  # noqa: SLF001 (Django's own way to ask a model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE services_importrow AS own SET verdict = 'wrong'
            WHERE of_id = %s AND "table" = %s AND verdict = '' AND data->>%s IS NOT NULL
                AND (%s = '' OR data->>'link_entity' = %s)
                AND NOT EXISTS (
                    SELECT FROM services_importrow AS other
                    WHERE other.of_id = own.of_id AND other."table" = %s AND other.row_id = (own.data->>%s)::uuid
                )
                AND NOT EXISTS (SELECT FROM {there} AS kept WHERE kept.id = (own.data->>%s)::uuid)
            RETURNING file, line
            """,  # noqa: S608 (the name of our own table)
            [row.pk, table, field, entity, entity, to, field, field],
        )
        found = cursor.fetchall()
    sentence = f"Neither the file nor the directory has a {to.replace('_', ' ')} with this id."
    _note(row, ((*place, table, field, sentence) for place in found))


def _hang_on_wrong(row: Import, tables: Iterable[Table]) -> None:
    """Leave out what hangs on a row that is left out; the mistake is told once, where it is."""
    for _ in range(_ROUNDS):
        if not ImportRow.objects.filter(of=row, verdict=Verdict.WRONG).exists():
            return
        moved = 0
        for table in tables:
            for name, to in [(field.name, field.to) for field in table.fields if field.to] + (
                [("link_id", "")] if table.name == "attribute" else []
            ):
                moved += _leave_out(row, table.name, name, to)
        if not moved:
            return


def _leave_out(row: Import, table: str, field: str, to: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE services_importrow AS own SET verdict = 'wrong'
            FROM services_importrow AS other
            WHERE own.of_id = %s AND own."table" = %s AND own.verdict <> 'wrong'
                AND other.of_id = own.of_id AND other.verdict = 'wrong'
                AND other."table" = CASE WHEN %s = '' THEN own.data->>'link_entity' ELSE %s END
                AND other.row_id = (own.data->>%s)::uuid
            """,
            [row.pk, table, to, to, field],
        )
        return int(cursor.rowcount)


def _note(row: Import, found: Iterable[tuple[str, int, str, str, str]]) -> None:
    ImportProblem.objects.bulk_create(
        [
            ImportProblem(of=row, file=file, line=line, table=table, field=field, sentence=sentence, is_judged=True)
            for file, line, table, field, sentence in found
        ],
        batch_size=1000,
    )


# Beside the directory


def _compare(known: Known, table: Table, batch: list[ImportRow]) -> None:
    model = hsds_rows.MODELS.get(table.name)
    if model is None:
        return
    meant = {one.pk: known.mean(one) for one in batch}
    kept = model._default_manager.in_bulk([str(row["id"]) for row in meant.values()])  # noqa: SLF001
    alike = _alike(known, table, meant.values(), in_file={str(row["id"]) for row in meant.values()})
    problems = []
    for one in batch:
        said = meant[one.pk]
        ours = kept.get(UUID(str(said["id"])))
        if table.name in {"taxonomy", "taxonomy_term"} and str(said["id"]) in known.ours:
            one.verdict = Verdict.SAME
        elif table.name == "attribute" and str(said.get("taxonomy_term_id")) in known.kinds:
            one.verdict = Verdict.SAME if _has_kind(known, said) else Verdict.NEW
        elif ours is not None:
            there = hsds_rows.row_of(table=table.name, record=ours, today=known.today)
            moved = [name for name in _owners(table) if said.get(name) != there[name] and name in said]
            if moved:
                one.verdict = Verdict.WRONG
                problems.append((one.file, one.line, table.name, "id", "This id belongs to another record already."))
            else:
                one.verdict = Verdict.SAME if _is_same(said, there) else Verdict.CHANGED
        elif (twin := alike.get(_content(table, said))) is not None:
            one.verdict, one.twin, one.twin_id = Verdict.SAME, Twin.SAME, UUID(twin)
            known.alias[table.name, str(one.row_id)] = twin
        else:
            one.verdict = Verdict.NEW
    _keep(batch)
    _note(known.row, problems)


def _keep(batch: list[ImportRow]) -> None:
    """Write the verdicts of rows, all of one kind at once."""
    for verdict in Verdict:
        ids = [one.pk for one in batch if one.verdict == verdict]
        if ids:
            ImportRow.objects.filter(pk__in=ids).update(verdict=verdict)
    twins = [one for one in batch if one.twin_id is not None]
    if twins:
        ImportRow.objects.bulk_update(twins, ["twin", "twin_id"])


def _owners(table: Table) -> tuple[str, ...]:
    return ("link_id", "link_entity") if table.name == "attribute" else table.owners


def _is_same(said: Mapping[str, object], there: Mapping[str, object]) -> bool:
    return all((there.get(name) or None) == (value or None) or there.get(name) == value for name, value in said.items())


def _has_kind(known: Known, said: Row) -> bool:
    kind = known.kinds[str(said["taxonomy_term_id"])]
    return Service.objects.filter(pk=str(said["link_id"]), categories__contains=[kind]).exists()


def _content(table: Table, row: Mapping[str, object]) -> tuple[object, ...]:
    """Return what a detail says without its id, so that the same words under a new id are known again."""
    if table.name == "service_at_location":
        return (str(row.get("service_id")), str(row.get("location_id")))
    if not table.owners and table.name != "attribute":
        return (str(row["id"]),)
    hidden = {"id", "timezone", "value", "label"} if table.name == "attribute" else {"id", "timezone"}
    return tuple(_plain(row.get(field.name)) for field in table.fields if field.name not in hidden)


def _plain(value: object) -> object:
    return None if value == "" else value


def _alike(known: Known, table: Table, rows: Iterable[Row], *, in_file: set[str]) -> dict[tuple[object, ...], str]:
    """Return our details of the same owners by what they say, but for those that the file itself names."""
    owners: dict[str, set[object]] = defaultdict(set)
    for row in rows:
        for name in (*table.owners, "service_id" if table.name == "service_at_location" else "link_id"):
            if row.get(name) is not None:
                owners[name].add(row[name])
    found: Iterable[models.Model] = ()
    if table.owners:
        found = hsds_rows.details(table=table.name, owners=owners)
    elif table.name == "service_at_location":
        found = ServiceAtLocation.objects.filter(service__in=[UUID(str(one)) for one in owners["service_id"]])
    elif table.name == "attribute":
        found = hsds_rows.MODELS["attribute"]._default_manager.filter(link_id__in=owners["link_id"])  # noqa: SLF001
    out: dict[tuple[object, ...], str] = {}
    for record in found:
        row = hsds_rows.row_of(table=table.name, record=record, today=known.today)
        if str(row["id"]) not in in_file:
            out.setdefault(_content(table, row), str(row["id"]))
    return out


# Records that look alike


def _find_twins(row: Import) -> None:
    """Point new services and organisations to records of ours that look like them; people decide."""
    for kind in Kind:
        fresh = ImportRow.objects.filter(of=row, table=kind.value, verdict=Verdict.NEW, twin="")
        fresh.update(twin_id=None)
        if not fresh.exists():
            continue
        found = duplicate_rules.pairs(cards=_cards(row, kind), beside=duplicates.cards(kind=kind))
        ours = set()
        names = {str(pk) for pk in fresh.values_list("row_id", flat=True)}
        changed: list[ImportRow] = []
        by_id = {str(one.row_id): one for one in fresh.iterator(chunk_size=_BATCH)} if found else {}
        for pair in found:
            new, kept = (pair.one, pair.other) if pair.one in names else (pair.other, pair.one)
            if new in by_id and new not in ours:
                ours.add(new)
                by_id[new].twin_id = UUID(kept)
                changed.append(by_id[new])
        ImportRow.objects.bulk_update(changed, ["twin_id"], batch_size=_BATCH)


def _cards(row: Import, kind: Kind) -> Iterator[Card]:
    rows = ImportRow.objects.filter(of=row)
    key = "service_id" if kind is Kind.SERVICE else "organization_id"
    phones = _many(
        (data.get(key), duplicate_rules.digits(str(data.get("number") or "")))
        for data in _data(rows, "phone")
        if data.get(key)
    )
    streets: dict[str, set[str]] = defaultdict(set)
    codes: dict[str, set[str]] = defaultdict(set)
    at = _many((data.get("location_id"), _street(data)) for data in _data(rows, "address") if data.get("location_id"))
    if kind is Kind.SERVICE:
        for data in _data(rows, "service_at_location"):
            for street in at.get(str(data.get("location_id")), ()):
                streets[str(data.get("service_id"))].add(street)
                codes[str(data.get("service_id"))].add(street.rpartition(" ")[2])
    owners = {str(one): str(data.get("name")) for one, data in _named(rows, "organization")}
    theirs = {str(data.get("organization_id")) for data in _data(rows, "service")} - owners.keys() - {"None"}
    owners |= {str(pk): name for pk, name in Organization.objects.filter(pk__in=theirs).values_list("pk", "name")}
    for id_, data in _named(rows.filter(verdict=Verdict.NEW, twin=""), kind.value):
        yield Card(
            id=str(id_),
            kind=kind,
            name=str(data.get("name") or ""),
            whose=owners.get(str(data.get("organization_id")), "") if kind is Kind.SERVICE else "",
            phones=frozenset(one for one in phones.get(str(id_), ()) if one),
            streets=frozenset(streets[str(id_)]),
            postcodes=frozenset(codes[str(id_)]),
        )


def _street(data: Mapping[str, Any]) -> str:
    return f"{duplicate_rules.fold(str(data.get('address_1') or ''))} {str(data.get('postal_code') or '')[:5]}"


def _data(rows: models.QuerySet[ImportRow], table: str) -> Iterator[Mapping[str, Any]]:
    return rows.filter(table=table).values_list("data", flat=True).iterator(chunk_size=_BATCH)


def _named(rows: models.QuerySet[ImportRow], table: str) -> Iterator[tuple[UUID, Mapping[str, Any]]]:
    return rows.filter(table=table).values_list("row_id", "data").iterator(chunk_size=_BATCH)


def _many(found: Iterable[tuple[object, str]]) -> dict[str, set[str]]:
    sets: dict[str, set[str]] = defaultdict(set)
    for owner, value in found:
        sets[str(owner)].add(value)
    return sets
