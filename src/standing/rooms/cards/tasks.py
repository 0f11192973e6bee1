"""The clockwork of this room. It works from state: late, twice or never for a while does no harm."""

from __future__ import annotations

import logging
from datetime import timedelta

from standing.hall import clock
from standing.hall.audit import api as audit
from standing.hall.jobs.api import periodic, task
from standing.kernel.refusals import Refused
from standing.rooms.cards.actions import issuers
from standing.rooms.cards.queries import days, stock

_log = logging.getLogger(__name__)


@periodic(cron="*/2 * * * *", name="cards.work_queues")
def work_queues(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Carry every program's queue of loads on."""
    for program in stock.programs():
        work_queue(program.code)


@task(name="cards.work_queue")
def work_queue(program: str) -> None:
    """Carry one queue on; a second run finds it done."""
    try:
        worked = issuers.work_queue(program=program, by=audit.SYSTEM, at=clock.now())
    except Refused:
        return  # no issuer is set up: the page says so
    if worked.trouble:
        _log.warning("The issuer of a program was not reached: %s", worked.trouble)


@periodic(cron="17 10 * * *", name="cards.fetch_reports")
def fetch_reports(timestamp: int) -> None:  # noqa: ARG001 - the clock counts, not the plan
    """Ask each issuer for the reports of the last days that have not come."""
    now = clock.now()
    today = now.astimezone(days.zone(known=now)).date()
    for program in stock.programs():
        for day in days.days(program=program.code, through=today - timedelta(days=1), count=7):
            if day.is_closed or day.has_report:
                continue
            try:
                issuers.fetch_report(program=program.code, day=day.day, by=audit.SYSTEM, at=now)
            except Refused:
                break
