"""Tokens: every vector of RFC 9474, the same in whole numbers, and what must not pass."""

import copy
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric import rsa as peer
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.kernel.blind import tokens
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.blind.tokens import SigningKey, Token
from tests.kernel.blind.read import flipped, vectors

VARIANTS = {
    one.name: one
    for one in (
        tokens.PSS_RANDOMIZED,
        tokens.PSSZERO_RANDOMIZED,
        tokens.PSS_DETERMINISTIC,
        tokens.PSSZERO_DETERMINISTIC,
    )
}
FILES = [vectors("rfc9474.json"), vectors("blind-rsa-draft-2048.json")]
VECTORS = [(file["key"], vector) for file in FILES for vector in file["vectors"]]
NAMES = [f"{vector['section'] or 'draft'} {vector['name']}" for _, vector in VECTORS]


def peers_key(key):
    """Return the key of a vector as ``cryptography`` holds it."""
    p, q, n, e, d = (int(key[name], 16) for name in "pqned")
    numbers = peer.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), peer.RSAPublicNumbers(e, n))
    return numbers.private_key()


def pkcs8(key):
    return key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


KEY = tokens.new_key()
PUBLIC = KEY.public
OTHER = SigningKey(pkcs8(peers_key(FILES[1]["key"])))


def new_token():
    blinding = tokens.blind(PUBLIC, tokens.new_nonce())
    signed = tokens.sign_blinded(KEY, blinding.blinded)
    return Token(nonce=blinding.message, signature=tokens.unblind(PUBLIC, blinding, signed))


TOKEN = new_token()


# The vectors


def test_the_vectors_are_all_there():
    assert [vector["name"] for vector in FILES[0]["vectors"]] == list(VARIANTS)
    assert [vector["section"] for vector in FILES[0]["vectors"]] == ["A.1", "A.2", "A.3", "A.4"]


@pytest.mark.parametrize(("key", "vector"), VECTORS, ids=NAMES)
def test_a_vector_comes_out_byte_for_byte(key, vector):
    variant = VARIANTS[vector["name"]]
    modulus, salt = int(key["n"], 16), bytes.fromhex(vector["salt"])
    signer = SigningKey(pkcs8(peers_key(key)))
    message = tokens.prepare(
        bytes.fromhex(vector["msg"]), variant=variant, prefix=bytes.fromhex(vector["msg_prefix"]) or None
    )
    assert message.hex() == vector["msg_prefix"] + vector["msg"]
    assert tokens._encoded(message, salt, bits=modulus.bit_length()).hex() == vector["encoded_msg"]

    factor = pow(int(vector["inv"], 16), -1, modulus)
    blinding = tokens.blind(signer.public, message, variant=variant, salt=salt, factor=factor)
    assert blinding.inverse == int(vector["inv"], 16)
    assert blinding.blinded.hex() == vector["blinded_msg"]
    signed = tokens.sign_blinded(signer, blinding.blinded)
    assert signed.hex() == vector["blind_sig"]
    signature = tokens.unblind(signer.public, blinding, signed)
    assert signature.hex() == vector["sig"]
    assert tokens.verify(signer.public, message=message, signature=signature, variant=variant)


@pytest.mark.parametrize(("key", "vector"), VECTORS, ids=NAMES)
def test_a_vector_holds_in_plain_whole_numbers(key, vector):
    """Nothing of ours: numbers, and the verification of ``cryptography``."""
    modulus, exponent, secret = (int(key[name], 16) for name in "ned")
    encoded, blinded, signed, signature, inverse = (
        int(vector[name], 16) for name in ("encoded_msg", "blinded_msg", "blind_sig", "sig", "inv")
    )
    assert blinded == encoded * pow(pow(inverse, -1, modulus), exponent, modulus) % modulus
    assert signed == pow(blinded, secret, modulus)
    assert signature == signed * inverse % modulus == pow(encoded, secret, modulus)
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=len(vector["salt"]) // 2)
    message = bytes.fromhex(vector["msg_prefix"] + vector["msg"])
    peers_key(key).public_key().verify(bytes.fromhex(vector["sig"]), message, scheme, hashes.SHA384())


