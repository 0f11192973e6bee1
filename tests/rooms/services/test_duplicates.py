"""Records that look alike are found, joined by people only, and parted again."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from standing.hall.accounts.api import Role
from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.services.actions import duplicates as actions
from standing.rooms.services.models import Language, Merge, Phone, Service, ServiceAtLocation
from standing.rooms.services.queries import duplicates as queries
from standing.rooms.services.queries import listed
from standing.rooms.services.rules import duplicates as rules
from standing.rooms.services.rules.duplicates import Card
from standing.rooms.services.rules.exchange import Kind
from tests.make import accounts
from tests.make import hsds as make

AT = datetime(2025, 7, 15, 18, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


def card(name, *, phone="", street="", whose="", code="90012"):
    return Card(
        id=make.id_of(name, phone, street, whose),
        kind=Kind.SERVICE,
        name=name,
        whose=whose,
        phones=frozenset({phone} - {""}),
        streets=frozenset({street} - {""}),
        postcodes=frozenset({code}),
    )


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (card("Legal clinic", phone="2135550101"), card("Legal Clinic of L.A.", phone="2135550101"), True),
        (card("Clínica Legal", street="1 a 90012", phone="1"), card("clinica legal", street="1 a 90012"), True),
        (card("Food pantry", whose="A"), card("Food pantry", whose="A", phone="2135550102"), True),
        (card("Food pantry", whose="A"), card("Food pantry", whose="B"), False),
        (
            card("Legal clinic", phone="2135550101", street="x"),
            card("Food pantry", phone="2135550101", street="x"),
            False,
        ),
    ],
)
def test_name_telephone_and_address_decide_together(one, other, alike):
    assert bool(rules.pairs(cards=[one, other])) is alike


def test_a_number_that_a_crowd_shares_tells_nothing():
    crowd = [card(f"Clinic {number:03d}", phone="2135550101", code=str(number)) for number in range(100)]
    assert rules.compared(one=crowd[0], other=crowd[1]) is not None
    assert rules.pairs(cards=crowd) == []


def test_ten_thousand_records_take_seconds():
    words = ("Legal", "Food", "Housing", "Health", "School", "Family", "Youth", "Worker", "Tenant", "Senior")
    many = [
        card(
            f"{words[n % 10]} {words[n // 10 % 10]} center {n}",
            phone=f"213555{n % 9000:04d}",
            street=f"{n % 4000} street",
            whose=f"Org {n % 800}",
            code=f"9{n % 300:04d}",
        )
        for n in range(10_000)
    ]
    began = time.process_time()
    rules.pairs(cards=many)
    assert time.process_time() - began < 20


@pytest.fixture
def by(db, tmp_path):
    make.load_city(tmp_path, at=AT)
    person = make.editor()
    second = make.service(
        "Legal Clinic",
        id=make.id_of("second"),
        phones=[
            {"id": make.id_of("p1"), "number": "213-555-0123"},
            {"id": make.id_of("p2"), "number": "213-555-0144"},
        ],
        languages=[
            {"id": make.id_of("l1"), "code": "fa", "name": "Farsi"},
            {"id": make.id_of("l2"), "code": "es", "name": "Spanish"},
        ],
        schedules=[],
        cost_options=[],
        required_documents=[],
        application_process="Call first.",
        service_at_locations=[
            {"id": make.id_of("b1"), "location_id": make.id_of("location", "Sample House")},
            {"id": make.id_of("b2"), "location_id": make.id_of("location", "Sample Hall")},
        ],
    )
    make.take_in(
        make.directory(locations=[make.location(), make.location("Sample Hall")], services=[make.service(), second]),
        by=person,
        at=AT,
    )
    return person


FIRST, SECOND = UUID(make.service()["id"]), UUID(make.id_of("second"))


def merge(by, **more):
    return actions.merge_records(kind=Kind.SERVICE, keep=FIRST, gone=SECOND, by=by, at=LATER, **more)


def picture():
    """Return everything that a merge may move."""
    return (
        sorted((str(one.pk), str(one.service_id)) for one in Phone.objects.filter(service__isnull=False)),
        sorted((str(one.pk), str(one.service_id)) for one in Language.objects.filter(service__isnull=False)),
        sorted((str(one.pk), str(one.service_id)) for one in ServiceAtLocation.objects.all()),
        sorted(Service.objects.values_list("pk", "application_process", "categories", "merged_into")),
    )


def test_the_two_are_found(by):
    (found,) = queries.look_alikes(kind=Kind.SERVICE)
    assert {found.pair.one, found.pair.other} == {str(FIRST), str(SECOND)}
    assert (found.pair.same_phone, found.pair.same_address, found.pair.same_owner) == (True, True, True)


def test_joining_moves_what_only_the_other_had(by):
    merge(by)
    kept = Service.objects.get(pk=FIRST)
    assert [one.pk for one in listed.published(at=LATER)] == [FIRST]
    assert kept.application_process == "Call first."
    assert sorted(Language.objects.filter(service=kept).values_list("code", flat=True)) == ["en", "es", "fa"]
    assert sorted(Phone.objects.filter(service=kept).values_list("number", flat=True)) == [
        "+1 213 555 0123",
        "213-555-0144",
    ]
    assert ServiceAtLocation.objects.filter(service=kept).count() == 2
    assert listed.find(id=SECOND).pk == FIRST
    assert queries.look_alikes(kind=Kind.SERVICE) == ()


def test_taking_it_back_puts_everything_where_it_was(by):
    before = picture()
    done = merge(by)
    assert picture() != before
    actions.take_back_merge(merge=done.pk, by=by, at=LATER)
    assert picture() == before
    assert listed.published(at=LATER).count() == 2
    with pytest.raises(NotNow, match="taken back already"):
        actions.take_back_merge(merge=done.pk, by=by, at=LATER)
    assert Merge.objects.count() == 2


def test_two_that_are_two_are_not_asked_about_again(by):
    actions.keep_apart(kind=Kind.SERVICE, one=SECOND, other=FIRST, by=by, at=LATER)
    actions.keep_apart(kind=Kind.SERVICE, one=FIRST, other=SECOND, by=by, at=LATER)
    assert queries.look_alikes(kind=Kind.SERVICE) == ()


def test_a_record_is_merged_once_and_by_those_who_keep_the_directory(by):
    with pytest.raises(NotAllowed):
        merge(accounts.person(role=Role.AGENT))
    merge(by)
    with pytest.raises(NotFound):
        merge(by)


def test_organizations_are_joined_with_their_services(by):
    make.take_in(
        make.directory(
            organizations=[make.organization("Sample Neighbours")],
            locations=[],
            services=[make.service("Food pantry", of="Sample Neighbours")],
        ),
        by=by,
        at=AT,
    )
    (found,) = queries.look_alikes(kind=Kind.ORGANIZATION)
    keep, gone = (UUID(make.id_of("organization", name)) for name in ("Sample Neighbors", "Sample Neighbours"))
    assert {found.pair.one, found.pair.other} == {str(keep), str(gone)}
    done = actions.merge_records(kind=Kind.ORGANIZATION, keep=keep, gone=gone, by=by, at=LATER)
    assert set(Service.objects.values_list("organization_id", flat=True)) == {keep}
    actions.take_back_merge(merge=done.pk, by=by, at=LATER)
    assert Service.objects.get(name="Food pantry").organization_id == gone


# Pages


def test_staff_compare_decide_and_take_back(by):
    client = accounts.client_of(by)
    page = client.get("/staff/services/duplicates/")
    assert "Legal Clinic" in page.content.decode()
    address = f"/staff/services/duplicates/service/{FIRST}/{SECOND}/"
    side = client.get(address).content.decode()
    assert "Call first." in side
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"decision": "keep-one"}).status_code == 302
    assert client.get(address).status_code == 404
    done = Merge.objects.get()
    assert "Taken back" not in client.get("/staff/services/duplicates/").content.decode()
    assert client.post(f"/staff/services/merges/{done.pk}/take-back/").status_code == 302
    assert client.post(f"/staff/services/merges/{done.pk}/take-back/").status_code == 422
    assert "Taken back" in client.get("/staff/services/duplicates/?kind=organization").content.decode()
    assert client.post(address, {"decision": "apart"}).status_code == 302
    assert queries.look_alikes(kind=Kind.SERVICE) == ()
