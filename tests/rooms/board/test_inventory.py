"""The data inventory: the same for the public page and the reference, with every column of every table."""

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from standing.config import reference
from standing.rooms.board.api import inventory


def test_every_column_of_every_table_is_in_it():
    ours = [model for model in apps.get_models() if model.__module__.startswith("standing.")]
    columns = sum(isinstance(field, models.Field) for model in ours for field in model._meta.get_fields())
    assert sum(place.columns for place in inventory()) == columns
    assert {table.name for place in inventory() for table in place.tables} == {model.__name__ for model in ours}


def test_each_column_says_about_whom_why_and_until_when():
    silent = [
        (table.name, one.name)
        for place in inventory()
        for table in place.tables
        for one in table.columns
        if not (one.about and one.why and one.until)
    ]
    assert silent == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/status/data-inventory", "/status/data-inventory/"])
def test_the_page_shows_what_the_reference_says(address):
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.cookies == {}
    assert "What we never keep" in page
    said = reference._inventory()
    for place in inventory():
        assert f"## {place.name}\n" in said
        for table in place.tables:
            assert f"<code>{table.columns[0].name}</code>" in page
            assert f"### {table.name}\n" in said
