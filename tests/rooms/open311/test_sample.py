"""The invented requests obey every rule."""

from random import Random

from standing.hall.installation import api as installation
from standing.rooms.open311.models import ApiKey, Request
from standing.sample import open311 as sample
from tests.make import open311 as make
from tests.make.open311 import House


def test_requests_were_handed_in_and_have_numbers(people: House):
    until = make.law.local("2026-02-01 12:00")
    installation.create(is_sample=True, at=make.law.SIGNED)
    installation.forget()
    taken = sample.write(
        administrator=people.administrator, first=make.law.SIGNED, until=until, random=Random("open311")
    )

    assert taken == 12
    assert ApiKey.objects.count() == 1
    numbered = Request.objects.exclude(number="").count()
    assert 0 < numbered == Request.objects.count() < taken  # a blackbox leaves no row


def test_a_city_without_doors_has_none(db, tmp_path):
    make.load_town(tmp_path / "pack", doors=None)
    people = make.house()
    until = make.law.local("2026-02-01 12:00")
    assert sample.write(administrator=people.administrator, first=until, until=until, random=Random("x")) == 0
