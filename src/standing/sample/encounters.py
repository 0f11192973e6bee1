"""What might have been seen on City property, and how the liaisons reported it. Every text says that it is a sample."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from PIL import Image

from standing.hall.accounts.api import User
from standing.hall.audit.api import SYSTEM
from standing.hall.files.api import Mark
from standing.hall.pack import api as packs
from standing.hall.pager import api as pager
from standing.rooms.encounters import actions, permissions
from standing.rooms.encounters.actions.months import Entered
from standing.rooms.encounters.models import Report
from standing.rooms.encounters.rules import figures
from standing.rooms.encounters.rules.report import SECTIONS
from standing.rooms.sites import api as sites
from standing.rooms.sites.api import SiteFact

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_MANY = 14  # in the first month, so that one count is large enough to be shown
_SEEN = (
    ("sighting", "perimeter", "north lot", "Two officers spoke with people on the sidewalk and left."),
    ("staging", "perimeter", "lower parking level", "Four vehicles stood in the lot; nobody asked for anything."),
    ("access-request", "non-public", "staff door", "Three officers asked to come into the staff area."),
    ("records-request", "public", "front desk", "They asked for video of the lobby from the day before."),
    ("arrest", "public", "front steps", "One person was arrested outside the main door."),
    ("document-served", "public", "front desk", "They left a paper and asked that it be passed on."),
    ("impersonation", "perimeter", "gate", "Two people in vests would not say which agency they were from."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who acts: the liaisons by department, and people of the city."""

    liaisons: Mapping[str, User]
    coordinator: User
    counsel: User
    inspector: User
    property: User


def write(*, desk: Desk, first: datetime, until: datetime, random: Random) -> None:
    """Write it all; a city without sites of these departments has nothing to tell."""
    pack = packs.in_force(known=until)
    places = [
        place
        for department, liaison in desk.liaisons.items()
        if permissions.can_write(by=liaison, department=department)
        for place in sites.sites(department=department, known=until)[:3]
    ]
    if pack is None or not places:
        return
    moments = _moments(first, until, pack.zone, random)
    cards = [actions.make_code(site=place.id, by=desk.property, at=until - 30 * _DAY) for place in places[:3]]
    reports: list[Report] = []
    for number, moment in enumerate(moments):
        place = places[number % len(places)]
        reports.append(_alert(desk, place, moment, number=number, is_last=number >= len(moments) - 2))
    _sealed(desk, reports, until)
    _from_cards(cards, desk, places, until)
    _months(desk, until, pack.zone)
    _books(desk, reports, until, pack.zone)


def _alert(desk: Desk, place: SiteFact, at: datetime, *, number: int, is_last: bool) -> Report:
    kind, area, spot, words = _SEEN[number % len(_SEEN)]
    liaison = desk.liaisons[place.department]
    fact = actions.raise_alert(
        site=place.id,
        area=area,
        spot=f"{spot} (sample)",
        seen_at=at - 4 * _MINUTE,
        is_ongoing=number % 3 == 0,
        kind=kind,
        reporter="Sample desk clerk",
        callback="213-555-0190",
        path=("N1c",) if kind == "staging" else ("N1b", "N2", "N5b") if kind == "access-request" else ("N1a",),
        key=uuid.uuid5(uuid.NAMESPACE_OID, f"standing sample alert {number}"),
        channel="staff",
        by=liaison,
        at=at,
    )
    pager.send_due(at=at + _MINUTE / 2, durable=False)
    actions.take_alert(alert=fact.id, by=liaison, at=at + 2 * _MINUTE)
    report = Report.objects.get(alert=fact.id)
    if is_last:
        return report
    later = at + 150 * _MINUTE
    for section in SECTIONS:
        said = _said(section.id, kind=kind, area=area, spot=spot, words=words, at=at, zone_of=report)
        if said:
            actions.save_draft(report=report.pk, section=section.id, answers=said, by=liaison, at=later)
    actions.submit_report(report=report.pk, seen_version=0, by=liaison, at=later)
    if number % 2 == 0:
        actions.close_report(report=report.pk, by=liaison, at=later + _DAY)
    return report


def _said(
    section: str, *, kind: str, area: str, spot: str, words: str, at: datetime, zone_of: Report
) -> dict[str, str]:
    """Return what a liaison would write: what is asked of everybody, and a sentence."""
    pack = packs.in_force(known=zone_of.opened_at)
    local = at.astimezone(pack.zone) if pack is not None else at
    moment = f"{local:%Y-%m-%dT%H:%M}"
    written: dict[str, dict[str, str]] = {
        "place": {"area": area, "spot": f"{spot} (sample)", "holder": "owner"},
        "time": {"started": moment, "liaison-told": moment, "mayor-told": moment},
        "officers": {"count": "3", "agency-stated": "ICE (sample)", "identified": "some", "covered": "some"},
        "request": {"asked": f"Sample: {words}", "purpose": "unstated", "person-sought": "no"},
        "paper": {"type": "administrative-warrant" if kind == "access-request" else "none"},
        "emergency": {"claimed": "no"},
        "response": {"consent": "no", "consulted": "supervisor, liaison", "access": "none"},
        "events": {
            "detained": "1" if kind == "arrest" else "0",
            "worker-detained": "no",
            "minors": "no",
            "force": "no",
            "injuries": "no",
        },
        "service": {"stopped": "no", "turned-away": "4", "staff-hours": "3"},
        "evidence": {"cameras": f"SAMPLE-{zone_of.number}"},
        "after": {"ordinance": "no", "law": "unknown", "lesson": "Sample: the card hangs where staff see it."},
    }
    return written.get(section, {})


