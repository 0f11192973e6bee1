"""What every room's lists have in common: the steps, the guard of the upload, the way a file is kept."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from standing.hall.lists import api as lists
from standing.hall.lists import rules
from standing.hall.lists.api import ListStep
from standing.hall.lists.models import BroughtList
from standing.hall.lists.views import csv_file, guarded
from standing.kernel.refusals import NotNow
from standing.rooms.contractors.models import Import as ContractList
from standing.rooms.roster.models import Import as PeopleList
from standing.rooms.sites.models import Import as PropertyList
from tests.make import accounts
from tests.make import roster as make

KINDS = [ContractList, PeopleList, PropertyList]


def test_a_list_goes_only_where_the_table_says_and_the_refusal_says_where_it_stands():
    lists.check_step(current="read", wanted=ListStep.APPLIED)
    with pytest.raises(NotNow, match="was taken back"):
        lists.check_step(current="undone", wanted=ListStep.APPLIED)
    assert set(rules.NEXT) == set(ListStep)
    assert {ListStep.MATCHING, ListStep.READING, ListStep.READ, ListStep.REFUSED} == lists.FORGOTTEN_FROM


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS, ids=lambda model: model._meta.label)
def test_the_database_of_every_room_keeps_the_steps_and_the_lists(model):
    by, told = accounts.person(), {"file_name": "a.csv", "size": 1, "brought_at": make.AT}
    row = model.objects.create(sha256="0" * 64, brought_by=by, **told)
    for change in (
        lambda: model.objects.update(step="applied"),
        lambda: model.objects.update(step="lost"),
        lambda: model.objects.update(sha256="x"),
        lambda: model.objects.update(applied_at=make.AT),
        lambda: model.objects.update(undone_at=make.AT, undone_by=by),
        lambda: model.objects.all().delete(),
        lambda: connection.cursor().execute(f"TRUNCATE {model._meta.db_table} CASCADE"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    model.objects.filter(pk=row.pk).update(step="reading")


def test_every_room_has_the_columns_and_triggers_of_the_home():
    for model in KINDS:
        assert issubclass(model, BroughtList)
        assert {one.name for one in model._meta.triggers} >= {"list_steps_follow_the_table", "list_stays"}
        assert {one.name for one in model._meta.constraints} >= {f"{model._meta.app_label}_list_step_is_known"}


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused_before_the_view_and_a_small_one_goes_on():
    @guarded(too_large=lambda _request: HttpResponse(status=413), most=10)
    def view(_request):
        return HttpResponse("taken")

    small = RequestFactory().get("/")
    assert view(small).content == b"taken"
    assert view(RequestFactory().post("/", {}, headers={"Content-Length": "9999999"})).status_code == 413
    assert view.csrf_exempt  # so that the guard comes first; the check itself stands behind it
    assert view(RequestFactory(enforce_csrf_checks=True).post("/", {})).status_code == 403


@pytest.mark.parametrize(
    ("name", "kept"), [("a\\b\\list.csv", "list.csv"), ("../x/\u202elist.csv", "list.csv"), ("", "list")]
)
def test_a_file_keeps_its_name_without_folders_and_unseen_letters(name, kept):
    assert rules.shown_name(name) == kept


def test_a_list_goes_out_harmless_to_a_spreadsheet():
    answer = csv_file("x.csv", (("row", "value"),), iter([("1", "=cmd()")]))
    assert b"".join(answer.streaming_content).decode("utf-8-sig").splitlines() == ["row,value", "1,'=cmd()"]
    assert answer["Cache-Control"] == "no-store"
