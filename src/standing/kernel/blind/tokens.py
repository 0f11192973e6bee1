"""
Tokens that their signer cannot recognise: RSA blind signatures, RSABSSA-SHA384 of RFC 9474.

A desk draws 32 random bytes, blinds them, has them signed and takes the blinding off. Whoever has the public key can
see that the signer signed; nobody, the signer included, can tell when or for whom. One key means one amount.

``sign_blinded`` computes with the private key in libcrypto only, in constant time. The client's side (``blind``,
``unblind``) uses Python's whole numbers, which are not: it serves tests, drills and the simulated desk.
"""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
from dataclasses import dataclass, field

from standing.kernel.blind.refusals import BlindRefused, sized
from standing.kernel.blind.rsa import EXPONENT, PublicKey, SigningKey, new_key, read_public

__all__ = [
    "NONCE",
    "PSSZERO_DETERMINISTIC",
    "PSSZERO_RANDOMIZED",
    "PSS_DETERMINISTIC",
    "PSS_RANDOMIZED",
    "Blinding",
    "PublicKey",
    "SigningKey",
    "Token",
    "Variant",
    "blind",
    "new_key",
    "new_nonce",
    "prepare",
    "read_public",
    "read_token",
    "sign_blinded",
    "unblind",
    "verify",
    "verify_token",
]

