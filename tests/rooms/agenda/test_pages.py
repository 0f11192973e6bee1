"""The pages: what everybody sees, what other sites may frame, what staff do."""

import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.rooms.agenda import actions, queries
from standing.rooms.agenda.models import Change, Event, Revision
from standing.rooms.agenda.rules.events import Reason
from standing.rooms.agenda.templatetags.agenda import locale_of, span_of
from tests.make import accounts
from tests.make import agenda as make
from tests.rooms.agenda.test_feeds import expanded

NOW = clock.now()
TODAY = NOW.astimezone(make.ZONE).date()
FRESH = {"checked_on": TODAY}


def ahead(days: int, hour: int = 18) -> str:
    """Return a local time so many days ahead."""
    return f"{TODAY + timedelta(days=days)} {hour}:00"


@pytest.fixture
def people(editor, coordinator):
    return {"editor": editor, "coordinator": coordinator, "at": clock.now()}


@pytest.fixture
def event(people):
    return make.public(
        title="Clinic on Tuesdays",
        series=make.weekly(ahead(2), str(TODAY + timedelta(days=30))),
        languages=("en", "ar"),
        interpreters=("no",),
        access=("wheelchair", "childcare"),
        seats=40,
        **FRESH,
        **people,
    )


def words(answer) -> str:
    return answer.content.decode()


def no_trace(answer) -> bool:
    return not answer.cookies and "cookie" not in answer.get("Vary", "").lower()


PUBLIC = ["/events/", "/events/find/?topic=clinic", "/events/share/", "/events/embed/", "/events/feed.ics", "/events/feed.atom", "/events/topic/clinic/feed.ics", "/events/language/ar/feed.ics"]  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/es", "/fa"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_answer_in_every_language_and_leave_no_trace(event, prefix, path):
    answer = Client().get(prefix + path)
    assert answer.status_code == 200
    assert no_trace(answer)
    assert re.findall(r'(?:src|action)="(?:https?:)?//', words(answer)) == []


def test_one_event_says_all_that_one_must_know(event):
    page = words(Client().get(f"/events/{event}/"))
    for said in ("Clinic on Tuesdays", "Talk with a lawyer.", "Bring your letters.", "Sample Library", "1 Sample Street",
                 "North side", "213-555-0111", "40 seats", "العربية", "norsk", "wheelchair", "looks after children",
                 "Free", "Sample Legal Aid", "Checked on", "We keep no list of who comes."):  # fmt: skip
        assert said in page
    assert page.count("<time ") >= 5
    assert 'itemtype="https://schema.org/Event"' in page
    assert "ld+json" not in page


def test_a_cancelled_time_is_crossed_out_and_says_why(event, editor):
    first = queries.event(id=event, at=clock.now()).slots[0].planned
    actions.cancel_event(event=event, occurrence=first, reason=Reason.INTERPRETER, by=editor, at=clock.now())
    for path in ("/events/", "/events/embed/", f"/events/{event}/"):
        page = words(Client().get(path))
        assert "<s>" in page
        assert "Cancelled" in page
    assert "There is no interpreter" in words(Client().get(f"/events/{event}/"))
    assert "EventCancelled" in words(Client().get("/events/"))


def test_the_whole_event_cancelled(event, editor):
    actions.cancel_event(event=event, occurrence=None, reason=Reason.PLACE, by=editor, at=clock.now())
    page = words(Client().get(f"/events/{event}/"))
    assert "This event is cancelled" in page
    assert "The place is closed" in page
    assert "STATUS:CANCELLED" in words(Client().get("/events/feed.ics"))


def test_an_event_that_is_over_says_so_and_is_in_no_list(people):
    over = make.public(title="Long gone", series=make.once(ahead(-3)), checked_on=TODAY - timedelta(days=5), **people)
    page = words(Client().get(f"/events/{over}/"))
    assert "This event is over" in page
    for path in PUBLIC:
        assert "Long gone" not in words(Client().get(path))


