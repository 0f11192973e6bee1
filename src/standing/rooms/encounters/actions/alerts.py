"""First alerts: taken in once, rung for, confirmed or dismissed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM, Actor
from standing.hall.events import api as events
from standing.hall.pager import api as pager
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.encounters import permissions
from standing.rooms.encounters.models import Alert, Decision, Report
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.encounters.queries import chains, pack, places, reports
from standing.rooms.encounters.rules import alerts as rules
from standing.rooms.encounters.rules.alerts import AlertFact, Area, Channel, Kind, TooMany, WrongCode
from standing.rooms.encounters.rules.events import AlertConfirmed
from standing.rooms.obligations import api as obligations

EVENT = "enforcement-activity"
"""The kind of event that is born here. Which duties it sets off, and of whom, the pack says."""
_MOST_A_CARD, _WITHIN = 30, timedelta(hours=1)
_NUMBERS = 0x454E43  # the advisory lock of whoever gives a report its number


@transaction.atomic
def raise_alert(
    *,
    site: str = "",
    area: Area | str,
    spot: str,
    seen_at: datetime,
    is_ongoing: bool,
    kind: Kind | str,
    reporter: str,
    callback: str,
    path: Sequence[str] = (),
    key: UUID,
    channel: Channel | str,
    code: str = "",
    phone_now: datetime | None = None,
    by: Actor,
    at: datetime,
) -> AlertFact:
    """
    This will take in a first alert, once for each key, and ring for those who must know.

    Somebody who is signed in stands behind it: everybody is told. From a card or 311 it is unconfirmed, and rings
    for the department, whose confirmation tells the rest. ``seen_at`` is what the sender's clock told.

    :raises WrongCode: if neither an account nor a card nor 311 stands behind it
    :raises TooMany: if more came with one card than anybody could have seen
    :raises Refused: if the register has no such site, or words name or describe somebody
    """
    known = Alert.objects.select_related("decision", "report").filter(key=key).first()
    if known is not None:
        return queries.fact(known)
    sender = by if isinstance(by, User) else None
    card = queries.code_of(token=code) if code else None
    if sender is None and card is None and Channel(channel) != Channel.CITY_311:
        raise WrongCode("This card is not known, or it was replaced. Ask your supervisor for the new one.")
    if card is not None and Alert.objects.filter(code=card, received_at__gt=at - _WITHIN).count() >= _MOST_A_CARD:
        raise TooMany("Many alerts came from this card within the hour. Call your liaison.")
    place = places.site(id=card.site if card is not None else site, at=at)
    told = rules.told(spot=spot, reporter=reporter, callback=callback)
    seen = rules.settle(told_at=seen_at, received_at=at, phone_now=phone_now)

    row = Alert(
        key=key,
        department=place.department,
        site=place.id,
        site_name=place.name[:200],
        area=Area(area).value,
        kind=Kind(kind).value,
        channel=Channel(channel).value,
        is_ongoing=is_ongoing,
        seen_at=seen.at,
        told_at=seen.told_at,
        received_at=at,
        is_clock_doubtful=seen.is_doubtful,
        path=list(rules.check_path(path)),
        code=card,
        sent_by=sender,
    )
    row.box = sealed.seal(text=json.dumps(dict(rules.as_json(told))), about=queries.about(row))
    if not _insert(row):  # the same alert came a second time in the same moment
        return queries.fact(Alert.objects.select_related("decision", "report").get(key=key))
    audit.record(
        verb="encounters.raise_alert",
        subject=reports.alert_subject(row.pk),
        by=by,
        at=at,
        facts={"site": row.site, "department": row.department, "channel": row.channel, "kind": row.kind},
    )
    if sender is not None:
        _confirm(row, by=sender, at=at)
        targets = chains.of_everybody(department=row.department, at=at)
    else:
        targets = chains.of_department(department=row.department, at=at)
    file = pack.file_of(known=at)
    pager.ring(
        key=queries.call_key(row.pk),
        path=f"/staff/encounters/alerts/{row.pk}/",
        targets=targets,
        again_minutes=file.again_minutes,
        rounds=file.rounds,
        at=at,
    )
    return queries.fact(Alert.objects.select_related("decision", "report").get(pk=row.pk))


@transaction.atomic
def take_alert(*, alert: UUID, by: User, at: datetime) -> None:
    """
    This will note that somebody of the department has an alert in hand, so that nobody else is rung.

    :raises NotFound: if there is no such alert for this person
    :raises NotAllowed: if the person does not decide about it
    :raises NotNow: if somebody else has it
    """
    row = queries.alert(id=alert, by=by)
    permissions.check_can_decide(by=by, department=row.department)
    calls = pager.calls(keys=[queries.call_key(row.pk)])
    for call in calls.values():
        pager.answer(call=call.id, by=by, at=at)
    audit.record(verb="encounters.take_alert", subject=reports.alert_subject(row.pk), by=by, at=at)


@transaction.atomic
def confirm_alert(*, alert: UUID, by: User, at: datetime) -> AlertFact:
    """
    This will have somebody stand behind an alert: everybody else is told, and a report is begun.

    :raises NotFound: if there is no such alert for this person
    :raises NotAllowed: if the person does not decide about it
    :raises NotNow: if it was decided before
    """
    row = _undecided(alert, by=by)
    permissions.check_can_decide(by=by, department=row.department)
    _confirm(row, by=by, at=at)
    _answer_quietly(row, by=by, at=at)
    pager.ring(
        key=queries.rest_key(row.pk),
        path=f"/staff/encounters/alerts/{row.pk}/",
        targets=chains.of_rest(department=row.department, at=at),
        at=at,
    )
    return queries.fact(queries.alert(id=row.pk, by=by))


@transaction.atomic
def dismiss_alert(*, alert: UUID, reason: str, by: User, at: datetime) -> AlertFact:
    """
    This will record that an alert is not what it says, with the reason; nobody else is told.

    :raises NotFound: if there is no such alert for this person
    :raises NotAllowed: if the person does not decide about it
    :raises NotNow: if it was decided before
    :raises Refused: if no reason is given, or it names or describes somebody
    """
    row = _undecided(alert, by=by)
    permissions.check_can_decide(by=by, department=row.department)
    said = rules.tidy_block(reason, longest=rules.LONGEST_REASON)
    if not said:
        raise Refused("Say why: a wrong place, a film crew, an alert sent by mistake.")
    rules.check_words(said)
    decision = Decision(alert=row, is_confirmed=False, at=at, by=by)
    decision.box = sealed.seal(text=said, about=queries.about(decision, "why"))
    decision.save(force_insert=True)
    _answer_quietly(row, by=by, at=at)
    audit.record(verb="encounters.dismiss_alert", subject=reports.alert_subject(row.pk), by=by, at=at)
    return queries.fact(queries.alert(id=row.pk, by=by))


def _insert(row: Alert) -> bool:
    """Write an alert unless its key is taken; two senders of the same one never meet in an error."""
    Alert.objects.bulk_create([row], ignore_conflicts=True)
    return Alert.objects.filter(pk=row.pk).exists()


def _undecided(alert: UUID, *, by: User) -> Alert:
    row = queries.alert(id=alert, by=by)
    Alert.objects.select_for_update().get(pk=row.pk)
    if Decision.objects.filter(alert=row).exists():
        raise NotNow("Somebody has decided about this alert already.")
    return row


def _answer_quietly(row: Alert, *, by: User, at: datetime) -> None:
    """Stop the call of an alert that was decided, whoever took it."""
    for call in pager.calls(keys=[queries.call_key(row.pk)]).values():
        if call.is_open:
            pager.answer(call=call.id, by=by, at=at)


def _confirm(row: Alert, *, by: User, at: datetime) -> Report:
    Decision.objects.create(alert=row, is_confirmed=True, at=at, by=by)
    place = places.site(id=row.site, at=at)
    report = Report.objects.create(
        number=_next_number(at=at),
        alert=row,
        department=row.department,
        department_class=places.department_class(department=row.department, at=at),
        district=place.district[:40],
        site=row.site,
        site_name=row.site_name,
        kind=row.kind,
        seen_at=row.seen_at,
        opened_at=at,
    )
    audit.record(
        verb="encounters.confirm_alert",
        subject=reports.alert_subject(row.pk),
        by=by,
        at=at,
        facts={"report": str(report.pk), "number": report.number},
    )
    try:
        obligations.record_event(
            kind=EVENT,
            department=row.department,
            happened_at=row.seen_at,
            source=reports.alert_subject(row.pk),
            by=by,
            at=at,
        )
    except NotFound:
        audit.record(
            verb="encounters.no_duty", subject=reports.alert_subject(row.pk), by=SYSTEM, at=at,
            facts={"department": row.department},
        )  # fmt: skip
    events.emit(AlertConfirmed(alert=row.pk, department=row.department, at=at))
    return report


def _next_number(*, at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERS])
    year = pack.today(at=at).year
    last = (
        Report.objects.filter(number__startswith=f"E-{year}-")
        .order_by("-number")
        .values_list("number", flat=True)
        .first()
    )
    return f"E-{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:05d}"
