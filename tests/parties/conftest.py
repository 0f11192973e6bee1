"""Both parties as processes of their own, each with its database. They are made once, and copied for each module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from standing.config.drills import parties, rounds
from standing.config.drills.rounds import Opened

CARDS = 400


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A folder with both parties' databases, without any round."""
    folder = tmp_path_factory.mktemp("parties")
    parties.prepare(folder)
    return folder


@pytest.fixture(scope="module")
def opened(prepared, tmp_path_factory) -> Iterator[Opened]:
    """A round that both signed, with a desk in each of two groups."""
    with parties.pair(tmp_path_factory.mktemp("pair"), prepared=prepared) as (city, trustee):
        made = rounds.open_round(city=city, trustee=trustee, round_="spring", cards_each=CARDS, exceptions=3)
        yield made
        made.close()
