"""The same protocol by others, in Rust: each side of it against ours."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from voprf import ristretto as peer

from standing.kernel.blind import oprf
from standing.kernel.blind.oprf import Evaluation
from standing.kernel.blind.refusals import BlindRefused

SEEDS = st.binary(min_size=32, max_size=32)
MESSAGES = st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=5)


def read(answer, count):
    """Return what the peer answers: it writes the proof first, then the elements."""
    data = answer.serialize()
    assert len(data) == oprf.PROOF + 32 * count
    elements = [data[place : place + 32] for place in range(oprf.PROOF, len(data), 32)]
    return Evaluation(elements=tuple(elements), proof=data[: oprf.PROOF])


def write(evaluation):
    return evaluation.proof + b"".join(evaluation.elements)


@given(seed=SEEDS, info=st.binary(max_size=40))
@settings(deadline=None, max_examples=30)
def test_keys_are_derived_alike(seed, info):
    theirs = peer.Evaluator.from_seed(seed, info).public_key.serialize()
    assert oprf.public_of(oprf.derive_share(seed=seed, info=info)) == theirs


@given(seed=SEEDS, messages=MESSAGES)
@settings(deadline=None, max_examples=30)
def test_our_client_takes_what_their_server_answers(seed, messages):
    server = peer.Evaluator.from_seed(seed, b"")
    blindings = [oprf.blind(message) for message in messages]
    sent = [blinding.element for blinding in blindings]

    answer = server.evaluate_batch([peer.BlindedInput.deserialize(element) for element in sent])

    evaluation = read(answer, len(messages))
    oprf.check(public=server.public_key.serialize(), blinded=sent, evaluation=evaluation)
    outputs = [oprf.finalize(*pair) for pair in zip(blindings, evaluation.elements, strict=True)]
    assert outputs == [bytes(server.evaluate_known_input(message)) for message in messages]


@given(seed=SEEDS, messages=MESSAGES)
@settings(deadline=None, max_examples=30)
def test_their_client_takes_what_our_server_answers(seed, messages):
    share = oprf.derive_share(seed=seed, info=b"")
    clients, inputs = zip(*[peer.Client.blind(message) for message in messages], strict=True)

    evaluation = oprf.evaluate(share, [one.serialize() for one in inputs])

    outputs = peer.Client.finalize_batch(
        list(clients),
        peer.VerifiableBatchOutput.deserialize(list(write(evaluation))),
        peer.PublicKey.deserialize(oprf.public_of(share)),
    )
    server = peer.Evaluator.from_seed(seed, b"")
    assert [bytes(one) for one in outputs] == [bytes(server.evaluate_known_input(one)) for one in messages]


def test_both_refuse_a_proof_of_another_key():
    ours, theirs = oprf.derive_share(seed=bytes(32), info=b""), peer.Evaluator.from_seed(b"\x01" * 32, b"")
    client, sent = peer.Client.blind(b"message")
    evaluation = oprf.evaluate(ours, [sent.serialize()])
    with pytest.raises(ValueError, match="proof"):
        client.finalize(peer.VerifiableOutput.deserialize(list(write(evaluation))), theirs.public_key)
    with pytest.raises(BlindRefused):
        oprf.check(public=theirs.public_key.serialize(), blinded=[sent.serialize()], evaluation=evaluation)
    oprf.check(public=oprf.public_of(ours), blinded=[sent.serialize()], evaluation=evaluation)
