"""Writes an import into the directory, keeping what was before; and puts it back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import models

from standing.hall.accounts.api import User
from standing.hall.installation import api as installation
from standing.rooms.services.actions import _history, _index, _judging, checks
from standing.rooms.services.actions._history import Note
from standing.rooms.services.actions._judging import Known
from standing.rooms.services.models import (
    Import,
    ImportChange,
    ImportRow,
    Service,
    ServiceAtLocation,
)
from standing.rooms.services.queries import hsds_rows, pack
from standing.rooms.services.rules.exchange import Verdict
from standing.rooms.services.rules.hsds_fields import TABLE, Field, Row, Table
from standing.rooms.services.rules.terms import Deed, Status

ALERT_DAYS = 30
"""The standard knows no end of an alert; one that came with an import ends by itself after so many days."""

_BATCH = 500
_FIRST_NEW, _LAST_PLACE = 1000, 32_000
_STAY = {"organization", "location", "taxonomy", "taxonomy_term"}
"""Once entered these are never deleted: without a service nobody finds them."""


class _Writing:
    """One import while it is written."""

    def __init__(self, *, row: Import, by: User, at: datetime) -> None:
        self.row, self.by, self.at = row, by, at
        self.today = pack.today(at=at)
        self.zone = str(pack.zone(known=at))
        self.known = Known(row=row, directory=pack.directory(known=at), today=self.today)
        self.touched: set[str] = set()
        self.places: set[str] = set()
        self.owners: set[str] = set()
        self.changes: list[ImportChange] = []
        self.notes: list[Note] = []
        self.order: Counter[tuple[str, str]] = Counter()

    def changed(self, table: str, id_: object, *, before: Row | None, after: Row | None) -> None:
        """Keep what was before and after."""
        self.changes.append(ImportChange(of=self.row, table=table, row_id=UUID(str(id_)), before=before, after=after))
        if table in {"service", "organization", "location"}:
            old, new = before or {}, after or {}
            self.notes.append(
                Note(
                    resource_type=table,
                    resource_id=UUID(str(id_)),
                    deed=Deed.CREATE if before is None else Deed.UPDATE,
                    changes={name: (old.get(name), new.get(name)) for name in new if old.get(name) != new.get(name)},
                )
            )
        self.touch(table, {**(before or {}), **(after or {}), "id": str(id_)})
        if len(self.changes) >= _BATCH:
            self.flush()

    def touch(self, table: str, row: Mapping[str, object]) -> None:
        """Remember which services are to be looked at anew."""
        service = row.get("id") if table == "service" else row.get("service_id")
        if service is not None:
            self.touched.add(str(service))
        if table == "location" or row.get("location_id") is not None:
            self.places.add(str(row.get("location_id") or row["id"]))
        if table == "organization":
            self.owners.add(str(row["id"]))
        if table == "attribute" and row.get("link_entity") == "service":
            self.touched.add(str(row["link_id"]))

    def place_after(self, table: str, owner: object) -> int:
        """Return the place of a new detail: behind those that are there, in the order of the file."""
        self.order[table, str(owner)] += 1
        return min(_FIRST_NEW + self.order[table, str(owner)], _LAST_PLACE)

    def flush(self) -> None:
        """Write down what was kept so far."""
        ImportChange.objects.bulk_create(self.changes)
        _history.notes(self.notes, by=self.by, at=self.at, office=f"Import of {self.row.file_name}")
        self.changes.clear()
        self.notes.clear()

    def finish(self) -> None:
        """Have everything that follows from the services computed anew."""
        self.flush()
        services = {UUID(one) for one in self.touched}
        services.update(
            ServiceAtLocation.objects.filter(location__in=[UUID(one) for one in self.places]).values_list(
                "service_id", flat=True
            )
        )
        services.update(
            Service.objects.filter(organization__in=[UUID(one) for one in self.owners]).values_list("pk", flat=True)
        )
        Service.objects.filter(pk__in=[UUID(one) for one in self.touched]).update(changed_at=self.at)
        _index.refresh(services=services, by=self.by, at=self.at)


def apply(*, row: Import, by: User, at: datetime) -> dict[str, dict[str, int]]:
    """Write all rows that are new or changed, table by table, and return what was counted."""
    writing = _Writing(row=row, by=by, at=at)
    counted = _judging.counts(row)
    for table in _judging.tables_of(row):
        if table.name == "attribute":
            _write_attributes(writing)
            continue
        if table.name not in hsds_rows.MODELS:
            continue
        for batch in _judging.rows_of(row, table.name, verdicts=(Verdict.NEW, Verdict.CHANGED)):
            _write(writing, table, batch)
        if table.owners:
            _clear_rest(writing, table)
    writing.finish()
    if row.trusts_dates:
        _trust(writing)
    return counted


def _write(writing: _Writing, table: Table, batch: list[ImportRow]) -> None:
    model = hsds_rows.MODELS[table.name]
    meant = {one.pk: writing.known.mean(one) for one in batch}
    kept = model._default_manager.in_bulk([str(row["id"]) for row in meant.values()])  # noqa: SLF001
    fresh: list[models.Model] = []
    changed: list[models.Model] = []
    names: set[str] = set()
    for one in batch:
        said = meant[one.pk]
        record = kept.get(UUID(str(said["id"])))
        before = hsds_rows.row_of(table=table.name, record=record, today=writing.today) if record is not None else None
        if record is None:
            record = model(**_new(writing, table.name))
            if hasattr(record, "position"):
                record.position = writing.place_after(table.name, one.owner_id)
            fresh.append(record)
        else:
            changed.append(record)
        names |= _put(writing, table, record, said)
        after = hsds_rows.row_of(table=table.name, record=record, today=writing.today)
        writing.changed(
            table.name,
            said["id"],
            before=None if before is None else {name: before[name] for name in said},
            after={name: after[name] for name in (after if before is None else said)},
        )
    model._default_manager.bulk_create(fresh)  # noqa: SLF001
    if changed:
        model._default_manager.bulk_update(changed, sorted(names - {"id"}))  # noqa: SLF001


def _new(writing: _Writing, table: str) -> dict[str, Any]:
    """Return the columns that every new record of a table has."""
    if table in {"service", "organization"}:
        return {"created_at": writing.at, "changed_at": writing.at, "is_sample": installation.is_sample()}
    if table == "location":
        return {"created_at": writing.at, "changed_at": writing.at}
    return {"zone": writing.zone} if table == "schedule" else {}


def _put(writing: _Writing, table: Table, record: Any, said: Row) -> set[str]:
    """Put the fields of a row into a record, and return the columns that were written."""
    names: set[str] = set()
    for name, value in said.items():
        field = table.columns[name]
        column = hsds_rows.column_of(table.name, name)
        setattr(record, column, _written(field, value, record, column))
        names.add(column)
    if table.name == "service" and "alert" in said:
        known = record.alert_until is not None and record.alert_until >= writing.today
        record.alert_until = (
            (record.alert_until if known else writing.today + timedelta(days=ALERT_DAYS)) if record.alert else None
        )
        names.add("alert_until")
    if table.name in {"service", "organization", "location"}:
        record.changed_at = writing.at
        names.add("changed_at")
    return names


def _written(field: Field, value: object, record: models.Model, column: str) -> object:
    if field.kind == "id":
        return UUID(str(value)) if value is not None else None
    if value is None:
        return None if record._meta.get_field(column).null else ""  # noqa: SLF001
    if field.kind == "day":
        return date.fromisoformat(str(value))
    if field.kind == "time":
        return time.fromisoformat(str(value))
    if field.kind == "money":
        return round(float(str(value)) * 100)
    return value


def _clear_rest(writing: _Writing, table: Table) -> None:
    """Take away what an owner had and the file does not name any more, where the file names any of that kind."""
    for batch in _judging.rows_of(writing.row, table.name, verdicts=(Verdict.NEW, Verdict.CHANGED, Verdict.SAME)):
        owners: dict[str, set[object]] = defaultdict(set)
        for one in batch:
            said = writing.known.mean(one)
            for name in table.owners:
                if said.get(name) is not None:
                    owners[name].add(said[name])
        named = _named(writing, table, owners)
        gone = [record for record in hsds_rows.details(table=table.name, owners=owners) if str(record.pk) not in named]
        _delete(writing, table.name, gone)


def _named(writing: _Writing, table: Table, owners: Mapping[str, Collection[object]]) -> set[str]:
    """Return the ids that the file gives to details of these owners."""
    out: set[str] = set()
    mine = {str(one) for ids in owners.values() for one in ids}
    back = {ours: theirs for (_, theirs), ours in writing.known.alias.items()}
    wanted = [*mine, *(back[one] for one in mine if one in back)]
    for row in ImportRow.objects.filter(of=writing.row, table=table.name, owner_id__in=wanted).only("row_id"):
        out.add(writing.known.id_of(table.name, row.row_id))
    return out


def _delete(writing: _Writing, table: str, gone: Iterable[models.Model]) -> None:
    for record in gone:
        if table == "phone":
            _delete(writing, "language", hsds_rows.details(table="language", owners={"phone_id": [record.pk]}))
        row = hsds_rows.row_of(table=table, record=record, today=writing.today)
        writing.changed(table, record.pk, before=row, after=None)
        record.delete()


def _write_attributes(writing: _Writing) -> None:
    """Write foreign terms as they are, and the pack's own kinds of help into the services."""
    table = TABLE["attribute"]
    kinds: dict[str, list[str]] = defaultdict(list)
    for batch in _judging.rows_of(writing.row, "attribute", verdicts=(Verdict.NEW, Verdict.CHANGED, Verdict.SAME)):
        foreign = []
        for one in batch:
            said = writing.known.mean(one)
            kind = writing.known.kinds.get(str(said.get("taxonomy_term_id")))
            if kind is None:
                foreign.append(one)
            elif said.get("link_entity") == "service":
                kinds[str(said["link_id"])].append(kind)
        _write(writing, table, [one for one in foreign if one.verdict != Verdict.SAME])
    for service in Service.objects.filter(pk__in=list(kinds)):
        wanted = list(dict.fromkeys(kinds[str(service.pk)]))
        if sorted(service.categories) != sorted(wanted):
            before: Row = {"categories": list(service.categories)}
            service.categories = wanted
            service.save(update_fields=["categories"])
            writing.changed("service", service.pk, before=before, after={"categories": wanted})


