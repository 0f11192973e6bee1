"""Loads: each card once or named, whatever the issuer does; the real adapters and the fake pass the same suite."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction

from standing.kernel.refusals import NotAllowed, NotFound, NotNow
from standing.rooms.cards import api
from standing.rooms.cards.actions import loading, stock
from standing.rooms.cards.adapters.files import FileIssuer
from standing.rooms.cards.adapters.rest import RestIssuer
from standing.rooms.cards.adapters.simulated import SimulatedDrop, SimulatedServer
from standing.rooms.cards.adapters.simulator import Faults, MemoryIssuer, SimulatedIssuer
from standing.rooms.cards.models import Load, LoadAnswer, LoadBatch, Take
from standing.rooms.cards.queries import stock as asked
from standing.rooms.cards.rules.custody import VoidWhy
from standing.rooms.cards.rules.issuer import Answer, Batch, LoadOrder, NotReached, Standing
from standing.rooms.cards.rules.life import State
from standing.rooms.cards.rules.lines import WrongFile
from standing.rooms.cards.rules.loading import Step
from standing.rooms.funds import api as funds
from tests.make import accounts
from tests.make import cards as make
from tests.make import funds as money

pytestmark = pytest.mark.django_db
AT, DAY, PROGRAM = make.AT, make.DAY, make.PROGRAM
NOW = timedelta(0)


class Way:
    """A way to the simulator: the port, and what lets the other side work."""

    def __init__(self, core, issuer, other=lambda: None, report=lambda: None, close=lambda: None):
        self.core, self.issuer, self.other, self.report, self.close = core, issuer, other, report, close

    def turn(self):
        self.core.pass_time()
        self.other()


def memory(_folder):
    core = SimulatedIssuer(day=DAY)
    return Way(core, MemoryIssuer(core))


def files(folder):
    core = SimulatedIssuer(day=DAY)
    drop = SimulatedDrop(core=core, folder=folder, program=PROGRAM)
    issuer = FileIssuer(folder=folder, program=PROGRAM, patience=NOW)
    return Way(core, issuer, drop.work, lambda: drop.report(DAY))


def rest(_folder):
    core = SimulatedIssuer(day=DAY)
    server = SimulatedServer(core, token="sample-token")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close():
        server.shutdown()
        server.server_close()

    return Way(core, RestIssuer(server.url, token="sample-token", seconds=5, patience=NOW), close=close)


@pytest.fixture(params=[memory, files, rest], ids=["memory", "files", "rest"])
def way(request, tmp_path):
    found = request.param(tmp_path)
    yield found
    found.close()


def batch(*orders, id="B1"):
    return Batch(
        id=id,
        program=PROGRAM,
        orders=tuple(
            LoadOrder(external_ref=ref, proxy=proxy, amount_cents=cents, currency="USD", program=PROGRAM)
            for ref, proxy, cents in orders
        ),
    )


def heard(way, *refs):
    """Ask until each reference is answered."""
    found = {}
    for _turn in range(6):
        way.turn()
        for one in [*way.issuer.collect(), *way.issuer.ask([ref for ref in refs if ref not in found] or ["L-NONE"])]:
            if one.external_ref in refs:
                found[one.external_ref] = one
        way.issuer.done()
    return found


# -- the port


def test_what_is_sent_is_loaded_once_and_told(way):
    sent = batch(("L-1", "PX-1", 100), ("L-2", "PX-2", 200))
    way.issuer.send(sent)
    way.issuer.send(sent)
    found = heard(way, "L-1", "L-2", "L-9")
    assert (found["L-1"].standing, found["L-1"].amount_cents) == (Standing.LOADED, 100)
    assert found["L-2"].settlement == "B1"
    assert found["L-9"].standing is Standing.UNKNOWN
    assert way.core.balances == {"PX-1": 100, "PX-2": 200}


def test_an_issuer_that_is_spoken_to_tells_at_once_what_was_sent_just_now(tmp_path):
    way = rest(tmp_path)
    try:
        way.issuer.send(batch(("L-1", "PX-1", 100)))
        assert [one.external_ref for one in way.issuer.collect()] == ["L-1"]
        assert [one.external_ref for one in way.issuer.collect()] == ["L-1"]  # the same again until it is kept
        way.issuer.done()
        assert way.issuer.collect() == ()
    finally:
        way.close()


def test_what_is_refused_is_told_with_its_code(way):
    way.core.faults = Faults(reject=1)
    way.issuer.send(batch(("L-1", "PX-1", 100)))
    found = heard(way, "L-1")
    assert (found["L-1"].standing, found["L-1"].code) == (Standing.REFUSED, "R01")
    assert way.core.balances == {}


def test_a_block_takes_back_what_is_left_once(way):
    way.issuer.send(batch(("L-1", "PX-1", 100)))
    heard(way, "L-1")
    way.core.spend("PX-1", 30)
    way.issuer.block(external_ref="T-1", proxy="PX-1")
    way.turn()
    for _twice in range(2):
        found = way.issuer.block(external_ref="T-1", proxy="PX-1")
        assert (found.external_ref, found.balance_cents) == ("T-1", 70)
    way.report()
    moves = way.issuer.moves(program=PROGRAM, day=DAY)
    assert [(one.external_ref, one.amount_cents) for one in moves] == [("L-1", -100), ("T-1", 70)]


def test_an_issuer_that_nobody_answers_for_is_not_reached(tmp_path):
    with pytest.raises(NotReached, match="not https"):
        RestIssuer("http://issuer.example").ask(["L-1"])
    server = SimulatedServer(SimulatedIssuer(day=DAY), token="one")
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    with pytest.raises(NotReached, match="401"):
        RestIssuer(server.url, token="two").ask(["L-1"])
    assert RestIssuer(server.url, token="one").ask(["L-1"])[0].standing is Standing.UNKNOWN
    server.shutdown()
    server.server_close()
    with pytest.raises(NotReached):
        RestIssuer(server.url, token="one", seconds=1).send(batch(("L-1", "PX-1", 1)))
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(NotReached):
        FileIssuer(folder=tmp_path, program=PROGRAM).send(batch(("L-1", "PX-1", 1)))


def test_a_result_that_cannot_be_read_is_put_aside_and_told_once(tmp_path):
    place = tmp_path / "in"
    place.mkdir()
    (place / "results-1.csv").write_bytes(b"%PDF")
    issuer = FileIssuer(folder=tmp_path, program=PROGRAM)
    with pytest.raises(WrongFile, match="PDF"):
        issuer.collect()
    assert issuer.collect() == []
    assert len(list((tmp_path / "wrong").iterdir())) == 1


# -- the queue and its drills


def load_cards(keeper, number, cents=100_00):
    listed = make.consigned(number, by=keeper)
    refs = [make.load(proxy, by=keeper, cents=cents) for proxy in listed]
    return listed, refs


def drive(way, keeper, *, turns=12, heal_after=6):
    for turn in range(turns):
        if turn == heal_after:
            way.core.heal()
        at = AT + timedelta(minutes=turn)
        loading.work_queue(program=PROGRAM, issuer=way.issuer, by=keeper, at=at)
        way.turn()


FAULTS = {
    "none": Faults(),
    "reject": Faults(reject=0.4),
    "delay": Faults(delay=0.9),
    "repeat": Faults(repeat=0.9),
    "late": Faults(late=0.9),
    "partial": Faults(partial=1),
    "lose": Faults(lose=1),
    "lose_answer": Faults(lose_answer=0.8),
    "mixed": Faults(reject=0.2, delay=0.3, repeat=0.3, late=0.3, partial=0.4, lose=0.3, lose_answer=0.4),
}


@pytest.mark.parametrize("fault", list(FAULTS))
def test_every_drill_ends_with_each_card_loaded_once_or_refused(way, ready, keeper, fault):
    way.core.faults = FAULTS[fault]
    listed, refs = load_cards(keeper, 8)
    drive(way, keeper)
    steps = dict(Load.objects.values_list("external_ref", "step"))
    assert set(steps.values()) <= {Step.LOADED, Step.REFUSED}
    loaded = {ref for ref, step in steps.items() if step == Step.LOADED}
    assert way.core.given == dict.fromkeys(loaded, 100_00)
    assert way.core.careless == []
    for proxy, ref in zip(listed, refs, strict=True):
        assert make.state(proxy) is (State.LOADED if ref in loaded else State.LOAD_PENDING)
        assert way.core.balances[proxy] == (100_00 if ref in loaded else 0)
    assert funds.sum_of(code=funds.Code.LOADED) == 100_00 * len(loaded)
    assert not LoadAnswer.objects.filter(is_odd=True).exists()
    assert asked.stock(program=PROGRAM).adds_up
    if fault not in {"reject", "mixed"}:
        assert len(loaded) == 8
    if fault in {"partial", "lose"}:
        assert LoadBatch.objects.count() > 1


def test_a_crash_between_sending_and_hearing_asks_first(ready, keeper, monkeypatch):
    found = make.issuer()
    load_cards(keeper, 3)
    monkeypatch.setattr(MemoryIssuer, "send", lambda self, batch: (_ for _ in ()).throw(NotReached("crash")))
    worked = loading.work_queue(program=PROGRAM, issuer=found, by=keeper, at=AT)
    assert (worked.trouble, set(Load.objects.values_list("step", flat=True))) == ("crash", {"sent"})
    monkeypatch.undo()
    make.work(found, by=keeper, at=AT + timedelta(minutes=1))
    assert set(Load.objects.values_list("step", flat=True)) == {"loaded"}
    assert found.core.careless == []


@pytest.mark.parametrize(
    "changed",
    [{"amount_cents": 99_00}, {"proxy": "PX-OTHER"}, {"external_ref": "L-NEVER"}],
)
def test_an_answer_that_fits_nothing_is_kept_as_odd_and_changes_nothing(ready, keeper, changed):
    (proxy,), (ref,) = load_cards(keeper, 1)
    loading.work_queue(program=PROGRAM, issuer=make.issuer(faults=Faults(lose=1)), by=keeper, at=AT)
    said = {"external_ref": ref, "proxy": proxy, "amount_cents": 100_00, "standing": Standing.LOADED, **changed}
    for _twice in range(2):
        assert loading.take_answers(program=PROGRAM, answers=[Answer(**said)], by=keeper, at=AT) == 0
    assert make.state(proxy) is State.LOAD_PENDING
    assert LoadAnswer.objects.get().is_odd
    assert asked.queue(program=PROGRAM).odd == 1


def test_an_issuer_that_changes_its_mind_is_not_believed(ready, keeper):
    (proxy,), (ref,) = load_cards(keeper, 1)
    make.work(make.issuer(), by=keeper)
    said = Answer(external_ref=ref, proxy=proxy, amount_cents=100_00, standing=Standing.REFUSED)
    loading.take_answers(program=PROGRAM, answers=[said], by=keeper, at=AT)
    assert make.state(proxy) is State.LOADED
    assert LoadAnswer.objects.filter(is_odd=True).count() == 1


def test_a_refused_load_gives_the_money_back_and_the_family_gets_another_card(ready, keeper, second):
    proxy, other = make.consigned(2, by=keeper)
    before = money.funds.trial_balance(at=AT)
    make.load(proxy, by=keeper, obligation="token:1")
    with pytest.raises(NotNow, match="live card"):
        make.load(other, by=keeper, obligation="token:1")
    make.work(make.issuer(faults=Faults(reject=1)), by=keeper)
    assert {one.account: one.cents for one in funds.trial_balance(at=AT + timedelta(days=1)) if one.cents} == {
        one.account: one.cents for one in before if one.cents
    }
    card = make.card(proxy).pk
    stock.ask_to_void(card=card, why=VoidWhy.REFUSED, by=keeper, at=AT)
    stock.agree_to_void(card=card, by=second, at=AT)
    make.load(other, by=keeper, obligation="token:1")
    assert api.live_card(obligation="token:1").proxy == other


def test_a_card_with_money_on_its_way_is_not_void(ready, keeper):
    (proxy,), _refs = load_cards(keeper, 1)
    with pytest.raises(NotNow, match="on its way"):
        stock.ask_to_void(card=make.card(proxy).pk, why=VoidWhy.DAMAGED, by=keeper, at=AT)


def test_the_same_load_asked_twice_is_one_and_another_is_refused(ready, keeper):
    (proxy,) = make.consigned(1, by=keeper)
    first = make.load(proxy, by=keeper, obligation="token:1")
    assert make.load(proxy, by=keeper, obligation="token:1") == first
    for said in ({"obligation": "token:2"}, {"obligation": "token:1", "cents": 1}):
        with pytest.raises(NotNow):
            make.load(proxy, by=keeper, **said)
    assert funds.sum_of(code=funds.Code.LOADED) == 300_00
    with pytest.raises(NotFound):
        make.load("PX-NONE", by=keeper)


@pytest.mark.parametrize("cents", [0, -1, 1_000_01])
def test_no_load_outside_the_bounds(ready, keeper, cents):
    (proxy,) = make.consigned(1, by=keeper)
    with pytest.raises(NotNow, match="1,000 dollars"):
        make.load(proxy, by=keeper, cents=cents)
    make.load(proxy, by=keeper, cents=1)


def test_no_more_is_loaded_than_the_organisation_has(program, keeper, treasurer):
    make.allocated(300_00, by=treasurer)
    one, two = make.consigned(2, by=keeper)
    make.load(one, by=keeper, cents=299_00)
    with pytest.raises(funds.NotEnough):
        make.load(two, by=keeper, cents=2_00)
    assert make.state(two) is State.CONSIGNED
    make.load(two, by=keeper, cents=1_00)


# -- lost cards


def loaded(keeper, found):
    (proxy,) = make.consigned(1, by=keeper)
    make.load(proxy, by=keeper, obligation="token:1")
    make.work(found, by=keeper)
    card = make.card(proxy)
    loading.hand_over(card=card.pk, by=keeper, at=AT)
    return proxy, card.pk


def test_a_lost_card_is_blocked_and_replaced_with_what_was_left(ready, keeper):
    found = make.issuer()
    proxy, card = loaded(keeper, found)
    found.core.spend(proxy, 120_00)
    (other,) = make.consigned(1, by=keeper)
    with pytest.raises(NotNow):
        loading.replace_card(card=card, proxy=other, by=keeper, at=AT)
    loading.block_card(card=card, by=keeper, at=AT)
    with pytest.raises(NotNow, match="not told yet"):
        loading.replace_card(card=card, proxy=other, by=keeper, at=AT)
    make.work(found, by=keeper)
    ref = loading.replace_card(card=card, proxy=other, by=keeper, at=AT)
    assert loading.replace_card(card=card, proxy=other, by=keeper, at=AT) == ref
    make.work(found, by=keeper)
    assert (make.state(proxy), make.state(other)) == (State.REPLACED, State.LOADED)
    assert (found.core.balances[proxy], found.core.balances[other]) == (0, 180_00)
    assert funds.sum_of(code=funds.Code.LOADED) == 300_00
    assert api.live_card(obligation="token:1").proxy == other
    assert Take.objects.get().balance_cents == 180_00


def test_the_balance_is_booked_once_and_never_more_than_was_loaded(ready, keeper):
    found = make.issuer()
    _proxy, card = loaded(keeper, found)
    loading.block_card(card=card, by=keeper, at=AT)
    ref = Take.objects.get().external_ref
    with pytest.raises(NotNow, match="more than"):
        loading.settle_take(external_ref=ref, balance_cents=300_01, by=keeper, at=AT)
    for _twice in range(2):
        loading.settle_take(external_ref=ref, balance_cents=300_00, by=keeper, at=AT)
    assert funds.sum_of(code=funds.Code.LOADED) == 0
    with pytest.raises(DatabaseError), transaction.atomic():
        Take.objects.update(balance_cents=1)


@pytest.mark.parametrize("then", [State.RETURNED, State.EXPIRED])
def test_what_is_left_on_an_unused_card_comes_back(ready, keeper, then):
    found = make.issuer()
    proxy, card = loaded(keeper, found)
    with pytest.raises(NotNow):
        loading.end_card(card=card, then=State.VOID, by=keeper, at=AT)
    with pytest.raises(NotAllowed):
        loading.end_card(card=card, then=then, by=accounts.person(), at=AT)
    loading.end_card(card=card, then=then, by=keeper, at=AT)
    make.work(found, by=keeper)
    assert make.state(proxy) is then
    assert funds.sum_of(code=funds.Code.LOADED) == 0


@pytest.mark.parametrize(
    "said",
    [
        "UPDATE cards_load SET amount_cents = 1",
        "UPDATE cards_load SET external_ref = 'L-OTHER'",
        "UPDATE cards_load SET step = 'waiting'",
        "UPDATE cards_load SET step = 'refused'",
        "DELETE FROM cards_load",
        "TRUNCATE cards_load CASCADE",
        "DELETE FROM cards_loadbatch",
        "UPDATE cards_loadbatch SET count = 2",
        "DELETE FROM cards_loadanswer",
        "UPDATE cards_loadanswer SET amount_cents = 2",
        (
            "INSERT INTO cards_load SELECT 'L-SECOND', card_id, program_id, amount_cents, round, step, batch_id, sent_at, code,"
            " settlement, queued_by_id, queued_at FROM cards_load"
        ),
    ],
)
def test_the_database_keeps_a_load_as_it_was(ready, keeper, said):
    load_cards(keeper, 1)
    make.work(make.issuer(), by=keeper)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said)


def test_a_card_is_not_loaded_before_the_issuer_says_so_nor_twice_for_one_obligation(ready, keeper):
    (one, two), _refs = load_cards(keeper, 2)
    for said in ("state = 'loaded', moves = moves + 1",):
        with pytest.raises(DatabaseError, match="issuer says so"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cards_card SET {said} WHERE proxy = %s", [one])
    (third,) = make.consigned(1, by=keeper)
    with pytest.raises(DatabaseError, match="one_live"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cards_card SET state = 'load_pending', moves = moves + 1, obligation ="
            " (SELECT obligation FROM cards_card WHERE proxy = %s) WHERE proxy = %s",
            [two, third],
        )
