"""While one page is drawn the pack is asked for once; the next page sees a pack that was applied meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import DjangoAssertNumQueries

from standing.hall import memory
from standing.hall.audit import api as audit
from standing.hall.pack import api
from standing.hall.pack.models import PackVersion
from tests.make.pack import FILES, pack_files, write_pack

pytestmark = pytest.mark.django_db

AT = datetime(2025, 7, 1, 16, tzinfo=UTC)
LATER = AT + timedelta(days=30)
Ask = Callable[[str], str]


@pytest.fixture
def first(tmp_path: Path) -> None:
    api.load(directory=write_pack(tmp_path / "first"), by=audit.SYSTEM, at=AT)


@pytest.fixture
def second(first: None, tmp_path: Path) -> api.ProposalFact:
    files = pack_files(pack=FILES["pack.yaml"].replace('version: "1"', 'version: "2"'))
    return api.propose(directory=write_pack(tmp_path / "second", files), by=audit.SYSTEM, at=AT)


def version() -> str:
    pack = api.in_force(known=LATER)
    return "" if pack is None else pack.version


def said(request: HttpRequest) -> HttpResponse:
    return HttpResponse(" ".join(version() for _ in range(3)))


def asked(method: str = "GET") -> str:
    return memory.MemoryMiddleware(said)(RequestFactory().generic(method, "/")).content.decode()


def apply(proposal: api.ProposalFact) -> None:
    api.apply(proposal=proposal.id, seen_sha256=proposal.sha256, by=audit.SYSTEM, at=AT)


def apply_in_another_process(proposal: api.ProposalFact) -> None:
    """Let the row appear without this process having done it."""
    row = PackVersion.objects.get(number=1)
    row.number, row.version, row.sha256 = 2, "2", proposal.sha256
    row.content = {**row.content, "info": {**row.content["info"], "version": "2"}}
    row.save(force_insert=True)


def test_a_page_asks_once(first: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asked()
    with django_assert_num_queries(1):
        assert asked() == "1 1 1"
    with django_assert_num_queries(3):
        assert asked("POST") == "1 1 1"


def test_each_moment_has_the_pack_of_its_own(second: api.ProposalFact) -> None:
    api.apply(proposal=second.id, seen_sha256=second.sha256, by=audit.SYSTEM, at=LATER)
    with memory.one_drawing():
        packs = [api.in_force(known=at) for at in (AT, LATER, AT, AT - timedelta(days=1))]
    assert [pack and (pack.number, pack.applied_at) for pack in packs] == [(1, AT), (2, LATER), (1, AT), None]


@pytest.mark.parametrize("applies", [apply, apply_in_another_process])
def test_the_next_page_sees_a_pack_that_was_applied(
    second: api.ProposalFact, applies: Callable[[api.ProposalFact], None]
) -> None:
    assert asked() == "1 1 1"
    applies(second)
    assert asked() == "2 2 2"


def test_whoever_applies_a_pack_sees_it_at_once(second: api.ProposalFact) -> None:
    with memory.one_drawing():
        assert version() == "1"
        apply(second)
        assert version() == "2"


def test_a_drawing_inside_another_asks_for_itself_and_leaves_the_outer_one_alone() -> None:
    answers = iter("abc")

    def ask() -> str:
        return memory.once("key", lambda: next(answers))

    with memory.one_drawing():
        assert ask() == "a"
        with memory.one_drawing():
            assert ask() == "b"
        assert ask() == "a"
    assert ask() == "c"


def test_a_question_that_failed_is_asked_again() -> None:
    def fail() -> str:
        raise LookupError

    with memory.one_drawing():
        with pytest.raises(LookupError):
            memory.once("key", fail)
        assert memory.once("key", lambda: "answer") == "answer"


def test_what_many_drawings_have_in_common_is_asked_once_for_all_of_them() -> None:
    answers = iter("abcdef")

    def ask() -> str:
        return memory.once_for_many("key", lambda: next(answers))

    with memory.many_drawings():
        assert ask() == "a", "between two drawings nothing is remembered"
        for _ in range(2):
            with memory.one_drawing():
                assert (ask(), ask()) == ("b", "b")
        with memory.one_drawing():
            memory.forget()
            assert ask() == "c"
    with memory.one_drawing():
        assert (ask(), ask()) == ("d", "d")
    assert ask() == "e"
