"""What happens to a message, from its sending until its words are deleted."""

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.audit import api as audit
from standing.hall.mail.models import Letter
from standing.hall.sealed import api as sealed
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from standing.rooms.contact import actions, api, queries
from standing.rooms.contact.models import Answer, Hold, Message
from standing.rooms.contact.rules import messages as rules
from standing.rooms.contact.rules import retention
from standing.rooms.contact.rules.messages import NEXT, AnswerBy, Busy, Channel, SafeTime, State
from tests.make import contact as make

STILL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
TEXT = "Please tell me where the clinic is. Call after six."
PHONE = "213-555-0199"


def everything_in_the_database() -> str:
    """Return every row of every table as text, boxes in hexadecimal."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def test_what_was_written_lies_sealed_and_the_rest_is_little(town, now):
    code = make.send(at=now, text=TEXT, answer_by=AnswerBy.PHONE, contact=PHONE, safe_time=SafeTime.EVENING)

    row = Message.objects.get()
    assert (row.topic, row.language, row.channel, row.answer_by, row.state) == ("help", "en", "web", "phone", "new")
    assert row.day.isoformat() == "2026-07-13"
    kept = everything_in_the_database()
    assert "help" in kept
    for secret in (TEXT, PHONE, "evening", code, code.replace("-", ""), TEXT.encode().hex()):
        assert secret not in kept
    assert json.loads(sealed.open_box(box=row.box, about=queries.about(row))) == {
        "text": TEXT, "contact": PHONE, "safe_time": "evening",
    }  # fmt: skip
    moments = [field.name for field in Message._meta.get_fields() if "DateTime" in type(field).__name__]
    assert moments == []


def test_a_box_moved_to_another_message_does_not_open(town, now, desk):
    one = make.message(at=now, text="one")
    two = Message.objects.create(
        fingerprint="ab" * 32, topic="help", language="en", channel="web", answer_by="code", day=one.day, box=one.box
    )

    assert actions.read_message(message=one.pk, by=desk, at=now).content.text == "one"
    with pytest.raises(sealed.NotOpened):
        actions.read_message(message=two.pk, by=desk, at=now)


def test_the_day_is_the_citys_not_utcs(town):
    late = make.local("2026-07-13 23:30")
    assert late.utctimetuple().tm_mday == 14
    assert make.message(at=late).day.isoformat() == "2026-07-13"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"topic": "cars"}, "no such topic"),
        ({"language": "xx"}, "no such language"),
        ({"answer_by": AnswerBy.PHONE, "contact": ""}, "phone number"),
        ({"answer_by": AnswerBy.PHONE, "contact": "call me"}, "phone number"),
        ({"answer_by": AnswerBy.EMAIL, "contact": "a@b"}, "e-mail"),
        ({"answer_by": AnswerBy.EMAIL, "contact": "a@b.example,c@d.example"}, "e-mail"),
        ({"answer_by": AnswerBy.EMAIL, "contact": "a@b.example\nBcc: c@d.example"}, "e-mail"),
        ({"text": "x" * 2001}, "too long"),
        ({"text": "My brother is undocumented."}, "immigration status"),
        ({"text": "Nació en Puebla."}, "born"),
        ({"text": "A 123 456 789"}, "A-number"),
    ],
)
def test_what_cannot_be_answered_or_may_not_be_kept_is_not_taken_in(town, now, changed, says):
    recorded = audit.count_waiting()
    with pytest.raises(Refused, match=says):
        make.send(at=now, **changed)
    assert Message.objects.count() == 0
    assert audit.count_waiting() == recorded


def test_a_contact_is_kept_only_where_it_is_needed(town, now, desk):
    row = make.message(at=now, contact=PHONE, answer_by=AnswerBy.CODE)
    assert actions.read_message(message=row.pk, by=desk, at=now).content.contact == ""


def test_the_same_code_sends_nothing_twice(town, now):
    code = sealed.new_code()
    assert {make.send(at=now, code=code), make.send(at=now, code=code)} == {code}
    assert Message.objects.count() == 1
    assert make.send(at=now) != code
    assert Message.objects.count() == 2


def test_the_deed_of_sending_keeps_its_day_only(town, now):
    row = make.message(at=now)
    [deed] = audit.records_about(subject=str(row.pk))
    assert (deed.verb, deed.actor) == ("contact.send_message", "anonymous")
    assert (deed.at.hour, deed.at.minute) == (0, 0)
    assert dict(deed.facts) == {"topic": "help", "language": "en", "channel": "web"}


# Reading and answering


def test_nobody_reads_without_a_record(town, now, desk, auditor):
    row = make.message(at=now, text=TEXT)
    with pytest.raises(NotAllowed):
        actions.read_message(message=row.pk, by=auditor, at=now)

    opened = actions.read_message(message=row.pk, by=desk, at=now)
    actions.read_message(message=row.pk, by=desk, at=now)

    assert opened.content.text == TEXT
    assert opened.message.state == State.OPEN
    deeds = [(deed.verb, deed.actor) for deed in audit.records_about(subject=str(row.pk))]
    assert deeds.count(("contact.read_message", str(desk.pk))) == 2
    assert [name for deed, name in queries.deeds(id=row.pk) if deed.verb == "contact.read_message"] == [
        "Sample Desk"
    ] * 2


def test_an_answer_is_read_with_the_code_and_lies_sealed(town, now, desk):
    code = make.send(at=now)
    row = Message.objects.get()
    assert api.status(code=code, at=now).state == State.NEW
    actions.read_message(message=row.pk, by=desk, at=now)
    actions.answer_message(message=row.pk, text="The library opens at ten.", by=desk, at=now)
    actions.refer_message(message=row.pk, text="Sample Food Bank, 213-555-0111", by=desk, at=now + timedelta(days=1))

    found = api.status(code=code.lower(), at=now + timedelta(days=1))

    assert found.state == State.REFERRED
    assert [(one.kind, one.text) for one in found.answers] == [
        ("answer", "The library opens at ten."), ("referral", "Sample Food Bank, 213-555-0111"),
    ]  # fmt: skip
    assert "library" not in everything_in_the_database()


def test_a_code_of_nobody_finds_nothing_and_a_mistyped_one_asks_no_table(town, now, django_assert_num_queries):
    make.send(at=now)
    with pytest.raises(NotFound):
        api.status(code=sealed.new_code(), at=now)
    with pytest.raises(sealed.NotACode):
        api.status(code="7QK4-M2XD-91TX", at=now)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4001, "She is undocumented."])
def test_an_answer_must_say_something_that_may_be_kept(town, now, desk, text):
    row = make.message(at=now)
    actions.read_message(message=row.pk, by=desk, at=now)
    with pytest.raises(Refused):
        actions.answer_message(message=row.pk, text=text, by=desk, at=now)
    row.refresh_from_db()
    assert (row.state, Answer.objects.count()) == (State.OPEN, 0)


def test_only_the_desk_answers_assigns_and_closes(town, now, desk, counsel):
    row = make.message(at=now)
    actions.read_message(message=row.pk, by=desk, at=now)
    for deed in (
        lambda by: actions.assign_message(message=row.pk, to=desk.pk, by=by, at=now),
        lambda by: actions.answer_message(message=row.pk, text="Hello", by=by, at=now),
        lambda by: actions.refer_message(message=row.pk, text="Hello", by=by, at=now),
        lambda by: actions.close_message(message=row.pk, by=by, at=now),
    ):
        with pytest.raises(NotAllowed):
            deed(counsel)
        deed(desk)
    assert queries.message(id=row.pk, at=now).assigned_to == "Sample Desk"


def test_a_message_is_assigned_to_the_desk_only(town, now, desk, counsel):
    row = make.message(at=now)
    with pytest.raises(NotFound):
        actions.assign_message(message=row.pk, to=counsel.pk, by=desk, at=now)


DEEDS = {
    State.OPEN: lambda row, by, at: actions.read_message(message=row.pk, by=by, at=at),
    State.ANSWERED: lambda row, by, at: actions.answer_message(message=row.pk, text="Hello", by=by, at=at),
    State.REFERRED: lambda row, by, at: actions.refer_message(message=row.pk, text="There", by=by, at=at),
    State.CLOSED: lambda row, by, at: actions.close_message(message=row.pk, by=by, at=at),
}


@STILL
@given(wanted=st.lists(st.sampled_from(sorted(DEEDS)), max_size=7))
def test_whatever_is_tried_in_whatever_order_the_table_decides(town, now, desk, wanted):
    row = make.message(at=now)
    state, answers = State.NEW, 0
    for step in wanted:
        reads, again = step is State.OPEN, step is state and step in {State.ANSWERED, State.REFERRED}
        allowed = reads or again or step in NEXT[state]
        if allowed:
            with transaction.atomic():
                DEEDS[step](row, desk, now)
            state = step if not reads or state is State.NEW else state
            answers += step in {State.ANSWERED, State.REFERRED}
        else:
            with pytest.raises(NotNow), transaction.atomic():
                DEEDS[step](row, desk, now)
        row.refresh_from_db()
        assert (row.state, Answer.objects.filter(message=row).count()) == (state, answers)


@pytest.mark.parametrize("wanted", list(State))
@pytest.mark.parametrize("state", list(State))
def test_the_database_keeps_the_same_table(town, now, state, wanted):
    row = make.message(at=now)
    for step in _way_to(state):
        Message.objects.filter(pk=row.pk).update(state=step)
    if wanted in NEXT[state] or wanted == state:
        Message.objects.filter(pk=row.pk).update(state=wanted)
    else:
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.filter(pk=row.pk).update(state=wanted)


def _way_to(state: State) -> list[State]:
    return {State.NEW: [], State.OPEN: [State.OPEN]}.get(state, [State.OPEN, state])


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE contact_message SET topic = 'rights'",
        "UPDATE contact_message SET day = day - 1",
        "UPDATE contact_message SET box = 'x'",
        "UPDATE contact_message SET fingerprint = repeat('a', 64)",
        "UPDATE contact_message SET box = NULL",
        "UPDATE contact_message SET forgotten_on = day + 40",
        "UPDATE contact_message SET box = NULL, fingerprint = NULL, forgotten_on = day",
        "DELETE FROM contact_message",
        "TRUNCATE contact_message CASCADE",
        "UPDATE contact_answer SET box = 'x'",
        "DELETE FROM contact_answer",
    ],
)
def test_the_database_refuses_what_no_action_does(town, now, desk, deed):
    row = make.message(at=now)
    actions.read_message(message=row.pk, by=desk, at=now)
    actions.answer_message(message=row.pk, text="Hello", by=desk, at=now)
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


# Forgetting


def test_words_are_deleted_when_their_time_is_over_with_a_record_each(town, now, desk):
    code = make.send(at=now)
    row = Message.objects.get()
    actions.read_message(message=row.pk, by=desk, at=now)
    actions.answer_message(message=row.pk, text="Hello", by=desk, at=now)

    assert actions.forget_messages(at=now + timedelta(days=30)) == 0
    assert api.status(code=code, at=now + timedelta(days=30)).answers != ()
    assert actions.forget_messages(at=now + timedelta(days=31)) == 1
    assert actions.forget_messages(at=now + timedelta(days=31)) == 0

    row.refresh_from_db()
    assert (row.box, row.fingerprint, row.forgotten_on.isoformat()) == (None, None, "2026-08-13")
    assert Answer.objects.count() == 0
    with pytest.raises(NotFound):
        api.status(code=code, at=now + timedelta(days=31))
    *_, deed = audit.records_about(subject=str(row.pk))
    assert (deed.verb, deed.actor, dict(deed.facts)) == (
        "contact.forget_message", "system", {"came": "2026-07-13", "kept_days": 30},
    )  # fmt: skip
    with pytest.raises(NotNow):
        actions.read_message(message=row.pk, by=desk, at=now + timedelta(days=31))
    assert queries.counts(from_day=row.day, until_day=row.day).total == 1


def test_a_hold_stops_deletion_and_the_database_too(town, now, counsel, desk):
    row = make.message(at=now)
    later = now + timedelta(days=40)
    with pytest.raises(NotAllowed):
        actions.begin_hold(by=desk, at=now)
    actions.begin_hold(by=counsel, at=now)
    with pytest.raises(NotNow):
        actions.begin_hold(by=counsel, at=now)

    assert actions.forget_messages(at=later) == 0
    with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic():
        Message.objects.filter(pk=row.pk).update(box=None, fingerprint=None, forgotten_on=later.date())

    with pytest.raises(NotAllowed):
        actions.end_hold(by=desk, at=later)
    actions.end_hold(by=counsel, at=later)
    with pytest.raises(NotNow):
        actions.end_hold(by=counsel, at=later)
    assert actions.forget_messages(at=later) == 1
    assert [hold.ended_at for hold in queries.holds()] == [later]
    with pytest.raises(DatabaseError), transaction.atomic():
        Hold.objects.update(ended_at=None, ended_by=None)


def test_nothing_is_deleted_before_counsel_approved_the_time(town, now):
    make.message(at=now)
    make.load_town(town, at=now, desk=make.DESK.replace("approval: approved", "approval: needed"), version="2")
    assert actions.forget_messages(at=now + timedelta(days=400)) == 0
    make.load_town(town, at=now, version="3")
    assert actions.forget_messages(at=now + timedelta(days=400)) == 1


@given(day=st.dates(), days=st.integers(1, 3660), later=st.integers(0, 4000))
def test_a_message_is_kept_exactly_as_many_days_as_the_pack_says(day, days, later):
    try:
        today = day + timedelta(days=later)
        until = retention.kept_until(day=day, days=days)
        first = retention.came_before(today=today, days=days)
    except OverflowError:
        return
    assert (day < first) == (later > days) == (today > until)


# Notices, gates, counts


def test_the_office_is_told_once_that_messages_wait_and_nothing_of_them(town, now, desk):
    make.send(at=now, text=TEXT)
    make.send(at=now, text=TEXT)

    assert [actions.send_notices(at=now), actions.send_notices(at=now)] == [2, 0]

    letter = Letter.objects.get()
    assert letter.to == ["desk@town.example"]
    assert "2" in letter.body
    for told in (TEXT, "help", "en\n"):
        assert told not in letter.body
    make.send(at=now)
    assert actions.send_notices(at=now) == 1
    assert Letter.objects.count() == 2


def test_too_many_messages_within_a_minute_wait_for_the_next(town, now):
    said = {"topic": "help", "text": "", "answer_by": "code", "contact": "", "language": "en", "channel": "311"}
    for _ in range(5):
        api.send_message(**said, at=now)
    with pytest.raises(Busy):
        api.send_message(**said, at=now + timedelta(seconds=59))
    api.send_message(**said, at=now + timedelta(seconds=60))
    assert Message.objects.filter(channel=Channel.CALL).count() == 6


def test_after_many_wrong_codes_right_ones_wait_a_minute_too(town, now):
    code = make.send(at=now)
    for _ in range(3):
        with pytest.raises(NotFound):
            api.status(code=sealed.new_code(), at=now)
    for tried in (code, sealed.new_code()):
        with pytest.raises(Busy):
            api.status(code=tried, at=now)
    assert api.status(code=code, at=now + timedelta(minutes=1)).state == State.NEW


def test_counts_are_by_topic_and_language(town, now, desk):
    for language, topic in (("en", "help"), ("en", "rights"), ("ar", "help")):
        make.send(at=now, language=language, topic=topic)
    actions.read_message(message=Message.objects.filter(language="ar").get().pk, by=desk, at=now)

    counts = queries.counts(from_day=now.date(), until_day=now.date())

    assert counts.total == 3
    assert [(row.code, row.total) for row in counts.topics] == [("help", 2), ("rights", 1)]
    assert [(row.code, row.cells) for row in counts.languages] == [("en", (2, 0, 0, 0, 0)), ("ar", (0, 1, 0, 0, 0))]
    yesterday = now.date() - timedelta(days=1)
    assert queries.counts(from_day=yesterday, until_day=yesterday).total == 0


@given(st.text(max_size=60))
def test_no_contact_that_passes_can_break_a_line(said):
    for way in (AnswerBy.PHONE, AnswerBy.EMAIL):
        try:
            tidy = rules.tidy_contact(answer_by=way, contact=said)
        except Refused:
            continue
        assert "\n" not in tidy.strip("\n") or way is AnswerBy.PHONE
        assert "," not in tidy
