"""One click signs in every sample person, and nobody gets further than their role."""

import pytest
from playwright.sync_api import expect

from tests.journeys import acts
from tests.journeys.conftest import Window
from tests.journeys.server import Site

pytestmark = pytest.mark.xdist_group("journeys")

CITY = {
    "coordinator",
    "reviewer",
    "attorney",
    "auditor",
    "administrator",
    "editor",
    "translator",
    "agent",
    "property",
    "police",
    "inspector",
    "investigator",
    "custodian",
    "records",
    "personnel",
    "contracts",
    "treasurer",
    "vault",
}
FIRST = {
    **dict.fromkeys(("keeper", "auditor", "administrator"), "/staff/rounds/"),
    "head": "/staff/appeals/",
}
TRUSTEE, TABLES = set(FIRST), {"desk", "card-station"}
"""The trustee has people of its own. Tables have links of their own and no people."""
DEPARTMENT = {"author", "head", "liaison", "backup"}
EVERY = 12


def test_every_role_has_a_sign_in_that_works(site: Site, window: Window):
    page = window()
    people = [one for one in site.sign_ins if one.role not in TABLES]
    trustees = [one for one in people if not one.url.startswith(f"{site.base}/")]
    assert {one.role for one in site.sign_ins} == CITY | DEPARTMENT | TRUSTEE | TABLES
    assert {one.role for one in trustees} == TRUSTEE
    city = [one for one in people if one.role in CITY and one not in trustees]
    assert all(one.department == "" for one in city)
    for one in [*city, *[one for one in site.sign_ins if one.role in DEPARTMENT][::EVERY]]:
        answer = page.request.get(one.url)
        assert (answer.status, answer.url, one.person in answer.text()) == (200, f"{site.base}/staff/", True), one
    for one in trustees:
        there = one.url.partition("/staff/")[0]
        answer = page.request.get(one.url)
        assert (answer.status, answer.url, one.person in answer.text()) == (200, f"{there}{FIRST[one.role]}", True), one


def test_what_is_out_of_scope_is_not_there(site: Site, window: Window):
    own, other = site.cast.not_begun, site.cast.accepted[2]
    closed = {
        "author": [f"/staff/plans/ed-12/{other}/", f"/staff/plans/ed-12/{other}/sections/counter/",
                   f"/staff/plans/ed-12/{other}/versions/1/", f"/staff/plans/ed-12/{other}/versions/1/review/",
                   f"/staff/obligations/{other}/", f"/staff/liaisons/{other}/appoint/", "/staff/plans/waiting/",
                   "/staff/people/", "/staff/pack/", "/staff/pack/upload/"],
        "head": [f"/staff/plans/ed-12/{other}/certify/", f"/staff/liaisons/{other}/appoint/", "/staff/pack/"],
        "auditor": [f"/staff/plans/ed-12/{other}/sections/counter/", "/staff/pack/upload/",
                    f"/staff/plans/ed-12/{other}/versions/1/review/", f"/staff/liaisons/{other}/appoint/"],
        "reviewer": [f"/staff/plans/ed-12/{other}/sections/counter/", "/staff/people/", "/staff/pack/upload/"],
        "administrator": [f"/staff/plans/ed-12/{other}/versions/1/review/"],
    }  # fmt: skip
    for role, addresses in closed.items():
        page = acts.sign_in(window(), site, role, own if role in DEPARTMENT else "")
        assert {address: page.request.get(address).status for address in addresses} == dict.fromkeys(addresses, 404)
    own_pages = [f"/staff/plans/ed-12/{own}/", f"/staff/obligations/{own}/", f"/staff/liaisons/{own}/"]
    page = acts.sign_in(window(), site, "author", own)
    assert {address: page.request.get(address).status for address in own_pages} == dict.fromkeys(own_pages, 200)


def test_who_is_not_signed_in_is_asked_to_and_then_stands_where_they_wanted(site: Site, window: Window):
    page = window()
    page.goto("/staff/plans/")
    expect(acts.heading(page)).to_have_text("Sign in")
    assert "next=%2Fstaff%2Fplans%2F" in page.url
