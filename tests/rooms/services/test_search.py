"""People find help in their language, with mistakes, by kind, place, language and hour."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.hall.translations import api as translations
from standing.rooms.services import api
from standing.rooms.services.actions import checks, index
from standing.rooms.services.models import (
    Address,
    Found,
    Location,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
    Word,
)
from standing.rooms.services.queries import cards, pack, results, search, texts
from standing.rooms.services.queries.search import Filters
from standing.rooms.services.rules import words
from standing.rooms.services.rules.terms import Field, How
from tests.make import accounts
from tests.make import services as make

pytestmark = pytest.mark.django_db
AT = make.local("2026-06-01 10:00")


def names(language="en", at=AT, **filters):
    return [one.name.text for one in search.search(filters=Filters(**filters), language=language, at=at).services]


@pytest.fixture
def directory(editor):
    south = make.address("9 Low Road", zip="00002", point=make.SOUTH)
    return {
        "pantry": make.service(by=editor, at=AT, description="Bags of rice for families."),
        "clinic": make.service("Sunrise Lawyers", by=editor, at=AT, kinds=["legal-help"], address=south, of="Niño Law", languages={"languages": [{"code": "fa", "name": "Persian", "note": ""}]}, cost={"is_free": False, "text": "Ask.", "options": []}),
        "line": make.service("Night Line", by=editor, at=AT, kinds=["hotline"], address={"places": [{"place": "", "name": "", "type": "virtual", "url": "", "addresses": []}]}, hours=make.hours(make.weekly("MO,TU,WE,TH,FR,SA,SU", "20:00", "06:00"))),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pantry", ["Oak Street Pantry"]),
        ("PANTRIES", ["Oak Street Pantry"]),
        ("pant", ["Oak Street Pantry"]),
        ("pantrey", ["Oak Street Pantry"]),
        ("rice", ["Oak Street Pantry"]),
        ("comida", ["Oak Street Pantry"]),
        ("comida gratis", ["Oak Street Pantry"]),
        ("lawyer", ["Sunrise Lawyers"]),
        ("abogado", ["Sunrise Lawyers"]),
        ("abogadp", []),
        ("nino law", ["Sunrise Lawyers"]),
        ("sunrsie lawers", ["Sunrise Lawyers"]),
        ("00002", ["Sunrise Lawyers"]),
        ("pantry lawyers", []),
        ("zzzzzz", []),
        ("!!!", []),
        ("'; drop table", []),
    ],
)
def test_words_find_what_was_meant(directory, words, expected):
    assert names(words=words) == expected


def test_it_says_what_may_have_been_meant(directory):
    assert search.search(filters=Filters(words="pantrey"), language="en", at=AT).meant == ("pantry",)
    assert search.search(filters=Filters(words="pantry"), language="en", at=AT).meant == ()


def test_who_types_a_long_word_wrong_does_not_wait_until_every_word_was_read(db):
    known = [f"{number:06d}".translate(str.maketrans("0123456789", "abcdefghij")) * 2 for number in range(5_000)]
    Word.objects.bulk_create(Word(word=word, stubs=list(words.stubs(word))) for word in known)
    stubs = sorted(words.stubs("despensa"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE services_word")
        cursor.execute(f"EXPLAIN {search._NEAR}", {"stubs": stubs, "most": 200})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "word_by_stub" in plan
    assert "Seq Scan" not in plan


def test_choices_narrow_the_list(directory):
    assert names(kind="food") == ["Oak Street Pantry"]
    assert names(spoken="fa") == ["Sunrise Lawyers"]
    assert set(names(is_free=True)) == {"Oak Street Pantry", "Night Line"}
    assert names(kind="food", spoken="fa") == []


def test_a_district_also_has_what_helps_everywhere(directory):
    assert set(names(district="north")) == {"Oak Street Pantry", "Night Line"}
    assert set(names(district="south")) == {"Sunrise Lawyers", "Night Line"}


def test_near_a_zip_code_the_nearest_comes_first_and_says_how_far(directory):
    found = search.search(filters=Filters(zip="00001"), language="en", at=AT).services
    assert [one.name.text for one in found] == ["Oak Street Pantry", "Sunrise Lawyers"]
    assert [round(one.kilometres) for one in found] == [0, 11]


def test_a_zip_code_without_a_middle_stands_for_its_district(directory):
    assert set(names(zip="00002")) == {"Sunrise Lawyers", "Night Line"}
    assert names(zip="99999") == ["Night Line"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-01 10:00", {"Oak Street Pantry", "Sunrise Lawyers"}),
        ("2026-06-01 23:00", {"Night Line"}),
        ("2026-06-02 05:59", {"Night Line"}),
        ("2026-06-06 12:00", set()),
        ("2026-08-07 10:00", set()),
    ],
)
def test_open_now_knows_nights_and_weekends(directory, moment, expected):
    assert set(names(is_open=True, at=make.local(moment))) == expected


def test_by_appointment_is_not_open_now(editor):
    make.service(by=editor, at=AT, hours=make.hours(make.weekly("MO", "09:00", "17:00"), by_appointment=True))
    assert (names(is_open=True), names(words="oak")) == ([], ["Oak Street Pantry"])


def test_a_name_comes_before_a_mention_and_the_fresh_before_the_old(editor):
    make.service("Bread Room", by=editor, at=AT, description="Near the garden.")
    make.service("Garden Room", by=editor, at=AT)
    make.service("Old Garden", by=editor, at=AT - timedelta(days=100))
    assert names(words="garden") == ["Garden Room", "Old Garden", "Bread Room"]


def test_what_is_not_listed_is_not_found(editor):
    make.service("Closed Garden", by=editor, at=AT, details={"do_not_list": True})
    make.service("Unchecked Garden", by=editor, at=AT, how=None)
    make.service("Gone Garden", by=editor, at=AT - timedelta(days=181))
    make.service("Last Garden", by=editor, at=AT - timedelta(days=180))
    assert names(words="garden") == ["Last Garden"]


def test_a_long_list_has_pages_and_an_end(editor):
    for number in range(search.PAGE + 2):
        make.service(f"Garden {number:02d}", by=editor, at=AT)
    first = search.search(filters=Filters(words="garden"), language="en", at=AT)
    second = search.search(filters=Filters(words="garden"), language="en", at=AT, page=99)
    assert (first.total, first.pages, len(first.services)) == (search.PAGE + 2, 2, search.PAGE)
    assert (second.page, len(second.services), second.first_number) == (2, 2, search.PAGE + 1)
    assert not {one.id for one in first.services} & {one.id for one in second.services}


def test_a_translation_is_found_by_its_words_and_shown(editor):
    installation.create(is_sample=True, at=AT)
    service = make.service(by=editor, at=AT)
    for part, source, text in (("name", "Oak Street Pantry", "Despensa del Roble"),):
        translations.write_translation(
            key=texts.key_of(service, part),
            language="es",
            text=text,
            seen_source_sha256=translations.SourceText(key="k", text=source).sha256,
            by=accounts.person(role=Role.TRANSLATOR),
            at=AT,
        )
    api.words_changed(keys=[texts.key_of(service, "name"), "rights:x:y", "services:kinds:food"], at=AT)

    assert sorted(Found.objects.values_list("language", flat=True)) == ["en", "es"]
    assert names("es", words="roble") == ["Despensa del Roble"]
    assert names("es", words="oak") == ["Despensa del Roble"]
    assert names("en", words="roble") == []
    assert names("fa", words="oak") == ["Oak Street Pantry"]


def test_the_nightly_job_finds_nothing_to_change(directory):
    before = list(Found.objects.order_by("service_id").values_list("words", "named", "tags"))
    assert index.refresh_all(at=AT) == 3
    assert list(Found.objects.order_by("service_id").values_list("words", "named", "tags")) == before


def test_a_change_is_found_at_once_and_the_old_word_is_not(editor):
    service = make.service("Walnut Hall", by=editor, at=AT)
    checks.change_field(
        service=service,
        field=Field.NAME,
        value={"name": "Maple Room", "alternate_name": ""},
        how=How.PHONE,
        seen_sha256=make.seen(service, Field.NAME),
        by=editor,
        at=AT,
    )
    assert (names(words="maple"), names(words="walnut")) == (["Maple Room"], [])


def asked(language, filters):
    """Return how many questions a search asks, and how many services it shows."""
    with CaptureQueriesContext(connection) as questions:
        found = search.search(filters=Filters(**filters), language=language, at=AT)
    assert all(one.phone and one.place.lines and one.openness.is_open for one in found.services)
    return len(questions), len(found.services)


@pytest.mark.parametrize(
    ("language", "filters", "among_ten", "among_a_thousand"),
    [
        # The pack, the words, the index by name; by all words only if names are too few; what the list shows in four.
        ("en", {"words": "garden"}, 8, 7),
        ("en", {"words": "gardne"}, 9, 8),  # and the words that may have been meant
        ("es", {"words": "garden"}, 11, 9),  # the index in both languages; what is translated, kinds and all, in one
        ("es", {"kind": "food"}, 8, 8),
        ("en", {"is_open": True}, 9, 9),  # who is open, in three
    ],
)
def test_a_search_asks_no_more_often_among_a_thousand_than_among_ten(
    editor, language, filters, among_ten, among_a_thousand
):
    installation.create(is_sample=False, at=AT)
    assert installation.is_sample() is False, "a process remembers this"
    service = make.service("Garden Room", by=editor, at=AT)
    make.copies(service, number=9)
    assert asked(language, filters) == (among_ten, 10)
    make.copies(service, number=990)
    assert asked(language, filters) == (among_a_thousand, search.PAGE)


def alone(editor, name, **details):
    """Return a service without hours and numbers of its own, and where it is given."""
    spot = ServiceAtLocation.objects.get(service=make.service(name, by=editor, at=AT, **details))
    Phone.objects.filter(service=spot.service_id).delete()
    Schedule.objects.filter(service=spot.service_id).delete()
    return spot


def evening(**owner):
    Schedule.objects.create(
        freq="WEEKLY", byday="MO", opens_at="18:00", closes_at="20:00", zone=str(make.ZONE), **owner
    )


def said_of(one):
    """Return what a card shows."""
    places = [(place.id, place.kind, place.lines, place.point) for place in one.places]
    shown = (one.name, one.organization, one.description, one.alert, one.is_free, one.by_appointment, one.kinds)
    return *shown, one.phone and one.phone.dialled, places, one.freshness, one.age, one.openness


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_card_says_what_the_page_of_the_service_says(directory, editor, language):
    of_place = alone(editor, "Hours and number of the place", of="One")
    Phone.objects.create(location=of_place.location, number="213-555-0111", extension=7)
    evening(location=of_place.location)
    there = alone(editor, "Hours and number there", of="Two")
    Phone.objects.create(location=there.location, number="213-555-0112")
    Phone.objects.create(service_at_location=there, number="213-555-0113", position=2)
    Phone.objects.create(service_at_location=there, number="", position=1)
    evening(service_at_location=there)
    Schedule.objects.create(location=there.location, description="Ring the bell.", zone=str(make.ZONE))
    of_organization = alone(editor, "Number of the organisation", of="Three", kinds=["hotline", "food"])
    Phone.objects.create(organization_id=of_organization.service.organization_id, number="213-555-0114")
    two_places = alone(editor, "Two places and a merged one", of="Four")
    Address.objects.create(location=two_places.location, address_1="A second address", address_type="postal")
    for more in ({"location_type": "virtual"}, {"merged_into": two_places.location}):
        place = Location.objects.create(created_at=AT, changed_at=AT, **more)
        ServiceAtLocation.objects.create(service=two_places.service, location=place)
    Service.objects.filter(pk=two_places.service_id).update(name="", description=" ", closed_on_holidays=None)
    bare = alone(editor, "An address that says nothing", of="Five").location
    Address.objects.filter(location=bare).update(address_1="", city="", state_province="", postal_code="")
    Location.objects.filter(pk=bare.pk).update(latitude=None, longitude=None)
    for name, until in (("pantry", "2026-06-01"), ("clinic", "2026-05-31")):
        Service.objects.filter(pk=directory[name]).update(alert="Closed for paint.", alert_until=until)

    ids = list(Service.objects.order_by("-name").values_list("pk", flat=True))
    shown = results.cards(ids=ids, language=language, ground=pack.ground(at=AT))
    assert [one.id for one in shown] == ids
    assert [said_of(one) for one in shown] == [
        said_of(one) for one in cards.services(ids=ids, language=language, at=AT)
    ]
    assert {one.alert and one.alert.text for one in shown} == {None, "Closed for paint."}
    assert {one.phone and one.phone.number[-4:] for one in shown} == {None, "0111", "0113", "0114", "0123"}
