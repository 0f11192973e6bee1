"""
Tags that take two keys to make: the oblivious pseudorandom function of RFC 9497, suite ristretto255-SHA512.

Each of two parties holds a share and publishes ``public_of(share)`` with a proof that it knows it. A desk blinds a
person's string, has both evaluate it, checks both proofs, adds the answers up and finalizes. The shares add up to
the key, the public keys to the public key, the evaluated elements to the evaluated element: nobody ever holds the
key, and a tag is the same as if one party did.

The server's side (``evaluate``, ``prove_possession``) handles secrets in libsodium only, in constant time. The
client's side serves tests, drills and the simulated desk; a real desk runs in a browser.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import accumulate

from standing.kernel.blind import ristretto
from standing.kernel.blind.refusals import BlindRefused, sized
from standing.kernel.blind.ristretto import Scalar

MOST = 0xFFFF
"""How many elements one proof speaks of at most, and how many bytes an input or a context has at most."""
OUTPUT = 64
"""Bytes of an output."""
PROOF = 2 * ristretto.SIZE
"""Bytes of a proof: challenge and response."""
TAG = 32
"""Bytes of a tag."""


class Mode(IntEnum):
    """What the protocol promises (RFC 9497, section 3.1). Standing speaks VOPRF; OPRF is here for its vectors."""

    OPRF = 0
    VOPRF = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What one party answers: each blinded element times its share, in their order, and one proof for all."""

    elements: tuple[bytes, ...]
    proof: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Blinding:
    """What a client sends, ``element``, and what it keeps until the answer comes."""

    element: bytes
    message: bytes = field(repr=False)
    scalar: Scalar = field(repr=False)


def new_share() -> Scalar:
    """Return a share of a key, chosen at random."""
    return Scalar.random()


def derive_share(*, seed: bytes, info: bytes, mode: Mode = Mode.VOPRF) -> Scalar:
    """
    Return the key that a seed of 32 bytes stands for (RFC 9497, section 3.2.1, DeriveKeyPair).

    :raises BlindRefused: if the seed is of another length, or the info too long
    """
    start = sized(seed, ristretto.SIZE, "A seed") + _framed(info)
    tag = b"DeriveKeyPair" + _context(mode)
    # Where this gives zero, the RFC tries the next counter. That never comes to pass, and would be refused.
    return Scalar.reduced(_expand(start + b"\x00", tag))


def public_of(share: Scalar) -> bytes:
    """Return the public key of a share. :raises BlindRefused: if it was wiped"""
    return ristretto.base_times(share)


def joint_public(*publics: bytes) -> bytes:
    """Return the public key of all shares together. :raises BlindRefused: if one is no element, or they cancel out"""
    if not publics:
        raise BlindRefused("A key has at least one share.")
    return list(accumulate(map(ristretto.element, publics), ristretto.plus))[-1]


def prove_possession(share: Scalar, *, context: bytes) -> bytes:
    """
    Return a proof that somebody knew this share when they saw this context (a Schnorr proof, as in RFC 8235).

    The context says for which round and in which role, so that a proof cannot be shown again for another. Without
    such a proof the second of two parties could publish a key that makes the sum its own.

    :raises BlindRefused: if the share was wiped, or the context is too long
    """
    public = public_of(share)
    with Scalar.random() as nonce:
        commitment = ristretto.base_times(nonce)
        challenge = _possession_challenge(public, commitment, context)
        return challenge.expose() + _response(nonce, challenge, share)


def check_possession(*, public: bytes, context: bytes, proof: bytes) -> None:
    """Let through whoever knew the share of this public key. :raises BlindRefused: if the proof does not show it"""
    challenge, response = _read(proof)
    commitment = ristretto.plus(ristretto.base_times(response), ristretto.times(challenge, public))
    _require_equal(challenge, _possession_challenge(public, commitment, context))


def evaluate(share: Scalar, blinded: Sequence[bytes], *, proof_random: Scalar | None = None) -> Evaluation:
    """
    Return each blinded element times the share, with one proof (RFC 9497, section 3.3.2, BlindEvaluate in VOPRF).

    ``proof_random`` is for the vectors only: two proofs with the same number give the share away.

    :raises BlindRefused: if there is no element or too many, one is not canonical or the identity, or the share
        was wiped
    """
    _count(blinded)
    elements = tuple(ristretto.times(share, one) for one in blinded)
    public = public_of(share)
    weighted = _sum(_weights(public, blinded, elements), blinded)
    with Scalar.random() if proof_random is None else proof_random.copy() as nonce:
        challenge = _challenge(
            public,
            weighted,
            ristretto.times(share, weighted),
            ristretto.base_times(nonce),
            ristretto.times(nonce, weighted),
        )
        return Evaluation(elements=elements, proof=challenge.expose() + _response(nonce, challenge, share))


def evaluate_unproven(key: Scalar, element: bytes) -> bytes:
    """Return the element times the key (section 3.3.1, BlindEvaluate in OPRF). :raises BlindRefused: as ``evaluate``"""
    return ristretto.times(key, element)


def blind(message: bytes, *, scalar: Scalar | None = None, mode: Mode = Mode.VOPRF) -> Blinding:
    """
    Return the message as an element that says nothing about it (RFC 9497, section 3.3.1, Blind).

    ``scalar`` is for the vectors only. A blinding serves one request: used twice, it shows that two are the same.

    :raises BlindRefused: if the message is too long
    """
    _framed(message)
    hidden = ristretto.element_from(_expand(message, b"HashToGroup-" + _context(mode)))
    chosen = Scalar.random() if scalar is None else scalar.copy()
    return Blinding(element=ristretto.times(chosen, hidden), message=message, scalar=chosen)


