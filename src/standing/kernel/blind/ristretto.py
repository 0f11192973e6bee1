"""
The group ristretto255 (RFC 9496), computed by libsodium in constant time.

An element is its canonical encoding of 32 bytes and never the identity. A scalar is a number from 1 to the order of
the group less one and lives in a ``Scalar``, which shows nothing of itself and can be wiped. Every function refuses
what is neither, before or inside libsodium.
"""

from __future__ import annotations

import ctypes
import hmac
from collections.abc import Iterator
from ctypes.util import find_library
from functools import cache
from types import TracebackType
from typing import Never, Self

from standing.kernel.blind import libraries
from standing.kernel.blind.refusals import BlindRefused, NoLibrary, sized

SIZE = 32
"""Bytes of an element, and of a scalar."""
WIDE = 64
"""Bytes from which an element or a scalar is made without bias."""

_IDENTITY = bytes(SIZE)
_WHEEL = "pyzmq"
_NONE = (
    "There is no libsodium with ristretto255 here. Install what requirements.lock names"
    f" (the wheel {_WHEEL} carries one), or version 1.0.18 or later from the system (Debian: libsodium23)."
)
# How many pointers each takes, and whether it says that it failed.
_FUNCTIONS = {
    "crypto_core_ristretto255_add": (3, True),
    "crypto_core_ristretto255_from_hash": (2, True),
    "crypto_core_ristretto255_is_valid_point": (1, True),
    "crypto_core_ristretto255_scalar_invert": (2, True),
    "crypto_core_ristretto255_scalar_mul": (3, False),
    "crypto_core_ristretto255_scalar_random": (1, False),
    "crypto_core_ristretto255_scalar_reduce": (2, False),
    "crypto_core_ristretto255_scalar_sub": (3, False),
    "crypto_scalarmult_ristretto255": (3, True),
    "crypto_scalarmult_ristretto255_base": (2, True),
}


def places() -> Iterator[str]:
    """Yield where a libsodium may be: the wheel's first, since requirements.lock pins it by its hash."""
    yield from libraries.of_wheel(_WHEEL, "libsodium")
    yield from ("libsodium.so.26", "libsodium.so.23")
    if named := find_library("sodium"):
        yield named


def bind(library: ctypes.CDLL) -> ctypes.CDLL:
    """Return a libsodium that is ready. :raises NoLibrary: if it cannot be started"""
    for name, (pointers, fails) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.argtypes = [ctypes.c_char_p] * pointers
        function.restype = ctypes.c_int if fails else None
    if library.sodium_init() < 0:
        raise NoLibrary("libsodium cannot be started: it finds no source of randomness.")
    return library


@cache
def sodium() -> ctypes.CDLL:
    """Return the libsodium of this process, loaded when first asked for. :raises NoLibrary: if there is none"""
    return bind(libraries.usable(places(), needs=(*_FUNCTIONS, "sodium_init"), otherwise=_NONE))


