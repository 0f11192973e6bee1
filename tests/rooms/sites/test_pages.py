"""The pages of the register: search, change, file, bring a list; all errors at once, and nothing for strangers."""

from __future__ import annotations

import csv
import html
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.kernel.lists.tables import LARGEST_UPLOAD
from standing.rooms.sites.models import Filing, Import, Site
from tests import canary
from tests.make import accounts
from tests.make import sites as make

pytestmark = pytest.mark.django_db
HERE = "/staff/sites/"
LIST = make.csv(
    ["No", "Name", "Department", "Address"],
    ["LIB-1", "Ford Library", "clerk", "1 Ford Road"],
    ["", "=cmd|calc", "nobody at all", "2 Mill Street"],
)


def text(answer):
    return answer.content.decode()


def upload(client, content, name="list.csv"):
    return client.post(f"{HERE}imports/", {"file": SimpleUploadedFile(name, content)})


def columns(**chosen):
    return {f"column_{meaning}": str(place) for meaning, place in chosen.items()}


def fields(client, path):
    """Return what the form on a page holds."""
    form = client.get(path).context["form"]
    return {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}


# The list


def test_the_list_finds_shows_what_is_missing_and_draws_the_map(client, by):
    make.site("A-1", by=by)
    make.site("A-2", by=by, name="Bare Lot", kind="", latitude=None, longitude=None)
    page = text(client.get(HERE))
    assert "Mill Street Yard" in page
    assert "No kind" in page
    assert "<svg viewBox" in page
    assert 'href="#s2"' in page
    found = text(client.get(HERE, {"words": "baer lot"}))
    assert "Bare Lot" in found
    assert "Mill Street Yard" not in found
    assert "Also looked for: bare" in found
    assert "Nothing fits" in text(client.get(HERE, {"words": "zzzz"}))


def test_where_the_pack_draws_no_district_the_page_says_why_there_is_no_map(client, by, monkeypatch):
    from dataclasses import replace

    from standing.rooms.sites.queries import pack

    make.site(by=by)
    drawn = pack.ground(known=make.AT)
    terms = replace(drawn.terms, map_missing_because="The terms were not read.")
    monkeypatch.setattr(pack, "ground", lambda *, known: replace(drawn, outlines=(), terms=terms))
    page = text(client.get(HERE))
    assert "The terms were not read." in page
    assert "<svg viewBox" not in page


@pytest.mark.parametrize("rows", [1, 7])
def test_the_list_costs_the_same_number_of_questions_however_long_it_is(
    client, by, rows, django_assert_max_num_queries
):
    for number in range(rows):
        make.site(by=by, name=f"Mill {number}")
    client.get(HERE)
    with django_assert_max_num_queries(14):
        client.get(HERE, {"words": "mill"})


def test_the_export_is_harmless_to_spreadsheets_and_comes_in_again(client, by):
    make.site("A-1", by=by, name="=HYPERLINK(1)", address="+1 Mill Street")
    answer = client.get(f"{HERE}sites.csv")
    content = b"".join(answer.streaming_content)
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert (told["name"], told["address"], told["longitude"]) == ("'=HYPERLINK(1)", "'+1 Mill Street", "-88.980000")
    assert make.bring(content, by=by).counts == {"same": 1}


def test_chosen_sites_are_judged_together(client, by):
    keys = [make.site(by=by, name=name) for name in "AB"]
    answer = client.post(f"{HERE}judge/", {"site": keys, "use": "no", "use_because": "", "back": f"{HERE}?kind=yard"})
    assert answer["Location"] == f"{HERE}?kind=yard"
    assert set(Site.objects.values_list("use", flat=True)) == {"no"}
    assert client.post(f"{HERE}judge/", {"site": keys, "use": "no", "back": "//evil.example/"})["Location"] == HERE


# One site


def test_a_site_is_entered_and_changed_by_form_and_its_history_shows_the_words(client, by):
    sent = {
        "name": "New Yard", "department": "streets", "use": "unjudged", "area_0_name": "Yard",
        "area_0_access": "non-public", "gate_0_name": "Main", "gate_0_locked": "yes",
    }  # fmt: skip
    page = client.post(f"{HERE}add/", sent)["Location"]
    assert page == f"{HERE}site/S-000001/"
    assert [area.name for area in make.kept("S-000001").areas] == ["Yard"]
    told = fields(client, f"{page}edit/") | {"name": "Old Yard"}
    assert client.post(f"{page}edit/", told).status_code == 302
    history = text(client.get(f"{page}history/"))
    assert "[taken out: </span>New<" in history
    assert "[added: </span>Old<" in history
    assert make.kept("S-000001").areas[0].id == "A1"


