"""The draw as arithmetic: order plays no part, everybody has the same chance, no adult is in twice, and a replay is equal."""

from __future__ import annotations

import hashlib
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel.blind import work
from standing.rooms.draw.rules import applying, drawing, waiting
from standing.rooms.draw.rules.applying import Misread, NoWork

SECRET, MANIFEST = b"s" * 32, "ab" * 32
PEOPLE = [hashlib.sha256(b"adult %d" % number).digest() for number in range(12)]
households = st.lists(
    st.tuples(st.sampled_from(["harbor", "valley"]), st.sets(st.sampled_from(PEOPLE), min_size=1, max_size=4)),
    min_size=1,
    max_size=25,
)


def mark(number):
    return hashlib.sha256(b"mark %d" % number).digest()


def fixed(applications, *, helped=(), secret=SECRET):
    ordered = sorted(applications, key=lambda one: drawing.order_of(secret, one[0]))
    void = drawing.stay(((one, tags) for one, _, tags in ordered), helped=helped)
    entries = drawing.number([(group, one) for one, group, _ in applications], secret=secret, void=void)
    commitment = drawing.commitment_of(
        entries, round_="r", manifest=MANIFEST, groups=["harbor", "valley"], secret=secret, is_sample=True
    )
    return entries, commitment


@given(households, st.randoms(use_true_random=False), st.sets(st.sampled_from(PEOPLE), max_size=3))
@settings(max_examples=150, deadline=None)
def test_the_order_of_arrival_changes_nothing_and_no_adult_is_in_twice(found, chance, helped):
    came = [(mark(number), group, sorted(tags)) for number, (group, tags) in enumerate(found)]
    otherwise = chance.sample(came, len(came))
    entries, commitment = fixed(came, helped=helped)
    assert fixed(otherwise, helped=helped)[1].to_bytes() == commitment.to_bytes()

    tags = {one: set(tags) for one, _, tags in came}
    staying = [one.mark for one in entries if not one.is_void]
    seen = Counter(tag for one in staying for tag in tags[one])
    assert max(seen.values(), default=0) <= 1
    assert not helped & set(seen)
    for one in entries:  # who falls out met somebody who stays, or was helped: nobody falls out for nothing
        if one.is_void:
            assert tags[one.mark] & (set(seen) | helped)


