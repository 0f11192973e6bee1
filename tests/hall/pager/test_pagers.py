"""One suite for all pagers: whatever carries the words, the promises are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from standing.hall.mail.models import Letter
from standing.hall.pager import adapters
from standing.hall.pager.adapters import FilePager, GatewayPager, MailPager
from standing.hall.pager.ports import NotSent, Pager
from tests.hall.pager.conftest import AT
from tests.hall.pager.gateway import Gateway

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "213-555-0150", "on-call@dept.example"


@dataclass(frozen=True)
class Case:
    """A pager, and what it has carried so far as (to, text)."""

    pager: Pager
    carried: Callable[[], list[tuple[str, str]]]


@pytest.fixture(params=["file", "mail", "gateway"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    if request.param == "file":
        return Case(FilePager(folder=tmp_path / "pager"), lambda: _files(tmp_path / "pager"))
    if request.param == "mail":
        return Case(MailPager(), lambda: [(row.to[0], row.body.strip()) for row in Letter.objects.order_by("id")])
    gateway: Gateway = request.getfixturevalue("gateway")
    return Case(
        GatewayPager(url=gateway.url, token="t0ken"),
        lambda: [(one["to"], one["text"]) for one in gateway.taken.values()],
    )


def _files(folder: Path) -> list[tuple[str, str]]:
    return [(one["to"], one["text"]) for one in map(json.loads, (path.read_text() for path in folder.glob("*.json")))]


def _to(case: Case) -> str:
    return case.pager.address(email=EMAIL, phone=PHONE)


def test_words_arrive_as_they_were_given(case: Case):
    case.pager.send(to=_to(case), text="Open Standing. https://standing.example/", key="k1", at=AT)
    assert case.carried() == [(_to(case), "Open Standing. https://standing.example/")]


def test_the_same_key_is_carried_once(case: Case):
    for _ in range(3):
        case.pager.send(to=_to(case), text="Open Standing.", key="k1", at=AT)
    case.pager.send(to=_to(case), text="Open Standing.", key="k2", at=AT)
    assert len(case.carried()) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"to": ""}, {"text": ""}, {"text": "two\nlines"}, {"text": "x" * 161}, {"to": "a\r\nb"}, {"key": ""}],
    ids=str,
)
def test_what_is_not_one_line_to_one_place_is_not_carried(case: Case, wrong: dict[str, Any]):
    with pytest.raises(NotSent):
        case.pager.send(**{"to": _to(case), "text": "Open Standing.", "key": "k1", "at": AT, **wrong})
    assert case.carried() == []


def test_nobody_is_reached_without_an_address(case: Case):
    assert case.pager.address(email="", phone="") == ""
    assert case.pager.name in {"file", "mail", "gateway"}


# The gateway alone


def test_a_gateway_gets_its_token_and_its_own_address(gateway: Gateway):
    GatewayPager(url=gateway.url, token="t0ken").send(to=PHONE, text="Open Standing.", key="k", at=AT)
    assert gateway.asked == [{"authorization": "Bearer t0ken", "path": "/send?from=city"}]
    assert "t0ken" not in repr(GatewayPager(url=gateway.url, token="t0ken"))


@pytest.mark.parametrize(("status", "trouble"), [(500, "status 500"), (302, "status 302"), (429, "status 429")])
def test_another_answer_than_yes_is_no(gateway: Gateway, status: int, trouble: str):
    gateway.answers = [status]
    with pytest.raises(NotSent, match=trouble):
        GatewayPager(url=gateway.url).send(to=PHONE, text="Open Standing.", key="k", at=AT)
    assert len(gateway.asked) == 1


def test_a_slow_gateway_is_not_waited_for(gateway: Gateway):
    gateway.slow = 1.0
    with pytest.raises(NotSent, match=r"Timeout|timed"):
        GatewayPager(url=gateway.url, seconds=0.1).send(to=PHONE, text="Open Standing.", key="k", at=AT)


@pytest.mark.parametrize("url", ["http://gateway.example/", "ftp://127.0.0.1/", "http://127.0.0.1:9/"])
def test_nothing_goes_out_in_the_clear_or_to_nobody(url: str):
    with pytest.raises(NotSent):
        GatewayPager(url=url).send(to=PHONE, text="Open Standing.", key="k", at=AT)


def test_which_pagers_there_are(settings: Settings, var: Path, monkeypatch: pytest.MonkeyPatch):
    assert [one.name for one in adapters.configured()] == ["mail"]
    monkeypatch.setattr(adapters, "is_sample", lambda: True)
    assert [one.name for one in adapters.configured()] == ["file", "mail"]
    settings.STANDING = {**settings.STANDING, "pager_url": "https://gateway.example/send"}
    assert [one.name for one in adapters.configured()] == ["gateway", "mail"]
