"""
Two desks at one instant, and ``kill -9`` of anybody at every step of a claim: one card, one token, no cent astray.

The steps are named, not sampled. A desk's steps are those of ``Step``. Within a party, a step is the table at which
its transaction stands: another session holds that table, the request waits there, and then somebody is killed.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

import psycopg
import pytest

from standing.config import postgres
from standing.config.drills import families, parties, rounds
from standing.config.drills.desk import DeskRefused, NoAnswer, Step, Visit
from standing.config.drills.parties import Party
from standing.config.drills.rounds import Opened
from standing.kernel.blind import rsa, tokens
from tests.faults.house import wait_for

CENTS = 300_00
RACES = int(os.environ.get("RACES", "1000"))
_people = Random(11)

# Where each request stands in its party's transaction, in order. The last table of each is written just before COMMIT.
PLACES = {
    Step.ASK_CITY: ("city", ["aid_tally"]),
    Step.ASK_TRUSTEE: ("trustee", ["trustee_tally"]),
    Step.CLAIM: ("trustee", ["trustee_tally", "trustee_tag", "trustee_reply"]),
    Step.REDEEM: (
        "city",
        ["aid_tally", "aid_token", "cards_card", "cards_move", "cards_load", "funds_entry", "funds_leg", "aid_receipt",
         "audit_record"],
    ),
    Step.HAND_OVER: ("city", ["cards_card", "cards_move", "audit_record"]),
}  # fmt: skip
KILLS = [
    (step, party, table, victim)
    for step, (party, tables) in PLACES.items()
    for table in tables
    for victim in ("server", "database")
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory) -> Iterator[Opened]:
    with parties.pair(tmp_path_factory.mktemp("pair"), prepared=_prepared(tmp_path_factory)) as (city, trustee):
        made = rounds.open_round(city=city, trustee=trustee, round_="spring", cards_each=RACES + 200)
        yield made
        made.close()


def _prepared(factory):
    if found := os.environ.get("PARTIES"):
        return found
    folder = factory.mktemp("parties")
    parties.prepare(folder)
    return folder


@pytest.fixture
def visit(opened) -> Visit:
    [family] = families.invent(_people, 1)
    desk = opened.desks[0]
    return Visit(desk=desk, adults=family.adults, cents=CENTS, proxy=opened.cards[desk.group].pop())


@pytest.fixture(autouse=True)
def books_agree(opened) -> Iterator[None]:
    """Whatever happened: as many tokens as loads, each cent where its token says, and all legs sum to nothing."""
    yield
    opened.city.do("load")
    books = opened.city.do("books")
    [[loads, cents]] = opened.city.do("ask", sql="SELECT count(*), coalesce(sum(amount_cents), 0) FROM cards_load")
    assert books["legs"] == 0
    assert books["tokens"] == int(loads)
    assert books["token_cents"] == books["loaded"] == int(cents)
    [[signed]] = opened.trustee.do("ask", sql="SELECT coalesce(sum(claims), 0) FROM trustee_tally")
    assert books["tokens"] <= int(signed)


@contextmanager
def held(party: Party, table: str) -> Iterator[psycopg.Connection]:
    """Have every transaction that would write to this table wait there."""
    with psycopg.connect(party.url) as connection:
        connection.execute(f"LOCK TABLE {table} IN SHARE MODE")
        try:
            yield connection
            connection.rollback()
        except psycopg.OperationalError:
            pass  # it was killed with its database


def waits_at(party: Party, table: str) -> bool:
    with psycopg.connect(party.url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        ).fetchone()
    return bool(row and row[0])


def kill(party: Party, victim: str) -> None:
    if victim == "server":
        assert party.server is not None
        os.killpg(party.server.pid, signal.SIGKILL)
        party.server.wait()
        return
    data = postgres.place(party.var).data
    for pid in postgres._processes_inside(data):
        with suppress(ProcessLookupError):  # it saw its postmaster die
            os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not postgres._processes_inside(data), seconds=20, otherwise="the database outlived -9")


def bring_back(party: Party, victim: str) -> None:
    if victim == "server":
        party.start_server()
        return
    party.start_database()
    if party.office is not None:  # its session died with the database; a person would open the page again
        party.office.kill()
        party.office.wait()
        for pipe in (party.office.stdin, party.office.stdout):
            if pipe is not None:
                pipe.close()
        party.office = None


def go_on(visit: Visit, opened: Opened, *, times: int = 5) -> None:
    """Do what a caseworker does: press the button again."""
    for turn in range(times):
        try:
            visit.go_on(until=Step.REDEEM)
            opened.city.do("load")
            visit.go_on()
        except NoAnswer:
            if turn == times - 1:
                raise
        else:
            return


@pytest.mark.parametrize(("step", "party", "table", "victim"), KILLS, ids=str)
def test_kill_9_of_a_party_in_the_middle_of_a_step_and_the_caseworker_finishes(
    opened, visit, step, party, table, victim
):
    hit = {"city": opened.city, "trustee": opened.trustee}[party]
    for before in Step:
        if before is step:
            break
        visit.take(before)
        if before is Step.REDEEM:
            opened.city.do("load")
    outcome: list[str] = []

    def ask() -> None:
        try:
            visit.take(step)
            outcome.append("answered")
        except NoAnswer:
            outcome.append("no answer")

    with held(hit, table):
        asking = threading.Thread(target=ask)
        asking.start()
        wait_for(lambda: waits_at(hit, table) or outcome, seconds=20, otherwise=f"never waited at {table}")
        assert not outcome, f"{step} does not write to {table}"
        kill(hit, victim)
    asking.join(timeout=60)
    assert outcome == ["no answer"]
    if step in visit.done:
        visit.done.remove(step)
    bring_back(hit, victim)
    go_on(visit, opened)
    assert visit.done[-1] is Step.HAND_OVER
    with pytest.raises(DeskRefused) as refused:  # and it was one claim: nobody of the household gets another
        Visit(desk=opened.desks[1], adults=visit.adults, cents=CENTS).go_on(until=Step.CLAIM)
    assert refused.value.code == "already-helped"


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("moment", ["before the answer is kept", "after it"])
def test_kill_9_of_the_desk_at_each_step_and_the_caseworker_finishes(opened, visit, step, moment):
    for each in Step:
        visit.take(each)
        if each is Step.REDEEM:
            opened.city.do("load")
        if each is step:
            break
    if moment == "before the answer is kept":
        visit.done.remove(step)
        for name in {Step.CLAIM: ["signed"], Step.UNBLIND: ["token"], Step.DRAW_TOKEN: ["blinding"]}.get(step, []):
            del visit.kept[name]
    visit.reload()
    go_on(visit, opened)
    assert visit.done[-1] is Step.HAND_OVER


def at_once(*deeds) -> list[str]:
    """Do these at one instant; return what each came to."""
    ready, outcomes = threading.Barrier(len(deeds)), [""] * len(deeds)

    def go(place: int) -> None:
        ready.wait()
        try:
            deeds[place]()
            outcomes[place] = "done"
        except DeskRefused as refusal:
            outcomes[place] = refusal.code

    threads = [threading.Thread(target=go, args=(place,)) for place in range(len(deeds))]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return outcomes


def test_two_desks_with_one_household_at_the_same_instant_bring_one_card_each_time(opened):
    """Claims race at the trustee, then both card tables race at the City with the one token there is."""
    one, other = opened.desks
    public = rsa.read_public(opened.manifest.tiers[CENTS])
    random = Random(3)
    for _ in range(RACES):
        tags = sorted(random.randbytes(32) for _ in range(4))
        visits = [
            Visit(desk=desk, adults=(), cents=CENTS, proxy=opened.cards[desk.group].pop()) for desk in (one, other)
        ]
        for visit, said in zip(visits, (tags, tags[::-1]), strict=True):
            blinding = tokens.blind(public, tokens.new_nonce())
            visit.kept |= {"tags": said, "points": [], "blinding": blinding, "day": visit.today()}
        outcomes = at_once(*(lambda each=each: each.take(Step.CLAIM) for each in visits))
        assert sorted(outcomes) == ["already-helped", "done"]
        winner = visits[outcomes.index("done")]
        winner.take(Step.UNBLIND)

        for visit in visits:
            visit.kept["token"] = winner.kept["token"]
        spent = at_once(*(lambda each=each: each.take(Step.REDEEM) for each in visits))
        assert sorted(one == "done" for one in spent) == [False, True], spent
