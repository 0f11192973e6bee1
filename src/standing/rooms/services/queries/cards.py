"""Services as pages show them, many at a time in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from standing.hall import memory
from standing.hall.translations.api import Said
from standing.rooms.services.models import Accessibility, RequiredDocument, Schedule, Service, ServiceArea
from standing.rooms.services.queries import listed, pack, texts
from standing.rooms.services.queries import values as value_queries
from standing.rooms.services.queries.facts import (
    HoursLine,
    KindName,
    PhoneFact,
    PlaceFact,
    ServiceFact,
    SpokenFact,
)
from standing.rooms.services.queries.pack import Ground
from standing.rooms.services.queries.values import Rows
from standing.rooms.services.rules import hours as hours_rules
from standing.rooms.services.rules.freshness import Freshness
from standing.rooms.services.rules.hours import Hours
from standing.rooms.services.rules.terms import Field, Freq


def service(*, id: UUID, language: str, at: datetime) -> ServiceFact:
    """Return one service in a language, merged ones by the record that stands for both. :raises NotFound: if none"""
    row = listed.find(id=id)
    return services(ids=[row.pk], language=language, at=at, whole=True)[0]


def services(*, ids: Sequence[UUID], language: str, at: datetime, whole: bool = False) -> tuple[ServiceFact, ...]:
    """Return these services in this order; ``whole`` adds what only the page of a service shows."""
    read = value_queries.rows(ids=ids)
    ground = pack.ground(at=at)
    said, kinds = texts.said_with_kinds(
        {key: texts.parts(row, read) for key, row in read.services.items()}, known=ground.directory, language=language
    )
    extra = memory.once_for_many((__name__, tuple(ids)), lambda: _Extra(read)) if whole else None
    days = value_queries.checked_days(values=value_queries.values(ids=ids, read=read), at=at) if whole else {}
    facts = []
    for key in ids:
        if (row := read.services.get(key)) is None:
            continue
        facts.append(
            _fact(
                row,
                read=read,
                said=said[key],
                ground=ground,
                kinds=kinds,
                extra=extra,
                openness=hours_rules.openness(
                    [hours_of(one) for _, one in read.hours_of(key)],
                    at=at,
                    is_holiday=ground.is_holiday,
                    closed_on_holidays=row.closed_on_holidays,
                    ahead=14 if whole else 1,
                ),
                checked=days.get(key, {}),
            )
        )
    return tuple(facts)


def all_published(*, language: str, at: datetime, of: QuerySet[Service] | None = None) -> tuple[ServiceFact, ...]:
    """Return every service that everybody may find, by name."""
    rows = listed.published(at=at) if of is None else of
    ids = list(rows.order_by("name", "id").values_list("pk", flat=True))
    return services(ids=ids, language=language, at=at)


def hours_of(row: Schedule) -> Hours:
    """Return the hours of a row."""
    return Hours(
        opens=row.opens_at,
        closes=row.closes_at,
        freq=Freq(row.freq) if row.freq else None,
        byday=row.byday,
        bymonthday=row.bymonthday,
        interval=row.interval or 1,
        begins=row.dtstart,
        first=row.valid_from,
        last=row.valid_to,
        until=row.until,
        count=row.count,
        zone=row.zone,
        note=texts.hours_note(row),
    )


class _Extra:
    """What only the page of a service shows."""

    def __init__(self, read: Rows) -> None:
        locations = {place.location_id for each in read.places.values() for place in each}
        self.access: dict[UUID, list[str]] = defaultdict(list)
        for row in Accessibility.objects.filter(location__in=locations).order_by("id"):
            self.access[row.location_id].append(" ".join(text for text in (row.description, row.details) if text))
        self.documents: dict[UUID, list[str]] = defaultdict(list)
        for paper in RequiredDocument.objects.filter(service__in=list(read.services)).order_by("document"):
            self.documents[paper.service_id].append(paper.document)
        self.areas: dict[UUID, list[str]] = defaultdict(list)
        for area in ServiceArea.objects.filter(service__in=list(read.services)).order_by("name"):
            if area.service_id is not None and area.name:
                self.areas[area.service_id].append(area.name)


def _fact(
    row: Service,
    *,
    read: Rows,
    said: Mapping[str, Said],
    ground: Ground,
    kinds: Mapping[str, KindName],
    extra: _Extra | None,
    openness: hours_rules.Openness,
    checked: Mapping[Field, date | None],
) -> ServiceFact:
    fresh = Freshness(checked_on=row.checked_on, fresh_until=row.fresh_until, shown_until=row.shown_until)
    known, names, today = ground.directory, ground.tongues, ground.today
    has_alert = row.alert_until is not None and today <= row.alert_until
    lines = hours_lines([(where, one) for where, one in read.hours_of(row.pk)], said=said)
    return ServiceFact(
        id=row.pk,
        name=said.get(texts.NAME) or unnamed(known.first_language),
        alternate_name=row.alternate_name,
        organization=row.organization.name,
        organization_id=row.organization_id,
        organization_website=row.organization.website,
        department=row.department,
        status=row.status,
        description=said.get(texts.DESCRIPTION),
        eligibility=said.get(texts.ELIGIBILITY),
        cost=said.get(texts.COST),
        applying=said.get(texts.APPLYING),
        interpreting=said.get(texts.INTERPRETING),
        alert=said.get(texts.ALERT) if has_alert else None,
        alert_until=row.alert_until if has_alert else None,
        is_free=row.is_free,
        by_appointment=row.by_appointment,
        closed_on_holidays=row.closed_on_holidays,
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        closed_on=row.closed_on,
        reopens_on=row.reopens_on,
        url=row.url,
        email=row.email,
        kinds=tuple(name for code, name in kinds.items() if code in row.categories),
        phones=tuple(
            PhoneFact(number=phone.number, extension=phone.extension, description=phone.description)
            for phone in read.phones_of(row.pk)
            if phone.number
        ),
        places=tuple(
            PlaceFact(
                id=place.location_id,
                name=place.location.name,
                kind=place.location.location_type,
                url=place.location.url,
                lines=_address(read, place.location_id),
                zip=next((one.postal_code for one in read.addresses[place.location_id] if one.postal_code), ""),
                district=place.location.district,
                district_name=known.districts.get(place.location.district, ""),
                point=(place.location.longitude, place.location.latitude)
                if place.location.longitude is not None and place.location.latitude is not None
                else None,
                transportation=place.location.transportation,
                access=tuple(extra.access[place.location_id]) if extra is not None else (),
                hours=tuple(lines.get(place.location_id, ())),
            )
            for place in read.places[row.pk]
        ),
        hours=tuple(lines.get(None, ())),
        rules=tuple(hours_of(one) for _, one in read.hours_of(row.pk)),
        languages=tuple(
            SpokenFact(
                code=spoken.code,
                own_name=names.get(spoken.code.lower(), (spoken.name or spoken.code, ""))[0],
                english_name=names.get(spoken.code.lower(), ("", spoken.name or spoken.code))[1],
                note=said.get(texts.language_part(spoken.code, place)),
            )
            for place, spoken in enumerate(read.languages_of(row.pk))
        ),
        documents=tuple(extra.documents[row.pk]) if extra is not None else (),
        areas=tuple(extra.areas[row.pk]) if extra is not None else (),
        freshness=fresh,
        age=fresh.age(on=today),
        limit_days=known.limit_days(row.categories),
        is_published=listed.is_published(row, on=today),
        is_sample=row.is_sample,
        changed_at=row.changed_at,
        checked={name: checked.get(name) for name in Field},
        openness=openness,
    )


def unnamed(first: str) -> Said:
    """Return the name of a service that has none: imports may be incomplete."""
    return Said(text="", language=first, direction="ltr", state="source", is_fallback=False)


def _address(read: Rows, location: UUID) -> tuple[str, ...]:
    for row in read.addresses[location]:
        if lines := address_lines(row.address_1, row.address_2, row.city, row.state_province, row.postal_code):
            return lines
    return ()


def address_lines(street: str, more: str, city: str, state: str, zip_code: str) -> tuple[str, ...]:
    """Return an address as people write it; nothing if it says nothing."""
    town = ", ".join(part for part in (city, f"{state} {zip_code}".strip()) if part)
    return tuple(line for line in (street, more, town) if line)


def hours_lines(
    rows: Sequence[tuple[UUID | None, Schedule]], *, said: Mapping[str, Said]
) -> dict[UUID | None, list[HoursLine]]:
    """Return hours by place, days with the same hours on one line."""
    found: dict[UUID | None, dict[tuple[object, ...], list[tuple[int, Schedule]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for number, (where, row) in enumerate(rows):
        is_plain = row.freq != Freq.MONTHLY and not row.bymonthday
        like: tuple[object, ...] = (
            (row.opens_at, row.closes_at, row.interval or 1, row.valid_from, row.valid_to, texts.hours_note(row))
            if is_plain
            else (row.pk,)
        )
        found[where][like].append((number, row))
    return {
        where: sorted((_line(group, said) for group in groups.values()), key=_in_the_week)
        for where, groups in found.items()
    }


def _in_the_week(line: HoursLine) -> tuple[object, ...]:
    return (line.is_monthly, line.first is not None, line.days, str(line.opens or ""))


def _line(group: Sequence[tuple[int, Schedule]], said: Mapping[str, Said]) -> HoursLine:
    first = hours_of(group[0][1])
    days = sorted({weekday for _, row in group for _, weekday in hours_of(row).weekdays})
    notes = {note.text: note for number, _ in group if (note := said.get(texts.hours_part(number))) is not None}
    return HoursLine(
        days=tuple(days),
        opens=first.opens,
        closes=first.closes,
        closes_next_day=first.closes_next_day,
        turns=tuple(sorted({nth for nth, _ in first.weekdays if nth is not None})),
        monthdays=first.monthdays,
        every=first.interval,
        is_monthly=first.freq is Freq.MONTHLY,
        first=first.first,
        last=first.last,
        notes=tuple(notes.values()),
    )
