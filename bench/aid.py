"""
How many households a second get their card, with all parties, while the trustee's tags grow to millions.

One claim is all of it over HTTP: two adults with two strings each, evaluated by both parties and both proofs checked,
tags, a blind signature, and the token turned into a card with its money in the books. Eight desks work at once in
processes of their own, so what they compute costs the same two cores. Argon2id is as light as it goes: a family waits
for it in its own browser. Beside it, in the same run, PostgreSQL alone writes the same rows, in two databases as well.

City and trustee have each a process and a new database of their own.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from threading import Thread
from typing import Any

import psycopg

from standing.config.drills import rounds
from standing.config.drills.desk import Desk, Door, Step, Visit
from standing.config.drills.parties import Party, free_ports
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind.people import Adult
from tests.make import databases

SIZES = {"short": (10_000, 1_000_000), "full": (10_000, 1_000_000, 10_000_000)}
SECONDS = {"short": 6.0, "full": 30.0}
CARDS = {"short": 900, "full": 2_400}
WARM = 1.0
DESKS = 8
ROUND = "bench-round"
_ROOT = Path(__file__).resolve().parents[1]


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield for each size the claims a second with their times and the ratio to bare writes; then how flat it is."""
    seconds, medians = SECONDS[tier], {}
    with _parties() as (city, trustee):
        opened = rounds.open_round(
            city=city, trustee=trustee, round_=ROUND, cards_each=CARDS[tier], desks_each=DESKS // len(rounds.GROUPS)
        )
        boxes = _boxes(opened)
        bare = _bare(city.url, trustee.url, seconds=seconds / 2)
        for size in SIZES[tier]:
            _fill(trustee.url, size)
            took = _claimed(opened, boxes, seconds=seconds)
            rate = len(took) / seconds
            medians[size] = took[len(took) // 2]
            yield {
                "name": "aid.claims",
                "n": size,
                "per_second": round(rate, 1),
                "p50_ms": round(took[len(took) // 2] * 1000),
                "p95_ms": round(took[int(len(took) * 0.95)] * 1000),
                "bare_per_second": round(bare),
                "ratio": round(bare / rate, 2),
                "to": "the same rows written by PostgreSQL alone",
            }
        opened.close()
    small, large = min(medians), max(medians)
    yield {
        "name": "aid.growth", "n": large, "ratio": round(medians[large] / medians[small], 2),
        "to": f"the median at {small} tags",
    }  # fmt: skip


@contextmanager
def _parties() -> Iterator[tuple[Party, Party]]:
    """Serve City and trustee, each from a new database beside the one of the bench."""
    base = os.environ["DATABASE_URL"]
    one, other = free_ports()
    names = [f"standing_bench_aid_{of}_{os.getpid()}" for of in ("city", "trustee")]
    with databases.new(base, names[0]) as ours, databases.new(base, names[1]) as theirs, _folder() as folder:
        city, trustee = (
            Party(role=role, var=folder / role, port=port, other=neighbour, said=folder / f"{role}.log", given=url)
            for role, port, neighbour, url in (("city", one, other, ours), ("trustee", other, one, theirs))
        )
        try:
            for party in (city, trustee):
                party.var.mkdir()
                party.do("prepare", pack=str(_ROOT / "packs" / "los-angeles"))
                party.start_server()
            yield city, trustee
        finally:
            for party in (city, trustee):
                party.close()


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="aid-") as folder:
        yield Path(folder)


def _fill(url: str, size: int) -> None:
    """Have so many tags lie there, as many households left them."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        row = cursor.execute("SELECT count(*) FROM trustee_tag").fetchone()
        with cursor.copy("COPY trustee_tag (round_id, tag) FROM STDIN (FORMAT binary)") as copy:
            copy.set_types(["varchar", "bytea"])
            for _ in range(size - (row[0] if row else 0)):
                copy.write_row((ROUND, secrets.token_bytes(32)))
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE trustee_tag")
        connection.execute("CHECKPOINT") if _may_checkpoint(connection) else None


def _may_checkpoint(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'member')").fetchone()
    return bool(row and row[0])


def _boxes(opened: rounds.Opened) -> list[list[str]]:
    """Divide each group's cards among its desks."""
    per_group: dict[str, list[int]] = {}
    for place, desk in enumerate(opened.desks):
        per_group.setdefault(desk.group, []).append(place)
    boxes: list[list[str]] = [[] for _ in opened.desks]
    for group, desks in per_group.items():
        for number, card in enumerate(opened.cards[group]):
            boxes[desks[number % len(desks)]].append(card)
    return boxes


def _claimed(opened: rounds.Opened, boxes: list[list[str]], *, seconds: float) -> list[float]:
    """Let all desks work at once; return how long each claim took."""
    asked = [
        {
            "manifest": b64encode(desk.manifest.to_bytes()).decode(),
            "city": desk.city.base, "trustee": desk.trustee.base, "group": desk.group, "program": desk.program,
            "credentials": [desk.city_credential, desk.trustee_credential, desk.cards_credential],
            "cards": box, "seconds": seconds,
        }
        for desk, box in zip(opened.desks, boxes, strict=True)
    ]  # fmt: skip
    works = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.aid"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT
        )
        for _ in asked
    ]
    for work, said in zip(works, asked, strict=True):
        assert work.stdin is not None
        work.stdin.write(json.dumps(said) + "\n")
        work.stdin.close()
    took: list[float] = []
    for work, box in zip(works, boxes, strict=True):
        assert work.stdout is not None
        told = json.loads(work.stdout.read())
        work.wait()
        took += told["took"]
        del box[: told["used"]]
    return sorted(took)