def _trust(writing: _Writing) -> None:
    """Let the days on which the source checked its services count as checks."""
    days: dict[date, list[UUID]] = defaultdict(list)
    for batch in _judging.rows_of(writing.row, "service", verdicts=(Verdict.NEW, Verdict.CHANGED, Verdict.SAME)):
        for one in batch:
            said = one.data.get("assured_date")
            if said and date.fromisoformat(said) <= writing.today:
                days[date.fromisoformat(said)].append(UUID(writing.known.id_of("service", one.row_id)))
    zone = pack.zone(known=writing.at)
    for day, services in sorted(days.items()):
        checked = min(datetime.combine(day, time(12), tzinfo=zone), writing.at)
        checks.assure_from_source(services=services, checked_at=checked, by=writing.by, at=writing.at)


# Taking back


def undo(*, row: Import, by: User, at: datetime) -> int:
    """Put back what was before, the last change first, and return how many records stayed as they are."""
    writing = _Writing(row=row, by=by, at=at)
    stayed = 0
    last: int | None = None
    while True:
        found = ImportChange.objects.filter(of=row).order_by("-id")
        batch = list((found if last is None else found.filter(id__lt=last))[:_BATCH])
        if not batch:
            break
        last = batch[-1].pk
        stayed += sum(not _put_back(writing, change) for change in batch)
    writing.finish()
    return stayed


