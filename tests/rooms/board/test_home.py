"""What waits for a person at work: the right things, the weightiest first, and every link opens."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from standing.hall.accounts.api import Role
from tests.make import accounts as make_accounts
from tests.make import board as make
from tests.make import plans as make_plans
from tests.make import rights as make_rights
from tests.make.obligations import local
from tests.rooms.board import reading

pytestmark = pytest.mark.django_db

POLICY = make_plans.POLICY
DOOR = replace(make_rights.TEXT, short="You do not have to open.", blocks=make_rights.TEXT.blocks[1:6])


def waiting(client):
    """Return title, hint and mark of everything that waits, and see that each link opens."""
    answer = client.get("/staff/")
    assert answer.status_code == 200
    page = reading.main_of(answer)
    closed = [url for url in page.xpath(".//ol[@class='tasks']/li/a/@href") if client.get(url).status_code != 200]
    assert closed == []
    return [
        (
            reading.words(item.xpath("string(a)")),
            reading.words(item.xpath("string(p)")),
            reading.words(item.xpath("string(span)")),
        )
        for item in page.xpath(".//ol[@class='tasks']/li")
    ]


def client_as(role, department=""):
    return make_accounts.client_of(make_accounts.person(role=role, department=department))


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.HEAD, Role.LIAISON, Role.BACKUP])
def test_people_of_a_department_see_what_it_owes(role, town):
    assert [(title, mark) for title, _, mark in waiting(client_as(role, "fire"))] == [
        ("Do T.report", "Late"), ("Do U.late", "Late"), ("Do T.open", "Unknown"),
    ]  # fmt: skip


def test_another_department_has_its_own_list(town):
    assert [title for title, _, _ in waiting(client_as(Role.AUTHOR, "parks"))] == [
        "Do T.plan",
        "Do U.late",
        "Do T.open",
    ]


def test_an_invited_office_owes_nothing(town):
    answer = client_as(Role.AUTHOR, "council").get("/staff/")
    assert "Nothing waits for you." in reading.said(answer)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ATTORNEY, Role.ADMINISTRATOR])
def test_who_only_looks_after_others_has_nothing_waiting_but_sees_the_city(role, town):
    answer = client_as(role).get("/staff/")
    assert "Nothing waits for you." in reading.said(answer)
    assert "How the city stands" in reading.said(answer)


def test_counsel_sees_the_articles_that_wait_and_may_be_answered(town, django_assert_num_queries):
    people = make_rights.team()
    counsel, editor = make_accounts.client_of(people.counsel), make_accounts.client_of(people.editor)
    make_rights.draft(people, "not-sent", text=DOOR)
    assert waiting(counsel) == []
    make_rights.waiting(people, "at-the-door", text=DOOR, at=make_rights.AT + make_rights.HOUR)
    hint = "Version 1 of this article about rights waits for counsel."
    assert waiting(counsel) == [("At your door", hint, "To review")]
    assert waiting(editor) == []
    with CaptureQueriesContext(connection) as one:
        counsel.get("/staff/")
    first = make_rights.waiting(people, "in-the-street", text=DOOR)
    with django_assert_num_queries(len(one)):
        counsel.get("/staff/")
    assert waiting(counsel) == [("At your door", hint, "To review")] * 2
    make_rights.approve(people, first, at=make_rights.AT + make_rights.DAY)
    assert len(waiting(counsel)) == 1


def test_counsel_is_not_asked_for_an_answer_to_their_own_text(town):
    people = make_rights.team()
    make_accounts.grant(email=people.editor.email, role=Role.ATTORNEY)
    make_rights.waiting(people, text=DOOR)
    assert waiting(make_accounts.client_of(people.editor)) == []
    assert len(waiting(make_accounts.client_of(people.counsel))) == 1


def test_a_coordinator_sees_every_vacancy(town):
    found = waiting(client_as(Role.COORDINATOR))
    assert [title for title, _, _ in found] == [
        f"Department {name}: no {rank}" for name in ("fire", "parks", "water") for rank in ("liaison", "backup")
    ]


def test_a_plan_goes_from_the_author_to_the_reviewer_and_back(town):
    people = make_plans.team("water")
    author, reviewer = make_accounts.client_of(people.author), make_accounts.client_of(people.reviewer)
    at = local("2025-07-24 09:00")

    def hint(client, title):
        return [said for name, said, _ in waiting(client) if name == title]

    assert [title for title, _, _ in waiting(reviewer)] == []
    version = make_plans.file(people, POLICY, at=at)
    assert hint(author, "Do T.plan") == []
    assert [(title, said) for title, said, _ in waiting(reviewer)] == [
        ("Department water: Preparedness plans", "Filed, and waits for your review."),
    ]
    make_plans.actions.return_version(
        version=version.pk,
        note="Please say more.",
        comments={"policy": "How?"},
        by=people.reviewer,
        at=at + make.dt.timedelta(hours=1),
    )
    [said] = hint(author, "Do T.plan")
    assert said.endswith("The plan was returned with comments.")
    assert waiting(reviewer) == []


def test_signatures_are_told(town):
    people = make_plans.team("water")
    at = local("2025-07-24 09:00")
    make_plans.write(people, POLICY, at=at)
    author = make_accounts.client_of(people.author)
    told = [said for title, said, _ in waiting(author) if title == "Do T.plan"]
    make_plans.sign(people, at=at)
    told += [said for title, said, _ in waiting(author) if title == "Do T.plan"]
    assert [said.endswith("Both signed the plan. It can be filed.") for said in told] == [False, True]


def test_a_reviewer_is_told_how_many_records_wait_to_be_verified(town):
    reviewer = client_as(Role.REVIEWER)
    assert waiting(reviewer) == []
    make.make_duties.evidence(department="parks", source="files:7", at=local("2025-08-01 09:00"))
    make.make_duties.evidence(
        department="fire", obligation="T.report", kind_="a", source="files:8", at=local("2025-08-01 09:00")
    )
    assert waiting(reviewer) == [("Evidence to verify", "2 records wait for a second look.", "To review")]


def test_the_lights_of_own_departments_are_counted_and_of_nobody_elses(town):
    own = reading.said(client_as(Role.AUTHOR, "fire").get("/staff/"))
    assert "How your department stands" in own
    assert "Department fire" in own
    assert "Department water" not in own
