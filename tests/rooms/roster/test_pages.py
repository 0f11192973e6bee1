"""The pages of the roster: look, add, move, leave, bring a list; all errors at once, and nothing for strangers."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.kernel.lists.tables import LARGEST_UPLOAD
from standing.rooms.roster.models import Import, Person, Post
from standing.rooms.roster.queries import samples
from tests.make import accounts
from tests.make import roster as make
from tests.rooms.roster.test_imports import THREE

pytestmark = pytest.mark.django_db
HERE = "/staff/roster/"
LATER = make.AT + timedelta(days=1)


def text(answer):
    return answer.content.decode()


def streamed(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def upload(client, content, name="list.csv"):
    return client.post(f"{HERE}imports/", {"file": SimpleUploadedFile(name, content)})


def matched(client, content):
    """Bring a list, take the guessed columns, and return where it stands then."""
    page = upload(client, content).url
    form = client.get(page).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    return client.post(page, sent | {"as_of": make.DAY.isoformat()}).url


@pytest.fixture
def ana(by):
    make.take_in(THREE, by=by)
    return Person.objects.get(number="A17")


def test_an_empty_roster_says_what_to_do(client):
    assert "Nobody yet" in text(client.get(HERE))


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"words": "garcia"}, ["Ana García"]),
        ({"words": "a18"}, ["Ben Okafor"]),
        ({"words": "town hall"}, ["Cam Tran"]),
        ({"department": "streets"}, ["Ana García", "Ben Okafor"]),
        ({"work_type": "counter"}, ["Cam Tran"]),
        ({"shift": "night", "department": "clerk"}, []),
        ({"words": "%"}, []),
    ],
)
def test_the_list_finds_by_name_number_site_and_filters(client, ana, asked, names):
    page = client.get(HERE, asked)
    assert [line.row.name for line in page.context["lines"]] == names
    if not names:
        assert "Nobody fits" in text(page)


def test_a_department_s_own_people_see_their_part_and_change_nothing(ana, head):
    client = accounts.client_of(head)
    cam = Person.objects.get(number="A19")
    page = text(client.get(HERE))
    assert "Ana García" in page
    assert "Cam Tran" not in page
    assert "Bring a list" not in page
    assert client.get(f"{HERE}person/{ana.pk}/").status_code == 200
    assert client.get(f"{HERE}person/{cam.pk}/").status_code == 404
    for path in ("imports/", "add/", f"person/{ana.pk}/correct/", f"person/{ana.pk}/end/", f"person/{ana.pk}/post/"):
        assert client.get(f"{HERE}{path}").status_code in {403, 404}, path
    assert {row[0] for row in streamed(client.get(f"{HERE}people.csv"))[1:]} == {"A17", "A18"}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.CONTRACTS])
def test_others_see_nobody(ana, role):
    client = accounts.client_of(accounts.person(role=role))
    assert client.get(HERE).status_code in {403, 404}
    assert client.get(f"{HERE}person/{ana.pk}/").status_code in {403, 404}


def test_what_goes_out_as_csv_comes_in_again_and_changes_nothing(client, by, ana):
    rows = streamed(client.get(f"{HERE}people.csv"))
    assert rows[0] == ["employee number", "name", "e-mail", "department", "site", "work type", "shift", "since"]
    again = make.bring(make.csv(*rows), by=by)
    assert make.told(again) == {"same": 3}


def test_somebody_is_added_moved_and_leaves_by_hand_and_each_is_taken_back(client, by):
    day = make.DAY.isoformat()
    sent = {
        "number": "b 1",
        "name": "Poe, Dee",
        "email": "",
        "department": "streets",
        "site": "",
        "work_type": "",
        "shift": "",
        "on": day,
    }
    page = client.post(f"{HERE}add/", sent).url
    dee = Person.objects.get(number="B1")
    assert dee.name == "Dee Poe"
    assert "Dee Poe" in text(client.get(page))
    post = Post.objects.get(person=dee)
    form = client.get(f"{page}post/?from={post.pk}").context["form"]
    assert form["department"].value() == "streets"
    client.post(f"{page}post/?from={post.pk}", sent | {"department": "clerk", "site": "Town Hall"})
    assert make.standing()["B1"][2] == frozenset({("clerk", "Town Hall", "", "")})
    client.post(f"{page}post/", sent | {"department": "parks"})
    assert len(make.standing()["B1"][2]) == 2
    client.post(f"{page}end/", {"post": "all", "on": day})
    assert "B1" not in make.standing()
    assert "No longer on the roster" in text(client.get(page))
    for left in (2, 1, 1):
        dee.refresh_from_db()
        assert client.post(f"{page}undo/{dee.changed_by_id}/").status_code == 302
        assert len(make.standing()["B1"][2]) == left
    dee.refresh_from_db()
    client.post(f"{page}undo/{dee.changed_by_id}/")
    assert make.standing() == {}


def test_all_mistakes_of_a_form_stand_there_at_once_and_nothing_is_lost(client):
    sent = {"number": "123-45-6789", "name": "R2D2", "email": "x", "department": "", "site": "Yard", "on": "soon"}
    answer = client.post(f"{HERE}add/", sent)
    page = text(answer)
    assert answer.status_code in {400, 422}
    for said in ("Social Security", "A name has no digits", "e-mail", "Give a day such as"):
        assert said in page
    assert 'value="Yard"' in page
    assert not Person.objects.exists()


def test_somebody_who_is_here_is_not_added_twice(client, ana):
    sent = {"number": "A17", "name": "Ana García", "department": "clerk", "on": make.DAY.isoformat()}
    assert "is on the roster under the number A17" in text(client.post(f"{HERE}add/", sent))


def test_one_post_of_two_ends_and_the_other_goes_on(client, by, ana):
    here = f"{HERE}person/{ana.pk}/"
    client.post(f"{here}post/", {"department": "parks", "on": make.DAY.isoformat()})
    ending = Post.objects.get(person=ana, department="streets")
    client.post(f"{here}end/", {"post": str(ending.pk), "on": make.DAY.isoformat()})
    assert {post[0] for post in make.standing()["A17"][2]} == {"parks"}


def test_a_name_is_put_right(client, ana):
    answer = client.post(f"{HERE}person/{ana.pk}/correct/", {"name": "Ana Lopez", "email": ""})
    assert answer.status_code == 302
    assert make.standing()["A17"][:2] == ("Ana Lopez", "")


def test_a_list_goes_its_way_in_the_browser(client, by):
    page = matched(client, make.listed(make.ANA, make.BEN, ("A30", "", "", "streets", "", "", "")))
    shown = text(client.get(page))
    assert "The name is missing." in shown
    assert text(client.get(page, {"show": "joins"})).count('<th scope="row"><span') == 2
    mistakes = streamed(client.get(f"{page}mistakes.csv"))
    assert mistakes[1][:2] == ["4", "name"]
    assert "Rows have mistakes." in text(client.post(f"{page}apply/"))
    client.post(f"{page}apply/", {"leave_out": "on"})
    assert sorted(make.standing()) == ["A17", "A18"]
    assert "This list is taken in" in text(client.get(page))
    client.post(f"{page}undo/")
    assert make.standing() == {}
    assert "This list was taken back" in text(client.get(page))


def test_a_list_that_lets_many_leave_asks_for_their_number(client, ana):
    page = matched(client, make.listed(make.ANA))
    assert "How many leave" in text(client.get(page))
    assert "2 of 3 people would leave" in text(client.post(f"{page}apply/"))
    assert client.post(f"{page}apply/", {"leaving": "2"}).status_code == 302
    assert sorted(make.standing()) == ["A17"]


def test_the_same_list_says_that_nothing_would_change(client, ana):
    assert "Nothing would change" in text(client.get(matched(client, THREE)))


def test_mistakes_in_matching_stand_at_their_columns(client):
    page = upload(client, THREE).url
    answer = client.post(page, {"column_number": "0", "column_email": "0", "as_of": ""})
    said = text(answer)
    for sentence in (
        "This column has another meaning already",
        "which column holds the name",
        "holds the department",
        "still empty",
    ):
        assert sentence in said
    assert Import.objects.get().step == "matching"
    client.post(f"{page.removesuffix('columns/')}drop/")
    assert Import.objects.get().step == "dropped"


def test_a_file_that_is_too_large_or_no_list_is_refused_at_the_field(client):
    answer = client.post(f"{HERE}imports/", {}, headers={"Content-Length": str(LARGEST_UPLOAD * 2)})
    assert answer.status_code in {400, 413, 422}
    assert "This is a PDF" in text(upload(client, b"%PDF-1.7 x"))
    assert not Import.objects.exists()


def test_sample_lists_are_for_a_sample_only_and_marked(client, monkeypatch):
    assert client.get(f"{HERE}imports/sample/{samples.SHORT}").status_code == 404
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    assert samples.SHORT in text(client.get(f"{HERE}imports/"))
    rows = streamed(client.get(f"{HERE}imports/sample/{samples.SHORT}"))
    assert 500 <= len(rows) <= 530
    assert {row[-1] for row in rows[1:]} == {"yes"}
    assert rows == streamed(client.get(f"{HERE}imports/sample/{samples.SHORT}"))


def test_who_left_stands_in_a_list_of_their_own(client, by, ana):
    make.take_in(make.listed(make.ANA), by=by)
    assert [line.row.number for line in client.get(HERE).context["lines"]] == ["A17"]
    assert [line.row.number for line in client.get(HERE, {"gone": "on"}).context["lines"]] == ["A18", "A19"]


def test_nothing_typed_runs_in_the_page(client, by):
    make.take_in(make.listed(("A17", "<script>alert(1)</script>", "", "streets", "<img src=x>", "", "")), by=by)
    person = Person.objects.first()
    pages = [HERE, *([f"{HERE}person/{person.pk}/"] if person else [])]
    for path in pages:
        assert "<script>alert" not in text(client.get(path))
        assert "<img src=x>" not in text(client.get(path))