class Scalar:
    """
    A secret number. ``with`` wipes it at the end, and so does the collector.

    It cannot be printed, pickled or copied by accident; ``expose`` is the one way out.
    """

    __slots__ = ("_bytes", "_is_wiped", "_view")
    _bytes: bytearray
    _is_wiped: bool
    _view: ctypes.Array[ctypes.c_char]

    def __new__(cls, *_data: bytes) -> Self:
        """Make room for one; it is zero, and refused as such, until it is filled."""
        self = super().__new__(cls)
        self._bytes = bytearray(SIZE)
        self._view = (ctypes.c_char * SIZE).from_buffer(self._bytes)
        self._is_wiped = False
        return self

    def __init__(self, data: bytes) -> None:
        """
        Take up a scalar from its 32 bytes, the lowest first.

        :raises BlindRefused: if it is zero, not below the order of the group, or not of this length
        """
        self._bytes[:] = sized(data, SIZE, "A scalar")
        reduced = (ctypes.c_char * SIZE)()
        sodium().crypto_core_ristretto255_scalar_reduce(reduced, data + bytes(SIZE))
        if not hmac.compare_digest(reduced, self._bytes):
            self._bytes[:] = bytes(SIZE)
        ctypes.memset(reduced, 0, SIZE)
        _not_zero(self)

    @classmethod
    def random(cls) -> Self:
        """Return one chosen evenly among all."""
        scalar = cls.__new__(cls)
        sodium().crypto_core_ristretto255_scalar_random(scalar.view)
        return scalar

    @classmethod
    def reduced(cls, wide: bytes) -> Self:
        """Return 64 bytes, the lowest first, modulo the order. :raises BlindRefused: if that is zero"""
        scalar = cls.__new__(cls)
        sodium().crypto_core_ristretto255_scalar_reduce(scalar.view, sized(wide, WIDE, "What a scalar is made from"))
        _not_zero(scalar)
        return scalar

    @property
    def view(self) -> ctypes.Array[ctypes.c_char]:
        """The memory itself, for libsodium. :raises BlindRefused: if it was wiped"""
        if self._is_wiped:
            raise BlindRefused("This secret was wiped.")
        return self._view

    def expose(self) -> bytes:
        """Return the 32 bytes: to write a key down, or where the number is public. :raises BlindRefused: if wiped"""
        return self.view.raw

    def copy(self) -> Scalar:
        """Return another one with the same number. :raises BlindRefused: if it was wiped"""
        result = Scalar.__new__(Scalar)
        ctypes.memmove(result.view, self.view, SIZE)
        return result

    def inverse(self) -> Scalar:
        """Return one divided by it. :raises BlindRefused: if it was wiped"""
        result = Scalar.__new__(Scalar)
        sodium().crypto_core_ristretto255_scalar_invert(result.view, self.view)
        return result

    def times(self, other: Scalar) -> Scalar:
        """Return the product. :raises BlindRefused: if one of them was wiped"""
        result = Scalar.__new__(Scalar)
        sodium().crypto_core_ristretto255_scalar_mul(result.view, self.view, other.view)
        return result

    def minus(self, other: Scalar) -> Scalar:
        """Return the difference. :raises BlindRefused: if it is zero, or one of them was wiped"""
        result = Scalar.__new__(Scalar)
        sodium().crypto_core_ristretto255_scalar_sub(result.view, self.view, other.view)
        _not_zero(result)
        return result

    def wipe(self) -> None:
        """Overwrite the number; from then on every use is refused."""
        self._is_wiped = True
        self._bytes[:] = bytes(SIZE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wipe()

    def __del__(self) -> None:
        self._bytes[:] = bytes(SIZE)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scalar) and hmac.compare_digest(self.view, other.view)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Scalar(hidden)"

    def __reduce__(self) -> Never:
        raise TypeError("A secret is not pickled or copied; expose() is the way out.")


def _not_zero(scalar: Scalar) -> None:
    if hmac.compare_digest(scalar.view, _IDENTITY):
        raise BlindRefused("A scalar lies between zero and the order of the group.")


def element(data: object) -> bytes:
    """Return the bytes if they are an element. :raises BlindRefused: if not canonical, the identity, or too short"""
    found = sized(data, SIZE, "An element")
    if not sodium().crypto_core_ristretto255_is_valid_point(found) or found == _IDENTITY:
        raise BlindRefused("This is no element of the group, or the identity.")
    return found


def element_from(wide: bytes) -> bytes:
    """Return the element that 64 bytes are mapped to, evenly. :raises BlindRefused: if that is the identity"""
    result = (ctypes.c_char * SIZE)()
    sodium().crypto_core_ristretto255_from_hash(result, sized(wide, WIDE, "What an element is made from"))
    return _not_identity(result.raw)


def base_times(scalar: Scalar) -> bytes:
    """Return the generator times the scalar. :raises BlindRefused: if it was wiped"""
    result = (ctypes.c_char * SIZE)()
    if sodium().crypto_scalarmult_ristretto255_base(result, scalar.view):
        raise BlindRefused("This is no scalar of the group.")
    return result.raw


def times(scalar: Scalar, factor: object) -> bytes:
    """Return the element times the scalar. :raises BlindRefused: if it is no element, or the scalar was wiped"""
    result = (ctypes.c_char * SIZE)()
    # libsodium decodes strictly, and says no to the identity as well: the result would be it again.
    if sodium().crypto_scalarmult_ristretto255(result, scalar.view, sized(factor, SIZE, "An element")):
        raise BlindRefused("This is no element of the group, or the identity.")
    return result.raw


def plus(one: object, other: object) -> bytes:
    """Return the sum. :raises BlindRefused: if one is no element, or the sum is the identity"""
    result = (ctypes.c_char * SIZE)()
    left, right = sized(one, SIZE, "An element"), sized(other, SIZE, "An element")
    if _IDENTITY in {left, right} or sodium().crypto_core_ristretto255_add(result, left, right):
        raise BlindRefused("This is no element of the group, or the identity.")
    return _not_identity(result.raw)


def _not_identity(found: bytes) -> bytes:
    if found == _IDENTITY:
        raise BlindRefused("This is the identity of the group.")
    return found