def work() -> None:
    """Be one desk: help invented households until the time is over, and say how long each took."""
    said = json.loads(sys.stdin.readline())
    city, trustee, cards = said["credentials"]
    desk = Desk(
        group=said["group"], manifest=manifests.read(b64decode(said["manifest"])), program=said["program"],
        city=Door(base=said["city"]), trustee=Door(base=said["trustee"]),
        city_credential=city, trustee_credential=trustee, cards_credential=cards,
    )  # fmt: skip
    random, used = Random(), 0
    took: list[float] = []
    started = time.perf_counter() + WARM
    while (begun := time.perf_counter()) < started + said["seconds"] and used < len(said["cards"]):
        adults = tuple(
            Adult(
                given=random.randbytes(8).hex().translate(_LETTERS),
                surname=random.randbytes(8).hex().translate(_LETTERS),
                surname2="", born=date(1980, 2, 3), document="passport", number=random.randbytes(6).hex(),
            )
            for _ in range(2)
        )  # fmt: skip
        Visit(desk=desk, adults=adults, cents=rounds.AMOUNTS[0], proxy=said["cards"][used]).go_on(until=Step.REDEEM)
        used += 1
        if begun >= started:
            took.append(time.perf_counter() - begun)
    print(json.dumps({"took": took, "used": used}))


_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_TABLES = {
    "trustee": "CREATE TABLE bare_tag (tag bytea PRIMARY KEY); CREATE TABLE bare_reply (asked bytea PRIMARY KEY,"
    " tags bytea, signature bytea); CREATE TABLE bare_tally (desk int PRIMARY KEY, evaluations int, claims int);"
    " INSERT INTO bare_tally SELECT generate_series(0, 99), 0, 0",
    "city": "CREATE TABLE bare_token (nonce bytea PRIMARY KEY, signature bytea, cents int, obligation text UNIQUE);"
    " CREATE TABLE bare_receipt (code text PRIMARY KEY, obligation text UNIQUE);"
    " CREATE TABLE bare_card (id int PRIMARY KEY, state text); INSERT INTO bare_card SELECT generate_series(0, 99), '';"
    " CREATE TABLE bare_move (id bigserial PRIMARY KEY, card int, after text);"
    " CREATE TABLE bare_load (id bigserial PRIMARY KEY, reference text UNIQUE, cents int);"
    " CREATE TABLE bare_entry (id bigserial PRIMARY KEY, reference text UNIQUE);"
    " CREATE TABLE bare_leg (id bigserial PRIMARY KEY, entry bigint, account int, cents int);"
    " CREATE TABLE bare_account (id int PRIMARY KEY, balance bigint);"
    " INSERT INTO bare_account SELECT generate_series(0, 99), 0;"
    " CREATE TABLE bare_record (id bigserial PRIMARY KEY, verb text, facts jsonb);"
    " CREATE TABLE bare_tally (desk int PRIMARY KEY, evaluations int, redemptions int);"
    " INSERT INTO bare_tally SELECT generate_series(0, 99), 0, 0",
}


def _bare(city: str, trustee: str, *, seconds: float) -> float:
    """Return how many claims a second PostgreSQL alone writes: four transactions each, as the parties commit them."""
    for url, party in ((city, "city"), (trustee, "trustee")):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_TABLES[party])
    done = [0] * DESKS
    over = time.perf_counter() + seconds

    def go(place: int) -> None:
        with psycopg.connect(city) as ours, psycopg.connect(trustee) as theirs:
            while time.perf_counter() < over:
                _write(ours, theirs, place)
                done[place] += 1

    threads = [Thread(target=go, args=(place,)) for place in range(DESKS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(done) / seconds


def _write(city: psycopg.Connection[Any], trustee: psycopg.Connection[Any], desk: int) -> None:
    run: Callable[..., Any] = city.execute
    for connection in (city, trustee):
        connection.execute("UPDATE bare_tally SET evaluations = evaluations + 4 WHERE desk = %s", [desk])
        connection.commit()
    trustee.execute("INSERT INTO bare_tag SELECT unnest(%s::bytea[])", [[secrets.token_bytes(32) for _ in range(4)]])
    trustee.execute(
        "INSERT INTO bare_reply VALUES (%s, %s, %s)",
        [secrets.token_bytes(32), secrets.token_bytes(32), secrets.token_bytes(256)],
    )
    trustee.execute("UPDATE bare_tally SET claims = claims + 1 WHERE desk = %s", [desk])
    trustee.commit()
    name = secrets.token_hex(16)
    run("INSERT INTO bare_token VALUES (%s, %s, 20000, %s)", [secrets.token_bytes(32), secrets.token_bytes(256), name])
    run("UPDATE bare_card SET state = 'load_pending' WHERE id = %s", [desk])
    run("INSERT INTO bare_move (card, after) VALUES (%s, 'load_pending')", [desk])
    run("INSERT INTO bare_load (reference, cents) VALUES (%s, 20000)", [name])
    run("INSERT INTO bare_entry (reference) VALUES (%s)", [name])
    run("INSERT INTO bare_leg (entry, account, cents) VALUES (1, 1, 20000), (1, 2, -20000)")
    # Two groups: their allocations, and the one account of what is on cards.
    run("UPDATE bare_account SET balance = balance - 20000 WHERE id = %s", [1 + desk % 2])
    run("UPDATE bare_account SET balance = balance + 20000 WHERE id = 0")
    run("INSERT INTO bare_receipt VALUES (%s, %s)", [secrets.token_hex(32), name])
    run("INSERT INTO bare_record (verb, facts) SELECT 'bare', '{}' FROM generate_series(1, 3)")
    run("UPDATE bare_tally SET redemptions = redemptions + 1 WHERE desk = %s", [desk])
    city.commit()


if __name__ == "__main__":
    work()
