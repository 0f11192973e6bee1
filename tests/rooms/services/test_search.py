"""People find help in their language, with mistakes, by kind, place, language and hour."""

from datetime import timedelta

import pytest
from django.db import connection

from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.hall.translations import api as translations
from standing.rooms.services import api
from standing.rooms.services.actions import checks, index
from standing.rooms.services.models import Found, Word
from standing.rooms.services.queries import search, texts
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


@pytest.mark.parametrize("count", [1, 5])
def test_a_search_costs_the_same_for_one_and_for_many(editor, count, django_assert_num_queries):
    for number in range(count):
        make.service(f"Garden {number}", by=editor, at=AT)
    search.search(filters=Filters(words="garden"), language="en", at=AT)
    with django_assert_num_queries(9):
        found = search.search(filters=Filters(words="garden"), language="en", at=AT)
    assert len(found.services) == count


def test_a_pack_without_the_section_still_has_a_directory(db, tmp_path, monkeypatch):
    from standing.hall.pack import registry
    from tests.make import city

    monkeypatch.setattr(
        registry,
        "_sections",
        {name: one for name, one in registry._sections.items() if name not in {"services", "districts"}},
    )
    monkeypatch.setattr(city, "DEPARTMENTS", "departments: []\n")
    make_pack = city.pack_files()
    from standing.hall.audit.api import SYSTEM
    from standing.hall.pack import api as packs

    packs.load(directory=city.write_pack(tmp_path / "plain", make_pack), by=SYSTEM, at=AT)
    editor = accounts.person(role=Role.EDITOR)
    make.service(by=editor, at=AT, kinds=[])
    assert names(words="pantry") == ["Oak Street Pantry"]
    assert api.essentials(language="en", at=AT) == ()
