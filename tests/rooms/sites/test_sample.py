"""The invented history of the register."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from standing.hall.accounts.api import Role
from standing.hall.installation import api as installation
from standing.rooms.sites.models import Filing, Import, Site, SiteRevision
from standing.rooms.sites.queries import filings, pack
from standing.sample import sites as sample
from tests.make import accounts
from tests.make import sites as make

pytestmark = pytest.mark.django_db
UNTIL = make.AT + timedelta(days=200)


def write():
    manager = make.manager()
    offices = {code: accounts.person(role=Role.HEAD, department=code) for code in pack.departments(known=UNTIL)}
    sample.write(
        property=manager, offices=offices, first=UNTIL - timedelta(days=200), until=UNTIL, random=Random("sites")
    )


def test_it_writes_a_believable_register_through_the_actions(town, monkeypatch):
    monkeypatch.setattr(installation, "is_sample", lambda: True)
    write()
    assert Site.objects.count() > 50
    assert Site.objects.filter(gaps=[]).count() > 20
    assert Site.objects.filter(gaps__len__gt=0).count() > 3
    assert Site.objects.exclude(latitude=None).exclude(district="").exists()
    assert set(Import.objects.values_list("step", flat=True)) == {"applied", "read"}
    assert Import.objects.get(step="applied").counts.keys() == {"new"}
    assert 0 < Filing.objects.count() < len(pack.departments(known=UNTIL))
    assert SiteRevision.objects.order_by("at").last().at <= UNTIL
    assert not filings.draft(department=Filing.objects.first().department).unready["property-list"]


def test_a_pack_without_kinds_of_sites_has_none(town, monkeypatch):
    monkeypatch.setattr(pack, "ground", lambda *, known: pack.Ground(
        terms=pack.NOTHING, departments={}, outlines=(), languages=()))  # fmt: skip
    sample.write(
        property=make.manager(), offices={}, first=UNTIL - timedelta(days=200), until=UNTIL, random=Random("sites")
    )
    assert not Site.objects.exists()
