"""Libraries in C are found wherever they are, and missed in one sentence."""

import ctypes
from pathlib import Path

import pytest
from nacl.public import PrivateKey, SealedBox

from standing.kernel.blind import libraries, ristretto, rsa, tokens
from standing.kernel.blind.refusals import NoLibrary

HERE = next(ristretto.places())


def loadable(places):
    found = []
    for place in places:
        try:
            found.append(ctypes.CDLL(place))
        except OSError:
            continue
    return found


def test_the_first_library_that_has_everything_is_taken():
    places = ["/nowhere/libsodium.so", "libc.so.6", HERE, "/nowhere/else.so"]
    assert libraries.usable(places, needs=["crypto_core_ristretto255_add"], otherwise="None.")._name == HERE


@pytest.mark.parametrize("places", [[], ["/nowhere/libsodium.so"], ["libc.so.6"]])
def test_without_one_the_sentence_says_what_to_install(places):
    with pytest.raises(NoLibrary, match=r"^Install it\.$"):
        libraries.usable(places, needs=["crypto_core_ristretto255_add"], otherwise="Install it.")


def test_a_wheel_yields_its_library_and_not_its_licence():
    (found,) = libraries.of_wheel("pyzmq", "libsodium")
    assert Path(found).is_file()
    assert list(libraries.of_wheel("pyzmq", "LICENSE.libsodium")) == []
    assert list(libraries.of_wheel("a-distribution-that-nobody-made", "libsodium")) == []


def test_the_pinned_libsodium_comes_before_the_systems():
    assert list(libraries.of_wheel("pyzmq", "libsodium")) == [HERE] == [ristretto.sodium()._name]


def test_every_libsodium_of_this_machine_computes_the_same():
    one = b"\x01" + bytes(31)
    answers = set()
    for library in loadable(ristretto.places()):
        result = (ctypes.c_char * 32)()
        assert ristretto.bind(library).crypto_scalarmult_ristretto255_base(result, one) == 0
        answers.add(result.raw)
    assert answers == {ristretto.base_times(ristretto.Scalar(one))}


def test_every_libcrypto_of_this_machine_computes_the_same():
    key = tokens.new_key()
    block = tokens.blind(key.public, b"message").blinded
    found = loadable(rsa.places())
    assert len(found) >= 2  # Python's own, and that of the database driver's wheel
    for library in found:
        with tokens.SigningKey(key.der(), library=rsa.bind(library)) as other:
            assert tokens.sign_blinded(other, block) == tokens.sign_blinded(key, block)


def test_the_libsodium_of_sealed_boxes_and_ours_leave_each_other_alone():
    key = PrivateKey.generate()
    closed = SealedBox(key.public_key).encrypt(b"text")
    assert ristretto.plus(*[ristretto.base_times(ristretto.Scalar.random()) for _ in range(2)])
    assert SealedBox(key).decrypt(closed) == b"text"
