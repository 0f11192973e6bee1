"""In a database that was made as a sample, everything that leaves the house says so."""

import pytest

from tests.rooms.board.test_api import IDS, PARTS, address
from tests.rooms.board.test_downloads import rows
from tests.rooms.board.test_pages import ALL

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ALL)
def test_every_page_says_so(name, sample_town, visitor):
    assert "sample" in visitor.get(ALL[name]).content.decode().lower()


def test_every_download_says_so(sample_town, visitor):
    table = visitor.get("/status/board.csv")
    assert {row["kind"] for row in rows(table)} == {"sample"}
    assert "sample" in table["Content-Disposition"]
    assert visitor.get("/status/board.json").json()["sample"] is True
    assert visitor.get("/healthz").json()["sample"] is True
    proof = visitor.get("/status/lights/T.plan/fire/proof.json")
    assert (proof["X-Standing-Records"], "sample" in proof["Content-Disposition"]) == ("sample", True)
    assert "Sample: " in visitor.get("/status/changes.atom").content.decode()


def test_every_answer_of_the_api_says_so(sample_town, visitor):
    said = {path: visitor.get(address(path, PARTS)).json()["sample"] for path in IDS}
    assert said == dict.fromkeys(IDS, True)
