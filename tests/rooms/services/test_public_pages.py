"""Pages for everybody: in every language, without cookies or scripts, light, kind."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from standing.hall import clock, memory
from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.hall.publish import api as publishing
from standing.hall.publish.rendering import render
from standing.hall.translations import api as translations
from standing.rooms.services import api
from standing.rooms.services.actions import checks, editing, index
from standing.rooms.services.models import Service
from standing.rooms.services.queries import cards, texts
from standing.rooms.services.rules.terms import Field, How, Status
from tests.make import accounts
from tests.make import services as make

pytestmark = pytest.mark.django_db
AT = make.local("2026-06-01 10:00")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """Have it be one moment everywhere; setting the list's item moves it."""
    moment = [AT]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def service(editor):
    return make.service(by=editor, at=AT)


@pytest.fixture
def visitor():
    return Client()


def text(answer):
    return answer.content.decode()


def visible(answer):
    main = re.search(r"<main.*</main>", text(answer), re.DOTALL)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


ADDRESSES = (
    "/help/",
    "/help/?q=oak&zip=00001",
    "/help/essentials/",
    "/help/sheet/",
    "/help/{service}/",
    "/help/sheet/?s={service}",
)


@pytest.mark.parametrize("language", ["", "/es", "/fa", "/zh-hant"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_answers_in_every_language_without_a_cookie(address, language, service, visitor):
    answer = visitor.get(language + address.format(service=service))

    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert text(answer).count("<h1>") == 1
    ids = re.findall(r'\bid="([^"]+)"', text(answer))
    assert len(ids) == len(set(ids))
    assert re.search(r"\sstyle=|\son[a-z]+=", text(answer)) is None
    assert re.findall(r"<script(?![^>]*\bsrc=)", text(answer)) == []
    assert f'<html lang="{language.strip("/") or "en"}"' in text(answer)


def test_persian_is_read_from_the_right_and_numbers_from_the_left(service, visitor):
    page = text(visitor.get(f"/fa/help/{service}/"))
    assert '<html lang="fa" dir="rtl">' in page
    assert '<a class="nowrap" href="tel:2135550123" dir="ltr">213-555-0123</a>' in page
    assert '<span lang="en" dir="ltr">Oak Street Pantry</span>' in page


def test_spanish_is_shown_where_there_is_some_and_english_is_marked(editor, visitor):
    installation.create(is_sample=True, at=AT)
    service = make.service(by=editor, at=AT)
    translations.write_translation(
        key=texts.key_of(service, "name"),
        language="es",
        text="Despensa del Roble",
        seen_source_sha256=translations.SourceText(key="k", text="Oak Street Pantry").sha256,
        by=accounts.person(role=Role.TRANSLATOR),
        at=AT,
    )
    page = text(visitor.get(f"/es/help/{service}/"))
    assert "Despensa del Roble" in page
    assert '<p lang="en" dir="ltr">Bags of food for families.</p>' in page
    assert "Oak Street Pantry" not in page


def test_a_list_of_twenty_stays_light(editor, visitor):
    for number in range(20):
        make.service(f"Garden pantry number {number}", by=editor, at=AT, of=f"Sample Helpers {number}")
    answer = visitor.get("/help/?q=garden")
    css = Path("src/standing/hall/web/static/web/standing.css").read_bytes()
    assert len(re.findall(r'<li class="card"', text(answer))) == 20
    assert len(gzip.compress(answer.content)) + len(gzip.compress(css)) <= 14 * 1024


def test_what_was_looked_for_is_not_kept(service, visitor):
    answer = visitor.get("/help/?q=oak")
    assert answer["Cache-Control"] == "no-store"
    assert "no-referrer" in answer["Referrer-Policy"]


@pytest.mark.parametrize(
    "asked",
    ["?page=0", "?page=x", "?page=99", "?kind=nothing", "?district=%00", "?zip=%F0%9F", "?q=" + "a" * 500, "?s=x"],
)
def test_what_cannot_be_understood_is_left_out(asked, service, visitor):
    assert visitor.get(f"/help/{asked}").status_code == 200
    assert visitor.get(f"/help/sheet/{asked}").status_code == 200


def test_nothing_found_says_what_else_to_do(service, visitor):
    assert "Nothing fits all of this" in visible(visitor.get("/help/?q=zzzz"))


def test_the_list_comes_before_the_map_and_the_map_is_numbered_like_it(editor, visitor):
    make.service(by=editor, at=AT)
    make.service("Second", by=editor, at=AT, address=make.address("2 Low Road", zip="00002", point=make.SOUTH))
    page = text(visitor.get("/help/?kind=food"))
    assert page.index('<ol class="cards">') < page.index("<svg viewBox")
    assert re.findall(r'<a href="#s(\d)"', page) == ["1", "2"]
    assert all(f'id="s{number}"' in page for number in (1, 2))
    assert re.findall(r"<path[^>]*><title>(\w+)</title>", page) == ["North", "South"]


def test_without_outlines_there_is_no_map(editor, visitor, tmp_path):
    make.load_town(tmp_path, at=AT - timedelta(days=1), districts="", version="2")
    make.service(by=editor, at=AT)
    assert "On the map" not in visible(visitor.get("/help/?kind=food"))
    assert "There is no map on the public pages" in visible(accounts.client_of(editor).get("/staff/services/"))


def test_the_page_says_when_it_was_checked_and_when_that_was_long_ago(service, visitor, now):
    assert "Checked on June 1, 2026" in visible(visitor.get(f"/help/{service}/"))
    now[0] = AT + timedelta(days=91)
    assert "Not checked since June 1, 2026 . It may have changed." in visible(visitor.get(f"/help/{service}/"))
    now[0] = AT + timedelta(days=181)
    answer = visitor.get(f"/help/{service}/")
    assert (answer.status_code, "We have not been able to check this" in visible(answer)) == (410, True)


@pytest.mark.parametrize(
    ("status", "reopens", "said"),
    [
        (Status.DEFUNCT, None, "This place has closed. Since June 1, 2026"),
        (Status.TEMPORARILY_CLOSED, 9, "It opens again on June 10, 2026"),
        (Status.INACTIVE, None, "This help is not offered now."),
    ],
)
def test_the_address_of_a_closed_place_says_so(status, reopens, said, service, editor, visitor):
    editing.close_service(
        service=service,
        status=status,
        closed_on=AT.date(),
        reopens_on=AT.date() + timedelta(days=reopens) if reopens else None,
        by=editor,
        at=AT,
    )
    answer = visitor.get(f"/help/{service}/")
    assert (answer.status_code, said in visible(answer)) == (410, True)
    assert "213-555" not in visible(answer)
    assert "Nothing fits" in visible(visitor.get("/help/?q=oak"))


def test_who_does_not_want_to_be_listed_has_no_page(editor, visitor):
    service = make.service(by=editor, at=AT, details={"do_not_list": True})
    assert visitor.get(f"/help/{service}/").status_code == 404


def test_the_address_of_a_merged_service_leads_to_the_other(service, editor, visitor):
    other = make.service("Twin", by=editor, at=AT)
    Service.objects.filter(pk=other).update(merged_into=service)
    answer = visitor.get(f"/es/help/{other}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/es/help/{service}/")


def test_an_alert_stands_until_its_last_day(service, editor, visitor, now):
    editing.set_alert(
        service=service, text="The door is in the yard.", until=AT.date() + timedelta(days=2), by=editor, at=AT
    )
    for days, is_there in ((0, True), (2, True), (3, False)):
        now[0] = AT + timedelta(days=days)
        for address in (f"/help/{service}/", "/help/?q=oak"):
            assert ("The door is in the yard." in visible(visitor.get(address))) is is_there


def test_a_sheet_holds_what_was_chosen_and_leaves_out_what_is_gone(service, editor, visitor):
    other = make.service("Second", by=editor, at=AT)
    gone = make.service("Gone", by=editor, at=AT, how=None)
    answer = visitor.get(f"/help/sheet/?s={other}&s={service}&s={gone}&s=nonsense")
    page = visible(answer)
    assert page.index("Second") < page.index("Oak Street Pantry")
    assert ("Gone" in page, "It is left out." in page) == (False, True)
    assert (answer["Cache-Control"], "noindex" in text(answer)) == ("no-store", True)


def test_the_essentials_are_those_of_the_pack(service, editor, visitor):
    make.service("Night Line", by=editor, at=AT, kinds=["hotline"])
    page = visible(visitor.get("/help/essentials/"))
    assert ("Night Line" in page, "Oak Street Pantry" in page, "911" in page) == (True, False, True)


def test_whom_it_is_for_is_told_as_the_organization_s_own_words(service, visitor):
    page = visible(visitor.get(f"/help/{service}/"))
    assert "No City office asks about your immigration status." in page


def test_hours_are_written_as_people_say_them(editor, visitor):
    service = make.service(
        by=editor,
        at=AT,
        hours=make.hours(
            make.weekly("MO,TU,WE,TH,FR", "09:00", "17:00"),
            make.weekly("FR,SA", "20:00", "02:00", notes="Ring twice."),
            make.weekly("1TU", "10:00", "13:00") | {"freq": "MONTHLY"},
        ),
    )
    lines = re.findall(r"<li>(.*?)</li>", text(visitor.get(f"/help/{service}/")), re.DOTALL)
    said = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", line)) for line in lines]
    begin = next(place for place, line in enumerate(said) if line.startswith("Monday"))
    assert said[begin : begin + 3] == [
        "Monday to Friday, 9 a.m. – 5 p.m.",
        "Friday, Saturday, 8 p.m. – 2 a.m. (the next day) Ring twice.",
        "Each month: first Tuesday, 10 a.m. – 1 p.m.",
    ]


# Publishing


def pages(at=AT):
    return {page.path: page for page in api.published_pages(at)}


def test_every_published_page_is_an_address_of_this_room_and_answers(service, visitor):
    found = pages()
    assert {resolve(path).namespace for path, page in found.items() if page.language == "en"} == {"services_pages"}
    assert reverse("services_pages:show_service", args=[service]) in found
    for path in ("/help/", "/es/help/essentials/", f"/fa/help/{service}/"):
        assert visitor.get(path).status_code == 200
    assert found["/help/essentials/"].essential


def test_a_change_touches_only_the_pages_of_that_service_and_the_lists(service, editor):
    other = make.service("Second", by=editor, at=AT)
    before = pages()
    later = AT + timedelta(hours=1)
    checks.change_field(
        service=service,
        field=Field.COST,
        value={"is_free": False, "text": "One dollar.", "options": []},
        how=How.PHONE,
        seen_sha256=make.seen(service, Field.COST),
        by=editor,
        at=later,
    )
    after = pages(later)
    changed = {path for path in after if after[path].stamp != before[path].stamp}
    assert {path for path in changed if str(other) in path} == set()
    assert f"/es/help/{service}/" in changed
    assert "/help/" not in changed


def test_a_page_changes_by_itself_when_it_grows_old_and_goes_when_it_is_gone(service):
    path = f"/help/{service}/"
    fresh, old = pages()[path], pages(AT + timedelta(days=91))[path]
    assert fresh.stamp != old.stamp
    assert path not in pages(AT + timedelta(days=181))


def test_a_translation_touches_the_pages_of_its_language_only(editor):
    installation.create(is_sample=True, at=AT)
    service = make.service(by=editor, at=AT)
    before = pages()
    translations.write_translation(
        key=texts.key_of(service, "description"),
        language="es",
        text="Bolsas de comida.",
        seen_source_sha256=translations.SourceText(key="k", text="Bags of food for families.").sha256,
        by=accounts.person(role=Role.TRANSLATOR),
        at=AT,
    )
    after = pages()
    changed = {path for path in after if after[path].stamp != before[path].stamp}
    assert changed == {f"/es/help/{service}/", "/es/help/essentials/"}


def test_a_change_asks_for_publishing(editor, monkeypatch):
    asked = []
    monkeypatch.setattr(publishing, "soon", lambda: asked.append(1))
    make.service(by=editor, at=AT)
    index.refresh_all(at=AT)
    assert len(asked) >= 2


def test_the_door_tells_what_the_page_tells(service):
    [fact] = api.services(language="en", at=AT)
    assert (fact.id, fact.is_published, fact.openness.is_open) == (service, True, True)
    assert cards.service(id=service, language="en", at=AT).checked == dict.fromkeys(Field, AT.date())


def test_the_publisher_reads_a_service_once_for_all_languages(service):
    with memory.many_drawings():
        pages = [render(f"/help/{service}/")]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            pages += [render(f"/{language}/help/{service}/") for language in ("es", "fa")]
    again = {table for one in asked.captured_queries for table in re.findall(r'FROM "(services_\w+)"', one["sql"])}
    assert again == {"services_fieldcheck"}, "the day of the last check depends on the moment"
    assert pages == [render(f"{prefix}/help/{service}/") for prefix in ("", "/es", "/fa")]
