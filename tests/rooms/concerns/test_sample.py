"""The channels of the packs are sound, and the invented reports obey every rule."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
import yaml

from standing.hall.accounts.api import Role
from standing.kernel.privacy import screen
from standing.kernel.reading import reading_of
from standing.rooms.concerns.models import Asking, Report
from standing.rooms.concerns.rules import desk
from standing.rooms.concerns.rules.desk import ConcernsFile
from standing.rooms.concerns.rules.reports import Decision, State
from standing.rooms.concerns.rules.samples import PASSPHRASE
from standing.sample import concerns as sample
from tests.make import accounts
from tests.make import concerns as make

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("pack", ["packs/los-angeles", "tests/packs/alder-ford"])
def test_the_channel_of_both_packs_is_sound(pack):
    found = ConcernsFile.model_validate(yaml.safe_load((ROOT / pack / "concerns.yaml").read_text()))
    assert list(desk.faults(found)) == []
    assert [one.label for one in found.abouts if screen(one.label)] == []


TEMPLATES = ROOT / "src/standing/rooms/concerns/templates/concerns"
PUBLIC = [
    "index",
    "write",
    "_meter",
    "_receipt",
    "answer",
    "closed",
    "mailbox",
    "proof",
    "left",
    "_own_proof",
    "_others",
]


def test_public_words_are_plain():
    texts = []
    for name in PUBLIC:
        page = (TEMPLATES / f"{name}.html").read_text()
        texts += re.findall(r'{% translate "(.*?)" %}', page)
        texts += [re.sub("{{.*?}}", "5", one) for one in re.findall(r"{% blocktranslate.*?%}(.*?){% end", page)]
    assert len(texts) > 80
    assert reading_of([one for one in texts if len(one.split()) > 3]).grade <= 4
    file = yaml.safe_load((ROOT / "packs/los-angeles/concerns.yaml").read_text())
    assert reading_of([one["label"] for one in file["abouts"]]).grade <= 6.5


def test_faults_of_a_channel_are_found():
    file = yaml.safe_load(make.DESK)
    file["abouts"].append({"id": "other", "label": "Again"})
    file["clock"]["remind_days"] = [30]
    assert [path for path, _ in desk.faults(ConcernsFile.model_validate(file))] == [
        ("abouts",),
        ("clock", "remind_days"),
    ]


@pytest.mark.parametrize("wrong", [{"city_networks": ["nowhere"]}, {"onion": "x.onion"}, {"abouts": []}])
def test_what_is_no_channel_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        ConcernsFile.model_validate({**yaml.safe_load(make.DESK), **wrong})


def test_the_sample_has_reports_in_every_state_and_opens_with_the_phrase_it_shows(db, tmp_path, now):
    make.load_town(tmp_path, at=make.local("2025-01-01 09:00"))
    people = {
        name: accounts.person(role=role)
        for name, role in (
            ("investigator", Role.INVESTIGATOR), ("attorney", Role.ATTORNEY), ("inspector", Role.INSPECTOR),
            ("custodian", Role.CUSTODIAN),
        )
    }  # fmt: skip
    sample.write(**people, department="fire", until=now, random=Random("x"))
    assert Report.objects.count() == len(sample.STORIES)
    assert {Report.objects.filter(state=state).exists() for state in (State.NEW, State.OPEN, State.CLOSED)} == {True}
    assert Asking.objects.get().decision == Decision.GRANTED
    newest = Report.objects.order_by("-day").first()
    opened = make.open_it(newest, by=people["inspector"], at=now, passphrase=PASSPHRASE)
    assert opened.words[0].text.startswith("Sample report: ")
