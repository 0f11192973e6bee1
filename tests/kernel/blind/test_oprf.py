"""Tags: every vector of RFC 9497 for ristretto255-SHA512 in modes 0 and 1, and what must not pass."""

import hashlib
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel.blind import oprf, ristretto
from standing.kernel.blind.oprf import Evaluation, Mode
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.blind.ristretto import Scalar
from tests.kernel.blind.read import flipped, vectors
from tests.kernel.blind.test_ristretto import NO_ELEMENTS, ORDER, number, scalar

MODES = vectors("rfc9497.json")["modes"]
VECTORS = [(mode, vector) for mode in MODES for vector in mode["vectors"]]
NAMES = [f"mode {mode['mode']} batch {vector['Batch']} {vector['Input']}" for mode, vector in VECTORS]
MESSAGES = st.lists(st.binary(max_size=80), min_size=1, max_size=4)

CITY, TRUSTEE = oprf.new_share(), oprf.new_share()
CONTEXT = b"round 7, city"


def parts(text):
    return [bytes.fromhex(part) for part in text.split(",")]


def asked(messages):
    """Return blindings of messages, and what of them is sent."""
    blindings = [oprf.blind(message) for message in messages]
    return blindings, [blinding.element for blinding in blindings]


# The vectors


def test_the_vectors_are_all_there():
    assert [(mode["mode"], [vector["Batch"] for vector in mode["vectors"]]) for mode in MODES] == [
        (0, [1, 1]),
        (1, [1, 1, 2]),
    ]


@pytest.mark.parametrize("mode", MODES, ids=["OPRF", "VOPRF"])
def test_the_key_of_the_vectors_is_derived(mode):
    seed, info = bytes.fromhex(mode["Seed"]), bytes.fromhex(mode["KeyInfo"])
    key = oprf.derive_share(seed=seed, info=info, mode=Mode(mode["mode"]))
    assert key.expose().hex() == mode["skSm"]
    assert oprf.public_of(key).hex() == mode.get("pkSm", oprf.public_of(key).hex())
    assert oprf.derive_share(seed=seed, info=info + b"!", mode=Mode(mode["mode"])) != key


@pytest.mark.parametrize(("mode", "vector"), VECTORS, ids=NAMES)
def test_a_vector_comes_out_byte_for_byte(mode, vector):
    key = Scalar(bytes.fromhex(mode["skSm"]))
    blindings = [
        oprf.blind(message, scalar=Scalar(blind), mode=Mode(mode["mode"]))
        for message, blind in zip(parts(vector["Input"]), parts(vector["Blind"]), strict=True)
    ]
    sent = [blinding.element for blinding in blindings]
    assert sent == parts(vector["BlindedElement"])

    if mode["mode"] == Mode.VOPRF:
        answer = oprf.evaluate(key, sent, proof_random=Scalar(bytes.fromhex(vector["ProofRandomScalar"])))
        assert answer.proof.hex() == vector["Proof"]
        oprf.check(public=bytes.fromhex(mode["pkSm"]), blinded=sent, evaluation=answer)
        elements = list(answer.elements)
    else:
        elements = [oprf.evaluate_unproven(key, element) for element in sent]

    assert elements == parts(vector["EvaluationElement"])
    outputs = [oprf.finalize(*pair) for pair in zip(blindings, elements, strict=True)]
    assert outputs == parts(vector["Output"])


# Two parties


