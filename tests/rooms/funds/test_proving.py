"""A donor sees that the gift stands in the log, and totals that tell of nobody."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

from django.test import Client

from standing.hall import clock
from standing.hall.audit import actions as log
from standing.hall.audit import api as audit
from standing.kernel import merkle
from standing.rooms.funds.queries import proving
from tests.make import funds as make

WEEK = timedelta(days=7)


def sealed(by):
    make.fund(by=by)
    gift = make.gift(500_00, by=by)
    log.seal(key=audit.log_key(), at=make.AT)
    return gift


def test_a_donor_sees_the_proof_and_no_name(by, monkeypatch):
    gift = sealed(by)
    monkeypatch.setattr(clock, "now", lambda: make.AT + WEEK)
    page = Client().get(f"/aid/gifts/{gift.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert not page.cookies
    assert "under the City" in text
    assert "$500.00" in text
    assert "Sample Foundation" not in text
    said = Client().get(f"/aid/gifts/{gift.pk}/proof.json").json()
    assert json.loads(said["record"])["facts"]["gift"] == str(gift.pk)
    assert merkle.verify_inclusion(
        leaf=merkle.leaf_hash(said["record"].encode()),
        index=said["position"],
        size=said["size"],
        path=[bytes.fromhex(one) for one in said["path"]],
        root=bytes.fromhex(said["root"]),
    )


def test_before_it_is_sealed_the_page_says_so(by):
    make.fund(by=by)
    gift = make.gift(500_00, by=by)
    assert "sealed within the hour" in Client().get(f"/aid/gifts/{gift.pk}/").content.decode()
    assert Client().get(f"/aid/gifts/{gift.pk}/proof.json").json() == {"gift": str(gift.pk), "sealed": False}


def test_there_is_no_page_for_a_gift_that_nobody_gave(db):
    assert Client().get(f"/aid/gifts/{uuid4()}/").status_code == 404


def test_totals_count_whole_weeks_and_twenty_gifts(by):
    make.fund(by=by)
    gifts = [make.gift(100_00, by=by) for _ in range(20)]
    this_week = proving.gift(id=gifts[0].pk, at=make.AT)
    assert this_week.totals is None
    assert this_week.through.weekday() == 6
    later = proving.gift(id=gifts[0].pk, at=make.AT + WEEK)
    assert later.totals is not None
    assert (later.totals.gifts, later.totals.given) == (20, 2000_00)


def test_few_gifts_are_never_shown_alone(by):
    make.fund(by=by)
    make.fund("small", by=by)
    for _ in range(20):
        make.gift(100_00, by=by)
    alone = make.gift(7_00, fund="small", by=by)
    cell = proving.gift(id=alone.pk, at=make.AT + WEEK).totals
    assert cell is None or (cell.gifts >= 20 and cell.name == "")