def test_an_event_nobody_approved_is_nowhere(editor):
    event = make.write(by=editor, at=clock.now(), title="Not yet")
    assert Client().get(f"/events/{event}/").status_code == 404
    assert Client().get(f"/events/{event}/event.ics").status_code == 404
    for path in PUBLIC:
        assert "Not yet" not in words(Client().get(path))


def test_an_old_check_is_said(people):
    event = make.public(series=make.once(ahead(3)), checked_on=TODAY - timedelta(days=31), **people)
    page = words(Client().get(f"/events/{event}/"))
    assert "Not checked since" in page
    assert "Call before you go" in page


def test_lists_are_narrowed_by_address_and_what_is_not_a_choice_does_no_harm(event, people):
    make.public(title="A talk", topic="talk", series=make.once(ahead(3)), **FRESH, **people)
    both = words(Client().get("/events/"))
    talk = words(Client().get("/events/find/?topic=talk"))
    assert "A talk" in both
    assert "Clinic on Tuesdays" in both
    assert "A talk" in talk
    assert "Clinic on Tuesdays" not in talk
    assert "No event fits" in words(Client().get("/events/find/?topic=talk&language=ar"))
    assert Client().get("/events/find/?topic=%3Cscript%3E&page=x").status_code == 200


def test_the_list_is_cut_into_weeks(event):
    page = words(Client().get("/events/"))
    titles = re.findall(r'<h2 id="week-\d+">(.*?)</h2>', page)
    assert len(titles) >= 4
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", ["/events/topic/party/feed.ics", "/events/language/xx/feed.ics"])
def test_a_feed_of_nothing_is_not_there(town, path):
    assert Client().get(path).status_code == 404


def test_the_feed_and_the_page_say_the_same_moments(event, editor):
    slots = queries.event(id=event, at=clock.now()).slots
    actions.cancel_event(event=event, occurrence=slots[1].planned, reason=Reason.PLACE, by=editor, at=clock.now())
    to = slots[2].planned + timedelta(hours=2)
    actions.move_event(event=event, occurrence=slots[2].planned, to=to, reason=Reason.PLACE, by=editor, at=clock.now())

    feed = Client().get(f"/events/{event}/event.ics")
    page = words(Client().get(f"/events/{event}/"))

    when = page[page.index('id="when"') : page.index("</section>", page.index('id="when"'))]
    shown = {
        datetime.fromisoformat(text).replace(tzinfo=None) for text in re.findall(r'<time datetime="([^"]+)"', when)
    }
    assert shown == {start for start, _ in expanded(feed.content).values()}
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    assert sorted(status for _, status in expanded(feed.content).values()).count("CANCELLED") == 1


