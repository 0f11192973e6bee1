"""
The raw operations of RSA, computed by libcrypto: the private one in constant time and blinded, without padding.

Keys are made, and signatures checked, by ``cryptography``, which has no door to the raw operation.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Literal, Never, Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric import rsa as keys

from standing.kernel.blind import libraries
from standing.kernel.blind.refusals import BlindRefused, sized

EXPONENT = 65537
BITS = 2048
"""How long our keys are: they live for weeks."""
_BITS = range(BITS, 4096 + 1, 8)

_NO_PADDING = 3
_NONE = (
    "There is no libcrypto of OpenSSL 3 here. Install the one your Python is built with (Debian and Ubuntu: libssl3),"
    " or what requirements.lock names (the wheel psycopg-binary carries one)."
)
_POINTER, _SIZE, _NUMBER = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int
_FUNCTIONS = {
    "ERR_clear_error": ([], None),
    "EVP_PKEY_CTX_free": ([_POINTER], None),
    "EVP_PKEY_CTX_new": ([_POINTER, _POINTER], _POINTER),
    "EVP_PKEY_CTX_set_rsa_padding": ([_POINTER, _NUMBER], _NUMBER),
    "EVP_PKEY_decrypt": ([_POINTER, ctypes.c_char_p, ctypes.POINTER(_SIZE), ctypes.c_char_p, _SIZE], _NUMBER),
    "EVP_PKEY_decrypt_init": ([_POINTER], _NUMBER),
    "EVP_PKEY_encrypt": ([_POINTER, ctypes.c_char_p, ctypes.POINTER(_SIZE), ctypes.c_char_p, _SIZE], _NUMBER),
    "EVP_PKEY_encrypt_init": ([_POINTER], _NUMBER),
    "EVP_PKEY_free": ([_POINTER], None),
    "d2i_AutoPrivateKey": ([_POINTER, ctypes.POINTER(ctypes.c_char_p), ctypes.c_long], _POINTER),
}


def places() -> Iterator[str]:
    """
    Yield where a libcrypto may be.

    First the module of Python's own that is linked against one: a name asked of it is looked up in what it is linked
    to, wherever that lies and whatever it is called. That serves Debian, Ubuntu and a Python that somebody built.
    Where Python carries OpenSSL inside itself, the system's follows, then the one in the wheel of the database driver.
    """
    linked = find_spec("_hashlib")
    if linked and linked.has_location and linked.origin:
        yield linked.origin
    yield "libcrypto.so.3"
    if named := find_library("crypto"):
        yield named
    yield from libraries.of_wheel("psycopg-binary", "libcrypto")


def bind(library: ctypes.CDLL) -> ctypes.CDLL:
    """Return a libcrypto that is ready."""
    for name, (arguments, result) in _FUNCTIONS.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, result
    return library


@cache
def crypto() -> ctypes.CDLL:
    """Return the libcrypto of this process, loaded when first asked for. :raises NoLibrary: if there is none"""
    return bind(libraries.usable(places(), needs=tuple(_FUNCTIONS), otherwise=_NONE))


class PublicKey:
    """A public key of 2048 to 4096 bits with the exponent 65537."""

    __slots__ = ("_key", "modulus")

    def __init__(self, *, modulus: int) -> None:
        """Take up a key. :raises BlindRefused: if the modulus is even, or too short or too long"""
        if modulus.bit_length() not in _BITS or not modulus & 1:
            raise BlindRefused(f"A key has {_BITS[0]} to {_BITS[-1]} bits.")
        self.modulus = modulus
        self._key = keys.RSAPublicNumbers(EXPONENT, modulus).public_key()

    @property
    def size(self) -> int:
        """How many bytes a signature has."""
        return (self.modulus.bit_length() + 7) // 8

    def der(self) -> bytes:
        """Return the key as others read it (SubjectPublicKeyInfo)."""
        return self._key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def verify(self, *, message: bytes, signature: bytes, salt: int) -> bool:
        """Test an RSA-PSS signature with SHA-384, MGF1 and a salt of so many bytes (RFC 8017, section 8.1.2)."""
        scheme = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=salt)
        try:
            self._key.verify(signature, message, scheme, hashes.SHA384())
        except InvalidSignature:
            return False
        return True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.modulus == other.modulus

    def __hash__(self) -> int:
        return hash(self.modulus)

    def __repr__(self) -> str:
        return f"PublicKey({self.modulus.bit_length()} bits)"


def read_public(der: bytes) -> PublicKey:
    """Return the key in a SubjectPublicKeyInfo. :raises BlindRefused: if it is none of ours, or spelt otherwise"""
    try:
        found = serialization.load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm):
        raise BlindRefused("This is not a public key.") from None
    if not isinstance(found, keys.RSAPublicKey) or found.public_numbers().e != EXPONENT:
        raise BlindRefused(f"This is not an RSA key with the exponent {EXPONENT}.")
    key = PublicKey(modulus=found.public_numbers().n)
    if key.der() != der:
        raise BlindRefused("The key is spelt otherwise than we would.")
    return key


class SigningKey:
    """
    A private key, held by libcrypto.

    It shows nothing of itself and cannot be pickled or copied; ``wipe`` has libcrypto overwrite and free it. What
    ``der`` returned, and what it was made from, is the caller's to destroy.
    """

    __slots__ = ("_der", "_handle", "_library", "_lock", "public")

    def __init__(self, der: bytes, *, is_ours: bool = False, library: ctypes.CDLL | None = None) -> None:
        """
        Take up a key from its PKCS #8.

        ``is_ours`` says that we wrote it and it comes from a box of ours that nobody can change: its primes, which
        take 50 ms, are not tried again. A signature is checked against the public half in any case.

        :raises BlindRefused: if it is no RSA key of ours, or its parts do not belong together
        :raises NoLibrary: if there is no libcrypto
        """
        self._handle: int | None = None
        self._lock = Lock()
        self._library = crypto() if library is None else library
        try:
            found = serialization.load_der_private_key(der, password=None, unsafe_skip_rsa_key_validation=is_ours)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise BlindRefused("This is not a private key.") from None
        if not isinstance(found, keys.RSAPrivateKey) or found.public_key().public_numbers().e != EXPONENT:
            raise BlindRefused(f"This is not an RSA key with the exponent {EXPONENT}.")
        self.public = PublicKey(modulus=found.public_key().public_numbers().n)
        self._der = bytearray(der)
        start = ctypes.c_char_p(der)
        self._handle = self._library.d2i_AutoPrivateKey(None, ctypes.byref(start), len(der))
        if not self._handle:
            self._library.ERR_clear_error()
            raise BlindRefused("libcrypto does not take this private key.")

    def der(self) -> bytes:
        """Return the key as PKCS #8, without a passphrase: to write it down. :raises BlindRefused: if it was wiped"""
        with self._lock:
            self._require()
            return bytes(self._der)

    def private(self, block: bytes) -> bytes:
        """
        Return the block to the power of the private exponent (RFC 8017, section 5.2.1, RSASP1).

        :raises BlindRefused: if the block is not as long as the modulus or not below it, or the key was wiped
        """
        return self._raised("decrypt", block)

    def undone(self, block: bytes) -> bytes:
        """Return the block to the power of the public exponent (RSAVP1). :raises BlindRefused: as above"""
        return self._raised("encrypt", block)

    def _raised(self, way: Literal["decrypt", "encrypt"], block: bytes) -> bytes:
        given = sized(block, self.public.size, "A block")
        if int.from_bytes(given, "big") >= self.public.modulus:
            raise BlindRefused("A block is below the modulus.")
        library, room = self._library, len(given)
        result, length = (ctypes.c_char * room)(), ctypes.c_size_t(room)
        with self._lock:  # the context counts as a holder of the key: it may be wiped while we work
            context = library.EVP_PKEY_CTX_new(self._require(), None)
        try:
            if (
                getattr(library, f"EVP_PKEY_{way}_init")(context) != 1
                or library.EVP_PKEY_CTX_set_rsa_padding(context, _NO_PADDING) != 1
                or getattr(library, f"EVP_PKEY_{way}")(context, result, ctypes.byref(length), given, room) != 1
                or length.value != room
            ):
                library.ERR_clear_error()  # or the next use of TLS in this thread would report it
                raise BlindRefused("libcrypto does not do the raw operation with this key.")
        finally:
            library.EVP_PKEY_CTX_free(context)
        return result.raw

    def _require(self) -> int:
        if self._handle is None:
            raise BlindRefused("This secret was wiped.")
        return self._handle

    def wipe(self) -> None:
        """Overwrite the key; from then on every use is refused."""
        with self._lock:
            handle, self._handle = self._handle, None
            if handle is not None:
                self._der[:] = bytes(len(self._der))
                self._library.EVP_PKEY_free(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.wipe()

    def __del__(self) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return "SigningKey(hidden)"

    def __reduce__(self) -> Never:
        raise TypeError("A secret is not pickled or copied; der() is the way out.")


def new_key(bits: int = BITS) -> SigningKey:
    """Return a private key made anew, in about a tenth of a second. :raises BlindRefused: if it is too short or long"""
    if bits not in _BITS:
        raise BlindRefused(f"A key has {_BITS[0]} to {_BITS[-1]} bits.")
    made = keys.generate_private_key(public_exponent=EXPONENT, key_size=bits)
    pkcs8 = serialization.PrivateFormat.PKCS8
    return SigningKey(made.private_bytes(serialization.Encoding.DER, pkcs8, serialization.NoEncryption()), is_ours=True)
