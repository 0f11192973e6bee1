"""A file comes in: looked at first, then taken in whole or not at all, and taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from standing.hall.accounts.api import Role
from standing.hall.audit.models import Record
from standing.hall.events import api as events
from standing.hall.installation import api as installation
from standing.hall.translations.api import ShownChanged
from standing.kernel.refusals import NotAllowed, NotNow
from standing.rooms.services.actions import imports as actions
from standing.rooms.services.models import (
    Import,
    ImportChange,
    ImportPart,
    ImportProblem,
    ImportRow,
    Language,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceAtLocation,
)
from standing.rooms.services.queries import imports as queries
from standing.rooms.services.queries import listed
from standing.rooms.services.rules.exchange import ImportStep
from tests.make import accounts
from tests.make import hsds as make

pytestmark = pytest.mark.django_db
AT = datetime(2025, 7, 15, 18, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture
def by(tmp_path):
    make.load_city(tmp_path, at=AT)
    return make.editor()


def problems(row):
    return [(one.table, one.field, one.sentence) for one in ImportProblem.objects.filter(of=row).order_by("id")]


def counts(row):
    return {one.table: (one.new, one.changed, one.same, one.wrong) for one in queries.counted(row=row)}


def test_looking_at_a_file_changes_nothing(by):
    row = make.bring(make.as_json(make.directory()), by=by, at=AT)
    assert row.step == ImportStep.READ
    assert counts(row)["service"] == (1, 0, 0, 0)
    assert not Service.objects.exists()
    assert not Organization.objects.exists()


def test_taking_it_in_writes_everything_and_forgets_the_file(by):
    row = make.take_in(make.directory(), by=by, at=AT)
    service = Service.objects.get()
    assert (service.name, service.organization.name, service.status) == ("Legal clinic", "Sample Neighbors", "active")
    assert [one.code for one in Language.objects.filter(service=service).order_by("position")] == ["en", "es"]
    assert Schedule.objects.get().zone == "America/Los_Angeles"
    assert ServiceAtLocation.objects.get().location.name == "Sample House"
    assert not any(model.objects.filter(of=row).exists() for model in (ImportPart, ImportRow, ImportProblem))
    assert Record.objects.filter(verb="services.apply_import", subject=str(row.pk)).count() == 1


def test_what_was_not_checked_is_not_shown_unless_the_source_is_trusted(by):
    make.take_in(make.directory(), by=by, at=AT, trusts_dates=False)
    assert not listed.published(at=AT).exists()
    make.take_in(make.directory(), by=by, at=LATER, trusts_dates=True)
    service = listed.published(at=LATER).get()
    assert service.checked_on == date(2025, 7, 14)


def test_the_same_file_again_changes_nothing(by):
    make.take_in(make.directory(), by=by, at=AT)
    before = Service.objects.get().changed_at
    row = make.bring(make.as_json(make.directory()), by=by, at=LATER)
    assert {each[:2] + each[3:] for each in counts(row).values()} == {(0, 0, 0)}
    actions.apply_import(import_id=row.pk, by=by, at=LATER)
    assert not ImportChange.objects.filter(of=row).exists()
    assert Service.objects.get().changed_at == before


def test_a_whole_directory_tells_readers_once(by, monkeypatch, django_capture_on_commit_callbacks):
    told = []
    monkeypatch.setitem(events._SUBSCRIBERS, ShownChanged, [told.append])
    many = [make.service(f"Clinic {number}") for number in range(3)]
    with django_capture_on_commit_callbacks(execute=True):
        make.take_in(make.directory(services=many), by=by, at=AT)
    assert [len({key.split(":")[1] for key in one.keys}) for one in told] == [3]


def test_a_change_is_made_by_id_and_kept_beside_what_was(by):
    make.take_in(make.directory(), by=by, at=AT)
    row = make.take_in(make.directory(services=[make.service(description="New words.")]), by=by, at=LATER)
    assert Service.objects.get().description == "New words."
    change = ImportChange.objects.get(of=row)
    assert (change.before["description"], change.after["description"]) == ("Free help from a lawyer.", "New words.")


def test_a_field_the_file_does_not_speak_of_is_not_touched(by):
    make.take_in(make.directory(), by=by, at=AT)
    silent = make.service()
    del silent["description"]
    make.take_in(make.directory(services=[silent]), by=by, at=LATER)
    assert Service.objects.get().description == "Free help from a lawyer."
    make.take_in(make.directory(services=[make.service(description=None)]), by=by, at=LATER)
    assert Service.objects.get().description == ""


def test_the_same_words_under_new_ids_are_known_again(by):
    make.take_in(make.directory(), by=by, at=AT)
    other = make.service()
    other["phones"] = [{**other["phones"][0], "id": make.id_of("other phone"), "languages": []}]
    other["service_at_locations"] = [{**other["service_at_locations"][0], "id": make.id_of("other both")}]
    row = make.take_in(make.directory(services=[other]), by=by, at=LATER)
    assert not ImportChange.objects.filter(of=row).exists()
    assert Phone.objects.filter(service__isnull=False).count() == 1


def test_details_the_file_names_anew_replace_the_old(by):
    make.take_in(make.directory(), by=by, at=AT)
    other = make.service(languages=[{"id": make.id_of("fa"), "name": "Farsi", "code": "fa"}])
    make.take_in(make.directory(services=[other]), by=by, at=LATER)
    assert [one.code for one in Language.objects.filter(service__isnull=False)] == ["fa"]


def test_every_mistake_is_told_with_its_place(by):
    bad = make.service("Other", status="open", email="x", organization_id=make.id_of("nobody"))
    row = make.bring(make.as_json(make.directory(services=[make.service(), bad])), by=by, at=AT)
    told = ImportProblem.objects.filter(of=row).order_by("id")
    assert {(one.file, one.line, one.table, one.field) for one in told if one.table == "service"} == {
        ("directory.json", 2, "service", "status"),
        ("directory.json", 2, "service", "email"),
    }
    assert counts(row)["service"] == (1, 0, 0, 0)


def test_what_hangs_on_a_wrong_row_is_left_out_with_it(by):
    lost = make.service("Other", organization_id=make.id_of("nobody"))
    row = make.bring(make.as_json(make.directory(services=[make.service(), lost])), by=by, at=AT)
    sentence = "Neither the file nor the directory has a organization with this id."
    assert ("service", "organization_id", sentence) in problems(row)
    assert counts(row)["phone"] == (2, 0, 0, 1)
    with pytest.raises(NotNow, match="has mistakes"):
        actions.apply_import(import_id=row.pk, leave_out_wrong=False, by=by, at=AT)
    actions.apply_import(import_id=row.pk, leave_out_wrong=True, by=by, at=AT)
    assert Service.objects.count() == 1


def test_two_rows_with_one_id_that_differ_are_refused(by):
    row = make.bring(
        make.as_json(make.directory(services=[make.service(), make.service(description="Else.")])), by=by, at=AT
    )
    assert counts(row)["service"] == (0, 0, 0, 2)
    assert ("service", "id", "Two rows have this id and say different things. Keep one.") in problems(row)


def test_a_detail_cannot_be_taken_from_another_record(by):
    make.take_in(make.directory(), by=by, at=AT)
    stolen = make.service("Other")
    stolen["phones"] = [{"id": make.service()["phones"][0]["id"], "number": "213-555-0199"}]
    row = make.bring(make.as_json(make.directory(services=[stolen])), by=by, at=LATER)
    assert ("phone", "id", "This id belongs to another record already.") in problems(row)


def test_a_question_for_status_does_not_come_in(by):
    asks = make.service(eligibility_description="Bring proof of citizenship.")
    row = make.bring(make.as_json(make.directory(services=[asks])), by=by, at=AT)
    assert next(field for _, field, _ in problems(row)) == "eligibility_description"
    assert not ImportRow.objects.filter(of=row, table="service").exists()


def test_unknown_fields_and_people_are_left_out_and_named(by):
    odd = make.service(colour="red", contacts=[{"id": make.id_of("c"), "name": "Sample Person"}])
    row = make.bring(make.as_json(make.directory(services=[odd])), by=by, at=AT)
    assert row.left_out == [
        ["service.colour: is no field that is kept", 1],
        ["service.contacts: people are not kept, only the phones and addresses of offices", 1],
    ]


def test_kinds_of_help_of_the_pack_become_categories(by):
    from standing.rooms.services.queries import pack
    from standing.rooms.services.rules.kinds import term_id

    term = str(term_id(pack.directory(known=AT).pack, "food"))
    foreign = make.id_of("foreign")
    attributes = [
        {"id": make.id_of("a1"), "link_type": "category", "taxonomy_term": {"id": term}},
        {"id": make.id_of("a2"), "taxonomy_term": {"id": foreign, "name": "Soup", "description": "", "code": "S"}},
    ]
    row = make.take_in(make.directory(services=[make.service(attributes=attributes)]), by=by, at=AT)
    if row.counts.get("attribute", {}).get("wrong"):
        pytest.fail(str(row.counts))
    assert Service.objects.get().categories == ["food"]


def test_an_alert_ends_by_itself(by):
    make.take_in(make.directory(services=[make.service(alert="Closed this week.")]), by=by, at=AT)
    assert Service.objects.get().alert_until == date(2025, 8, 14)


def test_hours_across_midnight_and_the_change_of_the_clocks_come_in_as_one(by):
    night = [
        {
            "id": make.id_of("n1"),
            "freq": "WEEKLY",
            "byday": "SA",
            "opens_at": "22:00-07:00",
            "closes_at": "02:00-07:00",
            "timezone": -7,
        },
    ]
    make.take_in(make.directory(services=[make.service(schedules=night)]), by=by, at=AT)
    hours = Schedule.objects.get()
    assert (str(hours.opens_at), str(hours.closes_at)) == ("22:00:00", "02:00:00")


def test_csv_tables_come_in_like_json(by):
    one = make.service()
    org = make.organization()
    tables = {
        "organizations.csv": make.as_csv([{key: org[key] for key in ("id", "name", "description")}]),
        "services.csv": make.as_csv(
            [{**{key: one[key] for key in ("id", "name", "organization_id", "status")}, "description": "'=1+1"}]
        ),
        "phones.csv": make.as_csv([{"id": make.id_of("p"), "service_id": one["id"], "number": "213-555-0111"}]),
        "programs.csv": "id\n1\n",
    }
    row = make.bring(make.as_zip(tables), name="directory.zip", by=by, at=AT)
    assert problems(row) == []
    assert row.left_out == [["programs.csv: is no table that is kept", 1]]
    actions.apply_import(import_id=row.pk, by=by, at=AT)
    assert (Service.objects.get().description, Phone.objects.get().number) == ("=1+1", "213-555-0111")


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(by):
    row = make.bring(b'{"services": [{"id": "\xf1"}]}', by=by, at=AT)
    assert (row.step, "not written in UTF-8" in row.sentence) == (ImportStep.REFUSED, True)
    assert not ImportPart.objects.exists()


def test_a_sample_does_not_come_into_the_records_of_a_city(by):
    whole = make.directory() | {"sample": True}
    assert make.bring(make.as_json(whole), by=by, at=AT).step == ImportStep.REFUSED
    installation.create(is_sample=True, at=AT)
    assert make.bring(make.as_json(whole), by=by, at=AT).step == ImportStep.READ


def test_a_file_over_the_limit_is_refused_and_nothing_is_kept(by):
    with pytest.raises(actions.TooLarge, match="larger than 50 MB"):
        actions.bring_file(file_name="d.json", content=(b" " * (1 << 20) for _ in range(51)), by=by, at=AT)
    assert not Import.objects.exists()


def test_only_those_who_keep_the_directory_bring_files(by):
    with pytest.raises(NotAllowed):
        actions.bring_file(file_name="d.json", content=[b"[]"], by=accounts.person(role=Role.REVIEWER), at=AT)


# Taking back


def test_taking_back_restores_what_was_and_hides_what_was_new(by):
    make.take_in(make.directory(), by=by, at=AT)
    changed = make.service(
        description="New words.", languages=[{"id": make.id_of("fa"), "name": "Farsi", "code": "fa"}]
    )
    row = make.take_in(make.directory(services=[changed, make.service("Second")]), by=by, at=LATER)
    assert Service.objects.filter(status="active").count() == 2

    assert actions.undo_import(import_id=row.pk, by=by, at=LATER) == 0
    first, second = Service.objects.get(name="Legal clinic"), Service.objects.get(name="Second")
    assert (first.description, first.status, second.status) == ("Free help from a lawyer.", "active", "inactive")
    assert sorted(one.code for one in Language.objects.filter(service=first)) == ["en", "es"]
    assert not Phone.objects.filter(service=second).exists()
    with pytest.raises(NotNow, match="taken back"):
        actions.undo_import(import_id=row.pk, by=by, at=LATER)


def test_what_was_changed_since_stays(by):
    make.take_in(make.directory(), by=by, at=AT)
    row = make.take_in(make.directory(services=[make.service(description="New words.")]), by=by, at=LATER)
    Service.objects.update(description="Written by hand.")
    assert actions.undo_import(import_id=row.pk, by=by, at=LATER) == 1
    assert Service.objects.get().description == "Written by hand."


def test_an_import_that_was_dropped_is_forgotten(by):
    row = make.bring(make.as_json(make.directory()), by=by, at=AT)
    actions.drop_import(import_id=row.pk, by=by, at=AT)
    assert not ImportRow.objects.exists()
    with pytest.raises(NotNow):
        actions.apply_import(import_id=row.pk, by=by, at=AT)


# Look-alikes


def renamed(name):
    """Return the same place under other ids, as another source would send it."""
    return make.directory(
        organizations=[make.organization(id=make.id_of("theirs"), phones=[])],
        locations=[
            make.location(
                id=make.id_of("their place"),
                addresses=[{**make.location()["addresses"][0], "id": make.id_of("ta")}],
                accessibility=[],
            )
        ],
        services=[
            make.service(
                name,
                id=make.id_of("their service"),
                organization_id=make.id_of("theirs"),
                service_at_locations=[{"id": make.id_of("tb"), "location_id": make.id_of("their place")}],
                required_documents=[],
                cost_options=[],
                schedules=[],
                languages=[],
            )
        ],
    )


def test_a_new_record_that_looks_like_ours_is_offered(by):
    make.take_in(make.directory(), by=by, at=AT)
    row = make.bring(make.as_json(renamed("Legal Clinic!")), by=by, at=LATER)
    found = {(one.kind.value, one.ours_name) for one in queries.twins(row=row)}
    assert found == {("service", "Legal clinic"), ("organization", "Sample Neighbors")}


def test_what_staff_call_the_same_changes_ours_instead_of_entering_it_twice(by):
    make.take_in(make.directory(), by=by, at=AT)
    row = make.bring(make.as_json(renamed("Legal Clinic!")), by=by, at=LATER)
    same = [one.row_id for one in queries.twins(row=row)]
    actions.decide_twins(import_id=row.pk, same=same, other=[], by=by, at=LATER)
    actions.apply_import(import_id=row.pk, by=by, at=LATER)
    service = Service.objects.get()
    assert (service.name, str(service.pk)) == ("Legal Clinic!", make.service()["id"])
    assert Organization.objects.count() == 1
    assert Location.objects.count() == 2


def test_a_job_that_begins_again_reads_the_file_anew(by):
    row = actions.bring_file(file_name="d.json", content=[make.as_json(make.directory())], by=by, at=AT)
    ImportRow.objects.create(of=row, table="service", row_id=make.id_of("half"), file="d.json", line=1, data={})
    actions.read_file(import_id=row.pk, by=by, at=AT)
    assert not ImportRow.objects.filter(row_id=make.id_of("half")).exists()
    assert actions.read_file(import_id=row.pk, by=by, at=AT).step == ImportStep.READ