def _put_back(writing: _Writing, change: ImportChange) -> bool:
    model = hsds_rows.MODELS[change.table]
    record: Any = model._default_manager.filter(pk=change.row_id).first()  # noqa: SLF001
    writing.touch(change.table, {**(change.before or {}), **(change.after or {}), "id": str(change.row_id)})
    if change.after is None:
        return record is not None or _enter_again(writing, change)
    if record is None:
        return change.before is None
    if not _is_still(writing, change, record):
        return False
    if change.before is None:
        return _take_out(writing, change, record)
    _write_back(writing, change, record)
    return True


def _is_still(writing: _Writing, change: ImportChange, record: Any) -> bool:
    """Test whether a record is as the import left it."""
    after = change.after or {}
    if set(after) == {"categories"}:
        return sorted(record.categories) == sorted(after["categories"])
    now = hsds_rows.row_of(table=change.table, record=record, today=writing.today)
    skipped = hsds_rows.COMPUTED | {("service", "alert")}
    return all(now.get(name) == value for name, value in after.items() if (change.table, name) not in skipped)


def _take_out(writing: _Writing, change: ImportChange, record: Any) -> bool:
    if change.table == "service":
        record.status, record.changed_at = Status.INACTIVE.value, writing.at
        record.save(update_fields=["status", "changed_at"])
        writing.notes.append(
            Note(
                resource_type="service",
                resource_id=record.pk,
                deed=Deed.UPDATE,
                changes={"status": ((change.after or {}).get("status"), Status.INACTIVE.value)},
            )
        )
    elif change.table not in _STAY:
        record.delete()
    return True


def _write_back(writing: _Writing, change: ImportChange, record: Any) -> None:
    before, after = change.before or {}, change.after or {}
    if set(after) == {"categories"}:
        record.categories = before["categories"]
        record.save(update_fields=["categories"])
    else:
        said = {name: value for name, value in before.items() if (change.table, name) not in hsds_rows.COMPUTED}
        _put(writing, TABLE[change.table], record, said)
        record.save()
    if change.table in {"service", "organization", "location"}:
        writing.notes.append(
            Note(
                resource_type=change.table,
                resource_id=record.pk,
                deed=Deed.UPDATE,
                changes={name: (after.get(name), before.get(name)) for name in before},
            )
        )


def _enter_again(writing: _Writing, change: ImportChange) -> bool:
    table = TABLE[change.table]
    record = hsds_rows.MODELS[change.table](**_new(writing, change.table))
    _put(writing, table, record, dict(change.before or {}) | {"id": str(change.row_id)})
    for name in table.owners:
        owner = getattr(record, name, None)
        to = table.columns[name].to
        if owner is not None and not hsds_rows.MODELS[to]._default_manager.filter(pk=owner).exists():  # noqa: SLF001
            return False
    record.save(force_insert=True)
    return True
