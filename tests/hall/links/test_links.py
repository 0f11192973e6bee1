"""A link is opened as often as anybody likes and used as often as it was made for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.links import api as links
from standing.hall.links.models import Link
from standing.kernel.refusals import NotFound
from tests.make.accounts import AT

FOR = "tests.try_it"
UNTIL = AT + timedelta(days=30)


def make(**changed: object) -> str:
    return links.make(**{"purpose": FOR, "subject": "7", "expires_at": UNTIL, "at": AT, **changed})  # type: ignore[arg-type]


def test_it_is_opened_often_and_used_once(db):
    token = make()

    for _ in range(3):
        assert links.look(token=token, purpose=FOR, at=AT).subject == "7"
    assert links.use(token=token, purpose=FOR, at=AT).used == 1

    for again in (links.look, links.use):
        with pytest.raises(links.LinkOver, match="used already"):
            again(token=token, purpose=FOR, at=AT)


def test_it_opens_nothing_else_and_nothing_later(db):
    token = make()

    with pytest.raises(NotFound):
        links.look(token=token, purpose="tests.another", at=AT)
    with pytest.raises(links.LinkOver, match="time of this link is over"):
        links.look(token=token, purpose=FOR, at=UNTIL)
    assert links.look(token=token, purpose=FOR, at=UNTIL - timedelta(seconds=1))


def test_a_newer_link_takes_the_older_one_back(db):
    old = make()
    assert links.end(purpose=FOR, subject="7", at=AT) == 1
    new = make()

    with pytest.raises(links.LinkOver, match="newer"):
        links.use(token=old, purpose=FOR, at=AT)
    assert links.use(token=new, purpose=FOR, at=AT).used == 1


@pytest.mark.parametrize("token", ["", "x", "a" * 42, "a" * 43, "a" * 44, "'; DROP TABLE links_link; --", "ä" * 43])
def test_what_nobody_was_given_opens_nothing(db, token):
    make()
    with pytest.raises(NotFound, match="does not open anything"):
        links.look(token=token, purpose=FOR, at=AT)


def test_a_pasted_address_and_broken_lines_are_understood(db):
    token = make()
    assert links.look(token=f" https://x.example/a/#{token[:20]}\n {token[20:]} ", purpose=FOR, at=AT)


def test_the_token_is_kept_nowhere_and_stands_where_no_server_sees_it(db):
    token = make()
    assert links.address(path="/attest/", token=token).endswith(f"/attest/#{token}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT links_link::text FROM links_link")
        assert token not in str(cursor.fetchall())


def test_tokens_have_256_bits_and_never_repeat(db):
    tokens = links.make_many(purpose=FOR, subjects=[str(n) for n in range(500)], expires_at=UNTIL, at=AT)
    assert len(set(tokens)) == 500
    assert {len(token) for token in tokens} == {43}


@pytest.mark.parametrize(
    "changed", [{"used": 2}, {"subject": "8"}, {"expires_at": UNTIL + timedelta(days=1)}, {"purpose": "tests.more"}]
)
def test_the_database_keeps_what_a_link_is_for(db, changed):
    make()
    with pytest.raises(DatabaseError), transaction.atomic():
        Link.objects.update(**changed)


def test_a_use_and_an_end_are_not_undone(db):
    links.use(token=make(), purpose=FOR, at=AT)
    links.end(purpose=FOR, subject="7", at=AT)
    for changed in ({"used": 0}, {"ended_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Link.objects.update(**changed)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database in which several connections see what one of them kept."""
    with django_db_blocker.unblock():
        yield
        Link.objects.all().delete()


def test_two_who_use_it_at_once_use_it_once(committed):
    token = make()

    def use() -> bool:
        try:
            links.use(token=token, purpose=FOR, at=AT)
        except links.LinkOver:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: use(), range(8))) == 1
