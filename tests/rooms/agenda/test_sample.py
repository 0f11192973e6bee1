"""The invented events obey every rule, and those ahead fill the list."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from standing.rooms.agenda import queries
from standing.rooms.agenda.rules.file import AgendaFile
from standing.sample import agenda as sample
from tests.make import agenda as make

ROOT = Path(__file__).resolve().parents[3]
BOTH = pytest.mark.parametrize("pack", ["packs/los-angeles", "tests/packs/alder-ford"])


@BOTH
def test_the_agenda_of_both_packs_is_sound(pack):
    import yaml

    from standing.rooms.agenda.rules import file

    found = AgendaFile.model_validate(yaml.safe_load((ROOT / pack / "agenda.yaml").read_text()))
    assert list(file.faults(found)) == []


def test_the_sample_has_events_ahead_some_cancelled_and_one_that_waits(editor, coordinator, now):
    sample.write(editor=editor, coordinator=coordinator, until=now, random=Random("x"))

    found = queries.occurrences(language="en", from_at=now, until_at=now + timedelta(days=60))
    assert len({one.id for one in found}) > 20
    assert sum(one.is_cancelled for one in found) == 2
    assert sum(one.moved_from is not None for one in found) == 1
    assert [one.content.title for one in queries.waiting()] == ["Morning legal clinic"]
    assert len(queries.newest()) == len(sample.PLANS) + 1
    assert all("ample" in one.fact.content.organiser for one in found)


def test_without_an_agenda_there_is_no_sample(db, tmp_path, now):
    make.load_town(tmp_path, at=now, agenda="")
    sample.write(editor=None, coordinator=None, until=now, random=Random("x"))
    assert queries.newest() == ()