@given(messages=MESSAGES, one=st.integers(1, ORDER - 1), other=st.integers(1, ORDER - 1))
@settings(deadline=None, max_examples=30)
def test_two_shares_give_the_tag_of_the_one_key_that_nobody_holds(messages, one, other):
    if (one + other) % ORDER == 0:
        return
    blindings, sent = asked(messages)
    shares = [scalar(one), scalar(other)]
    publics = [oprf.public_of(share) for share in shares]
    answers = [oprf.evaluate(share, sent) for share in shares]
    for public, answer in zip(publics, answers, strict=True):
        oprf.check(public=public, blinded=sent, evaluation=answer)
    whole = scalar((one + other) % ORDER)

    together = oprf.combine(*(answer.elements for answer in answers))

    assert together == oprf.evaluate(whole, sent).elements
    assert oprf.joint_public(*publics) == oprf.public_of(whole)
    alone = [oprf.finalize(b, oprf.evaluate_unproven(whole, b.element)) for b in blindings]
    assert [oprf.finalize(*pair) for pair in zip(blindings, together, strict=True)] == alone


def test_a_party_alone_makes_another_tag():
    (blinding,), sent = asked([b"message"])
    answers = [oprf.evaluate(share, sent).elements for share in (CITY, TRUSTEE)]
    tags = {oprf.tag_of(oprf.finalize(blinding, one[0])) for one in (*answers, oprf.combine(*answers))}
    assert len(tags) == 3


def test_a_third_share_counts_as_well_and_their_order_does_not():
    _, sent = asked([b"a", b"b"])
    answers = [oprf.evaluate(share, sent).elements for share in (CITY, TRUSTEE, oprf.new_share())]
    assert oprf.combine(*answers) == oprf.combine(*reversed(answers)) != oprf.combine(*answers[:2])


def test_shares_that_cancel_out_are_refused():
    against = scalar(ORDER - number(CITY))
    _, sent = asked([b"message"])
    with pytest.raises(BlindRefused):
        oprf.joint_public(oprf.public_of(CITY), oprf.public_of(against))
    with pytest.raises(BlindRefused):
        oprf.combine(oprf.evaluate(CITY, sent).elements, oprf.evaluate(against, sent).elements)


@pytest.mark.parametrize("answers", [[], [[], [b"x" * 32]]])
def test_answers_that_do_not_match_are_not_combined(answers):
    with pytest.raises(BlindRefused):
        oprf.combine(*answers)


def test_no_key_has_no_share():
    with pytest.raises(BlindRefused):
        oprf.joint_public()


# What the server sees


@given(message=st.binary(max_size=100))
@settings(deadline=None, max_examples=30)
def test_what_is_sent_is_new_each_time_and_the_tag_is_not(message):
    key = oprf.new_share()
    blindings, sent = asked([message] * 8)
    hidden = oprf.blind(message, scalar=scalar(1)).element
    assert len({*sent, hidden}) == 9
    assert len({oprf.finalize(b, e) for b, e in zip(blindings, oprf.evaluate(key, sent).elements, strict=True)}) == 1
    assert not any(len(message) > 3 and message in element for element in sent)


