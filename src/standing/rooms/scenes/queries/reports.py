"""Monthly reports, samples, and what everybody may see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.kernel.deadlines import local_day
from standing.kernel.refusals import NotFound
from standing.rooms.scenes.models import Account, Draw, Report
from standing.rooms.scenes.queries.desk import log_of, log_or_none, today, zone
from standing.rooms.scenes.queries.scenes import entry_fact, last_accounts
from standing.rooms.scenes.rules import reports as rules
from standing.rooms.scenes.rules.reports import Line, MonthFact, ReportFact
from standing.rooms.scenes.rules.samples import DrawFact
from standing.rooms.scenes.rules.scenes import month_of, name_of


def lines_of(*, first: date, last: date, known: datetime) -> tuple[Line, ...]:
    """Return the scenes that began within these days, as they were known at a moment."""
    rows = last_accounts(known=known).select_related("scene", "written_by").filter(day__gte=first, day__lte=last)
    return tuple(_line(row) for row in rows.order_by("scene__year", "scene__number"))


def make_body(*, month: str, known: datetime) -> bytes:
    """Return the bytes of a month's report from what was known at a moment; again, the same bytes."""
    pack, log = packs.in_force(known=known), log_of(known=known)
    assert pack is not None, "there is a log, so there is a pack"
    first = rules.first_of(month)
    return rules.body(
        month=month,
        city=pack.info.name,
        department=log.department,
        divisions=[one.id for one in log.divisions],
        records="sample" if installation.is_sample() else "city",
        lines=lines_of(first=first, last=rules.first_of(rules.after(month)) - timedelta(days=1), known=known),
    )


def report_months(*, at: datetime) -> tuple[str, ...]:
    """Return the months that are over and reported, the newest first."""
    log = log_or_none(known=at)
    return tuple(reversed(rules.months(first=log.first_report, until=today(at=at)))) if log is not None else ()


def reports() -> tuple[ReportFact, ...]:
    """Return every report that was made, the newest month first; one question."""
    rows = Report.objects.select_related("made_by", "handing", "handing__noted_by").order_by("-month", "-number")
    return tuple(_report(row) for row in rows)


def report(*, month: str, number: int) -> ReportFact:
    """Return one report. :raises NotFound: if it was not made"""
    rows = Report.objects.select_related("made_by", "handing", "handing__noted_by")
    row = rows.filter(month=month, number=number).first()
    if row is None:
        raise NotFound("This report was not made.")
    return _report(row)


def draws() -> tuple[DrawFact, ...]:
    """Return every sample, the newest first."""
    return tuple(draw_fact(row) for row in Draw.objects.select_related("committed_by").order_by("-committed_at", "pk"))


def draw_fact(row: Draw) -> DrawFact:
    """Return a sample as a fact; the seed only if it was told."""
    return DrawFact(
        id=row.pk,
        first=row.first,
        last=row.last,
        size=row.size,
        commitment=row.commitment,
        committed_at=row.committed_at,
        committed_by=str(row.committed_by),
        seed=row.seed,
        scenes=tuple(row.scenes),
        out_of=len(row.pool),
        drawn_at=row.drawn_at,
    )


def public_months(*, at: datetime) -> tuple[MonthFact, ...]:
    """Return the months everybody may see, the newest first, each as it was known when it was first shown."""
    pack, log = packs.in_force(known=at), log_or_none(known=at)
    if pack is None or log is None:
        return ()
    delay, found = pack.thresholds.activity_delay_days, []
    for month in report_months(at=at):
        shown = _shown_from(month, delay=delay)
        if shown > today(at=at):
            continue
        known = datetime.combine(shown, time(), tzinfo=zone(known=at))
        found.append(
            rules.public(
                month=month,
                shown_from=shown,
                divisions=[one.id for one in log.divisions],
                of=[division for division, counted in _counted(known=known, delay=delay) if counted == month],
                least=pack.thresholds.small_count,
            )
        )
    return tuple(found)


def public_stamp(*, at: datetime) -> str:
    """Return what changes when the public page changes: the newest month shown."""
    pack = packs.in_force(known=at)
    if pack is None:
        return "none"
    delay = pack.thresholds.activity_delay_days
    months = (month for month in report_months(at=at) if _shown_from(month, delay=delay) <= today(at=at))
    return next(iter(months), "none")


def _counted(*, known: datetime, delay: int) -> Iterator[tuple[str, str]]:
    """Yield division and month of each scene: the month it began, or in which it was written down if that was shown."""
    clock = zone(known=known)
    rows = last_accounts(known=known).values_list("division", "day", "scene__recorded_at")
    for division, day, recorded_at in rows:
        month, recorded = month_of(day), local_day(recorded_at, clock)
        yield division, month if recorded < _shown_from(month, delay=delay) else month_of(recorded)


def _shown_from(month: str, *, delay: int) -> date:
    return rules.first_of(rules.after(month)) + timedelta(days=delay)


def _line(row: Account) -> Line:
    return Line(
        name=name_of(year=row.scene.year, number=row.scene.number),
        day=row.day,
        entry=entry_fact(row),
        entries=row.number,
    )


def _report(row: Report) -> ReportFact:
    body = bytes(row.body)
    handing = getattr(row, "handing", None)
    return ReportFact(
        month=row.month,
        number=row.number,
        sha256=row.sha256,
        body=body,
        content=json.loads(body),
        known_at=row.known_at,
        made_by=str(row.made_by),
        given_on=handing.given_on if handing is not None else None,
        given_by=str(handing.noted_by) if handing is not None else "",
    )


def names_in(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the names of scenes."""
    return tuple(line.name for line in lines)
