"""Entering, changing and judging sites; who may; what the database refuses; what other rooms ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.sites import api, permissions
from standing.rooms.sites.actions import editing
from standing.rooms.sites.actions.editing import ChangedByAnother, TellsOfAPerson
from standing.rooms.sites.models import Filing, Import, Site, SiteRevision
from standing.rooms.sites.queries import listed
from standing.rooms.sites.queries.listed import Filters
from standing.rooms.sites.rules.records import Access, Area, Gap, Use
from tests.make import accounts
from tests.make import sites as make

pytestmark = pytest.mark.django_db
AT = make.AT
LATER = AT + timedelta(hours=1)


def test_a_site_gets_the_next_free_number_unless_it_brings_its_own(by):
    assert make.site(by=by) == "S-000001"
    assert make.site("lib-7", by=by, name="Library") == "LIB-7"
    assert make.site(by=by, name="Other") == "S-000002"
    with pytest.raises(NotNow, match="never given twice"):
        make.site("LIB-7", by=by)
    with pytest.raises(NotNow, match="letters, digits and hyphens"):
        make.site("a b/c", by=by)


def test_entering_a_site_is_recorded_with_hashes_and_no_text(by):
    key = make.site(by=by)
    record = Record.objects.get(verb="sites.add_site", subject=key)
    assert set(record.facts) == {"department", "revision", "record"}
    state = SiteRevision.objects.get(site=key)
    assert (state.number, state.why, state.by_id, state.at) == (1, "added", by.pk, AT)


def test_the_district_is_found_by_the_point_where_the_pack_draws_districts(by):
    assert make.kept(make.site(by=by, latitude=40.01, longitude=-88.98)).district == "mill"
    assert make.kept(make.site(by=by, name="B", latitude=41.0, longitude=-88.98)).district == ""
    assert make.kept(make.site(by=by, name="C", district="ford")).district == "ford"


def test_a_text_that_says_nothing_new_makes_no_state(by):
    key = make.site(by=by)
    assert editing.change_site(id=key, record=make.kept(key), base_revision=1, by=by, at=LATER) == 1
    assert SiteRevision.objects.count() == 1


def test_an_area_keeps_its_id_and_no_id_is_given_twice(by):
    key = make.site(by=by)
    assert [area.id for area in make.kept(key).areas] == ["A1", "A2"]
    only = make.kept(key).areas[:1]
    editing.change_site(id=key, record=make.record(areas=only), base_revision=1, by=by, at=LATER)
    more = (*only, Area(id="", name="Shed", access=Access.NON_PUBLIC))
    editing.change_site(id=key, record=make.record(areas=more), base_revision=2, by=by, at=LATER)
    assert [(area.id, area.name) for area in make.kept(key).areas] == [("A1", "Front office"), ("A3", "Shed")]


def test_two_people_who_change_different_fields_both_keep_their_words(by):
    key = make.site(by=by)
    opened = make.kept(key)
    other = make.manager()
    editing.change_site(
        id=key, record=make.record(areas=opened.areas, name="New name"), base_revision=1, by=other, at=AT
    )
    editing.change_site(id=key, record=make.record(areas=opened.areas, zip="00012"), base_revision=1, by=by, at=LATER)
    assert (make.kept(key).name, make.kept(key).zip, make.row(key).revision) == ("New name", "00012", 3)


def test_the_second_of_two_who_change_one_field_sees_the_first_and_nothing_is_saved(by):
    key = make.site(by=by)
    opened = make.kept(key)
    editing.change_site(id=key, record=make.record(areas=opened.areas, plan="One"), base_revision=1, by=by, at=AT)
    with pytest.raises(ChangedByAnother) as clash:
        editing.change_site(
            id=key, record=make.record(areas=opened.areas, plan="Two"), base_revision=1, by=by, at=LATER
        )
    assert (clash.value.fields, clash.value.theirs.plan, clash.value.revision) == (("plan",), "One", 2)
    assert make.kept(key).plan == "One"
    editing.change_site(id=key, record=make.record(areas=opened.areas, plan="Two"), base_revision=2, by=by, at=LATER)
    assert make.kept(key).plan == "Two"


@pytest.mark.parametrize(
    "changed",
    [
        {"plan": "The janitor is undocumented."},
        {"use_because": "He is from Honduras and works there."},
        {"name": "Shed of a man with A-number A123456789"},
    ],
)
def test_text_about_a_person_is_refused_and_leaves_nothing(by, changed):
    with pytest.raises(TellsOfAPerson):
        make.site(by=by, **changed)
    assert not Site.objects.exists()
    assert not Record.objects.filter(verb="sites.add_site").exists()


def test_several_sites_are_judged_at_once_and_each_gets_its_state(by):
    keys = [make.site(by=by, name=name, use=Use.UNJUDGED, plan="") for name in "AB"]
    assert editing.judge_sites(ids=keys, use=Use.NO, because="Too small.", by=by, at=LATER) == 2
    assert editing.judge_sites(ids=keys, use=Use.NO, because="Too small.", by=by, at=LATER) == 0
    assert [make.kept(key).use for key in keys] == [Use.NO, Use.NO]
    assert Record.objects.filter(verb="sites.judge_site").count() == 2
    with pytest.raises(NotFound):
        editing.judge_sites(ids=[*keys, "NONE"], use=Use.NO, by=by, at=LATER)


# Who may


EVERYBODY = [
    (Role.PROPERTY, "", True, True),
    (Role.COORDINATOR, "", True, True),
    (Role.LIAISON, "streets", True, False),
    (Role.BACKUP, "streets", True, False),
    (Role.HEAD, "streets", True, False),
    (Role.AUTHOR, "streets", True, False),
    (Role.LIAISON, "police", False, False),
    (Role.ATTORNEY, "", False, False),
    (Role.AUDITOR, "", False, False),
    (Role.INSPECTOR, "", False, False),
    (Role.REVIEWER, "", False, False),
    (Role.ADMINISTRATOR, "", False, False),
]


@pytest.mark.parametrize(("role", "department", "keeps", "brings"), EVERYBODY)
def test_who_keeps_the_sites_of_a_department_and_who_brings_lists(town, role, department, keeps, brings):
    person = accounts.person(role=role, department=department)
    assert permissions.can_keep(department="streets", by=person) is keeps
    assert permissions.keeps_all(by=person) is brings
    if keeps:
        make.site(by=person)
    else:
        with pytest.raises(NotAllowed):
            make.site(by=person)


def test_a_site_does_not_move_into_a_department_whose_sites_one_does_not_keep(by, liaison):
    key = make.site(by=by)
    with pytest.raises(NotAllowed):
        editing.change_site(id=key, record=make.record(department="clerk"), base_revision=1, by=liaison, at=LATER)
    other = make.site(by=by, name="Hall", department="clerk")
    with pytest.raises(NotAllowed):
        editing.judge_sites(ids=[key, other], use=Use.NO, by=liaison, at=LATER)


@pytest.mark.parametrize(
    ("role", "department", "sees"),
    [
        (Role.LIAISON, "streets", {"Mill Street Yard"}),
        (Role.LIAISON, "clerk", {"Hall"}),
        (Role.ATTORNEY, "", {"Mill Street Yard", "Hall"}),
        (Role.AUDITOR, "", {"Mill Street Yard", "Hall"}),
        (Role.INSPECTOR, "", {"Mill Street Yard", "Hall"}),
    ],
)
def test_a_department_reads_its_own_sites_and_oversight_reads_all(by, role, department, sees):
    make.site(by=by)
    make.site(by=by, name="Hall", department="clerk")
    person = accounts.person(role=role, department=department)
    assert {row.name for row in listed.visible_to(by=person)} == sees


# What the database refuses


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sites_site",
        "UPDATE sites_site SET id = 'OTHER'",
        "TRUNCATE sites_site CASCADE",
        "UPDATE sites_siterevision SET why = 'changed'",
        "DELETE FROM sites_siterevision",
        "TRUNCATE sites_siterevision",
        "UPDATE sites_site SET name = ''",
        "UPDATE sites_site SET use = 'perhaps'",
        "UPDATE sites_site SET latitude = 91",
        "UPDATE sites_site SET longitude = NULL",
        "UPDATE sites_site SET plan_file = 'x'",
        "UPDATE sites_site SET has_no_gates = true",
        """INSERT INTO sites_siterevision (site_id, number, record, why, by_id, at)
        SELECT site_id, 1, record, why, by_id, at FROM sites_siterevision""",
    ],
)
def test_the_database_has_the_last_word(by, sql):
    make.site(by=by)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_filings_and_imports_are_never_removed():
    assert {trigger.name for model in (Filing, Import) for trigger in model._meta.triggers} >= {
        "filings_stay", "filings_not_emptied", "list_stays", "lists_not_emptied",
    }  # fmt: skip


# What is asked


def test_search_finds_numbers_beginnings_and_mistyped_words(by):
    make.site("LIB-1", by=by, name="Ford Library", department="clerk", address="1 River Road")
    make.site("YRD-9", by=by, name="Mill Street Yard")
    for words in ("LIB-1", "lib-1", "ford", "libra", "libary", "river road", "clerk ford", "FORD  LIBRARY"):
        assert [fact.id for fact in api.find_sites(words=words, known=AT)] == ["LIB-1"], words
    assert api.find_sites(words="zzyzx", known=AT) == ()
    assert api.find_sites(words="", known=AT) == ()
    assert api.find_sites(words="'; DROP TABLE sites_site --", known=AT) == ()
    assert api.find_sites(words="ford", department="streets", known=AT) == ()
    assert listed.found(filters=Filters(words="libary")).meant == ("library",)


def test_whose_name_fits_stands_before_whose_street_does(by):
    make.site("B", by=by, name="Alpha", address="7 Ford Street")
    make.site("A", by=by, name="Ford Yard", address="7 Oak Street")
    assert [fact.id for fact in api.find_sites(words="ford", known=AT)] == ["A", "B"]
    assert [fact.id for fact in api.find_sites(words="ford", limit=1, known=AT)] == ["A"]


def test_filters_narrow_the_list(by):
    make.site("A", by=by, name="A", use=Use.NO)
    make.site("B", by=by, name="B", department="clerk", kind="", district="ford")
    make.site("C", by=by, name="C", use=Use.UNJUDGED, plan="")

    def found(**asked):
        return [row.pk for row in listed.found(filters=Filters(**asked)).rows]

    assert found() == ["A", "B", "C"]
    assert found(department="clerk") == ["B"]
    assert found(kind="yard") == ["A", "C"]
    assert found(kind="-") == ["B"]
    assert found(district="ford") == ["B"]
    assert found(use="listed") == ["B"]
    assert found(gap=Gap.NOT_JUDGED.value) == ["C"]
    assert found(gap="any") == ["B", "C"]
    assert found(is_listed=False) == []


def test_other_rooms_get_facts_as_they_were_known(by):
    key = make.site(by=by, use=Use.UNJUDGED)
    editing.change_site(
        id=key,
        record=make.record(areas=make.kept(key).areas, name="Later", use=Use.NO),
        base_revision=1,
        by=by,
        at=LATER,
    )
    assert api.site(id=key, known=AT - timedelta(days=1)) is None
    before, now = api.site(id=key.lower(), known=AT), api.site(id=key, known=LATER)
    assert before is not None
    assert now is not None
    assert (before.name, before.could_be_used, now.name, now.could_be_used) == (
        "Mill Street Yard",
        None,
        "Later",
        False,
    )
    assert [(area.id, area.name, area.access) for area in now.areas] == [
        ("A1", "Front office", Access.PUBLIC), ("A2", "Yard", Access.NON_PUBLIC),
    ]  # fmt: skip
    assert api.site(id="NONE", known=AT) is None


def test_a_site_that_was_given_up_stays_for_the_reports_that_name_it(by):
    key = make.site(by=by)
    editing.change_site(
        id=key, record=make.record(areas=make.kept(key).areas, is_listed=False), base_revision=1, by=by, at=LATER
    )
    gone = api.site(id=key, known=LATER)
    assert gone is not None
    assert not gone.is_listed
    assert api.sites(department="streets", known=LATER) == ()
    assert [fact.id for fact in api.sites(department="streets", known=AT)] == [key]
    assert (api.count(known=AT), api.count(known=LATER)) == (1, 0)
    assert (api.count(department="streets", known=AT), api.count(department="clerk", known=AT)) == (1, 0)
    assert api.find_sites(words="mill", known=LATER) == ()


def test_what_is_missing_is_counted_by_department(by):
    make.site(by=by, responsible="")
    make.site(by=by, name="Bare", kind="", areas=(), gates=(), use=Use.UNJUDGED, plan="")
    make.site(by=by, name="Hall", department="clerk")
    streets, clerk = sorted(listed.missing(within=Site.objects.all()), key=lambda row: -row.sites)
    assert (streets.department, streets.sites, streets.with_gaps) == ("streets", 2, 2)
    assert {gap: number for gap, number in streets.counts if number} == {
        Gap.NO_KIND: 1, Gap.NO_AREAS: 1, Gap.NO_RESPONSIBLE: 1, Gap.GATES_UNKNOWN: 1, Gap.NOT_JUDGED: 1,
    }  # fmt: skip
    assert (clerk.sites, clerk.with_gaps) == (1, 0)


@pytest.mark.parametrize("rows", [1, 6])
def test_asking_costs_the_same_however_many_sites_there_are(by, rows, django_assert_num_queries):
    for number in range(rows):
        make.site(by=by, name=f"Mill {number}")
    with django_assert_num_queries(2):
        api.find_sites(words="mill", known=AT)
    with django_assert_num_queries(1):
        api.sites(department="streets", known=AT)
    with django_assert_num_queries(2):
        listed.missing(within=Site.objects.all())
