"""Writing, approving, cancelling and moving, and what everybody sees of it."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.audit import api as audit
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.agenda import actions, api, queries
from standing.rooms.agenda.models import Change, Event, Revision
from standing.rooms.agenda.rules import events as rules
from standing.rooms.agenda.rules.events import Kind, Reason
from tests.make import agenda as make

WEEK = timedelta(days=7)
INSERT = 'INSERT INTO agenda_change (event_id, kind, occurrence, "to", reason, made_by_id, made_at)'


def shown(at: datetime, days: int = 60, **asked: str) -> list[tuple[str, str, bool]]:
    """Return what lists say: local start, title, whether it is cancelled."""
    found = queries.occurrences(language="en", from_at=at, until_at=at + timedelta(days=days), **asked)
    return [(f"{one.starts_at:%m-%d %H:%M}", one.title.text, one.is_cancelled) for one in found]


def test_nothing_is_public_before_a_second_person_approves_it(now, editor, coordinator):
    event = make.write(by=editor, at=now)
    assert shown(now) == []
    assert [one.event for one in queries.waiting()] == [event]

    with pytest.raises(NotAllowed):
        make.approve(event, by=editor, at=now)
    make.approve(event, by=coordinator, at=now)

    assert shown(now) == [("07-14 18:00", "Legal clinic", False)]
    assert queries.waiting() == ()
    assert {deed.verb for deed in audit.records_about(subject=str(event))} == {
        "agenda.write_event",
        "agenda.approve_event",
    }


def test_a_coordinator_approves_no_words_of_their_own(now, coordinator):
    event = make.write(by=coordinator, at=now)
    with pytest.raises(NotAllowed):
        make.approve(event, by=coordinator, at=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.update(approved_by=coordinator, approved_at=now)


def test_what_is_approved_is_what_was_seen_and_neutral(now, editor, coordinator):
    event = make.write(by=editor, at=now)
    seen = Revision.objects.get().sha256
    make.write(by=editor, at=now, event=event, title="Another title")
    newest = Revision.objects.get(number=2).sha256
    approve = {"event": event, "by": coordinator, "at": now}
    with pytest.raises(NotNow):
        actions.approve_event(seen_sha256=seen, is_neutral=True, **approve)
    with pytest.raises(Refused, match="takes no side"):
        actions.approve_event(seen_sha256=newest, is_neutral=False, **approve)
    actions.approve_event(seen_sha256=newest, is_neutral=True, **approve)
    with pytest.raises(NotNow):
        actions.approve_event(seen_sha256=newest, is_neutral=True, **approve)


def test_the_approved_words_stay_until_the_new_ones_are_approved(now, editor, coordinator):
    event = make.public(editor=editor, coordinator=coordinator, at=now)
    make.write(by=editor, at=now, event=event, title="New words", series=make.once("2026-07-20 10:00"))
    assert shown(now) == [("07-14 18:00", "Legal clinic", False)]
    make.approve(event, by=coordinator, at=now + timedelta(hours=1))
    assert shown(now + timedelta(hours=1)) == [("07-20 10:00", "New words", False)]
    assert [start for start, *_ in shown(now)] == ["07-14 18:00"]  # as it was known then


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"title": "Rally for our rights"}, "takes no side"),
        ({"about": "Come and protest with us."}, "takes no side"),
        ({"about": "Vote for her."}, "takes no side"),
        ({"organiser": "Campaign to elect Sample"}, "takes no side"),
        ({"about": "We tell you where ICE is."}, "where officers are"),
        ({"about": "Maria is undocumented and tells her story."}, "immigration status"),
        ({"topic": "party"}, "topic"),
        ({"district": "south"}, "district"),
        ({"languages": ("xx",)}, "languages"),
        ({"place": "", "online": ""}, "Say where"),
        ({"booking": "call", "phone": ""}, "number to call"),
        ({"is_free": False, "cost": ""}, "what it costs"),
        ({"checked_on": date(2026, 7, 14)}, "lies ahead"),
        ({"series": make.weekly(until="2026-07-14", skipped=("2026-07-14 18:00",))}, "left out"),
    ],
)
def test_what_an_event_may_not_say(now, editor, changed, says):
    with pytest.raises(Refused, match=says):
        make.write(by=editor, at=now, **changed)
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "title",
    [
        "Know your rights at work",
        "What happens in March",
        "Talk with the candidate list of free lawyers"[:9],
        "Strike a match: camp safety",
    ],
)
def test_plain_words_pass(now, editor, title):
    assert make.write(by=editor, at=now, title=title)


def test_who_does_not_write_writes_nothing(now, editor, coordinator, auditor):
    event = make.public(editor=editor, coordinator=coordinator, at=now)
    for deed in (
        lambda: make.write(by=auditor, at=now),
        lambda: actions.cancel_event(event=event, occurrence=None, reason=Reason.PLACE, by=auditor, at=now),
        lambda: actions.restore_event(event=event, occurrence=None, by=auditor, at=now),
        lambda: make.approve(make.write(by=editor, at=now), by=auditor, at=now),
    ):
        with pytest.raises(NotAllowed):
            deed()


# Times


def test_one_time_is_cancelled_moved_and_put_back(now, editor, coordinator):
    event = make.public(editor=editor, coordinator=coordinator, at=now, series=make.weekly(until="2026-07-28"))
    first, second = datetime(2026, 7, 14, 18), datetime(2026, 7, 21, 18)
    said = {"event": event, "by": editor, "at": now}

    actions.cancel_event(occurrence=first, reason=Reason.PLACE, **said)
    actions.move_event(occurrence=second, to=datetime(2026, 7, 30, 9, 30), reason=Reason.WEATHER, **said)

    title = "Legal clinic"
    assert shown(now) == [("07-14 18:00", title, True), ("07-28 18:00", title, False), ("07-30 09:30", title, False)]
    last = queries.occurrences(language="en", from_at=now, until_at=now + 9 * WEEK)[-1]
    assert (last.moved_from, last.reason) == (make.local("2026-07-21 18:00"), Reason.WEATHER)
    assert shown(make.local("2026-07-29 12:00")) == [("07-30 09:30", title, False)]  # it outlives the series

    for occurrence in (first, second):
        actions.restore_event(occurrence=occurrence, **said)
    assert shown(now) == [("07-14 18:00", title, False), ("07-21 18:00", title, False), ("07-28 18:00", title, False)]
    assert queries.event(id=event, at=now).sequence == 4


def test_a_whole_event_is_cancelled_and_put_back(now, editor, coordinator):
    event = make.public(editor=editor, coordinator=coordinator, at=now, series=make.weekly(until="2026-07-21"))
    said = {"event": event, "occurrence": None, "by": coordinator, "at": now}
    actions.cancel_event(reason=Reason.HELPERS, **said)
    assert [off for *_, off in shown(now)] == [True, True]
    with pytest.raises(NotNow):
        actions.cancel_event(reason=Reason.HELPERS, **said)
    actions.restore_event(**said)
    assert [off for *_, off in shown(now)] == [False, False]
    with pytest.raises(NotNow):
        actions.restore_event(**said)


def test_a_change_of_what_cannot_be_changed_is_refused(now, editor, coordinator):
    event = make.public(editor=editor, coordinator=coordinator, at=now, series=make.weekly(until="2026-07-28"))
    waiting = make.write(by=editor, at=now)
    first = datetime(2026, 7, 14, 18)
    later = make.local("2026-07-15 09:00")
    cases = [
        (NotFound, {"occurrence": datetime(2026, 7, 15, 18)}, now),
        (NotNow, {"occurrence": first}, later),
        (NotNow, {"event": waiting, "occurrence": None}, now),
        (NotNow, {"occurrence": None}, make.local("2026-08-30 09:00")),
    ]
    for kind, asked, at in cases:
        with pytest.raises(kind):
            actions.cancel_event(**{"event": event, "reason": Reason.PLACE, "by": editor, "at": at, **asked})
    for to in (datetime(2026, 7, 1, 9), datetime(2026, 7, 21, 18)):
        with pytest.raises(NotNow):
            actions.move_event(event=event, occurrence=first, to=to, reason=Reason.PLACE, by=editor, at=now)
    with pytest.raises(NotNow):
        actions.restore_event(event=event, occurrence=first, by=editor, at=now)
    assert Change.objects.count() == 0


def test_what_is_over_vanishes_at_its_end_and_its_address_knows_it(now, editor, coordinator):
    event = make.public(editor=editor, coordinator=coordinator, at=now)
    end = make.local("2026-07-14 19:30")
    assert len(shown(end - timedelta(seconds=1))) == 1
    assert shown(end) == []
    assert queries.events(language="en", at=end) == ()
    assert queries.event(id=event, at=end).is_over(at=end)


def test_lists_can_be_narrowed(now, editor, coordinator):
    people = {"editor": editor, "coordinator": coordinator, "at": now}
    make.public(title="A", topic="talk", languages=("ar",), **people)
    make.public(title="B", interpreters=("ar",), district="", **people)
    make.public(title="C", **people)
    assert sorted(title for _, title, _ in shown(now)) == ["A", "B", "C"]
    assert sorted(title for _, title, _ in shown(now, spoken="ar")) == ["A", "B"]
    assert [title for _, title, _ in shown(now, topic="talk")] == ["A"]
    assert sorted(title for _, title, _ in shown(now, district="north")) == ["A", "C"]
    assert shown(now, topic="talk", spoken="en") == []


@pytest.mark.parametrize("number", [1, 4])
def test_a_list_asks_a_fixed_number_of_questions(now, editor, coordinator, number, django_assert_max_num_queries):
    for _ in range(number):
        make.public(editor=editor, coordinator=coordinator, at=now, series=make.weekly())
    with django_assert_max_num_queries(12):
        assert len(shown(now)) == 7 * number


def test_words_are_handed_to_translators_when_they_are_approved(now, editor, coordinator):
    event = make.write(by=editor, at=now)
    key = f"{rules.page_key(event)}:title"
    assert translations.said(keys=[key], language="en") == {}
    make.approve(event, by=coordinator, at=now)
    assert translations.said(keys=[key], language="en")[key].text == "Legal clinic"
    assert translations.page_state(page=rules.page_key(event), language="ar").total == 3
    [fact] = queries.events(language="ar", at=now)
    assert (fact.title.text, fact.title.is_fallback) == ("Legal clinic", True)


def test_words_with_html_are_not_approved(now, editor, coordinator):
    event = make.write(by=editor, at=now, about="<b>Come</b> <script>alert(1)</script>")
    with pytest.raises(Refused):
        make.approve(event, by=coordinator, at=now)


# The door


def test_the_door_tells_times_and_pages(now, editor, coordinator):
    event = make.public(editor=editor, coordinator=coordinator, at=now, series=make.weekly())
    [one, *_] = api.events(language="en", from_at=now, until_at=now + WEEK)
    assert (one.id, one.starts_at) == (event, make.local("2026-07-14 18:00"))
    paths = {page.path for page in api.published_pages(now)}
    assert {
        "/events/", "/events/feed.ics", "/events/feed.atom", "/events/share/",
        "/events/topic/clinic/feed.ics", "/events/language/en/feed.ics", f"/events/{event}/", f"/events/{event}/event.ics",
    } <= paths  # fmt: skip
    assert not {"/events/find/", "/events/embed/"} & paths  # asked for with choices; framed by others


def stamps(at: datetime) -> dict[str, str]:
    return {page.path: page.stamp for page in api.published_pages(at)}


def test_one_changed_event_touches_its_own_pages_and_the_lists_only(now, editor, coordinator):
    people = {"editor": editor, "coordinator": coordinator, "at": now}
    one = make.public(series=make.weekly(), **people)
    two = make.public(series=make.weekly(), topic="talk", **people)
    before = stamps(now)
    assert stamps(now + timedelta(minutes=5)) == before

    actions.cancel_event(event=one, occurrence=datetime(2026, 7, 21, 18), reason=Reason.PLACE, by=editor, at=now)

    moved = {path for path, stamp in stamps(now).items() if before[path] != stamp}
    assert {f"/events/{one}/", f"/events/{one}/event.ics", "/events/", "/events/topic/clinic/feed.ics"} <= moved
    assert not {f"/events/{two}/", "/events/topic/talk/feed.ics", "/events/share/"} & moved


def test_a_new_day_and_an_end_move_the_stamps(now, editor, coordinator):
    make.public(editor=editor, coordinator=coordinator, at=now, series=make.weekly())
    before, after = make.local("2026-07-14 19:29"), make.local("2026-07-14 19:30")
    assert stamps(before)["/events/"] != stamps(after)["/events/"]
    assert stamps(make.local("2026-07-16 23:59"))["/events/"] != stamps(make.local("2026-07-17 00:00"))["/events/"]


def test_a_pack_without_an_agenda_has_no_events(db, tmp_path, now):
    make.load_town(tmp_path, at=now, agenda="")
    assert api.events(language="en", from_at=now, until_at=now + WEEK) == ()
    assert list(api.published_pages(now)) == []
    assert api.topics(language="en", at=now) == ()


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE agenda_revision SET content = '{}'",
        "UPDATE agenda_revision SET ends_at = now()",
        "UPDATE agenda_revision SET approved_at = approved_at + interval '1 day'",
        "DELETE FROM agenda_revision",
        "DELETE FROM agenda_event",
        "TRUNCATE agenda_event CASCADE",
        "UPDATE agenda_change SET kind = 'restored'",
        "DELETE FROM agenda_change",
        f"{INSERT} SELECT event_id, 'moved', '', '', 'place', made_by_id, made_at FROM agenda_change",
        f"{INSERT} SELECT event_id, 'cancelled', 'soon', '', 'place', made_by_id, made_at FROM agenda_change",
    ],
)
def test_the_database_refuses_what_no_action_does(now, editor, coordinator, deed):
    event = make.public(editor=editor, coordinator=coordinator, at=now)
    actions.cancel_event(event=event, occurrence=None, reason=Reason.PLACE, by=editor, at=now)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


def test_a_slot_knows_what_became_of_it():
    series = make.weekly(until="2026-07-21")
    assert [slot.is_cancelled for slot in rules.slots(series=series, changes=())] == [False, False]
    off = rules.ChangeFact(
        kind=Kind.CANCELLED, occurrence=series.local_starts[0], reason=Reason.FULL, to=None, at=make.local("2026-07-01 09:00"), by=""
    )  # fmt: skip
    assert [slot.is_cancelled for slot in rules.slots(series=series, changes=(off,))] == [True, False]