def test_what_is_sent_is_spread_evenly():
    """Each bit that may be set, is, in about half of 2,000 blindings of one message: further off than one in 10^9 fails."""
    _, sent = asked([b"one message"] * 2000)
    for bit in range(1, 255):  # an element is even and below 2^255
        count = sum(element[bit // 8] >> bit % 8 & 1 for element in sent)
        assert 850 < count < 1150, bit


def test_messages_and_keys_that_differ_have_tags_that_differ():
    tags = set()
    for share in (CITY, TRUSTEE):
        blindings, sent = asked([b"", b"\x00", b"a", b"b", b"a" * oprf.MOST])
        elements = oprf.evaluate(share, sent).elements
        tags |= {oprf.tag_of(oprf.finalize(*pair)) for pair in zip(blindings, elements, strict=True)}
    assert len(tags) == 10
    assert {len(tag) for tag in tags} == {32}


def test_a_message_that_has_no_room_is_refused():
    with pytest.raises(BlindRefused):
        oprf.blind(b"a" * (oprf.MOST + 1))


def test_a_tag_is_the_first_half_of_an_output():
    assert oprf.tag_of(bytes(range(64))) == bytes(range(32))
    for wrong in (bytes(63), bytes(65), bytes(32)):
        with pytest.raises(BlindRefused):
            oprf.tag_of(wrong)


def test_a_blinding_shows_only_what_is_sent():
    blinding = oprf.blind(b"a person's string")
    assert repr(blinding) == f"Blinding(element={blinding.element!r})"
    blinding.scalar.wipe()
    with pytest.raises(BlindRefused, match="wiped"):
        oprf.finalize(blinding, blinding.element)


# What must not pass


@pytest.fixture
def case():
    _, sent = asked([b"a", b"b", b"c"])
    answer = oprf.evaluate(CITY, sent)
    public = oprf.public_of(CITY)
    oprf.check(public=public, blinded=sent, evaluation=answer)  # the yes of every no below
    return public, sent, answer


def refused(public, sent, answer):
    with pytest.raises(BlindRefused):
        oprf.check(public=public, blinded=sent, evaluation=answer)


def test_an_answer_of_another_key_is_refused(case):
    public, sent, answer = case
    marked = oprf.evaluate(TRUSTEE, sent)
    refused(public, sent, marked)
    refused(oprf.public_of(TRUSTEE), sent, answer)
    refused(public, sent, replace(marked, proof=answer.proof))
    refused(public, sent, replace(answer, proof=marked.proof))
    oprf.check(public=oprf.public_of(TRUSTEE), blinded=sent, evaluation=marked)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_element_of_another_key_among_honest_ones_is_refused(case, place):
    public, sent, answer = case
    elements = list(answer.elements)
    elements[place] = oprf.evaluate_unproven(TRUSTEE, sent[place])
    refused(public, sent, replace(answer, elements=tuple(elements)))


def test_errors_that_would_cancel_out_in_a_plain_sum_are_refused(case):
    public, sent, answer = case
    more = ristretto.base_times(scalar(5))
    less = ristretto.base_times(scalar(ORDER - 5))
    first, second, third = answer.elements
    refused(public, sent, replace(answer, elements=(ristretto.plus(first, more), ristretto.plus(second, less), third)))


def test_another_order_is_refused(case):
    public, sent, answer = case
    turned = tuple(reversed(answer.elements))
    refused(public, sent, replace(answer, elements=turned))
    refused(public, list(reversed(sent)), answer)
    refused(public, list(reversed(sent)), replace(answer, elements=turned))


def test_a_proof_of_other_questions_is_refused(case):
    public, sent, answer = case
    _, others = asked([b"a", b"b", b"c"])
    later = oprf.evaluate(CITY, others)
    refused(public, others, answer)
    refused(public, others, replace(later, proof=answer.proof))
    refused(public, sent[:2], replace(answer, elements=answer.elements[:2]))
    oprf.check(public=public, blinded=others, evaluation=later)


def test_more_or_fewer_answers_than_questions_are_refused(case):
    public, sent, answer = case
    refused(public, sent, replace(answer, elements=answer.elements[:2]))
    refused(public, sent, replace(answer, elements=(*answer.elements, answer.elements[0])))
    refused(public, [], Evaluation(elements=(), proof=answer.proof))


def test_any_flipped_bit_is_refused(case):
    public, sent, answer = case
    for bit in range(8 * len(answer.proof)):
        refused(public, sent, replace(answer, proof=flipped(answer.proof, bit)))
    for bit in range(256):
        refused(flipped(public, bit), sent, answer)
        refused(public, [sent[0], flipped(sent[1], bit), sent[2]], answer)
        elements = (answer.elements[0], answer.elements[1], flipped(answer.elements[2], bit))
        refused(public, sent, replace(answer, elements=elements))


@pytest.mark.parametrize(
    "forge",
    [
        lambda proof: b"",
        lambda proof: proof[:63],
        lambda proof: proof + b"\x00",
        lambda proof: bytes(64),
        lambda proof: bytes(32) + proof[32:],
        lambda proof: proof[:32] + bytes(32),
        lambda proof: proof[32:] + proof[:32],
        lambda proof: proof[:32] + (int.from_bytes(proof[32:], "little") + ORDER).to_bytes(32, "little"),
        lambda proof: (int.from_bytes(proof[:32], "little") + ORDER).to_bytes(32, "little") + proof[32:],
        lambda proof: proof.hex(),
    ],
)
def test_a_proof_that_is_not_spelt_as_one_is_refused(case, forge):
    public, sent, answer = case
    refused(public, sent, replace(answer, proof=forge(answer.proof)))


@pytest.mark.parametrize("found", NO_ELEMENTS.values(), ids=NO_ELEMENTS)
def test_what_is_no_element_is_neither_evaluated_nor_checked_nor_finalized(case, found):
    public, sent, answer = case
    for use in (
        lambda: oprf.evaluate(CITY, [found]),
        lambda: oprf.evaluate(CITY, [*sent, found]),
        lambda: oprf.evaluate_unproven(CITY, found),
        lambda: oprf.finalize(oprf.blind(b"a"), found),
        lambda: oprf.joint_public(found),
        lambda: oprf.joint_public(public, found),
        lambda: oprf.combine([found], [sent[0]]),
        lambda: oprf.combine([found]),
        lambda: oprf.check_possession(
            public=found, context=CONTEXT, proof=oprf.prove_possession(CITY, context=CONTEXT)
        ),
    ):
        with pytest.raises(BlindRefused):
            use()
    refused(found, sent, answer)
    refused(public, [found, *sent[1:]], answer)
    refused(public, sent, replace(answer, elements=(found, *answer.elements[1:])))


def test_nothing_and_too_much_are_not_evaluated():
    _, sent = asked([b"a"])
    assert len(oprf.evaluate(CITY, sent * 3).elements) == 3
    for wrong in ([], sent * (oprf.MOST + 1)):
        with pytest.raises(BlindRefused, match="1 to 65535"):
            oprf.evaluate(CITY, wrong)


def test_two_proofs_of_the_same_answers_have_nothing_in_common(case):
    _, sent, answer = case
    again = oprf.evaluate(CITY, sent)
    assert again.elements == answer.elements
    assert {again.proof[:32], again.proof[32:]}.isdisjoint({answer.proof[:32], answer.proof[32:]})


def test_a_wiped_share_evaluates_nothing():
    share = oprf.new_share()
    _, sent = asked([b"a"])
    oprf.evaluate(share, sent)
    share.wipe()
    for use in (
        lambda: oprf.evaluate(share, sent),
        lambda: oprf.public_of(share),
        lambda: oprf.prove_possession(share, context=CONTEXT),
    ):
        with pytest.raises(BlindRefused, match="wiped"):
            use()


@pytest.mark.parametrize("seed", [b"", bytes(31), bytes(33)])
def test_a_seed_has_32_bytes(seed):
    with pytest.raises(BlindRefused):
        oprf.derive_share(seed=seed, info=b"")


# Who publishes a key knows its share


@given(context=st.binary(max_size=100))
@settings(deadline=None, max_examples=30)
def test_possession_is_shown_for_one_key_in_one_context(context):
    proof = oprf.prove_possession(CITY, context=context)
    oprf.check_possession(public=oprf.public_of(CITY), context=context, proof=proof)
    for public, other in (
        (oprf.public_of(TRUSTEE), context),
        (oprf.public_of(CITY), context + b"\x00"),
        (oprf.public_of(CITY), context[:-1] if context else b"x"),
    ):
        with pytest.raises(BlindRefused):
            oprf.check_possession(public=public, context=other, proof=proof)


def test_any_flipped_bit_of_a_proof_of_possession_is_refused():
    public, proof = oprf.public_of(CITY), oprf.prove_possession(CITY, context=CONTEXT)
    oprf.check_possession(public=public, context=CONTEXT, proof=proof)
    for bit in range(512):
        with pytest.raises(BlindRefused):
            oprf.check_possession(public=public, context=CONTEXT, proof=flipped(proof, bit))
    for bit in range(256):
        with pytest.raises(BlindRefused):
            oprf.check_possession(public=flipped(public, bit), context=CONTEXT, proof=proof)


def test_a_key_chosen_to_take_the_sum_over_has_no_proof():
    """The second party publishes its own key less the first one's: the sum is its own, but it knows no share of it."""
    wanted = oprf.new_share()
    city = oprf.public_of(CITY)
    rogue = ristretto.plus(oprf.public_of(wanted), ristretto.times(scalar(ORDER - 1), city))
    assert oprf.joint_public(city, rogue) == oprf.public_of(wanted)
    for proof in (oprf.prove_possession(wanted, context=CONTEXT), oprf.prove_possession(CITY, context=CONTEXT)):
        with pytest.raises(BlindRefused):
            oprf.check_possession(public=rogue, context=CONTEXT, proof=proof)


def possession_challenge(public, commitment, context):
    """What a proof of possession answers, written out a second time."""
    tag = b"Standing-Possession-V1-OPRFV1-\x01-ristretto255-SHA512"
    tag += bytes([len(tag)])
    transcript = b"".join(len(part).to_bytes(2, "big") + part for part in (public, commitment, context))
    start = hashlib.sha512(bytes(128) + transcript + b"\x00\x40\x00" + tag).digest()
    return int.from_bytes(hashlib.sha512(start + b"\x01" + tag).digest(), "little") % ORDER


def test_a_proof_of_possession_answers_for_its_key_its_commitment_and_its_context():
    nonce, share = scalar(77), number(CITY)
    public, commitment = oprf.public_of(CITY), ristretto.base_times(nonce)
    challenge = possession_challenge(public, commitment, CONTEXT)
    response = (number(nonce) - challenge * share) % ORDER
    proof = scalar(challenge).expose() + scalar(response).expose()
    oprf.check_possession(public=public, context=CONTEXT, proof=proof)


def test_a_key_made_to_fit_a_proof_is_refused():
    """Were the key not hashed, anybody could choose a proof first and work out a key it would hold for."""
    commitment = ristretto.base_times(oprf.new_share())
    hashed = b"".join(len(part).to_bytes(2, "big") + part for part in (commitment, CONTEXT))
    for challenge in (
        oprf._possession_challenge(oprf.public_of(CITY), commitment, CONTEXT),
        Scalar.reduced(oprf._expand(hashed, b"Standing-Possession-V1-OPRFV1-\x01-ristretto255-SHA512")),
    ):
        response = scalar(5)
        rest = ristretto.plus(commitment, ristretto.base_times(scalar(ORDER - 5)))
        public = ristretto.times(challenge.inverse(), rest)
        assert ristretto.plus(ristretto.base_times(response), ristretto.times(challenge, public)) == commitment
        with pytest.raises(BlindRefused):
            oprf.check_possession(public=public, context=CONTEXT, proof=challenge.expose() + response.expose())


def test_a_proof_of_answers_is_none_of_possession_and_the_other_way_round():
    public = oprf.public_of(CITY)
    generator = ristretto.base_times(scalar(1))
    answer = oprf.evaluate(CITY, [generator])
    with pytest.raises(BlindRefused):
        oprf.check_possession(public=public, context=b"", proof=answer.proof)
    refused(public, [generator], replace(answer, proof=oprf.prove_possession(CITY, context=b"")))
    oprf.check(public=public, blinded=[generator], evaluation=answer)


def test_a_context_that_has_no_room_is_refused():
    with pytest.raises(BlindRefused):
        oprf.prove_possession(CITY, context=b"a" * (oprf.MOST + 1))


def test_proofs_of_possession_are_new_each_time():
    proofs = [oprf.prove_possession(CITY, context=CONTEXT) for _ in range(3)]
    assert all(one[:32] != other[:32] and one[32:] != other[32:] for one, other in pairwise(proofs))
