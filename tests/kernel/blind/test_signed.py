"""A signature stands under one thing only: these bytes, of this round, as this, by this key."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from standing.kernel import notes
from standing.kernel.blind import signed
from standing.kernel.blind.refusals import BlindRefused

KEY = Ed25519PrivateKey.generate()
LINE = notes.verifier_of(name="city.example", key=KEY).text()
NOTE = signed.sign(b"{}", what=signed.MANIFEST, round_="spring", name="city.example", key=KEY)
OTHER = notes.verifier_of(name="city.example", key=Ed25519PrivateKey.generate()).text()


def test_what_was_signed_is_let_through() -> None:
    signed.check(b"{}", NOTE, what=signed.MANIFEST, round_="spring", key=LINE)


@pytest.mark.parametrize(
    ("data", "what", "round_", "key"),
    [
        (b"[]", signed.MANIFEST, "spring", LINE),
        (b"{}", signed.STATEMENT, "spring", LINE),
        (b"{}", signed.MANIFEST, "autumn", LINE),
        (b"{}", signed.MANIFEST, "spring", OTHER),
        (b"{}", signed.MANIFEST, "spring", "no key"),
    ],
    ids=["other bytes", "another thing", "another round", "another key", "no key"],
)
def test_anything_else_is_refused(data: bytes, what: str, round_: str, key: str) -> None:
    with pytest.raises(BlindRefused):
        signed.check(data, NOTE, what=what, round_=round_, key=key)
