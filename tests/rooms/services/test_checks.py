"""Fields are checked one by one; a check holds while its value does."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from standing.hall.audit import api as audit
from standing.kernel.refusals import NotAllowed, NotNow, Refused
from standing.rooms.services.actions import checks, editing
from standing.rooms.services.actions._values import Moved, NotCarried
from standing.rooms.services.models import Attestation, Change, FieldCheck, Finding, Found, Organization, Service
from standing.rooms.services.queries import listed, values, work
from standing.rooms.services.rules.terms import Field, How, Outcome, Status
from tests.make import accounts
from tests.make import services as make

pytestmark = pytest.mark.django_db
AT = make.local("2026-06-01 10:00")
LATER = AT + timedelta(days=10)


def check(service, field, outcome=Outcome.SAME, *, by, at=LATER, how=How.PHONE, seen=None):
    checks.check_field(
        service=service,
        field=field,
        outcome=outcome,
        how=how,
        seen_sha256=seen or make.seen(service, field),
        by=by,
        at=at,
    )


def change(service, field, value, *, by, at=LATER, how=How.PHONE):
    checks.change_field(
        service=service, field=field, value=value, how=how, seen_sha256=make.seen(service, field), by=by, at=at
    )


def test_a_service_appears_when_the_last_field_is_checked(editor):
    service = make.service(by=editor, at=AT, how=None)
    for field in list(Field)[:-1]:
        check(service, field, by=editor)
        assert not listed.published(at=LATER).exists()
    check(service, list(Field)[-1], by=editor)

    assert listed.published(at=LATER).get().pk == service
    assert Found.objects.filter(service=service).count() == 1


def test_the_limit_is_that_of_its_strictest_kind(editor):
    food, legal = make.service(by=editor, at=AT), make.service(by=editor, at=AT, kinds=["food", "legal-help"])
    spans = [(make.row(one).fresh_until - make.row(one).checked_on).days for one in (food, legal)]
    assert spans == [90, 30]


def test_nobody_reached_does_not_make_it_fresher(editor):
    service = make.service(by=editor, at=AT)
    for field in Field:
        check(service, field, Outcome.UNREACHABLE, by=editor)
    assert make.row(service).checked_on == AT.date()
    make.check_all(service, by=editor, at=LATER)
    assert make.row(service).checked_on == LATER.date()


def test_a_change_is_put_in_place_and_written_down(editor):
    service = make.service(by=editor, at=AT)
    phones = {"phones": [{"number": "213-555-0177", "extension": 4, "type": "voice", "description": "front desk"}]}
    before = values.values(ids=[service])[service][Field.PHONE]
    change(service, Field.PHONE, phones, by=editor)

    assert values.values(ids=[service])[service][Field.PHONE] == phones
    row = Change.objects.get(resource_id=service, field_name="phone")
    assert ("213-555-0123" in row.previous_value, "213-555-0177" in row.replacement_value) == (True, True)
    assert before != phones
    last = FieldCheck.objects.filter(service=service, field=Field.PHONE).latest("id")
    assert (last.outcome, last.value_sha256) == (Outcome.CHANGED, make.seen(service, Field.PHONE))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (Field.NAME, {"name": "Other Name", "alternate_name": "ON"}),
        (Field.HOURS, make.hours(make.weekly("SA", "20:00", "02:00", notes="Ring twice."), by_appointment=True)),
        (Field.LANGUAGES, {"languages": [{"code": "fa", "name": "Persian", "note": "call ahead"}]}),
        (Field.ELIGIBILITY, {"text": "Families.", "minimum_age": 3, "maximum_age": 17}),
        (Field.COST, {"is_free": False, "text": "Five dollars.", "options": [{"option": "adults", "currency": "USD", "amount_description": "", "amount_cents": 500}]}),
    ],
)  # fmt: skip
def test_every_field_comes_out_as_it_went_in(editor, field, value):
    service = make.service(by=editor, at=AT)
    change(service, field, value, by=editor)
    found = values.values(ids=[service])[service][field]
    for key in value:
        if isinstance(value[key], list):
            assert [
                {name: row[name] for name in wanted} for row, wanted in zip(found[key], value[key], strict=True)
            ] == value[key]
        else:
            assert found[key] == value[key]


def test_a_place_that_two_services_share_makes_both_unchecked_when_it_moves(editor):
    one, two = make.service(by=editor, at=AT), make.service("Second", by=editor, at=AT)
    shared = make.row(one).places.get().location
    row = make.row(two).places.get()
    row.location = shared
    row.save()
    moved = values.values(ids=[one])[one][Field.ADDRESS]
    moved["places"][0]["addresses"][0]["address_1"] = "2 Elm Street"
    make.check_all(two, by=editor, at=AT)
    assert listed.published(at=LATER).count() == 2
    change(one, Field.ADDRESS, moved, by=editor)

    assert list(listed.published(at=LATER)) == [make.row(one)]


def test_what_was_shown_must_still_stand_there(editor):
    service = make.service(by=editor, at=AT)
    shown = make.seen(service, Field.NAME)
    change(service, Field.NAME, {"name": "New", "alternate_name": ""}, by=editor)
    with pytest.raises(Moved):
        check(service, Field.NAME, by=editor, seen=shown)


def test_who_asked_not_to_be_called_is_not_called(editor):
    service = make.service(by=editor, at=AT, details={"do_not_call": True})
    with pytest.raises(NotNow, match="asked not to be called"):
        check(service, Field.HOURS, by=editor)
    check(service, Field.HOURS, by=editor, how=How.WEBSITE)


def test_who_may_check_and_who_may_change(editor, agent, liaison):
    own = make.service(by=editor, at=AT, of="Parks", department="parks")
    other = make.service(by=editor, at=AT, of="Fire", department="fire")
    value = {"name": "Changed", "alternate_name": ""}
    change(own, Field.NAME, value, by=liaison)
    check(other, Field.NAME, by=agent)
    for service, by in ((other, liaison), (own, agent)):
        with pytest.raises(NotAllowed):
            change(service, Field.NAME, value, by=by)
    for service, by in ((other, liaison), (own, accounts.person())):
        with pytest.raises(NotAllowed):
            check(service, Field.HOURS, by=by)


def test_a_text_that_asks_for_a_status_goes_nowhere(editor):
    service = make.service(by=editor, at=AT)
    wrong = {"text": "US citizens only.", "minimum_age": None, "maximum_age": None}
    deeds = audit.records_about
    with pytest.raises(NotCarried):
        change(service, Field.ELIGIBILITY, wrong, by=editor)
    assert make.row(service).eligibility_description == "Everybody is welcome."
    assert Change.objects.filter(resource_id=service, field_name="eligibility").count() == 0
    assert deeds is not None
    with pytest.raises(NotCarried):
        make.service("Another", by=editor, at=AT, details={"documents": ("Proof of citizenship",)})


def test_a_day_after_twice_the_limit_it_is_gone_and_a_check_brings_it_back(editor):
    service = make.service(by=editor, at=AT, kinds=["legal-help"])
    last, gone = AT + timedelta(days=60), AT + timedelta(days=61)
    assert (listed.published(at=last).count(), listed.published(at=gone).count()) == (1, 0)
    make.check_all(service, by=editor, at=gone)
    assert listed.published(at=gone).count() == 1


def test_what_is_old_comes_first_on_the_list_of_work(editor):
    make.service("Fresh", by=editor, at=AT)
    make.service("Legal", by=editor, at=AT, kinds=["legal-help"])
    make.service("Never", by=editor, at=AT, how=None)
    at = AT + timedelta(days=40)
    rows = work.work_rows(list(work.to_check(by=editor, at=at)), at=at)
    assert [(row.name, row.age.value) for row in rows] == [("Never", "never"), ("Legal", "old"), ("Fresh", "fresh")]
    assert [row.name for row in work.to_check(by=editor, at=at, only="due")] == ["Never", "Legal"]
    assert [row.name for row in work.to_check(by=editor, at=at, only="hidden")] == ["Never"]


def test_a_liaison_sees_the_own_services_only(editor, liaison):
    make.service("Mine", by=editor, at=AT, of="Parks", department="parks")
    make.service("Other", by=editor, at=AT)
    assert [row.name for row in work.to_check(by=liaison, at=AT)] == ["Mine"]


# Closing, alerts, editing


def test_a_closed_service_is_out_of_search_and_can_open_again(editor):
    service = make.service(by=editor, at=AT)
    editing.close_service(
        service=service,
        status=Status.TEMPORARILY_CLOSED,
        closed_on=AT.date(),
        reopens_on=LATER.date(),
        by=editor,
        at=AT,
    )
    assert (listed.published(at=AT).count(), Found.objects.count()) == (0, 0)
    editing.reopen_service(service=service, by=editor, at=LATER)
    assert (listed.published(at=LATER).count(), Found.objects.count()) == (1, 1)
    with pytest.raises(NotNow):
        editing.reopen_service(service=service, by=editor, at=LATER)


def test_only_what_is_closed_for_a_time_opens_again_by_itself(editor):
    service = make.service(by=editor, at=AT)
    with pytest.raises(NotNow):
        editing.close_service(
            service=service, status=Status.DEFUNCT, closed_on=AT.date(), reopens_on=LATER.date(), by=editor, at=AT
        )
    with pytest.raises(NotNow):
        editing.close_service(service=service, status=Status.ACTIVE, closed_on=AT.date(), by=editor, at=AT)


@pytest.mark.parametrize("days", [None, -1, 91])
def test_every_alert_has_a_last_day_that_is_near(editor, days):
    service = make.service(by=editor, at=AT)
    with pytest.raises(Refused):
        editing.set_alert(
            service=service,
            text="New door.",
            until=None if days is None else AT.date() + timedelta(days=days),
            by=editor,
            at=AT,
        )
    editing.set_alert(service=service, text="New door.", until=AT.date() + timedelta(days=90), by=editor, at=AT)
    editing.set_alert(service=service, text="", until=None, by=editor, at=AT)
    assert make.row(service).alert_until is None


def test_an_edit_is_refused_when_somebody_was_faster(editor):
    service = make.service(by=editor, at=AT)
    before = editing.details_of(make.row(service))
    details = editing.Details(description="Bread.", categories=("food",), documents=("A bag",), areas=("North",))
    editing.edit_service(service=service, details=details, seen_sha256=before.sha256, by=editor, at=LATER)
    assert editing.details_of(make.row(service)) == details
    with pytest.raises(Moved):
        editing.edit_service(service=service, details=details, seen_sha256=before.sha256, by=editor, at=LATER)


def test_a_kind_that_the_pack_does_not_name_is_refused(editor):
    with pytest.raises(Refused, match="no such kind"):
        make.service(by=editor, at=AT, kinds=["magic"])


def test_a_liaison_cannot_give_a_service_to_another_department(editor, liaison):
    service = make.service(by=editor, at=AT, of="Parks", department="parks")
    before = editing.details_of(make.row(service))
    with pytest.raises(NotAllowed):
        editing.edit_service(
            service=service, details=editing.Details(department="fire"), seen_sha256=before.sha256, by=liaison, at=AT
        )


def test_an_import_that_is_assured_counts_as_checked_on_that_day(editor, agent):
    service = make.service(by=editor, at=AT, how=None)
    checks.assure_from_source(services=[service], checked_at=AT, by=editor, at=LATER)
    assert make.row(service).checked_on == AT.date()
    with pytest.raises(NotNow):
        checks.assure_from_source(services=[service], checked_at=LATER + timedelta(days=1), by=editor, at=LATER)
    with pytest.raises(NotAllowed):
        checks.assure_from_source(services=[service], checked_at=AT, by=agent, at=LATER)


# What the database refuses, whoever writes


@pytest.mark.parametrize("model", [FieldCheck, Change, Finding, Attestation])
def test_what_was_recorded_is_never_changed_or_removed(model, editor):
    make.service(by=editor, at=AT)
    table = model._meta.db_table
    for sql in (f"UPDATE {table} SET by_id = by_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
        if not model.objects.exists() and not sql.startswith("TRUNCATE"):
            continue
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("model", [Service, Organization])
def test_services_and_organisations_stay(model, editor):
    make.service(by=editor, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_an_alert_without_an_end_cannot_be_written(editor):
    service = make.service(by=editor, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=service).update(alert="Closed today")


def test_every_deed_is_in_the_book(editor):
    service = make.service(by=editor, at=AT)
    editing.close_service(service=service, status=Status.DEFUNCT, closed_on=AT.date(), by=editor, at=AT)
    verbs = [record.verb for record in audit.records_about(subject=str(service))]
    assert (
        verbs.count("services.add_service"),
        verbs.count("services.check_field"),
        verbs.count("services.close_service"),
    ) == (1, 7, 1)