def test_the_atom_feed_is_one(event):
    root = ET.fromstring(Client().get("/events/feed.atom").content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    ids = [entry.findtext("a:id", namespaces=space) for entry in root.findall("a:entry", space)]
    assert len(ids) == len(set(ids)) == 5
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"


def test_only_the_page_to_embed_may_be_framed(event):
    for path in ("/events/", "/events/share/", f"/events/{event}/"):
        answer = Client().get(path)
        assert answer["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    answer = Client().get("/events/embed/")
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "/staff/" not in words(answer)
    assert "<form" not in words(answer)
    assert "&lt;iframe src=" in words(Client().get("/events/share/"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Tuesday, December 1, 2026, 6:00\u202fPM – 7:30\u202fPM"),
        ("es", "martes, 1 de diciembre de 2026, 18:00 – 19:30"),
        ("zh-hant", "2026年12月1日 星期二, 下午6:00 – 晚上7:30"),
        ("zap", "Tuesday, December 1, 2026, 6:00\u202fPM – 7:30\u202fPM"),
    ],
)
def test_times_are_written_as_the_reader_writes_them(language, said):
    starts = make.local("2026-12-01 18:00")
    assert span_of(starts, starts + timedelta(minutes=90), language) == said


def test_an_end_on_another_day_says_which():
    starts = make.local("2026-12-01 22:00")
    assert span_of(starts, starts + timedelta(hours=4), "en").count("December") == 2


@pytest.mark.parametrize("code", ["es", "ko", "hy", "zh-hant", "zh-hans", "tl", "fa", "ru", "vi", "hi", "ja", "th", "km", "am", "pa", "ur", "he", "uk", "ar"])  # fmt: skip
def test_days_are_known_in_every_written_language(code):
    assert locale_of(code) is not None


# Staff

FORM = {
    "title": "New clinic", "about": "Come.\n\nBring letters.", "topic": "clinic", "day": ahead(4)[:10], "opens": "18:00",
    "closes": "19:30", "every": "week", "interval": "", "weekdays": [], "until": ahead(32)[:10], "skipped": ahead(11)[:10],
    "place": "Library", "address": "", "district": "north", "online": "", "booking": "walk-in", "phone": "", "seats": "",
    "languages": ["en", "ar"], "interpreters": [], "access": ["asl"], "cost": "", "organiser": "Sample Aid",
    "checked_on": str(TODAY),
}  # fmt: skip


@pytest.fixture
def writer(editor) -> Client:
    return accounts.client_of(editor)


@pytest.fixture
def approver(coordinator) -> Client:
    return accounts.client_of(coordinator)


def at(name: str, event: object) -> str:
    return reverse(f"agenda:{name}", kwargs={"event": event})


def test_from_the_form_to_the_public_page(writer, approver):
    new = reverse("agenda:new_event")
    preview = writer.post(new, {**FORM, "preview": "1"})
    assert preview.status_code == 200
    assert words(preview).count("<time ") == 4
    assert Event.objects.count() == 0

    assert writer.post(new, FORM).status_code == 302
    event = Event.objects.get().pk
    assert "wait for approval" in words(writer.get(at("show_event", event)))
    assert writer.post(at("approve_event", event), {}).status_code == 404
    seen = Revision.objects.get().sha256
    assert approver.post(at("approve_event", event), {"seen": seen}).status_code == 422
    assert approver.post(at("approve_event", event), {"seen": "x", "is_neutral": "on"}).status_code == 422
    assert approver.post(at("approve_event", event), {"seen": seen, "is_neutral": "on"}).status_code == 302
    assert "New clinic" in words(Client().get("/events/"))
    assert len(queries.event(id=event, at=clock.now()).slots) == 4


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"title": ""}, "title", "still empty"),
        ({"title": "Protest downtown"}, "title", "takes no side"),
        ({"about": "He was born in Puebla."}, "about", "born"),
        ({"opens": "18:00", "closes": "18:00"}, "closes", "another time"),
        ({"until": ""}, "until", "until when"),
        ({"until": str(TODAY)}, "until", "between the first day"),
        ({"until": str(TODAY + timedelta(days=800))}, "until", "between the first day"),
        ({"skipped": "never"}, "skipped", "2026-12-24"),
        ({"online": "http://x.example"}, "online", "https://"),
        ({"place": "", "online": ""}, "place", "Say where"),
        ({"booking": "call"}, "phone", "number to call"),
        ({"phone": "call me"}, "phone", "213-555-0142"),
        ({"languages": []}, "languages", "Choose an answer"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(writer, changed, field, says):
    answer = writer.post(reverse("agenda:new_event"), {**FORM, **changed})
    page = words(answer)
    assert answer.status_code == 422
    assert says in page[page.index(f"id_{field}_error") :][:500]
    assert "Sample Aid" in page
    assert Event.objects.count() == 0


def test_an_event_past_midnight_lasts_until_the_next_day(writer):
    writer.post(reverse("agenda:new_event"), {**FORM, "opens": "22:00", "closes": "01:00"})
    assert Revision.objects.get().content["series"]["minutes"] == 180


def test_an_event_is_changed_and_written_once_more_from_its_own_words(writer, event):
    page = words(writer.get(at("edit_event", event)))
    for said in ("Clinic on Tuesdays", "Bring your letters.", 'value="40"', 'value="18:00"', 'value="19:30"'):
        assert said in page
    like = words(writer.get(reverse("agenda:new_event") + f"?like={event}"))
    assert "Clinic on Tuesdays" in like
    assert writer.get(reverse("agenda:new_event") + "?like=nothing").status_code == 200
    assert writer.post(at("edit_event", event), FORM).status_code == 302
    assert [one.number for one in queries.revisions(event=event)] == [2, 1]


def test_times_are_cancelled_moved_and_put_back_on_the_page(writer, event):
    slots = queries.event(id=event, at=clock.now()).slots
    first, second = (slot.planned.strftime("%Y-%m-%dT%H:%M") for slot in slots[:2])
    show = at("show_event", event)
    assert writer.post(at("cancel_event", event), {"occurrence": first, "reason": "weather"}).status_code == 302
    assert writer.post(at("cancel_event", event), {"occurrence": first, "reason": "weather"}).status_code == 422
    new = {"occurrence": second, "reason": "place", "day": ahead(20)[:10], "clock": "11:30"}
    assert writer.post(at("move_event", event), {**new, "day": ""}).status_code == 422
    assert writer.post(at("move_event", event), new).status_code == 302
    assert "The weather" in words(writer.get(show))
    assert "Moved" in words(writer.get(show))
    assert writer.post(at("restore_event", event), {"occurrence": first}).status_code == 302
    assert writer.post(at("cancel_event", event), {"reason": "full"}).status_code == 302
    assert "The whole event is cancelled." in words(writer.get(show))
    assert writer.post(at("restore_event", event), {}).status_code == 302
    assert writer.post(at("cancel_event", event), {"occurrence": "soon", "reason": "full"}).status_code == 422
    assert Change.objects.count() == 5


def test_the_list_of_staff_has_three_parts(writer, people, event):
    make.write(by=people["editor"], at=clock.now(), title="Waits here", series=make.once(ahead(5)))
    make.public(title="Over now", series=make.once(ahead(-3)), checked_on=date(2026, 1, 1), **people)
    shown = {
        tab: [title for title in ("Waits here", "Over now", "Clinic on Tuesdays") if title in words(writer.get(reverse("agenda:list_events") + f"?show={tab}"))]
        for tab in ("waiting", "ahead", "over")
    }  # fmt: skip
    assert shown == {"waiting": ["Waits here"], "ahead": ["Clinic on Tuesdays"], "over": ["Over now"]}


WRITES, READS = {Role.EDITOR, Role.COORDINATOR}, {Role.EDITOR, Role.COORDINATOR, Role.TRANSLATOR, Role.AGENT, Role.ATTORNEY, Role.AUDITOR}  # fmt: skip
MAY = {"list_events": READS, "show_event": READS, "new_event": WRITES, "edit_event": WRITES, "cancel_event": WRITES, "approve_event": {Role.COORDINATOR}}  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_who_comes_in_where(event, role):
    department = "parks" if role in {Role.AUTHOR, Role.HEAD, Role.LIAISON, Role.BACKUP} else ""
    client = accounts.client_of(accounts.person(role=role, department=department))
    entered = set()
    for name in MAY:
        path = reverse("agenda:" + name) if name in {"list_events", "new_event"} else at(name, event)
        deed = name in {"cancel_event", "approve_event"}
        answer = client.post(path, {"reason": "none"}) if deed else client.get(path)
        if answer.status_code != 404:
            entered.add(name)
    assert entered == {name for name, roles in MAY.items() if role in roles}


def test_how_heavy_the_pages_are(event):
    import gzip

    for path in ("/events/", f"/events/{event}/", "/events/embed/", "/fa/events/"):
        assert len(gzip.compress(Client().get(path).content)) < 6 * 1024
