"""What is published: the essentials, the pages, and why a service has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.deadlines import local_day
from standing.rooms.services.models import Found, Organization, Service
from standing.rooms.services.queries import cards, listed, pack, texts
from standing.rooms.services.queries.facts import KindName, ServiceFact
from standing.rooms.services.rules.freshness import Freshness
from standing.rooms.services.rules.terms import Status


class Hidden(StrEnum):
    """Why a service has no page."""

    CLOSED = "closed"
    CLOSED_FOR_A_TIME = "closed-for-a-time"
    NOT_OFFERED = "not-offered"
    UNCHECKED = "unchecked"
    UNWANTED = "unwanted"


def why_hidden(*, service: Service, at: datetime) -> Hidden | None:
    """Return why everybody does not see a service; None if they do."""
    if service.do_not_list:
        return Hidden.UNWANTED
    by_status = {
        Status.DEFUNCT: Hidden.CLOSED,
        Status.TEMPORARILY_CLOSED: Hidden.CLOSED_FOR_A_TIME,
        Status.INACTIVE: Hidden.NOT_OFFERED,
    }
    if found := by_status.get(Status(service.status)):
        return found
    return None if listed.is_published(service, on=pack.today(at=at)) else Hidden.UNCHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Services of one kind."""

    kind: KindName
    services: tuple[ServiceFact, ...]


_MOST_OF_A_KIND = 8


def essentials(*, language: str, at: datetime) -> tuple[Group, ...]:
    """Return the services a phone should keep, by kind: at most a few of each, those for everywhere first."""
    known = pack.directory(known=at)
    today = pack.today(at=at)
    picked: dict[str, list[UUID]] = {}
    for kind in known.essentials:
        rows = Found.objects.filter(
            language=known.first_language.lower(), shown_until__gte=today, tags__contains=[f"kind:{kind}"]
        )
        first = list(
            rows.filter(tags__contains=["everywhere"]).order_by("-fresh_until", "service_id")[:_MOST_OF_A_KIND]
        )
        rest = list(
            rows.exclude(tags__contains=["everywhere"]).order_by("-fresh_until", "service_id")[:_MOST_OF_A_KIND]
        )
        picked[kind] = [row.service_id for row in [*first, *rest][:_MOST_OF_A_KIND]]
    wanted = list(dict.fromkeys(key for found in picked.values() for key in found))
    facts = {fact.id: fact for fact in cards.services(ids=wanted, language=language, at=at)}
    groups, seen, names = [], set[UUID](), texts.kinds(known, language=language)
    for code, keys in picked.items():
        if code not in names:
            continue
        mine = tuple(facts[key] for key in keys if key in facts and key not in seen)
        seen.update(one.id for one in mine)
        if mine:
            groups.append(Group(kind=names[code], services=mine))
    return tuple(groups)


MOST_PAGES = 20_000


def pages(*, at: datetime, homes: Mapping[str, str]) -> Iterator[Page]:
    """
    Yield the pages of the directory in every language; ``homes`` says where each language begins.

    A service's page changes with the service, its organisation, its age, its news and its translations.
    Of a very large directory only the essentials are written to disk; the rest the application draws when asked.
    """
    known, today = pack.directory(known=at), pack.today(at=at)
    rows = list(listed.published(at=at).select_related("organization").order_by("pk"))
    organizations = Organization.objects.aggregate(latest=Max("changed_at"))["latest"]
    own = {row.pk: _stamp(row, today=today) for row in rows}
    whole = sha256_hex(canonical([f"{key}:{stamp}" for key, stamp in own.items()]))
    zone = pack.zone(known=at)
    essential = {service.id for group in essentials(language=known.first_language, at=at) for service in group.services}
    if len(rows) * len(homes) > MOST_PAGES:
        rows = [row for row in rows if row.pk in essential]
    for language, home in homes.items():
        said = _translated(rows, language=language, first=known.first_language)
        everything = sha256_hex(canonical([whole, sorted(f"{key}:{one}" for key, one in said.items())]))
        yield Page(
            path=f"{home}help/",
            language=language,
            stamp=sha256_hex(canonical([known.pack, language])),
            title=_("Find help"),
            group="services",
            essential=True,
        )
        yield Page(
            path=f"{home}help/essentials/",
            language=language,
            stamp=everything,
            title=_("Whom to call first"),
            group="services",
            changed=local_day(organizations, zone) if organizations is not None else None,
            essential=True,
        )
        for row in rows:
            yield Page(
                path=f"{home}help/{row.pk}/",
                language=language,
                stamp=sha256_hex(canonical([own[row.pk], said.get(row.pk, "")])),
                title=row.name,
                group="services",
                changed=local_day(row.changed_at, zone),
                essential=row.pk in essential,
            )


def _stamp(row: Service, *, today: date) -> str:
    fresh = Freshness(checked_on=row.checked_on, fresh_until=row.fresh_until, shown_until=row.shown_until)
    has_alert = row.alert_until is not None and row.alert_until >= today
    return sha256_hex(
        canonical(
            [
                row.changed_at.isoformat(),
                row.organization.changed_at.isoformat(),
                str(row.checked_on),
                fresh.age(on=today).value,
                has_alert,
            ]
        )
    )


def _translated(rows: list[Service], *, language: str, first: str) -> dict[UUID, str]:
    """Return for each service with a translation the hash of what is shown in that language."""
    if language.lower() == first.lower() or not rows:
        return {}
    keys = [texts.key_of(row.pk, part) for row in rows for part in texts.TRANSLATED]
    found: dict[UUID, list[str]] = {}
    for key, said in translations.said(keys=keys, language=language).items():
        if not said.is_fallback:
            found.setdefault(UUID(key.split(":")[1]), []).append(f"{key}={said.text}={said.state}")
    return {key: sha256_hex(canonical(sorted(said))) for key, said in found.items()}
