"""Access without a database: roles x scope x method."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.hall.accounts import rules
from standing.hall.accounts.permissions import ROUTES
from standing.hall.accounts.rules import WrongScope
from standing.kernel import access as access_rules
from standing.kernel.access import CITY_ROLES, DEPARTMENT_ROLES, NOBODY, PUBLIC, SIGNED_IN, Access, GrantFact, Role, Who
from tests.make.accounts import AT

PLAN = Access(
    Who(own=frozenset({Role.AUTHOR, Role.HEAD}), city=frozenset({Role.REVIEWER, Role.AUDITOR})),
    Who(own=frozenset({Role.HEAD}), city=frozenset({Role.REVIEWER})),
)


def test_every_role_is_of_a_department_or_of_the_city_and_never_of_both():
    assert frozenset(Role) == DEPARTMENT_ROLES | CITY_ROLES
    assert frozenset() == DEPARTMENT_ROLES & CITY_ROLES


@pytest.mark.parametrize(
    ("role", "held_for", "at_home", "elsewhere", "nowhere", "writes_at_home", "writes_elsewhere"),
    [
        (Role.AUTHOR, "fire", True, False, True, False, False),
        (Role.HEAD, "fire", True, False, True, True, False),
        (Role.LIAISON, "fire", False, False, False, False, False),
        (Role.BACKUP, "fire", False, False, False, False, False),
        (Role.REVIEWER, "", True, True, True, True, True),
        (Role.AUDITOR, "", True, True, True, False, False),
        (Role.COORDINATOR, "", False, False, False, False, False),
        (Role.ATTORNEY, "", False, False, False, False, False),
        (Role.ADMINISTRATOR, "", False, False, False, False, False),
    ],
)
def test_who_may_see_and_do(role, held_for, at_home, elsewhere, nowhere, writes_at_home, writes_elsewhere):
    grants = (GrantFact(role=role, department=held_for),)

    def may(method, department):
        return access_rules.permits(access=PLAN, method=method, grants=grants, signed_in=True, department=department)

    assert [may("GET", "fire"), may("GET", "parks"), may("GET", None)] == [at_home, elsewhere, nowhere]
    assert [may("HEAD", "fire"), may("HEAD", "parks"), may("HEAD", None)] == [at_home, elsewhere, nowhere]
    assert [may("POST", "fire"), may("POST", "parks")] == [writes_at_home, writes_elsewhere]


@pytest.mark.parametrize(
    ("who", "nobody", "visitor", "reviewer"),
    [(NOBODY, False, False, False), (SIGNED_IN, False, True, True), (PUBLIC, True, True, True)],
)
def test_the_plain_groups(who, nobody, visitor, reviewer):
    grants = (GrantFact(role=Role.REVIEWER),)

    def is_in(grants, signed_in):
        return access_rules.includes(who=who, grants=grants, signed_in=signed_in, department=None)

    assert [is_in((), False), is_in((), True), is_in(grants, True)] == [nobody, visitor, reviewer]


@given(
    grants=st.lists(st.builds(GrantFact, role=st.sampled_from(Role), department=st.sampled_from(["", "fire"]))),
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get", ""]),
)
def test_what_is_in_no_table_and_what_nobody_may_stays_shut(grants, method):
    def may(access, signed_in=True):
        return access_rules.permits(access=access, method=method, grants=grants, signed_in=signed_in, department="fire")

    assert may(None) is False
    assert may(Access(NOBODY)) is False
    assert may(PLAN, signed_in=False) is False


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND", "post", ""])
def test_other_methods_are_unknown_to_every_route(method):
    assert [access.asked_by(method=method) for access in (PLAN, Access(PUBLIC, PUBLIC))] == [None, None]


def test_a_route_that_does_nothing_knows_no_writing():
    assert [Access(PUBLIC).asked_by(method=m) for m in ("GET", "POST", "PUT")] == [PUBLIC, None, None]
    assert Access(PUBLIC).methods == ("GET", "HEAD")


def test_a_role_of_the_city_cannot_be_listed_as_one_of_the_own_department():
    assert Who(own=frozenset({Role.HEAD})).own == {Role.HEAD}
    with pytest.raises(ValueError, match="Not held for a department: reviewer"):
        Who(own=frozenset({Role.REVIEWER}))


def test_two_tables_may_agree_but_not_contradict():
    assert access_rules.merged({"a:b": PLAN}, {"a:b": PLAN, "a:c": Access(PUBLIC)}) == {
        "a:b": PLAN,
        "a:c": Access(PUBLIC),
    }
    with pytest.raises(ValueError, match="a:b"):
        access_rules.merged({"a:b": PLAN}, {"a:b": Access(PUBLIC)})


def test_the_auditor_changes_nothing_here():
    assert [route for route, access in ROUTES.items() if Role.AUDITOR in access.do.roles] == []


@pytest.mark.parametrize("role", Role)
def test_a_role_fits_exactly_one_kind_of_scope(role):
    right, wrong = ("fire", "") if role in DEPARTMENT_ROLES else ("", "fire")
    rules.check_scope(role=role, department=right)
    with pytest.raises(WrongScope):
        rules.check_scope(role=role, department=wrong)


def test_who_needs_a_second_factor():
    assert {role for role in Role if rules.needs_second_factor([GrantFact(role=role)])} == {
        Role.REVIEWER,
        Role.HEAD,
        Role.ADMINISTRATOR,
        Role.TREASURER,
        Role.VAULT,
        Role.KEEPER,
    }
    assert rules.needs_second_factor([GrantFact(role=Role.AUTHOR), GrantFact(role=Role.HEAD, department="fire")])


@pytest.mark.parametrize(
    ("age", "idle", "for_all", "for_strict"),
    [
        (timedelta(hours=1), timedelta(minutes=29, seconds=59), False, False),
        (timedelta(hours=1), timedelta(minutes=30), False, True),
        (timedelta(hours=11, minutes=59), timedelta(0), False, False),
        (timedelta(hours=12), timedelta(0), True, True),
    ],
)
def test_a_session_ends(age, idle, for_all, for_strict):
    ended = [rules.is_over(signed_in_at=AT - age, seen_at=AT - idle, now=AT, strict=strict) for strict in (False, True)]
    assert ended == [for_all, for_strict]


@given(st.emails())
def test_an_email_has_one_spelling(email):
    assert rules.clean_email(f"  {email.upper()} ") == email.lower()