def _sealed(desk: Desk, reports: Sequence[Report], until: datetime) -> None:
    """Seal officers in a few reports, a photograph in one; counsel opens one for a purpose, and holds another."""
    handed_in = [one for one in reports if Report.objects.filter(pk=one.pk, versions=1, state="open").exists()]
    for number, report in enumerate(handed_in[-4:]):
        liaison = desk.liaisons[report.department]
        at = min(report.opened_at + timedelta(hours=3), until)
        said = {"officers": f"Sample Officer {number + 1}, badge S-{1000 + number}", "plates": f"SAMPLE{number + 1}"}
        actions.seal_officers(report=report.pk, said=said, by=liaison, at=at)
    if not handed_in:
        return
    last = handed_in[-1]
    liaison, at = desk.liaisons[last.department], min(last.opened_at + timedelta(hours=4), until)
    actions.add_file(
        report=last.pk,
        content=_picture(),
        name="sample-lot.png",
        is_photo=True,
        reason="Sample: it shows how the vehicles blocked the exit.",
        blurred=(Mark(x=10, y=40, width=15, height=20),),
        by=liaison,
        at=at,
    )
    actions.open_officers(
        report=last.pk, purpose="Sample: preparing the answer to a records request.", by=desk.counsel, at=until
    )
    actions.place_hold(
        report=last.pk, reason="Sample: a case was announced.", order="Sample letter 7", by=desk.counsel, at=until
    )
    actions.save_draft(
        report=last.pk,
        section="events",
        answers={
            "detained": "0",
            "worker-detained": "no",
            "minors": "no",
            "force": "no",
            "injuries": "no",
            "damage": "Sample: a gate arm was bent.",
        },
        by=liaison,
        at=until,
    )
    actions.submit_report(
        report=last.pk, seen_version=1, reason="Sample: the damage was found the next morning.", by=liaison, at=until
    )


def _from_cards(cards: Sequence[str], desk: Desk, places: Sequence[SiteFact], until: datetime) -> None:
    """Two alerts from cards: one that was a mistake, one that waits for the liaison now."""
    for number, (card, place, ago) in enumerate(zip(cards, places, (9 * _DAY, 6 * _MINUTE), strict=False)):
        at = until - ago
        fact = actions.raise_alert(
            area="perimeter",
            spot="gate (sample)",
            seen_at=at,
            is_ongoing=number == 1,
            kind="sighting",
            reporter="Sample gate guard",
            callback="213-555-0191",
            path=("N1c",),
            key=uuid.uuid5(uuid.NAMESPACE_OID, f"standing sample card {number}"),
            channel="card",
            code=card,
            by=SYSTEM,
            at=at,
        )
        pager.send_due(at=at, durable=False)
        if number == 0:
            actions.dismiss_alert(
                alert=fact.id,
                reason="Sample: a film crew in costume.",
                by=desk.liaisons[place.department],
                at=at + 5 * _MINUTE,
            )


def _months(desk: Desk, until: datetime, zone: ZoneInfo) -> None:
    """Most liaisons say that the last month was quiet, where it was."""
    last = figures.month_of(until.astimezone(zone).date()) - _DAY
    month = figures.month_of(last)
    for number, (department, liaison) in enumerate(desk.liaisons.items()):
        busy = Report.objects.filter(department=department, seen_at__gte=_midnight(month, zone)).exists()
        if not busy and number % 4 and permissions.can_write(by=liaison, department=department):
            actions.attest_month(department=department, month=month, by=liaison, at=until)


def _books(desk: Desk, reports: Sequence[Report], until: datetime, zone: ZoneInfo) -> None:
    """Dispatch shows one call more than the reports of a day; a camera export belongs to no report."""
    if not reports:
        return
    last = reports[-1]
    day = last.seen_at.astimezone(zone).date()
    entered = [
        Entered(day=day, department=last.department, calls=2),
        Entered(day=day, department=last.department, camera="SAMPLE-CAM-31"),
        Entered(day=day, department=last.department, camera=f"SAMPLE-{reports[0].number}"),
    ]
    actions.enter_traces(entered=entered, by=desk.coordinator, at=until)


def _moments(first: datetime, until: datetime, zone: ZoneInfo, random: Random) -> list[datetime]:
    """Return when things were seen: many in the first month, then one or two a month, the last two lately."""
    start = first.astimezone(zone).date()
    days = [start + timedelta(days=random.randrange(2, 20)) for _ in range(_MANY)]
    month = figures.next_month(start)
    while month < until.astimezone(zone).date() - 20 * _DAY:
        days.append(month + timedelta(days=random.randrange(0, 26)))
        month = figures.next_month(month)
    found = [_at(day, zone, random) for day in days]
    found = sorted(moment for moment in found if first < moment < until - 3 * _DAY)
    return [*found, until - 26 * timedelta(hours=1), until - 4 * timedelta(hours=1)]


def _at(day: date, zone: ZoneInfo, random: Random) -> datetime:
    return datetime.combine(day, time(8), tzinfo=zone) + timedelta(minutes=random.randrange(0, 540))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)


def _picture() -> bytes:
    """Return a picture of nothing: grey, with lighter boxes."""
    picture = Image.new("RGB", (640, 400), (96, 104, 112))
    for place in range(3):
        picture.paste((160, 168, 176), (60 + place * 190, 180, 190 + place * 190, 300))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