NONCE = 32
"""Bytes of a nonce, and of the prefix of a randomized preparation."""
_HASH = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of the four ways of RFC 9474, section 5: how long the salt is, and whether a message gets a random prefix."""

    name: str
    salt: int
    is_randomized: bool


PSS_RANDOMIZED = Variant(name="RSABSSA-SHA384-PSS-Randomized", salt=_HASH, is_randomized=True)
PSSZERO_RANDOMIZED = Variant(name="RSABSSA-SHA384-PSSZERO-Randomized", salt=0, is_randomized=True)
PSS_DETERMINISTIC = Variant(name="RSABSSA-SHA384-PSS-Deterministic", salt=_HASH, is_randomized=False)
"""Ours. A nonce is random already, and no signer chose it, so it needs no prefix (section 6.3)."""
PSSZERO_DETERMINISTIC = Variant(name="RSABSSA-SHA384-PSSZERO-Deterministic", salt=0, is_randomized=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blinding:
    """What a client sends, ``blinded``, and what it keeps until the answer comes."""

    blinded: bytes
    message: bytes = field(repr=False)
    inverse: int = field(repr=False)
    variant: Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A nonce and its signature: proof that one check was passed, and nothing else."""

    nonce: bytes
    signature: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return both, one behind the other."""
        return self.nonce + self.signature


def new_nonce() -> bytes:
    """Return 32 random bytes to be signed."""
    return secrets.token_bytes(NONCE)


def prepare(message: bytes, *, variant: Variant, prefix: bytes | None = None) -> bytes:
    """
    Return what is signed in the end: the message, behind a random prefix in two variants (RFC 9474, section 4.1).

    ``prefix`` is for the vectors only. :raises BlindRefused: if there is one where there is none, or it is too short
    """
    if not variant.is_randomized:
        if prefix is not None:
            raise BlindRefused("This variant has no prefix.")
        return message
    return sized(new_nonce() if prefix is None else prefix, NONCE, "A prefix") + message


def blind(
    public: PublicKey,
    message: bytes,
    *,
    variant: Variant = PSS_DETERMINISTIC,
    salt: bytes | None = None,
    factor: int | None = None,
) -> Blinding:
    """
    Return a prepared message so encoded and hidden that it can be signed unseen (RFC 9474, section 4.2).

    ``salt`` and ``factor`` are for the vectors only. :raises BlindRefused: if they do not fit the key or the variant
    """
    modulus = public.modulus
    chosen = secrets.token_bytes(variant.salt) if salt is None else salt
    encoded = int.from_bytes(_encoded(message, sized(chosen, variant.salt, "A salt"), bits=modulus.bit_length()), "big")
    hiding = secrets.randbelow(modulus - 1) + 1 if factor is None else factor
    if not 0 < hiding < modulus or math.gcd(hiding, modulus) != 1 or math.gcd(encoded, modulus) != 1:
        raise BlindRefused("This message cannot be blinded so; draw again.")
    blinded = encoded * pow(hiding, EXPONENT, modulus) % modulus
    return Blinding(
        blinded=blinded.to_bytes(public.size, "big"),
        message=message,
        inverse=pow(hiding, -1, modulus),
        variant=variant,
    )


def check_blinded(public: PublicKey, blinded: bytes) -> None:
    """
    Let a blinded message through that can be signed.

    :raises BlindRefused: if it is not as long as the modulus or not below it, or is 0, 1 or -1, which sign themselves
    """
    given = sized(blinded, public.size, "A blinded message")
    if not 1 < int.from_bytes(given, "big") < public.modulus - 1:
        raise BlindRefused("A blinded message is below the modulus, and not its own signature.")


def sign_blinded(key: SigningKey, blinded: bytes) -> bytes:
    """
    Return the signature of what cannot be seen (RFC 9474, section 4.3, BlindSign).

    The result is checked before it leaves: one faulty signature could give the factors of the modulus away.

    :raises BlindRefused: if ``check_blinded`` refuses it, or the key was wiped
    """
    check_blinded(key.public, blinded)
    signed = key.private(blinded)
    if not hmac.compare_digest(key.undone(signed), blinded):
        raise BlindRefused("The signature did not come out right and was thrown away. Tell an administrator.")
    return signed


def unblind(public: PublicKey, blinding: Blinding, signed: bytes) -> bytes:
    """
    Return the signature of the message, from that of the blinded one (RFC 9474, section 4.4, Finalize).

    :raises BlindRefused: if it is not one, by this key, of what was sent
    """
    number = int.from_bytes(sized(signed, public.size, "A blind signature"), "big")
    signature = (number * blinding.inverse % public.modulus).to_bytes(public.size, "big")
    if not verify(public, message=blinding.message, signature=signature, variant=blinding.variant):
        raise BlindRefused("This is not the signature of what was sent.")
    return signature


def verify(public: PublicKey, *, message: bytes, signature: bytes, variant: Variant = PSS_DETERMINISTIC) -> bool:
    """Test whether this key signed the prepared message (RFC 9474, section 4.5)."""
    return len(signature) == public.size and public.verify(message=message, signature=signature, salt=variant.salt)


def verify_token(public: PublicKey, token: Token) -> bool:
    """Test whether this key signed the token."""
    return len(token.nonce) == NONCE and verify(public, message=token.nonce, signature=token.signature)


def read_token(public: PublicKey, data: bytes) -> Token:
    """Return the token in these bytes. :raises BlindRefused: if this key did not sign it, or the length differs"""
    whole = sized(data, NONCE + public.size, "A token")
    token = Token(nonce=whole[:NONCE], signature=whole[NONCE:])
    if not verify_token(public, token):
        raise BlindRefused("This token was not signed with this key.")
    return token


def _encoded(message: bytes, salt: bytes, *, bits: int) -> bytes:
    """
    Return the message as RSA-PSS signs it (RFC 8017, section 9.1.1, EMSA-PSS-ENCODE).

    It has one bit less than the modulus: RFC 9474 writes bit_len(n), but verification and its vectors take this.
    """
    length = (bits - 1 + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - _HASH - 2) + b"\x01" + salt
    masked = bytearray(one ^ other for one, other in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - (bits - 1))
    return bytes(masked) + digest + b"\xbc"


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, appendix B.2.1)."""
    blocks = (hashlib.sha384(seed + count.to_bytes(4, "big")).digest() for count in range(-(-length // _HASH)))
    return b"".join(blocks)[:length]