@given(households, st.integers(0, 6), st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
@settings(max_examples=100, deadline=None)
def test_a_replay_from_public_data_gives_the_same_numbers(found, places, city, trustee):
    _, commitment = fixed([(mark(number), group, sorted(tags)) for number, (group, tags) in enumerate(found)])
    given_places = {"harbor": places, "valley": 2}
    seed = drawing.joint_seed(city=city, trustee=trustee, root=commitment.root)
    numbers = drawing.drawn(commitment, places=given_places, seed=seed)
    data = commitment.to_bytes()
    result = drawing.Result(
        round="r",
        commitment=hashlib.sha256(data).hexdigest(),
        city_seed=city,
        trustee_seed=trustee,
        drawn=numbers,
        is_sample=True,
    )
    counts = drawing.replay(
        data,
        result.to_bytes(),
        manifest=MANIFEST,
        places=given_places,
        city_seed=hashlib.sha256(city).digest(),
        trustee_seed=hashlib.sha256(trustee).digest(),
    )
    for group, count in counts.items():
        live = commitment.entries[group] - len(commitment.void[group])
        assert count == min(live, given_places[group]) == len(set(numbers[group]) - set(commitment.void[group]))


def test_everybody_has_the_same_chance_whatever_the_number_and_the_hour():
    """10 of 40, 4,000 times: each is drawn 1,000 times, more or less. The bound is 5 deviations, with fixed seeds."""
    chance = random.Random(7)
    came = [(mark(number), "harbor", [hashlib.sha256(b"t%d" % number).digest()]) for number in range(40)]
    by_number, by_arrival = Counter(), Counter()
    for _ in range(4_000):
        secret, seed = chance.randbytes(32), chance.randbytes(32)
        entries = drawing.number([(group, one) for one, group, _ in came], secret=secret, void=())
        drawn = set(drawing.ranked("harbor", 40, void=(), seed=seed)[:10])
        by_number.update(drawn)
        by_arrival.update(one.mark for one in entries if one.number in drawn)
    deviation = (4_000 * 0.25 * 0.75) ** 0.5
    for counts in (by_number, by_arrival):
        assert len(counts) == 40
        assert all(abs(count - 1_000) < 5 * deviation for count in counts.values())
        chi = sum((count - 1_000) ** 2 / 1_000 for count in counts.values()) / 0.75
        assert 12 < chi < 85  # 39 degrees of freedom: beyond 1 in 100,000 on both sides


def test_whoever_applies_ten_times_has_the_chance_of_one():
    chance, wins = random.Random(3), 0
    often = [(mark(number), "harbor", [PEOPLE[0]]) for number in range(10)]
    others = [(mark(100 + number), "harbor", [hashlib.sha256(b"o%d" % number).digest()]) for number in range(19)]
    for _ in range(2_000):
        entries, commitment = fixed([*often, *others], secret=chance.randbytes(32))
        drawn = set(drawing.drawn(commitment, places={"harbor": 5, "valley": 0}, seed=chance.randbytes(32))["harbor"])
        wins += any(one.number in drawn and one.mark in {each for each, _, _ in often} for one in entries)
    assert abs(wins / 2_000 - 0.25) < 0.05  # 5 of 20 households


def test_a_chain_of_strangers_does_not_join_households():
    families = [(mark(number), "harbor", [PEOPLE[number]]) for number in range(10)]
    chain = [(mark(50 + number), "harbor", [PEOPLE[number], PEOPLE[number + 1]]) for number in range(9)]
    entries, _ = fixed([*families, *chain])
    assert sum(not one.is_void for one in entries) >= 5  # components would leave one


def test_a_seed_that_was_not_promised_is_refused():
    drawing.check_seed(b"x" * 32, committed=hashlib.sha256(b"x" * 32).digest(), whose="City")
    with pytest.raises(drawing.WrongSeed, match="City"):
        drawing.check_seed(b"y" * 32, committed=hashlib.sha256(b"x" * 32).digest(), whose="City")


def test_a_leaf_can_be_shown_and_no_other_number_fits_it():
    entries, commitment = fixed([(mark(number), "harbor", [PEOPLE[number]]) for number in range(3)])
    salts = {one.mark: drawing.salt_of(SECRET, one.mark) for one in entries}
    from standing.kernel import merkle

    leaves = [drawing.leaf_of(one, salt=salts[one.mark]) for one in entries]
    assert merkle.root_of(leaves) == commitment.root
    assert merkle.root_of([leaves[1], leaves[0], leaves[2]]) != commitment.root


def test_work_takes_the_sum_of_just_this_question(monkeypatch):
    monkeypatch.setattr(applying, "WORK", 12)
    asked = [bytes([number]) * 32 for number in range(applying.TAGS)]
    nonce = applying.do_work(round_="r", mark=b"m", blinded=asked)
    applying.check_work(round_="r", mark=b"m", blinded=asked, nonce=nonce)
    others = (
        {"round_": "q", "mark": b"m", "blinded": asked, "nonce": nonce},
        {"round_": "r", "mark": b"n", "blinded": asked, "nonce": nonce},
        {"round_": "r", "mark": b"m", "blinded": asked[::-1], "nonce": nonce},
        {"round_": "r", "mark": b"m", "blinded": asked, "nonce": nonce[:-1]},
    )
    refused = 0
    for one in others:
        try:
            applying.check_work(**one)
        except NoWork:
            refused += 1
    assert refused >= 3  # by chance one sum in 2 ** WORK fits
    with pytest.raises(Misread):
        applying.check_work(round_="r", mark=b"m", blinded=asked[:-1], nonce=nonce)


def test_the_real_sum_has_fifteen_bits(monkeypatch):
    monkeypatch.setattr(applying, "WORK", 15)
    asked = [bytes([number]) * 32 for number in range(applying.TAGS)]
    nonce = applying.do_work(round_="r", mark=b"m", blinded=asked)
    applying.check_work(round_="r", mark=b"m", blinded=asked, nonce=nonce)
    with pytest.raises(NoWork):
        applying.check_work(round_="r", mark=b"m", blinded=asked, nonce=b"\xff" * 8)


@pytest.mark.parametrize(
    ("digest", "zeros"), [(b"\xff" * 32, 0), (b"\x7f" * 32, 1), (b"\0\x01" + b"\0" * 30, 15), (b"\0" * 32, 256)]
)
def test_zeros_are_counted_from_the_left(digest, zeros):
    assert work.leading_zeros(digest) == zeros


@pytest.mark.parametrize(
    "changed",
    [{"mark": b"x"}, {"box": b"short"}, {"tags": [b"t" * 32] * 8}, {"tags": PEOPLE[:7]}, {"tags": [b"x", *PEOPLE[:7]]}],
)
def test_an_application_has_one_form(changed):
    right = {"group": "harbor", "mark": b"m" * 32, "box": bytes(applying.BOX), "tags": PEOPLE[7::-1]}
    assert applying.application(**right).tags == tuple(sorted(PEOPLE[:8]))
    with pytest.raises(Misread):
        applying.application(**{**right, **changed})


@given(st.lists(st.floats(0, 0.5), min_size=1, max_size=300))
@settings(max_examples=60, deadline=None)
def test_the_line_lets_in_at_its_pace_and_gives_each_a_later_moment(gaps):
    line, now, due = waiting.Line(pace=10, burst=1), 0.0, []
    for gap in gaps:
        now += gap
        turn = line.arrive(now=now)
        assert turn.is_now == (turn.place == 0)
        due.append(now + turn.seconds)
    for start in due:  # in no second are there more than the pace and the burst and the rounding allow
        assert sum(start <= one < start + 1 for one in due) <= 10 + 10 + 10


def test_nobody_waits_when_few_come_and_a_crowd_gets_places_in_order():
    line = waiting.Line(pace=10, burst=1)
    assert all(line.arrive(now=number / 5).is_now for number in range(50))
    crowd = [line.arrive(now=10.0) for _ in range(40)]
    places = [one.place for one in crowd]
    assert places == sorted(places)
    assert sum(one.is_now for one in crowd) == 10
    assert crowd[-1].seconds == 3
