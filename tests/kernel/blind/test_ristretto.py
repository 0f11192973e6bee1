"""The group and its secret numbers, against whole numbers modulo the order."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standing.kernel.blind import ristretto
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.blind.ristretto import Scalar

ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD = 2**255 - 19
# RFC 9496, appendix A.1, B[1]: the generator.
GENERATOR = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
NUMBERS = st.integers(1, ORDER - 1)


def scalar(number):
    return Scalar(number.to_bytes(32, "little"))


def number(found):
    return int.from_bytes(found.expose(), "little")


def test_one_times_the_base_is_the_generator():
    assert ristretto.base_times(scalar(1)) == GENERATOR == ristretto.element(GENERATOR)


@given(one=NUMBERS, other=NUMBERS)
def test_scalars_compute_as_numbers_modulo_the_order_do(one, other):
    assert number(scalar(one).times(scalar(other))) == one * other % ORDER
    assert number(scalar(one).inverse()) == pow(one, -1, ORDER)
    if one != other:
        assert number(scalar(one).minus(scalar(other))) == (one - other) % ORDER
    with pytest.raises(BlindRefused):
        scalar(one).minus(scalar(one))


@given(wide=st.binary(min_size=64, max_size=64).filter(any))
def test_many_bytes_are_reduced(wide):
    assert number(Scalar.reduced(wide)) == int.from_bytes(wide, "little") % ORDER


@given(one=NUMBERS, other=NUMBERS)
def test_elements_add_as_their_scalars_do(one, other):
    if (one + other) % ORDER:
        together = ristretto.base_times(scalar((one + other) % ORDER))
        assert ristretto.plus(ristretto.base_times(scalar(one)), ristretto.base_times(scalar(other))) == together
    twice = ristretto.times(scalar(one), ristretto.base_times(scalar(other)))
    assert twice == ristretto.base_times(scalar(one * other % ORDER))


@pytest.mark.parametrize("kept", [1, 2, ORDER - 1])
def test_a_number_below_the_order_is_a_scalar(kept):
    assert number(scalar(kept)) == kept


@pytest.mark.parametrize("refused", [0, ORDER, ORDER + 1, 2 * ORDER, 2**255, 2**256 - 1])
def test_zero_and_what_is_not_below_the_order_is_none(refused):
    with pytest.raises(BlindRefused):
        scalar(refused)


@pytest.mark.parametrize("wide", [bytes(64), ORDER.to_bytes(64, "little")])
def test_what_reduces_to_zero_is_refused(wide):
    with pytest.raises(BlindRefused):
        Scalar.reduced(wide)


NO_ELEMENTS = {
    "identity": bytes(32),
    "negative": (FIELD - int.from_bytes(GENERATOR, "little")).to_bytes(32, "little"),
    "the field's size": FIELD.to_bytes(32, "little"),
    "zero, spelt otherwise": (FIELD + 18).to_bytes(32, "little"),
    "above the field": (2**255 - 1).to_bytes(32, "little"),
    "the highest bit": bytes([*GENERATOR[:31], GENERATOR[31] | 0x80]),
    "no square root": (2).to_bytes(32, "little"),
    "one": (1).to_bytes(32, "little"),
    "short": GENERATOR[:31],
    "long": GENERATOR + b"\x00",
    "empty": b"",
    "text": "e2f2ae0a6abc4e71",
    "none": None,
    "an array": bytearray(GENERATOR),
}


@pytest.mark.parametrize("found", NO_ELEMENTS.values(), ids=NO_ELEMENTS)
def test_what_is_no_element_is_refused_everywhere(found):
    two = ristretto.base_times(scalar(2))
    assert ristretto.plus(two, GENERATOR) == ristretto.times(scalar(3), GENERATOR)
    for use in (
        lambda: ristretto.element(found),
        lambda: ristretto.times(scalar(3), found),
        lambda: ristretto.plus(two, found),
        lambda: ristretto.plus(found, two),
    ):
        with pytest.raises(BlindRefused):
            use()


def test_a_sum_that_is_the_identity_is_refused():
    with pytest.raises(BlindRefused):
        ristretto.plus(GENERATOR, ristretto.base_times(scalar(ORDER - 1)))


@pytest.mark.parametrize("size", [0, 31, 33, 63, 65])
def test_what_has_the_wrong_length_never_reaches_the_library(size):
    for make in (Scalar, Scalar.reduced, ristretto.element_from):
        with pytest.raises(BlindRefused, match="bytes"):
            make(b"\x01" * size)


def test_a_scalar_shows_nothing_of_itself():
    secret = Scalar.random()
    shown = f"{secret} {secret!r} {[secret]}"
    assert shown == "Scalar(hidden) Scalar(hidden) [Scalar(hidden)]"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="secret"):
            leak(secret)
    with pytest.raises(TypeError):
        hash(secret)
    assert secret == secret.copy()
    assert secret != Scalar.random()


def test_a_wiped_scalar_is_gone_and_every_use_is_refused():
    secret, other = Scalar.random(), Scalar.random()
    memory = secret._bytes
    assert bytes(memory) == secret.expose() != bytes(32)

    secret.wipe()

    assert bytes(memory) == bytes(32)
    for use in (
        secret.expose,
        secret.copy,
        secret.inverse,
        lambda: secret.times(other),
        lambda: other.times(secret),
        lambda: secret.minus(other),
        lambda: secret == other,
        lambda: ristretto.base_times(secret),
        lambda: ristretto.times(secret, GENERATOR),
    ):
        with pytest.raises(BlindRefused, match="wiped"):
            use()


def test_a_scalar_is_wiped_at_the_end_of_with_and_when_it_is_collected():
    with Scalar.random() as secret:
        memory = secret._bytes
        assert any(memory)
    assert not any(memory)
    secret = Scalar.random()
    memory = secret._bytes
    assert any(memory)
    del secret
    assert not any(memory)
