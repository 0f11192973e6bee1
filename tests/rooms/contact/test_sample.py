"""The desks of the packs are sound, and the invented messages obey every rule."""

from pathlib import Path
from random import Random

import pytest
import yaml

from standing.kernel.privacy import screen
from standing.rooms.contact import queries
from standing.rooms.contact.models import Message
from standing.rooms.contact.rules import desk as rules
from standing.rooms.contact.rules.desk import ContactFile
from standing.rooms.contact.rules.messages import State
from standing.sample import contact as sample
from tests.make import contact as make

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("pack", ["packs/los-angeles", "tests/packs/alder-ford"])
def test_the_desk_of_both_packs_is_sound(pack):
    found = ContactFile.model_validate(yaml.safe_load((ROOT / pack / "contact.yaml").read_text()))
    assert list(rules.faults(found)) == []
    assert [template.id for template in found.templates if screen(template.text)] == []


def test_faults_of_a_desk_are_found():
    file = yaml.safe_load(make.DESK)
    file["topics"].append({"id": "help", "label": "Again"})
    file["templates"][0]["topics"] = ["cars"]
    assert [path for path, _ in rules.faults(ContactFile.model_validate(file))] == [
        ("topics",),
        ("templates", 0, "topics"),
    ]


def test_the_sample_has_messages_in_every_state(desk, now):
    sample.write(desk=desk, until=now, random=Random("x"))
    assert Message.objects.count() == len(sample.STORIES)
    assert all(number for number in queries.counted_states().values())
    assert queries.counted_states()[State.NEW] == 3