# There and back


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
@given(message=st.binary(max_size=200))
@settings(deadline=None, max_examples=15)
def test_a_signature_of_what_was_not_seen_holds_for_what_was_hidden(variant, message):
    prepared = tokens.prepare(message, variant=variant)
    assert prepared.endswith(message)
    assert len(prepared) == len(message) + (32 if variant.is_randomized else 0)
    blinding = tokens.blind(PUBLIC, prepared, variant=variant)

    signature = tokens.unblind(PUBLIC, blinding, tokens.sign_blinded(KEY, blinding.blinded))

    assert tokens.verify(PUBLIC, message=prepared, signature=signature, variant=variant)
    assert not tokens.verify(PUBLIC, message=prepared + b"\x00", signature=signature, variant=variant)
    for other in VARIANTS.values():
        holds = tokens.verify(PUBLIC, message=prepared, signature=signature, variant=other)
        assert holds == (other.salt == variant.salt)


@given(message=st.binary(max_size=200))
@settings(deadline=None, max_examples=15)
def test_what_the_library_of_others_signs_is_verified(message):
    theirs = serialization.load_der_private_key(KEY.der(), password=None)
    scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=48)
    signature = theirs.sign(message, scheme, hashes.SHA384())
    assert tokens.verify(PUBLIC, message=message, signature=signature)
    assert not tokens.verify(OTHER.public, message=message, signature=signature)


@given(block=st.integers(2, PUBLIC.modulus - 2))
@settings(deadline=None, max_examples=15)
def test_the_raw_operation_is_the_power_of_whole_numbers(block):
    secret = serialization.load_der_private_key(KEY.der(), password=None).private_numbers().d
    given_bytes = block.to_bytes(256, "big")
    signed = tokens.sign_blinded(KEY, given_bytes)
    assert int.from_bytes(signed, "big") == pow(block, secret, PUBLIC.modulus)
    assert KEY.undone(signed) == given_bytes
    assert tokens.sign_blinded(KEY, given_bytes) == signed  # a retry is answered alike


# What the signer sees


def test_what_is_sent_is_new_each_time():
    nonce = tokens.new_nonce()
    assert len({tokens.blind(PUBLIC, nonce).blinded for _ in range(20)}) == 20
    assert len({tokens.blind(PUBLIC, nonce, salt=bytes(48)).blinded for _ in range(20)}) == 20


@given(place=st.integers(0, 3))
@settings(deadline=None, max_examples=8)
def test_every_token_could_have_come_from_every_visit(place):
    """For each blinded message the signer saw and each token, there is a factor that leads from one to the other."""
    secret = serialization.load_der_private_key(KEY.der(), password=None).private_numbers().d
    visits = [tokens.blind(PUBLIC, tokens.new_nonce()) for _ in range(4)]
    seen = int.from_bytes(visits[place].blinded, "big")
    for visit in visits:
        salt = b"s" * 48
        encoded = int.from_bytes(tokens._encoded(visit.message, salt, bits=2048), "big")
        factor = pow(seen * pow(encoded, -1, PUBLIC.modulus), secret, PUBLIC.modulus)
        again = tokens.blind(PUBLIC, visit.message, salt=salt, factor=factor)
        assert again.blinded == visits[place].blinded


def test_a_blinding_shows_only_what_is_sent():
    blinding = tokens.blind(PUBLIC, tokens.new_nonce())
    assert repr(blinding) == f"Blinding(blinded={blinding.blinded!r}, variant={blinding.variant!r})"


# What must not pass


def test_a_token_is_read_as_it_was_written():
    assert len(TOKEN.to_bytes()) == 32 + 256
    assert tokens.read_token(PUBLIC, TOKEN.to_bytes()) == TOKEN
    assert tokens.verify_token(PUBLIC, TOKEN)


def test_any_flipped_bit_of_a_token_is_refused():
    whole = TOKEN.to_bytes()
    for bit in range(8 * len(whole)):
        with pytest.raises(BlindRefused):
            tokens.read_token(PUBLIC, flipped(whole, bit))


def test_a_token_of_another_tier_is_refused():
    assert not tokens.verify_token(OTHER.public, TOKEN)
    with pytest.raises(BlindRefused):
        tokens.read_token(OTHER.public, TOKEN.to_bytes())


