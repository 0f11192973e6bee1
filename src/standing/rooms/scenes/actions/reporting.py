"""The monthly report: made, given, and made again to see that nothing has changed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.obligations import api as obligations
from standing.rooms.scenes import permissions, queries
from standing.rooms.scenes.actions._feeding import duties
from standing.rooms.scenes.models import Handing, Report
from standing.rooms.scenes.rules import reports as rules
from standing.rooms.scenes.rules.scenes import MONTHLY


@transaction.atomic
def make_report(*, month: str, by: User, at: datetime) -> int:
    """
    This will freeze the report of a month that is over, a month of zeros too, and return its number.

    Made anew after a correction it gets the next number; without any change it stays the one it was.

    :raises NotAllowed: if the person does not write the log
    :raises NotNow: if the month is not over, or is not reported
    """
    permissions.check_is_police(by=by)
    if month not in queries.report_months(at=at):
        raise NotNow("This month is not over yet, or came before the first report.")
    body = queries.make_body(month=month, known=at)
    sha256 = sha256_hex(body)
    last = Report.objects.select_for_update().filter(month=month).order_by("-number").first()
    if last is not None and last.sha256 == sha256:
        return last.number
    row = Report.objects.create(
        month=month,
        number=(last.number if last is not None else 0) + 1,
        body=body,
        sha256=sha256,
        rules_version=rules.RULES_VERSION,
        known_at=at,
        made_by=by,
    )
    audit.record(
        verb="scenes.make_report",
        subject=f"scenes:report:{month}",
        by=by,
        at=at,
        facts={"number": row.number, "sha256": sha256},
    )
    return row.number


@transaction.atomic
def give_report(*, month: str, number: int, given_on: date, by: User, at: datetime) -> None:
    """
    This will note the day on which a report was heard, and put it on record as evidence for the month it was due in.

    :raises NotAllowed: if the person does not write the log
    :raises NotFound: if it was not made
    :raises NotNow: if it was given before, or a newer one was made
    :raises Refused: if that day is still to come, or before it was made
    """
    permissions.check_is_police(by=by)
    row = Report.objects.select_for_update().filter(month=month, number=number).first()
    if row is None:
        raise NotFound("This report was not made.")
    if Report.objects.filter(month=month, number__gt=number).exists():
        raise NotNow("This report was made anew since. Give the newest one.")
    if Handing.objects.filter(report=row).exists():
        raise NotNow("This report was given before.")
    if not rules.first_of(rules.after(month)) <= given_on <= queries.today(at=at):
        raise Refused("Give the day on which it was heard: after the month, and not one to come.")
    Handing.objects.create(report=row, given_on=given_on, noted_at=at, noted_by=by)
    audit.record(
        verb="scenes.give_report",
        subject=f"scenes:report:{month}",
        by=by,
        at=at,
        facts={"number": number, "sha256": row.sha256, "given_on": given_on.isoformat()},
    )
    log, period = queries.log_of(known=at), rules.after(month)
    for duty in duties(log=log, at=at).get(MONTHLY, ()):
        obligations.record_evidence(
            obligation=duty,
            department=log.department,
            kind=MONTHLY,
            period=period,
            source=f"scenes:report:{month}:{number}:{duty}",
            title=f"Report on scenes, {month}",
            sha256=row.sha256,
            version=str(number),
            true_from=at,
            by=by,
            at=at,
        )


def replay_report(*, month: str, number: int) -> bool:
    """
    This will make a report again from what was known then, and say whether every byte is the same. Nothing changes.

    :raises NotFound: if it was not made
    """
    made = queries.report(month=month, number=number)
    return queries.make_body(month=month, known=made.known_at) == made.body