def check(*, public: bytes, blinded: Sequence[bytes], evaluation: Evaluation) -> None:
    """
    Let an answer through that was made with the share of this public key (RFC 9497, section 2.2.2, VerifyProof).

    :raises BlindRefused: if the proof is not for these elements, in this order, and this key
    """
    _count(blinded)
    if len(evaluation.elements) != len(blinded):
        raise BlindRefused("There are as many answers as questions.")
    for one in (public, *blinded, *evaluation.elements):
        sized(one, ristretto.SIZE, "An element")
    challenge, response = _read(evaluation.proof)
    weights = _weights(public, blinded, evaluation.elements)
    asked, answered = _sum(weights, blinded), _sum(weights, evaluation.elements)
    of_base = ristretto.plus(ristretto.base_times(response), ristretto.times(challenge, public))
    of_asked = ristretto.plus(ristretto.times(response, asked), ristretto.times(challenge, answered))
    _require_equal(challenge, _challenge(public, asked, answered, of_base, of_asked))


def combine(*answers: Sequence[bytes]) -> tuple[bytes, ...]:
    """
    Return the sum of what the parties answered, element by element: the answer of the key nobody holds.

    Every answer was checked before; a sum has no proof of its own.

    :raises BlindRefused: if they are not of one length, one is no element, or two cancel out
    """
    if not answers or len({len(answer) for answer in answers}) != 1:
        raise BlindRefused("Every party answers every question.")
    return tuple(joint_public(*column) for column in zip(*answers, strict=True))


def finalize(blinding: Blinding, element: bytes) -> bytes:
    """
    Return the output, 64 bytes, from an evaluated element that was checked (RFC 9497, section 3.3.1, Finalize).

    :raises BlindRefused: if it is no element, or the blinding was wiped
    """
    with blinding.scalar.inverse() as opening:
        opened = ristretto.times(opening, element)
    return hashlib.sha512(_framed(blinding.message) + _framed(opened) + b"Finalize").digest()


def tag_of(output: bytes) -> bytes:
    """Return the tag that is stored: the first half of an output. :raises BlindRefused: if it is none"""
    return sized(output, OUTPUT, "An output")[:TAG]


def _context(mode: Mode) -> bytes:
    """RFC 9497, section 3.1, CreateContextString."""
    return b"OPRFV1-" + bytes([mode]) + b"-ristretto255-SHA512"


def _expand(message: bytes, tag: bytes) -> bytes:
    """Return 64 even bytes (RFC 9380, section 5.3.1, expand_message_xmd): just one block of SHA-512."""
    suffix = tag + bytes([len(tag)])
    block = hashlib.sha512().block_size
    start = hashlib.sha512(bytes(block) + message + ristretto.WIDE.to_bytes(2, "big") + b"\x00" + suffix).digest()
    return hashlib.sha512(start + b"\x01" + suffix).digest()


def _to_scalar(transcript: bytes) -> Scalar:
    return Scalar.reduced(_expand(transcript, b"HashToScalar-" + _context(Mode.VOPRF)))


def _framed(data: bytes) -> bytes:
    """Return the bytes behind their length in two. :raises BlindRefused: if they have no room there"""
    if len(data) > MOST:
        raise BlindRefused(f"An input has at most {MOST} bytes.")
    return len(data).to_bytes(2, "big") + data


def _count(blinded: Sequence[bytes]) -> None:
    if not 1 <= len(blinded) <= MOST:
        raise BlindRefused(f"One proof is for 1 to {MOST} elements.")


def _weights(public: bytes, asked: Sequence[bytes], answered: Sequence[bytes]) -> list[Scalar]:
    """Return the number by which each pair counts in the one that is proven (section 2.2.1, ComputeComposites)."""
    seed = hashlib.sha512(_framed(public) + _framed(b"Seed-" + _context(Mode.VOPRF))).digest()
    return [
        _to_scalar(_framed(seed) + place.to_bytes(2, "big") + _framed(one) + _framed(other) + b"Composite")
        for place, (one, other) in enumerate(zip(asked, answered, strict=True))
    ]


def _sum(weights: Sequence[Scalar], elements: Sequence[bytes]) -> bytes:
    parts = (ristretto.times(weight, one) for weight, one in zip(weights, elements, strict=True))
    return list(accumulate(parts, ristretto.plus))[-1]


def _challenge(public: bytes, *elements: bytes) -> Scalar:
    """RFC 9497, section 2.2.1: what a proof answers, over the key, both composites and both commitments."""
    return _to_scalar(b"".join(map(_framed, (public, *elements))) + b"Challenge")


def _possession_challenge(public: bytes, commitment: bytes, context: bytes) -> Scalar:
    # A separation tag of its own: no proof of the RFC can be taken for one of these, nor the other way round.
    transcript = _framed(ristretto.element(public)) + _framed(commitment) + _framed(context)
    return Scalar.reduced(_expand(transcript, b"Standing-Possession-V1-" + _context(Mode.VOPRF)))


def _response(nonce: Scalar, challenge: Scalar, share: Scalar) -> bytes:
    with challenge.times(share) as part, nonce.minus(part) as response:
        return response.expose()


def _read(proof: bytes) -> tuple[Scalar, Scalar]:
    whole = sized(proof, PROOF, "A proof")
    return Scalar(whole[: ristretto.SIZE]), Scalar(whole[ristretto.SIZE :])


def _require_equal(one: Scalar, other: Scalar) -> None:
    if not hmac.compare_digest(one.expose(), other.expose()):
        raise BlindRefused("The proof does not hold.")