@pytest.mark.parametrize("cut", [0, 31, 32, 287])
def test_a_token_that_is_cut_short_or_longer_is_refused(cut):
    with pytest.raises(BlindRefused):
        tokens.read_token(PUBLIC, TOKEN.to_bytes()[:cut])
    with pytest.raises(BlindRefused):
        tokens.read_token(PUBLIC, TOKEN.to_bytes() + b"\x00")


def test_a_signature_spelt_otherwise_is_refused():
    more = (int.from_bytes(TOKEN.signature, "big") + PUBLIC.modulus).to_bytes(257, "big")
    for signature in (more, more[1:], b"\x00" + TOKEN.signature, TOKEN.signature[1:], b""):
        assert not tokens.verify_token(PUBLIC, replace(TOKEN, signature=signature))
    assert not tokens.verify_token(PUBLIC, replace(TOKEN, nonce=TOKEN.nonce + b"\x00"))


def test_a_longer_message_that_was_signed_is_no_token():
    nonce = bytes(33)
    blinding = tokens.blind(PUBLIC, nonce)
    signature = tokens.unblind(PUBLIC, blinding, tokens.sign_blinded(KEY, blinding.blinded))
    assert tokens.verify(PUBLIC, message=nonce, signature=signature)
    assert not tokens.verify_token(PUBLIC, Token(nonce=nonce, signature=signature))


@pytest.mark.parametrize("number", [2, PUBLIC.modulus - 2], ids=["2", "-2"])
def test_what_lies_below_the_modulus_is_signed(number):
    assert KEY.undone(tokens.sign_blinded(KEY, number.to_bytes(256, "big"))) == number.to_bytes(256, "big")


@pytest.mark.parametrize(
    "number",
    [0, 1, PUBLIC.modulus - 1, PUBLIC.modulus, PUBLIC.modulus + 1, 2**2048 - 1],
    ids=["0", "1", "-1", "modulus", "modulus + 1", "all bits"],  # each worker has a key of its own
)
def test_what_signs_itself_or_lies_above_the_modulus_is_not_signed(number):
    with pytest.raises(BlindRefused):
        tokens.sign_blinded(KEY, number.to_bytes(256, "big"))


def test_the_raw_operations_take_no_number_above_the_modulus():
    above = (PUBLIC.modulus + 2).to_bytes(256, "big")
    below = (PUBLIC.modulus - 2).to_bytes(256, "big")
    for operation in (KEY.private, KEY.undone):
        assert len(operation(below)) == 256
        with pytest.raises(BlindRefused, match="below the modulus"):
            operation(above)


@pytest.mark.parametrize("block", [b"", b"\x02" * 255, b"\x02" * 257, "02" * 128, None])
def test_what_has_another_length_is_not_signed(block):
    with pytest.raises(BlindRefused, match="256 bytes"):
        tokens.sign_blinded(KEY, block)


def test_an_answer_that_is_not_to_the_question_is_refused():
    one, other = (tokens.blind(PUBLIC, tokens.new_nonce()) for _ in range(2))
    signed = tokens.sign_blinded(KEY, one.blinded)
    assert tokens.unblind(PUBLIC, one, signed)
    with pytest.raises(BlindRefused):
        tokens.unblind(PUBLIC, other, signed)
    for wrong in (b"", signed[1:], signed + b"\x00", bytes(256), *(flipped(signed, bit) for bit in range(0, 2048, 64))):
        with pytest.raises(BlindRefused):
            tokens.unblind(PUBLIC, one, wrong)


class Faulty(SigningKey):
    """A signer whose memory turned one bit over at the wrong moment."""

    def private(self, block):
        return flipped(super().private(block), 1234)


def test_a_faulty_signature_never_leaves():
    blinding = tokens.blind(PUBLIC, tokens.new_nonce())
    assert tokens.sign_blinded(KEY, blinding.blinded)
    with pytest.raises(BlindRefused, match="thrown away"):
        tokens.sign_blinded(Faulty(KEY.der()), blinding.blinded)


