"""Sites as others see them, as they were known at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from standing.rooms.sites.models import Site, SiteRevision
from standing.rooms.sites.rules import records
from standing.rooms.sites.rules.records import FIELDS, Access, SiteRecord, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaFact:
    """A part of a site, and who may be in it."""

    id: str
    name: str
    access: Access


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFact:
    """
    A piece of City property.

    ``responsible`` is an office contact, empty while nobody is named. ``could_be_used`` is None while nobody
    judged it. ``is_listed`` is False for a site that the City gave up: its reports still name it.
    """

    id: str
    name: str
    department: str
    kind: str
    address: str
    zip: str
    district: str
    areas: tuple[AreaFact, ...]
    responsible: str
    responsible_title: str
    office_email: str
    office_phone: str
    could_be_used: bool | None
    use: Use
    is_listed: bool
    longitude: float | None
    latitude: float | None
    revision: int


def site(*, id: str, known: datetime) -> SiteFact | None:
    """Return one site as it was known at a moment, also one that was given up; None if there is none."""
    row = Site.objects.filter(pk=id.strip().upper()).first()
    return next(iter(facts([row], known=known)), None) if row is not None else None


def sites(*, department: str, known: datetime) -> tuple[SiteFact, ...]:
    """Return the sites that a department had at a moment, by name."""
    found = _ever_of(department=department, known=known)
    return tuple(
        fact
        for fact in facts(found, known=known)
        if fact.is_listed and (not department or fact.department == department)
    )


def count(*, department: str = "", known: datetime) -> int:
    """Return how many sites a department, or the whole City, had at a moment."""
    now = Site.objects.filter(changed_at__lte=known, is_listed=True)
    steady = now.filter(department=department) if department else now
    moved = Site.objects.filter(changed_at__gt=known)
    return steady.count() + sum(
        1
        for _, record, _ in _as_known(moved.values_list("pk", flat=True), known=known)
        if record.is_listed and (not department or record.department == department)
    )


def facts(rows: Iterable[Site], *, known: datetime) -> tuple[SiteFact, ...]:
    """Return sites as they were known at a moment, in the order given; those that came later are left out."""
    listed = list(rows)
    later = {
        key: fact_of(id=key, record=record, revision=number)
        for key, record, number in _as_known([row.pk for row in listed if row.changed_at > known], known=known)
    }
    found = (
        later.get(row.pk)
        if row.changed_at > known
        else fact_of(id=row.pk, record=record_of(row), revision=row.revision)
        for row in listed
    )
    return tuple(fact for fact in found if fact is not None)


def record_of(row: Site) -> SiteRecord:
    """Return what a row keeps."""
    return records.from_json({name: getattr(row, name) for name in FIELDS})


def fact_of(*, id: str, record: SiteRecord, revision: int) -> SiteFact:
    """Return a record as others see it."""
    return SiteFact(
        id=id,
        name=record.name,
        department=record.department,
        kind=record.kind,
        address=record.address,
        zip=record.zip,
        district=record.district,
        areas=tuple(AreaFact(id=area.id, name=area.name, access=area.access) for area in record.areas),
        responsible=record.responsible,
        responsible_title=record.responsible_title,
        office_email=record.office_email,
        office_phone=record.office_phone,
        could_be_used=record.could_be_used,
        use=record.use,
        is_listed=record.is_listed,
        longitude=record.longitude,
        latitude=record.latitude,
        revision=revision,
    )


def _ever_of(*, department: str, known: datetime) -> QuerySet[Site]:
    """Return the sites that a department has, and those that changed since and may have been its own."""
    rows = Site.objects.order_by("sort_name", "pk")
    if not department:
        return rows.filter(Q(is_listed=True) | Q(changed_at__gt=known))
    return rows.filter(Q(department=department, is_listed=True) | Q(changed_at__gt=known))


def _as_known(ids: Iterable[str], *, known: datetime) -> Sequence[tuple[str, SiteRecord, int]]:
    """Return the state that each of these sites had at a moment."""
    wanted = list(ids)
    if not wanted:
        return ()
    rows = (
        SiteRevision.objects.filter(site__in=wanted, at__lte=known)
        .order_by("site", "-number")
        .distinct("site")
        .values_list("site_id", "record", "number")
    )
    return [(str(key), records.from_json(record), number) for key, record, number in rows]
