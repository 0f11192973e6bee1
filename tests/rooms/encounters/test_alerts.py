"""First alerts: who may send one, whom it rings, that ten are one, and what a wrong clock does."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from standing.hall.audit.api import SYSTEM
from standing.hall.mail.models import Letter
from standing.hall.pager import api as pager
from standing.hall.pager.models import Call, Ring
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.encounters import actions
from standing.rooms.encounters.models import Alert, Decision, Report
from standing.rooms.encounters.queries import alerts as queries
from standing.rooms.encounters.rules.alerts import TooMany, WrongCode
from standing.rooms.obligations import api as obligations
from tests.make import encounters as make
from tests.make.encounters import NOW, Town

MINUTE = timedelta(minutes=1)


def rung() -> set[str]:
    return {row.to[0] for row in Letter.objects.filter(about="pager")}


def test_of_somebody_signed_in_everybody_is_told_at_once(town: Town):
    fact = make.alert(town, by=town.worker)
    assert fact.is_confirmed
    pager.send_due(at=NOW)
    assert rung() == {"liaison@streets.example", "office@town.example", "clerk@town.example"}
    assert Report.objects.get().number == "E-2026-00001"


def test_within_five_minutes_liaison_mayor_and_office_have_it(town: Town):
    make.alert(town, by=town.worker)
    for minute in range(5):
        pager.send_due(at=NOW + minute * MINUTE)
    sent = Ring.objects.filter(sent_at__isnull=False)
    assert {"liaison@streets.example", "office@town.example", "clerk@town.example"} <= {one.to for one in sent}
    assert max(one.sent_at - NOW for one in sent) < 5 * MINUTE


def test_from_a_card_it_rings_the_department_and_nobody_else(town: Town):
    fact = make.alert(town, code=make.card(town))
    assert fact.state == "unconfirmed"
    for minute in range(60):
        pager.send_due(at=NOW + minute * MINUTE)
    assert rung() == {"liaison@streets.example", "head@streets.example"}
    assert Report.objects.count() == 0


def test_a_confirmation_tells_the_rest_and_begins_the_report(town: Town):
    fact = make.alert(town, code=make.card(town))
    pager.send_due(at=NOW)
    confirmed = actions.confirm_alert(alert=fact.id, by=town.liaison, at=NOW + MINUTE)
    pager.send_due(at=NOW + MINUTE)
    assert confirmed.report is not None
    assert rung() == {"liaison@streets.example", "office@town.example", "clerk@town.example"}
    assert Call.objects.get(key=queries.call_key(fact.id)).answered_at is not None


def test_a_dismissal_needs_a_reason_and_tells_nobody(town: Town):
    fact = make.alert(town, code=make.card(town))
    with pytest.raises(Refused, match="Say why"):
        actions.dismiss_alert(alert=fact.id, reason=" ", by=town.liaison, at=NOW)
    with pytest.raises(Refused, match="Nobody is named"):
        actions.dismiss_alert(alert=fact.id, reason="It was Mr. Vance.", by=town.liaison, at=NOW)
    actions.dismiss_alert(alert=fact.id, reason="A film crew.", by=town.liaison, at=NOW)
    pager.send_due(at=NOW + 60 * MINUTE)
    assert rung() == set()
    assert queries.opened(id=fact.id, by=town.liaison).reason == "A film crew."


def test_it_is_decided_once(town: Town):
    fact = make.alert(town, code=make.card(town))
    actions.confirm_alert(alert=fact.id, by=town.liaison, at=NOW)
    with pytest.raises(NotNow):
        actions.dismiss_alert(alert=fact.id, reason="A film crew.", by=town.head, at=NOW)
    with pytest.raises(NotNow):
        actions.confirm_alert(alert=fact.id, by=town.head, at=NOW)
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("who", ["liaison", "backup", "head", "coordinator"])
def test_who_decides(town: Town, who: str):
    fact = make.alert(town, code=make.card(town))
    assert actions.confirm_alert(alert=fact.id, by=getattr(town, who), at=NOW).is_confirmed


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("counsel", NotAllowed),
        ("auditor", NotAllowed),
        ("inspector", NotAllowed),
        ("stranger", NotFound),
        ("worker", NotFound),
    ],
)
def test_who_does_not(town: Town, who: str, refusal: type[Refused]):
    fact = make.alert(town, code=make.card(town))
    with pytest.raises(refusal):
        actions.confirm_alert(alert=fact.id, by=getattr(town, who), at=NOW)
    assert Decision.objects.count() == 0


def test_taking_it_in_hand_stops_the_ringing_and_decides_nothing(town: Town):
    fact = make.alert(town, code=make.card(town))
    actions.take_alert(alert=fact.id, by=town.liaison, at=NOW)
    assert pager.send_due(at=NOW + 60 * MINUTE) == 0
    assert queries.opened(id=fact.id, by=town.liaison).alert.state == "unconfirmed"


def test_the_same_alert_ten_times_is_one(town: Town):
    code, key = make.card(town), uuid.uuid4()
    facts = {make.alert(town, code=code, key=key, at=NOW + number * MINUTE).id for number in range(10)}
    assert len(facts) == Alert.objects.count() == Call.objects.count() == 1


@pytest.mark.parametrize("code", ["", "nonsense", "a" * 26])
def test_without_a_card_there_is_no_alert(town: Town, code: str):
    with pytest.raises(WrongCode):
        actions.raise_alert(
            **make.TOLD, site=town.site, seen_at=NOW, key=uuid.uuid4(), channel="card", code=code,
            by=SYSTEM, at=NOW,
        )  # fmt: skip
    assert Alert.objects.count() == 0


def test_a_card_that_was_taken_back_sends_nothing(town: Town):
    code = make.card(town)
    row = queries.code_of(token=code)
    assert row is not None
    actions.revoke_code(code=row.pk, by=town.liaison, at=NOW)
    with pytest.raises(WrongCode):
        make.alert(town, code=code)
    with pytest.raises(NotNow):
        actions.revoke_code(code=row.pk, by=town.liaison, at=NOW)


def test_a_code_is_read_as_people_type_it(town: Town):
    code = make.card(town)
    typed = " ".join(code[at : at + 4] for at in range(0, len(code), 4)).upper()
    assert make.alert(town, code=typed).site == town.site


def test_no_table_holds_a_code(town: Town):
    code = make.card(town)
    with connection.cursor() as cursor:
        cursor.execute("SELECT encounters_sitecode::text FROM encounters_sitecode")
        (row,) = cursor.fetchone() or ("",)
    assert code not in row


def test_who_makes_cards(town: Town):
    assert actions.make_code(site=town.site, by=town.liaison, at=NOW)
    for who in (town.stranger, town.head, town.auditor):
        with pytest.raises(NotAllowed):
            actions.make_code(site=town.site, by=who, at=NOW)


def test_one_card_cannot_flood(town: Town):
    code = make.card(town)
    for _ in range(30):
        make.alert(town, code=code)
    with pytest.raises(TooMany):
        make.alert(town, code=code)
    assert make.alert(town, code=code, at=NOW + timedelta(minutes=61))


def test_a_phone_a_day_ahead_or_behind_is_put_right(town: Town):
    day = timedelta(days=1)
    for skew in (day, -day):
        fact = make.alert(town, code=make.card(town), seen_at=NOW + skew - 4 * MINUTE, phone_now=NOW + skew)
        row = Alert.objects.get(pk=fact.id)
        assert (row.seen_at, row.told_at, row.received_at) == (NOW - 4 * MINUTE, NOW + skew - 4 * MINUTE, NOW)
        assert row.is_clock_doubtful


@pytest.mark.parametrize(
    ("told", "seen", "doubtful"),
    [
        (timedelta(days=1), timedelta(), True),
        (-timedelta(days=2), -timedelta(days=2), True),
        (-timedelta(hours=3), -timedelta(hours=3), False),
        (MINUTE, timedelta(), False),
    ],
)
def test_a_time_that_cannot_be_is_marked_and_never_refused(
    town: Town, told: timedelta, seen: timedelta, doubtful: bool
):
    fact = make.alert(town, seen_at=NOW + told)
    assert (fact.seen_at, fact.is_clock_doubtful) == (NOW + seen, doubtful)


@pytest.mark.parametrize(
    "spot", ["next to Mr. Lopez", "where the undocumented man stood", "call 213-555-0144", "x" * 201]
)
def test_words_that_name_or_describe_are_refused(town: Town, spot: str):
    with pytest.raises(Refused):
        make.alert(town, spot=spot)
    assert Alert.objects.count() == 0


def test_tricks_with_invisible_signs_are_taken_out(town: Town):
    fact = make.alert(town, spot="north\u202elot\u200b \u2066gate")
    told = queries.opened(id=fact.id, by=town.liaison).told
    assert told is not None
    assert told.spot == "northlot gate"


def test_the_path_keeps_steps_and_drops_the_rest(town: Town):
    assert make.alert(town, path=["N1b", "N5b", "<script>", "x y", ""]).path == ("N1b", "N5b")


def test_it_is_an_event_for_the_department(town: Town):
    make.alert(town)
    (duty,) = (
        one for one in obligations.obligations(known=NOW) if any(kind.id == "activity-report" for kind in one.kinds)
    )
    proof = obligations.explain(obligation=duty.id, department="streets", at=NOW + MINUTE, inside=True)
    assert proof.pair.status not in {"met", "not applicable"}
    assert Report.objects.get().department_class == "public-works"


def test_one_sees_the_alerts_of_ones_department(town: Town):
    fact = make.alert(town, code=make.card(town))
    for who in (town.liaison, town.backup, town.head, town.coordinator, town.counsel, town.inspector, town.auditor):
        assert list(queries.listed(by=who))
    for who in (town.stranger, town.worker, town.manager):
        assert not list(queries.listed(by=who))
        with pytest.raises(NotFound):
            queries.opened(id=fact.id, by=who)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE encounters_alert SET site = 'S-9'",
        "UPDATE encounters_alert SET box = 'x'::bytea",
        "UPDATE encounters_alert SET box = NULL",
        "DELETE FROM encounters_alert",
        "TRUNCATE encounters_alert CASCADE",
        "UPDATE encounters_decision SET is_confirmed = false",
        "DELETE FROM encounters_decision",
        "UPDATE encounters_report SET kind = 'arrest'",
        "DELETE FROM encounters_report",
    ],
)
def test_the_database_keeps_what_was_told(town: Town, sql: str):
    make.alert(town)
    with (
        pytest.raises(Exception, match=r"Cannot|does not change|never emptied|forgotten|decision_to"),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; {sql}")


def test_nobody_is_in_the_department_so_the_coordinator_hears(town: Town):
    code = actions.make_code(site=town.other_site, by=town.manager, at=NOW)
    make.alert(town, code=code)
    pager.send_due(at=NOW + 60 * MINUTE)
    assert rung() == {"office@town.example", "clerk@town.example"}
