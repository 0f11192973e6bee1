"""Giving and taking roles, and the constraints behind them."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import Error, IntegrityError, transaction

from standing.hall.accounts import actions, queries
from standing.hall.accounts.api import GrantFact, Role, User, holds, people_with
from standing.hall.accounts.models import Grant
from standing.hall.accounts.rules import WrongScope
from standing.hall.audit import api as audit
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from tests.make import accounts as make
from tests.make.accounts import AT

pytestmark = pytest.mark.django_db


def test_a_grant_works_before_the_account_exists_and_in_any_case():
    make.grant(email="Ana.Sample@Dept.Example", role=Role.AUTHOR, department="fire")
    stranger = make.person()

    user = actions.create_account(email="ANA.sample@dept.EXAMPLE ", name="Ana Sample", at=AT)

    assert queries.grants_of(user=user) == (GrantFact(role=Role.AUTHOR, department="fire"),)
    assert [p.name for p in people_with(role=Role.AUTHOR, department="fire")] == ["Ana Sample"]
    assert queries.grants_of(user=stranger) == ()
    assert queries.grants_of(user=AnonymousUser()) == ()


def test_no_account_opens_without_a_grant():
    with pytest.raises(NotAllowed):
        actions.create_account(email=make.email(), at=AT)
    assert User.objects.count() == 0


def test_the_same_address_opens_one_account_only():
    make.grant(email="one@dept.example", role=Role.AUDITOR)
    first = actions.create_account(email="one@dept.example", at=AT)
    second = actions.create_account(email="ONE@dept.example", at=AT)
    assert first == second
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "department", "asked", "answer"),
    [
        (Role.AUTHOR, "fire", None, True),
        (Role.AUTHOR, "fire", "fire", True),
        (Role.AUTHOR, "fire", "parks", False),
        (Role.REVIEWER, "", None, True),
        (Role.REVIEWER, "", "parks", True),
    ],
)
def test_holds(role, department, asked, answer):
    user = make.person(role=role, department=department)
    assert holds(user=user, role=role, department=asked) is answer
    assert holds(user=user, role=Role.ATTORNEY, department=asked) is False


def test_who_gave_and_who_took_stays_on_record():
    admin = make.administrator()
    given = actions.grant_role(email="new@dept.example", role=Role.REVIEWER, by=admin, at=AT)
    actions.withdraw_grant(grant=given.pk, by=admin, at=AT + timedelta(days=1))

    (row,) = queries.list_of_grants(withdrawn=True)
    assert (row.email, row.granted_by, row.granted_at) == ("new@dept.example", str(admin), AT)
    assert (row.withdrawn_by, row.withdrawn_at) == (str(admin), AT + timedelta(days=1))
    deeds = [(r.verb, r.actor, dict(r.facts)) for r in audit.records_about(subject=str(given.pk))]
    assert sorted(deeds, key=lambda deed: deed[0]) == [
        ("accounts.grant_role", str(admin.pk), {"role": "reviewer", "department": ""}),
        ("accounts.withdraw_role", str(admin.pk), {"role": "reviewer", "department": ""}),
    ]


def test_a_role_is_held_once_and_can_be_given_again_after_it_was_taken():
    admin = make.administrator()
    scope = {"email": "x@dept.example", "role": Role.AUTHOR, "department": "fire"}
    actions.grant_role(**scope, by=admin, at=AT)
    with pytest.raises(NotNow):
        actions.grant_role(**scope, by=admin, at=AT)
    actions.withdraw_role(**scope, by=admin, at=AT)
    with pytest.raises(NotFound):
        actions.withdraw_role(**scope, by=admin, at=AT)
    actions.grant_role(**scope, by=admin, at=AT)
    assert Grant.objects.filter(email="x@dept.example").count() == 2


@pytest.mark.parametrize(
    ("role", "home", "elsewhere"),
    [
        (Role.AUTHOR, True, False),
        (Role.LIAISON, True, False),
        (Role.BACKUP, True, False),
        (Role.HEAD, False, False),
        (Role.REVIEWER, False, False),
        (Role.ADMINISTRATOR, False, False),
    ],
)
def test_a_head_gives_some_roles_at_home_only(role, home, elsewhere):
    head = make.person(role=Role.HEAD, department="fire")

    def gives(department):
        try:
            actions.grant_role(email=make.email(), role=role, department=department, by=head, at=AT)
        except (NotAllowed, WrongScope):
            return False
        return True

    assert [gives("fire"), gives("parks")] == [home, elsewhere]
    assert Grant.objects.count() == 1 + home


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.HEAD}))
def test_nobody_else_gives_or_takes(role):
    by = make.person(role=role, department="fire" if role in {Role.AUTHOR, Role.LIAISON, Role.BACKUP} else "")
    victim = make.grant(email="v@dept.example", role=Role.AUTHOR, department="fire")
    with pytest.raises(NotAllowed):
        actions.grant_role(email="friend@dept.example", role=Role.AUTHOR, department="fire", by=by, at=AT)
    with pytest.raises(NotAllowed):
        actions.withdraw_grant(grant=victim.pk, by=by, at=AT)
    assert queries.open_grants().count() == 2


def test_the_last_administrator_stays_and_an_address_without_account_does_not_count():
    admin = make.administrator()
    own = queries.open_grants().get(email=admin.email)
    actions.grant_role(email="typo@dept.example", role=Role.ADMINISTRATOR, by=admin, at=AT)
    with pytest.raises(actions.LastAdministrator):
        actions.withdraw_grant(grant=own.pk, by=admin, at=AT)
    with pytest.raises(actions.LastAdministrator):
        actions.close_account(account=admin.pk, by=admin, at=AT)
    assert holds(user=admin, role=Role.ADMINISTRATOR)

    make.administrator()
    actions.withdraw_grant(grant=own.pk, by=admin, at=AT)
    assert not holds(user=admin, role=Role.ADMINISTRATOR)


@pytest.mark.parametrize("said", ["", "nobody", "two@at@dept.example", "line\nbreak@dept.example"])
def test_a_grant_needs_an_email(said):
    with pytest.raises(actions.NoEmail):
        actions.grant_role(email=said, role=Role.AUDITOR, by=make.administrator(), at=AT)


def test_one_author_is_too_few():
    make.grant(email="a@dept.example", role=Role.AUTHOR, department="fire")
    make.grant(email="b@dept.example", role=Role.AUTHOR, department="parks")
    make.grant(email="c@dept.example", role=Role.AUTHOR, department="parks")
    assert queries.departments_with_one_author() == ("fire",)
    assert queries.departments_with_one_author(department="parks") == ()


def test_closing_an_account_takes_everything_and_a_new_grant_opens_it_empty():
    admin = make.administrator()
    left = make.person(role=Role.AUTHOR, department="fire", password=make.PASSWORD)
    make.grant(email=left.email, role=Role.REVIEWER)

    actions.close_account(account=left.pk, by=admin, at=AT)

    left.refresh_from_db()
    assert (left.is_active, left.has_usable_password(), queries.grants_of(user=left)) == (False, False, ())
    assert queries.addresses_with(role=Role.AUTHOR) == ()
    with pytest.raises(NotAllowed):
        actions.create_account(email=left.email, at=AT)
    with pytest.raises(NotFound):
        actions.close_account(account=left.pk, by=admin, at=AT)

    make.grant(email=left.email, role=Role.AUTHOR, department="parks")
    back = actions.create_account(email=left.email, at=AT)
    assert (back.pk, back.is_active, back.has_usable_password()) == (left.pk, True, False)
    assert queries.grants_of(user=back) == (GrantFact(role=Role.AUTHOR, department="parks"),)


def test_only_an_administrator_closes_an_account():
    other = make.person()
    with pytest.raises(NotAllowed):
        actions.close_account(account=other.pk, by=make.person(role=Role.HEAD, department="fire"), at=AT)
    assert User.objects.get(pk=other.pk).is_active


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "Upper@dept.example"},
        {"role": "emperor"},
        {"role": "author", "department": ""},
        {"role": "reviewer", "department": "fire"},
        {"withdrawn_by_id": UUID(int=1)},
    ],
)
def test_the_database_refuses_a_wrong_grant(wrong):
    right = {"email": "a@dept.example", "role": "author", "department": "fire", "granted_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**{**right, **wrong})
    Grant.objects.create(**right)
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(**right)


def test_the_database_keeps_one_account_an_email_in_any_case():
    make.person(email="a@dept.example")
    for twin in ("a@dept.example", "A@dept.example"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.person(email=twin)


def test_the_database_neither_deletes_nor_rewrites_a_grant():
    admin = make.administrator()
    row = make.grant(email="a@dept.example", role=Role.AUTHOR, department="fire")
    for change in (
        row.delete,
        lambda: Grant.objects.filter(pk=row.pk).update(role="head"),
        lambda: Grant.objects.filter(pk=row.pk).update(email="b@dept.example"),
    ):
        with pytest.raises(Error), transaction.atomic():
            change()
    actions.withdraw_grant(grant=row.pk, by=admin, at=AT)
    with pytest.raises(Error), transaction.atomic():
        Grant.objects.filter(pk=row.pk).update(withdrawn_at=None, withdrawn_by=None)