def test_every_mistake_is_said_at_once_and_what_was_typed_is_kept(client, by):
    answer = client.post(
        f"{HERE}add/",
        {
            "name": "", "department": "", "use": "could", "office_email": "no mail", "area_0_name": "Yard",
            "gate_0_name": "Main", "gate_0_locked": "no", "latitude": "1", "plan": "He is undocumented.",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {
        "name", "department", "office_email", "area_0_access", "gate_0_why", "latitude", "plan",
    }  # fmt: skip
    assert 'value="no mail"' in text(answer)
    assert not Site.objects.exists()


def test_the_second_of_two_editors_sees_both_versions_and_can_save_theirs(client, by):
    key = make.site("A-1", by=by)
    page = f"{HERE}site/{key}/edit/"
    opened = fields(client, page)
    other = accounts.client_of(make.manager())
    assert other.post(page, opened | {"plan": "Theirs"}).status_code == 302
    answer = client.post(page, opened | {"plan": "Mine"})
    assert answer.status_code == 422
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)
    assert make.kept(key).plan == "Theirs"
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in form.fields if form[name].value() is not False}
    assert client.post(page, again).status_code == 302
    assert make.kept(key).plan == "Mine"


def test_a_file_with_the_plan_is_kept_and_what_is_no_file_of_a_kind_is_refused(client, by):
    key = make.site("A-1", by=by, plan="")
    page = f"{HERE}site/{key}/edit/"
    bad = client.post(page, {"attach": "1", "file": SimpleUploadedFile("plan.pdf", b"MZ\x90\x00")})
    assert bad.status_code == 422
    assert (
        client.post(page, {"attach": "1", "file": SimpleUploadedFile("plan.txt", b"Lock the gate.")}).status_code == 302
    )
    kept = make.kept(key)
    assert client.get(f"{HERE}site/{key}/plan/{kept.plan_file}/").status_code == 200
    assert client.get(f"{HERE}site/{key}/plan/{'0' * 64}/").status_code == 404


def test_names_cannot_turn_the_page_around(client, by):
    client.post(f"{HERE}add/", {"name": "\u202eYard\u2066\u200b", "department": "streets", "use": "no"})
    assert Site.objects.get().name == "Yard"


@pytest.mark.parametrize("told", canary.TOLD)
def test_nothing_about_a_person_is_kept_from_any_free_text(client, by, told, settings):
    sentence = canary.TOLD[told]
    key = make.site("A-1", by=by)
    page = f"{HERE}site/{key}/edit/"
    opened = fields(client, page)
    gate = {"gate_0_name": "Main", "gate_0_locked": "no"}
    for field, more in (("use_because", {}), ("gate_0_why", gate), ("sign_0_place", {})):
        answer = client.post(page, {**opened, **more, field: sentence})
        assert (answer.status_code, field in answer.context["form"].errors) == (422, True)
        assert html.escape(sentence) in text(answer)  # nothing typed is lost
    assert client.post(f"{HERE}judge/", {"site": [key], "use": "no", "use_because": sentence}).status_code == 422
    listed = make.csv(
        ["No", "Name", "Department", "Used or could be used", "Why"], ["Z-1", "Yard", "streets", "yes", sentence]
    )
    answer = upload(client, listed)
    assert (answer.status_code, "in row 2." in text(answer)) == (422, True)

    found = canary.find(canaries=[told], folder=settings.STANDING["var"] / "files", besides=canary.mails())
    assert found == ()


# Who sees what


@pytest.mark.parametrize(
    ("role", "department", "codes"),
    [
        (Role.PROPERTY, "", (200, 200, 200, 200, 200)),
        (Role.LIAISON, "streets", (200, 200, 200, 200, 404)),
        (Role.LIAISON, "clerk", (200, 404, 404, 404, 404)),
        (Role.ATTORNEY, "", (200, 200, 404, 200, 404)),
        (Role.INSPECTOR, "", (200, 200, 404, 200, 404)),
        (Role.REVIEWER, "", (404, 404, 404, 404, 404)),
    ],
)
def test_pages_open_for_those_who_may_and_exist_for_nobody_else(by, role, department, codes):
    key = make.site("A-1", by=by)
    client = accounts.client_of(accounts.person(role=role, department=department))
    pages = (HERE, f"{HERE}site/{key}/", f"{HERE}site/{key}/edit/", f"{HERE}lists/streets/", f"{HERE}imports/")
    assert tuple(client.get(page).status_code for page in pages) == codes


def test_a_liaison_lists_and_exports_the_own_department_only(by, liaison):
    make.site("A-1", by=by)
    make.site("B-1", by=by, name="Hall", department="clerk")
    client = accounts.client_of(liaison)
    assert "Hall" not in text(client.get(HERE))
    assert "Hall" not in text(client.get(HERE, {"department": "clerk"}))
    assert b"Hall" not in b"".join(client.get(f"{HERE}sites.csv").streaming_content)
    assert "Hall" not in text(client.get(f"{HERE}gaps/"))
    answer = client.post(f"{HERE}judge/", {"site": ["B-1"], "use": "no"})
    assert answer.status_code == 422
    assert make.kept("B-1").use == "could"


# What is missing, and lists to file


def test_gaps_are_shown_by_department_with_links_to_the_sites(client, by):
    make.site(by=by, responsible="")
    page = text(client.get(f"{HERE}gaps/"))
    assert "?department=streets&amp;gap=no-responsible" in page
    assert "1</b> of 1 site has a gap" in page


