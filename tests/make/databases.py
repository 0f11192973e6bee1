"""New databases beside a given one, and their end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import psycopg
from psycopg.sql import SQL, Identifier

_TRIES: Final = 5


@contextmanager
def new(base: str, name: str, *, template: str = "template1") -> Iterator[str]:
    """Give the address of a new database on the server of ``base``, as long as the block lasts."""
    with psycopg.connect(psycopg.conninfo.make_conninfo(base, dbname="postgres"), autocommit=True) as server:
        drop(server, name)
        server.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    try:
        yield psycopg.conninfo.make_conninfo(base, dbname=name)
    finally:
        with psycopg.connect(psycopg.conninfo.make_conninfo(base, dbname="postgres"), autocommit=True) as server:
            drop(server, name)


def drop(server: psycopg.Connection, name: str) -> None:
    """
    Remove a database, whoever is still in it; nothing if there is none.

    By force nobody but a superuser ends what the server does there of its own (autovacuum); a plain removal does, and
    waits for it some seconds.

    :raises ObjectInUse: if somebody always came back
    """
    for _ in range(_TRIES):
        with suppress(psycopg.errors.InsufficientPrivilege):
            server.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
            return
        with suppress(psycopg.errors.ObjectInUse):
            server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
            return
    raise psycopg.errors.ObjectInUse(f"Somebody is always in {name}.")
