"""The pages on which roles are given and taken."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from standing.hall.accounts import names, queries
from standing.hall.accounts.api import GrantFact, Role
from tests.make import accounts as make

pytestmark = pytest.mark.django_db

ALL = "/staff/people/"
FIRE = "/staff/people/fire/"


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_an_administrator_gives_a_role_and_takes_it_back():
    admin = make.administrator()
    client = make.client_of(admin)
    response = client.post(ALL, {"email": "Ana@Dept.example", "role": "author", "department": "fire"}, follow=True)
    assert said(response) == [
        "Ana@Dept.example now holds the role: Author.",
        "fire has only one author. Always add two: if one leaves, the plan has no owner.",
    ]
    grant = queries.open_grants().get(email="ana@dept.example")
    assert (grant.role, grant.department, grant.granted_by) == ("author", "fire", admin)

    take = f"/staff/people/grants/{grant.pk}/withdraw/"
    assert client.get(take).status_code == 200
    assert queries.open_grants().filter(pk=grant.pk).exists()
    response = client.post(take, follow=True)
    assert said(response) == ["ana@dept.example no longer holds this role, from now on."]
    assert not queries.open_grants().filter(pk=grant.pk).exists()
    assert "ana@dept.example" in response.content.decode()  # among the roles that were taken back
    assert client.get(take).status_code == 404


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nobody", "role": "author", "department": "fire"}, "email"),
        ({"email": "a@dept.example", "role": "emperor", "department": ""}, "role"),
        ({"email": "a@dept.example", "role": "author", "department": ""}, "department"),
        ({"email": "a@dept.example", "role": "reviewer", "department": "fire"}, "department"),
    ],
)
def test_a_wrong_grant_is_explained_and_what_was_typed_stays(given, field):
    response = make.client_of(make.administrator()).post(ALL, given)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert f'value="{given["email"]}"' in response.content.decode()
    assert queries.open_grants().count() == 1


def test_a_head_gives_roles_at_home_whatever_the_form_says():
    head = make.person(role=Role.HEAD, department="fire")
    client = make.client_of(head)
    assert [value for value, _ in client.get(FIRE).context["form"].fields["role"].choices] == [
        "", "author", "liaison", "backup",
    ]  # fmt: skip
    client.post(FIRE, {"email": "a@dept.example", "role": "author", "department": "parks"})
    assert queries.open_grants().get(email="a@dept.example").department == "fire"
    assert client.post(FIRE, {"email": "b@dept.example", "role": "reviewer"}).status_code == 422
    assert client.post(FIRE, {"email": "b@dept.example", "role": "head"}).status_code == 422
    assert queries.open_grants().count() == 2


def test_a_head_takes_back_at_home_only():
    client = make.client_of(make.person(role=Role.HEAD, department="fire"))
    ours = make.grant(email="ours@dept.example", role=Role.AUTHOR, department="fire")
    theirs = make.grant(email="theirs@dept.example", role=Role.AUTHOR, department="parks")
    boss = queries.open_grants().get(role="head")

    def take(grant, department="fire"):
        return client.post(f"/staff/people/{department}/grants/{grant.pk}/withdraw/").status_code

    assert [take(ours), take(theirs), take(theirs, "parks"), take(boss)] == [302, 404, 404, 302]
    assert {grant.email for grant in queries.open_grants()} == {theirs.email, boss.email}


def test_an_account_is_closed_after_a_question():
    admin, left = make.administrator(), make.person(role=Role.AUTHOR, department="fire")
    client = make.client_of(admin)
    close = f"/staff/people/accounts/{left.pk}/close/"
    assert client.get(close).status_code == 200
    assert queries.grants_of(user=left) == (GrantFact(role=Role.AUTHOR, department="fire"),)
    assert said(client.post(close, follow=True)) == [f"The account of {left} is closed."]
    left.refresh_from_db()
    assert (left.is_active, queries.open_grants().filter(email=left.email).exists()) == (False, False)
    assert client.get(close).status_code == 404
    own = client.post(f"/staff/people/accounts/{admin.pk}/close/", follow=True)
    assert said(own) == ["This is the last administrator. Give the role to somebody else first."]


def test_an_auditor_reads_the_list_and_sees_no_button():
    make.grant(email="a@dept.example", role=Role.AUTHOR, department="fire")
    page = make.client_of(make.person(role=Role.AUDITOR)).get(ALL).content.decode()
    assert "a@dept.example" in page
    assert [word for word in ("Give the role", "Take back", "Close account") if word in page] == []


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_costs_the_same_however_long_it_is(rows, django_assert_num_queries):
    for _ in range(rows):
        make.person(role=Role.AUTHOR, department="fire")
    with django_assert_num_queries(2):
        assert len(queries.list_of_grants()) == rows


def test_names_of_departments_come_from_above(monkeypatch):
    make.grant(email="a@dept.example", role=Role.AUTHOR, department="fire")
    client = make.client_of(make.administrator())
    monkeypatch.setattr(names, "_ask", [lambda: [("fire", "Fire Department")]])
    page = client.get(ALL)
    assert "Fire Department" in page.content.decode()
    assert page.context["form"].fields["department"].choices[1:] == [("fire", "Fire Department")]


@pytest.mark.parametrize(
    ("role", "department", "shown"),
    [(Role.HEAD, "fire", "do see "), (Role.AUDITOR, "", " see all"), (Role.AUTHOR, "fire", "  ")],
)
def test_a_template_asks_whether_to_show_a_button(role, department, shown, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user = make.person(role=role, department=department)
    template = Template(
        "{% load accounts %}{% may 'accounts:people_of' 'fire' as do %}{% may 'accounts:people_of' 'fire' 'GET' as see %}"
        "{% may 'accounts:people' method='GET' as all %}"
        "{% if do %}do{% endif %} {% if see %}see{% endif %} {% if all %}all{% endif %}"
    )
    with django_assert_num_queries(1):
        assert template.render(Context({"request": request})) == shown