def test_a_liaison_files_the_list_and_it_can_be_read_as_it_was(by, liaison):
    make.site("A-1", by=by)
    client = accounts.client_of(liaison)
    page = f"{HERE}lists/streets/"
    seen = client.get(page).context["draft"].sha256
    assert client.post(page, {"seen": seen}).status_code == 422
    filed = client.post(page, {"seen": seen, "kinds": ["property-list", "property-plan", "property-barriers"]})
    assert Filing.objects.count() == 1
    assert "Mill Street Yard" in text(client.get(filed["Location"]))
    make.site("A-2", by=by, name="Second")
    assert "The register has changed since" in text(client.get(filed["Location"]))
    assert "property-list" not in text(client.get(f"{HERE}lists/"))
    assert client.get(f"{HERE}lists/clerk/").status_code == 404


# Bringing a list


def test_a_list_is_brought_matched_looked_at_taken_in_and_taken_back(client):
    matching = upload(client, LIST)["Location"]
    assert "Which column means what?" in text(client.get(matching))
    answer = client.post(matching, columns(name=1))
    assert answer.status_code == 422
    page = client.post(matching, columns(id=0, name=1, department=2, address=3))["Location"]
    shown = text(client.get(page))
    assert "No department has this name." in shown
    assert "nobody at all" in shown
    mistakes = b"".join(client.get(f"{page}mistakes.csv").streaming_content).decode()
    assert "nobody at all" in mistakes
    assert client.post(f"{page}apply/").status_code == 422
    assert client.post(f"{page}apply/", {"leave_out": "on"}).status_code == 302
    assert "This list is taken in" in text(client.get(page))
    assert Site.objects.get().name == "Ford Library"
    assert client.post(f"{page}undo/").status_code == 302
    assert not Site.objects.get().is_listed
    assert client.post(f"{page}undo/").status_code == 422


def test_a_list_that_somebody_changed_since_stays_and_the_page_names_the_site(client, by):
    matching = upload(client, LIST)["Location"]
    page = client.post(matching, columns(id=0, name=1, department=2, address=3))["Location"]
    client.post(f"{page}apply/", {"leave_out": "on"})
    client.post(f"{HERE}judge/", {"site": ["LIB-1"], "use": "no"})
    answer = client.post(f"{page}undo/")
    assert answer.status_code == 422
    assert "LIB-1 Ford Library" in text(answer)
    assert Site.objects.get().is_listed


def test_a_page_of_a_list_that_is_being_read_shows_how_far_it_is(client, by, monkeypatch):
    from dataclasses import replace

    from standing.rooms.sites.actions import imports as actions
    from standing.rooms.sites.queries.imports import LISTS

    monkeypatch.setattr(actions, "LISTS", replace(LISTS, rows_at_once=1))
    matching = upload(client, LIST)["Location"]
    page = client.post(matching, columns(id=0, name=1, department=2, address=3))["Location"]
    shown = text(client.get(page))
    assert "<progress" in shown
    assert 'http-equiv="refresh"' in shown


def test_a_column_with_two_meanings_is_refused_with_what_was_chosen(client):
    matching = upload(client, LIST)["Location"]
    answer = client.post(matching, columns(name=1, address=1, department=2))
    assert answer.status_code == 422
    assert "address" in str(answer.context["form"].errors)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04xxxx", b"\x00\x01\x02" * 100])
def test_what_is_no_list_is_refused_beside_the_file_and_nothing_is_kept(client, content):
    answer = upload(client, content)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"file"}
    assert not Import.objects.exists()


def test_two_hundred_megabytes_are_refused_before_a_byte_is_read(client):
    class Unread(io.RawIOBase):
        def read(self, size=-1):
            raise AssertionError("the body was read")

    answer = client.generic(
        "POST", f"{HERE}imports/", b"", content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(200 * 1024 * 1024), **{"wsgi.input": Unread()},
    )  # fmt: skip
    assert answer.status_code == 413
    assert "larger than 20 MB" in text(answer)
    assert LARGEST_UPLOAD < 200 * 1024 * 1024


def test_in_a_sample_there_are_lists_to_try_and_they_come_in(client, by, monkeypatch):
    assert "A sample list to try" not in text(client.get(f"{HERE}imports/"))
    assert client.get(f"{HERE}imports/sample/sample-property-list.csv").status_code == 404
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    assert "A sample list to try" in text(client.get(f"{HERE}imports/"))
    for name in ("sample-property-list.csv", "sample-property-list.xlsx"):
        answer = client.get(f"{HERE}imports/sample/{name}")
        assert answer.status_code == 200
        assert upload(client, b"".join(answer.streaming_content), name).status_code == 302
    assert client.get(f"{HERE}imports/sample/..%2F..%2FREADME.md").status_code == 404


def test_no_address_here_changes_anything_by_being_looked_at(client, by):
    matching = upload(client, LIST)["Location"]
    client.post(matching, columns(id=0, name=1, department=2, address=3))
    key = Import.objects.get().pk
    for deed in ("apply", "undo", "drop", "answers"):
        assert client.get(f"{HERE}imports/{key}/{deed}/").status_code in {404, 405}
    assert client.get(f"{HERE}judge/").status_code in {404, 405}
    assert clock.now() == make.AT