def test_what_is_for_the_vectors_must_fit():
    fits = {"salt": bytes(48), "factor": 2}
    assert tokens.blind(PUBLIC, b"message", **fits)
    for wrong in (
        {"salt": b""},
        {"salt": bytes(47)},
        {"factor": 0},
        {"factor": PUBLIC.modulus},
        {"factor": -1},
        {"variant": tokens.PSSZERO_DETERMINISTIC},
    ):
        with pytest.raises(BlindRefused):
            tokens.blind(PUBLIC, b"message", **(fits | wrong))
    with pytest.raises(BlindRefused):
        tokens.prepare(b"message", variant=tokens.PSS_DETERMINISTIC, prefix=bytes(32))
    with pytest.raises(BlindRefused):
        tokens.prepare(b"message", variant=tokens.PSS_RANDOMIZED, prefix=bytes(31))


# Keys


def test_a_key_is_read_as_it_was_written():
    assert SigningKey(KEY.der()).public == PUBLIC
    assert tokens.read_public(PUBLIC.der()) == PUBLIC
    assert hash(tokens.read_public(PUBLIC.der())) == hash(PUBLIC)
    assert OTHER.public != PUBLIC
    assert (PUBLIC.size, PUBLIC.modulus.bit_length()) == (256, 2048)


def public_der(key):
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


NOT_OURS = {
    "too short": lambda: peer.generate_private_key(65537, 1024),
    "another exponent": lambda: peer.generate_private_key(3, 2048),
    "another kind": lambda: ec.generate_private_key(ec.SECP256R1()),
}


@pytest.mark.parametrize("make", NOT_OURS.values(), ids=NOT_OURS)
def test_a_key_that_is_not_of_our_kind_is_refused(make):
    key = make()
    with pytest.raises(BlindRefused):
        SigningKey(pkcs8(key))
    with pytest.raises(BlindRefused):
        tokens.read_public(public_der(key.public_key()))


def test_what_is_no_key_is_refused():
    for wrong in (b"", b"key", KEY.der()[:-1], PUBLIC.der()):
        with pytest.raises(BlindRefused):
            SigningKey(wrong)
    for wrong in (b"", b"key", PUBLIC.der()[:-1], PUBLIC.der() + b"\x00", KEY.der()):
        with pytest.raises(BlindRefused):
            tokens.read_public(wrong)
    spelt_otherwise = serialization.load_der_public_key(PUBLIC.der()).public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.PKCS1
    )
    with pytest.raises(BlindRefused, match="spelt"):
        tokens.read_public(spelt_otherwise)
    for modulus in (0, 2**2048, 2**2047 - 1, 2**4097 + 1, 2**2048 + 1):
        with pytest.raises(BlindRefused):
            tokens.PublicKey(modulus=modulus)
    for bits in (1024, 2047, 2049, 8192):
        with pytest.raises(BlindRefused):
            tokens.new_key(bits)


def test_a_key_whose_parts_do_not_belong_together_is_refused():
    der = KEY.der()
    refused = 0
    for bit in range(8 * 300, 8 * len(der), 997):
        try:
            SigningKey(flipped(der, bit))
        except BlindRefused:
            refused += 1
    assert refused == len(range(8 * 300, 8 * len(der), 997))


def test_a_signing_key_shows_nothing_of_itself():
    assert f"{KEY} {KEY!r}" == "SigningKey(hidden) SigningKey(hidden)"
    assert repr(PUBLIC) == "PublicKey(2048 bits)"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="secret"):
            leak(KEY)


def test_a_wiped_key_is_gone_and_every_use_is_refused():
    key = SigningKey(KEY.der())
    memory = key._der
    blinding = tokens.blind(PUBLIC, tokens.new_nonce())
    assert tokens.sign_blinded(key, blinding.blinded)

    with key:
        assert any(memory)

    assert not any(memory)
    key.wipe()  # twice is once
    for use in (
        key.der,
        lambda: tokens.sign_blinded(key, blinding.blinded),
        lambda: key.private(blinding.blinded),
        lambda: key.undone(blinding.blinded),
    ):
        with pytest.raises(BlindRefused, match="wiped"):
            use()


def test_a_key_wiped_in_the_midst_of_work_is_refused_and_never_used():
    key = SigningKey(KEY.der())
    block = tokens.blind(PUBLIC, tokens.new_nonce()).blinded
    right = tokens.sign_blinded(KEY, block)

    def sign(number):
        if number == 30:
            key.wipe()
        try:
            return tokens.sign_blinded(key, block)
        except BlindRefused:
            return None

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(sign, range(60)))

    assert set(answers) == {right, None}
    assert answers[0] == right
    assert answers[-1] is None
