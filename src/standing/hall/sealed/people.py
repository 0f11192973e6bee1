"""
Boxes that only people open, and the keys that open them. Nothing here is a secret of the installation.

A box is closed to somebody's public key (libsodium's sealed box) and padded to one of a few sizes. The private half
lies under a passphrase (Argon2id, then secretbox), or is made anew from a receipt code each time. So whoever holds the
database, the settings and every key file of the server still opens none.

``npm/seal/boxes.js`` is the same for browsers; the tests hold both against the same vectors.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field

from nacl import pwhash, utils
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

from standing.hall.sealed import receipts
from standing.kernel.refusals import Refused

KEY = 32
WORDS = 16_384
NAME = 1_024
"""How long what is closed is made: words and names are padded, keys are all equally long."""
OVERHEAD = 48
SHORTEST_PASSPHRASE = 14
_LENGTH = 4
_FORM = b"\x01"
_SALT = 16
_MEBIBYTE = 1024 * 1024
_CODE_SALT = hashlib.sha256(b"standing receipt code 1").digest()[:_SALT]


class WrongPassphrase(Refused):
    """The passphrase does not open this key."""


class WeakPassphrase(Refused):
    """The passphrase is too easy to guess."""


class BoxDamaged(Refused):
    """The box was changed, or was closed to somebody else."""


class TooLong(Refused):
    """It does not fit into a box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one try at a passphrase costs."""

    passes: int
    mebibytes: int


PASSPHRASE = Cost(passes=3, mebibytes=64)
CODE = Cost(passes=3, mebibytes=16)  # a code is 55 bits of chance; a cheap phone must manage it, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A public key, and the private half that opens what was closed to it."""

    public: bytes
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromCode:
    """What a receipt code gives: the key of a mailbox, the mark by which it is found, the salt of a proof."""

    pair: Pair = field(repr=False)
    lookup: str = field(repr=False)
    salt: str = field(repr=False)


def new_pair() -> Pair:
    """Return a new pair of keys."""
    return pair_of(utils.random(KEY))


def pair_of(secret: bytes) -> Pair:
    """Return the pair with this private half."""
    return Pair(public=bytes(PrivateKey(secret).public_key), secret=secret)


def lock(*, pair: Pair, passphrase: str, cost: Cost | None = None) -> bytes:
    """Return the private half under a passphrase; what it costs to try one stands with it."""
    price, salt = cost or PASSPHRASE, utils.random(_SALT)
    head = _FORM + price.passes.to_bytes(1, "big") + price.mebibytes.to_bytes(2, "big") + salt
    return head + bytes(SecretBox(_stretched(passphrase, salt=salt, cost=price)).encrypt(pair.secret))


def unlock(*, locked: bytes | memoryview, passphrase: str) -> Pair:
    """Return the pair. :raises WrongPassphrase: if the passphrase, or what lies under it, is another"""
    whole = bytes(locked)
    head, box = whole[: 4 + _SALT], whole[4 + _SALT :]
    cost = Cost(passes=head[1], mebibytes=int.from_bytes(head[2:4], "big"))
    try:
        return pair_of(SecretBox(_stretched(passphrase, salt=head[4:], cost=cost)).decrypt(box))
    except CryptoError:
        raise WrongPassphrase("This is not the passphrase of your key. Type it again.") from None


def check_passphrase(passphrase: str) -> None:
    """Let a passphrase through that is not guessed soon. :raises WeakPassphrase: otherwise"""
    plain = _plain(passphrase)
    if len(plain) < SHORTEST_PASSPHRASE or len(set(plain.casefold())) < 6:
        raise WeakPassphrase(
            f"Use at least {SHORTEST_PASSPHRASE} characters that nobody guesses, such as five words by chance."
        )


def close(*, content: bytes, to: bytes, size: int | None = None) -> bytes:
    """
    Return a box that only the holder of a key opens.

    With a size the content is padded to it. :raises TooLong: if it does not fit
    """
    return bytes(SealedBox(PublicKey(to)).encrypt(content if size is None else _padded(content, size)))


def open_closed(*, box: bytes | memoryview, pair: Pair, is_padded: bool = True) -> bytes:
    """Return what is in a box. :raises BoxDamaged: if it was changed, or was closed to another key"""
    try:
        whole = SealedBox(PrivateKey(pair.secret)).decrypt(bytes(box))
    except (CryptoError, ValueError):
        raise BoxDamaged("This does not open: it was changed, or it was closed to another key.") from None
    if not is_padded:
        return whole
    length = int.from_bytes(whole[:_LENGTH], "big")
    if length > len(whole) - _LENGTH:
        raise BoxDamaged("This opens, but what is inside has no form that is known here.")
    return whole[_LENGTH : _LENGTH + length]


def length_of(size: int) -> int:
    """Return how long a box is whose content has this size."""
    return size + OVERHEAD


def from_code(*, code: str) -> FromCode:
    """Return what a receipt code gives. :raises NotACode: if it is none"""
    plain = receipts.tidy(code).replace("-", "").encode()
    made = pwhash.argon2id.kdf(3 * KEY, plain, _CODE_SALT, opslimit=CODE.passes, memlimit=CODE.mebibytes * _MEBIBYTE)
    return FromCode(pair=pair_of(made[:KEY]), lookup=made[KEY : 2 * KEY].hex(), salt=made[2 * KEY :].hex())


def proof_of(*, salt: str, text: str) -> str:
    """Return the mark that proves later what was written, and tells nothing before."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def key_mark(public: bytes | memoryview) -> str:
    """Return the mark by which people compare a public key."""
    return hashlib.sha256(bytes(public)).hexdigest()


def _stretched(passphrase: str, *, salt: bytes, cost: Cost) -> bytes:
    return pwhash.argon2id.kdf(
        SecretBox.KEY_SIZE,
        _plain(passphrase).encode(),
        salt,
        opslimit=cost.passes,
        memlimit=cost.mebibytes * _MEBIBYTE,
    )


def _plain(passphrase: str) -> str:
    """Return a passphrase the same way, whatever keyboard and however many spaces it was typed with."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def _padded(content: bytes, size: int) -> bytes:
    if len(content) + _LENGTH > size:
        raise TooLong("This is too long. Please make it shorter, or send it in parts.")
    whole = len(content).to_bytes(_LENGTH, "big") + content
    return whole + bytes(size - len(whole))
