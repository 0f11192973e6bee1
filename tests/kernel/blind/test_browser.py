"""The page of the desk and we, each held against the other: strings, tags, tokens, signatures, and what is refused."""

import base64
import hashlib
import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.pwhash import argon2id

from standing.kernel import notes
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import oprf, people, signed, slips, tokens
from standing.kernel.blind.manifest import Exceptions, Half, Manifest
from standing.kernel.blind.people import Adult
from tests.kernel.blind import browser
from tests.kernel.blind.browser import Browser, BrowserFailed

TABLE = json.loads((Path(__file__).parent / "people.json").read_text(encoding="utf-8"))
ROUND = "spring"
COST = {"memory": 64, "passes": 1, "lanes": 1}
ADULT = {"given": "Rosa", "surname": "Peña", "surname2": "", "born": "1990-02-03", "document": "", "number": ""}
OTHER = {**ADULT, "given": "Luis", "document": "passport", "number": "X-1"}
slow = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser.opened() as started:
        yield started


@pytest.fixture(scope="module")
def signer() -> Iterator[tokens.SigningKey]:
    with tokens.new_key() as key:
        yield key


def said(data: bytes) -> str:
    return base64.b64encode(data).decode()


def read(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


# -- strings


@pytest.mark.parametrize("row", TABLE, ids=[row["why"] for row in TABLE])
def test_a_person_is_spelt_alike_on_both_sides(page: Browser, row: dict) -> None:
    adult = Adult(**{**row["adult"], "born": date.fromisoformat(row["adult"]["born"])})
    assert list(people.strings(round_=ROUND, adult=adult)) == row["strings"]
    assert page.do("strings", round=ROUND, adult=row["adult"]) == row["strings"]


def test_every_letter_and_digit_that_we_know_is_spelt_alike(page: Browser) -> None:
    known = [
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) not in {"Cn", "Co", "Cs"}
    ]
    given = [f"A{one}b1" for one in known]
    answers = page.do("spellings", texts=given)
    wrong = [
        one
        for one, text, answer in zip(known, given, answers, strict=True)
        if answer != [people.name(text), people.first_name(text), people.number(text)]
        # A newer Unicode has a capital for this letter; no keyboard of a language that we print types it.
        and not any(unicodedata.category(letter) == "Cn" for letter in answer[0])
    ]
    assert not wrong


@given(st.text(max_size=30))
@slow
def test_any_text_is_spelt_alike(page: Browser, text: str) -> None:
    ours = [people.name(text), people.first_name(text), people.number(text)]
    theirs = page.do("spellings", texts=[text])[0]
    assert theirs == ours or any(unicodedata.category(one) == "Cn" for part in theirs for one in part)


@pytest.mark.parametrize(
    ("changed", "about"),
    [({"given": " "}, "name"), ({"surname": "--"}, "name"), ({"document": "visa", "number": "1"}, "document")],
)
def test_what_we_refuse_to_spell_the_page_refuses(page: Browser, changed: dict, about: str) -> None:
    with pytest.raises(BrowserFailed, match=f"misspelt:{about}"):
        page.do("strings", round=ROUND, adult={**ADULT, **changed})


# -- tags


class Parties:
    """Both parties' shares, and what they answer."""

    def __init__(self) -> None:
        self.shares = {party: oprf.new_share() for party in manifests.PARTIES}
        self.manifest = {party: {"public": said(oprf.public_of(share))} for party, share in self.shares.items()}

    def answers(self, blinded: list[str]) -> dict[str, dict]:
        return {party: self.answer(party, blinded) for party in manifests.PARTIES}

    def answer(self, party: str, blinded: list[str]) -> dict:
        found = oprf.evaluate(self.shares[party], [read(one) for one in blinded])
        return {"elements": [said(one) for one in found.elements], "proof": said(found.proof)}

    def tag(self, stretched: bytes) -> str:
        """Return the tag as our own client makes it."""
        hidden = oprf.blind(stretched)
        both = oprf.combine(*(oprf.evaluate(share, [hidden.element]).elements for share in self.shares.values()))
        return said(oprf.tag_of(oprf.finalize(hidden, both[0])))


@pytest.fixture(scope="module")
def parties() -> Parties:
    return Parties()


def stretched(adults: list[dict]) -> list[bytes]:
    spelt = [
        text
        for one in adults
        for text in people.strings(round_=ROUND, adult=Adult(**{**one, "born": date.fromisoformat(one["born"])}))
    ]
    salt = hashlib.sha256(f"standing aid {ROUND}".encode()).digest()[:16]
    return [
        argon2id.kdf(32, text.encode(), salt, opslimit=COST["passes"], memlimit=1024 * COST["memory"]) for text in spelt
    ]


def test_the_page_and_our_client_make_the_same_tags(page: Browser, parties: Parties) -> None:
    blinded = page.do("begin", round=ROUND, adults=[ADULT, OTHER], cost=COST)
    found = page.do("finish", manifest=parties.manifest, **parties.answers(blinded))
    assert found == [parties.tag(one) for one in stretched([ADULT, OTHER])]
    assert len(set(found)) == 3
    assert page.do("begin", round=ROUND, adults=[ADULT, OTHER], cost=COST) != blinded


def forgeries(parties: Parties, honest: dict[str, dict], blinded: list[str]) -> Iterator[tuple[str, dict]]:
    """Yield answers that are not what a party's share gives, and whose they are."""
    stranger = Parties()
    for party in manifests.PARTIES:
        mine = honest[party]
        yield party, {**honest, party: stranger.answer(party, blinded)}
        yield party, {**honest, party: {**mine, "elements": mine["elements"][::-1]}}
        yield party, {**honest, party: {**mine, "elements": mine["elements"][:1]}}
        yield party, {**honest, party: {**mine, "elements": [said(bytes(32)), *mine["elements"][1:]]}}
        yield party, {**honest, party: {**mine, "proof": said(bytes(64))}}
        yield party, {**honest, party: {**mine, "proof": stranger.answer(party, blinded)["proof"]}}
        yield party, {**honest, party: {"elements": mine["elements"]}}
        yield party, {**honest, party: {}}


def test_a_forged_answer_is_refused_and_named_and_the_true_one_taken(page: Browser, parties: Parties) -> None:
    blinded = page.do("begin", round=ROUND, adults=[ADULT, OTHER], cost=COST)
    honest = parties.answers(blinded)
    for party, forged in forgeries(parties, honest, blinded):
        with pytest.raises(BrowserFailed, match=f"forged:{party}"):
            page.do("finish", manifest=parties.manifest, **forged)
    assert len(page.do("finish", manifest=parties.manifest, **honest)) == 3


# -- tokens


def test_a_token_that_the_page_blinds_and_unblinds_is_one_that_we_verify(
    page: Browser, signer: tokens.SigningKey
) -> None:
    key = said(signer.public.der())
    for _ in range(5):
        hidden = page.do("blindToken", key=key)
        signature = tokens.sign_blinded(signer, read(hidden["blinded"]))
        token = page.do("unblindToken", key=key, blinding=hidden, signature=said(signature))
        found = tokens.read_token(signer.public, read(token))
        assert said(found.nonce) == hidden["nonce"]
        assert page.do("verifyToken", key=key, token=token)


def test_the_page_takes_our_tokens_and_no_changed_one(page: Browser, signer: tokens.SigningKey) -> None:
    key = said(signer.public.der())
    nonce = tokens.new_nonce()
    hidden = tokens.blind(signer.public, nonce)
    good = nonce + tokens.unblind(signer.public, hidden, tokens.sign_blinded(signer, hidden.blinded))
    assert page.do("verifyToken", key=key, token=said(good))
    for place in (0, 31, 32, 40, len(good) - 1):
        bad = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        assert not page.do("verifyToken", key=key, token=said(bad))
    assert not page.do("verifyToken", key=key, token=said(good[:-1]))
    with tokens.new_key() as other:
        assert not page.do("verifyToken", key=said(other.public.der()), token=said(good))


def test_a_signature_of_something_else_is_refused(page: Browser, signer: tokens.SigningKey) -> None:
    key = said(signer.public.der())
    mine, other = page.do("blindToken", key=key), page.do("blindToken", key=key)
    wrong = tokens.sign_blinded(signer, read(other["blinded"]))
    for bad in (wrong, wrong[:-1], b"\xff" * len(wrong)):
        with pytest.raises(BrowserFailed, match="forged:trustee"):
            page.do("unblindToken", key=key, blinding=mine, signature=said(bad))


@given(token=st.binary(min_size=1, max_size=300), cents=st.integers(1, 999_999), is_exception=st.booleans())
@slow
def test_a_slip_that_the_page_prints_is_read_at_the_card_table(
    page: Browser, token: bytes, cents: int, is_exception: bool
) -> None:
    text = page.do("slip", round="sample-2026", cents=cents, isException=is_exception, token=said(token))
    slip = slips.Slip(round="sample-2026", cents=cents, is_exception=is_exception, token=token)
    assert text == slip.text()
    assert slips.read(text) == slip


# -- the manifest


KEYS = {party: Ed25519PrivateKey.generate() for party in manifests.PARTIES}
AT = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


def manifest_of(parties: Parties, signer: tokens.SigningKey) -> Manifest:
    halves = {
        party: Half(
            public=oprf.public_of(share),
            proof=oprf.prove_possession(share, context=manifests.context_of(ROUND, party)),
        )
        for party, share in parties.shares.items()
    }
    return Manifest(
        round=ROUND,
        name="Primavera · Ñ",
        time_zone="America/Los_Angeles",
        opens_at=AT,
        closes_at=AT + timedelta(days=30),
        destroy_at=AT + timedelta(days=45),
        tiers={30_000: signer.public.der()},
        exception=signer.public.der(),
        exceptions=Exceptions(cents=1, most=2),
        groups=("harbor-hands",),
        rules={"en": ("Lives in the city.",)},
        signers={party: notes.verifier_of(name=f"{party}/log", key=key).text() for party, key in KEYS.items()},
        **halves,
    )


def sign(data: bytes, party: str, *, key: Ed25519PrivateKey | None = None, what: str = signed.MANIFEST) -> str:
    return signed.sign(data, what=what, round_=ROUND, name=f"{party}/log", key=key or KEYS[party])


def test_a_manifest_of_both_is_read_and_no_other(page: Browser, parties: Parties, signer: tokens.SigningKey) -> None:
    manifest = manifest_of(parties, signer)
    data = manifest.to_bytes()
    texts = dict.fromkeys(manifests.PARTIES, data.decode())
    by_both = {party: sign(data, party) for party in manifests.PARTIES}
    read_by_page = partial(page.do, "manifest", round=ROUND)

    found = read_by_page(texts=texts, notes=by_both)
    assert found["sha256"] == manifest.sha256
    assert found["argon2id"] == {"memory": 65536, "passes": 3, "lanes": 1}

    other = replace(manifest, name="Other").to_bytes()
    refused = [
        ("differ", {"texts": {**texts, "trustee": other.decode()}, "notes": by_both}),
        ("unsigned:city", {"texts": dict.fromkeys(texts, other.decode()), "notes": by_both}),
        ("unsigned:trustee", {"texts": texts, "notes": {**by_both, "trustee": by_both["city"]}}),
        ("unsigned:city", {"texts": texts, "notes": {**by_both, "city": sign(data, "city", what=signed.STATEMENT)}}),
        (
            "unsigned:trustee",
            {"texts": texts, "notes": {**by_both, "trustee": sign(data, "trustee", key=Ed25519PrivateKey.generate())}},
        ),
        ("unsigned:city", {"texts": texts, "notes": {**by_both, "city": "\u2014"}}),
        ("unreadable", {"texts": dict.fromkeys(texts, "[]"), "notes": by_both}),
    ]
    for why, given_ in refused:
        with pytest.raises(BrowserFailed, match=f"manifest:{why}"):
            read_by_page(**given_)
    with pytest.raises(BrowserFailed, match="manifest:unreadable"):
        page.do("manifest", round="autumn", texts=texts, notes=by_both)


# -- claims that wait


def test_what_waits_opens_with_its_passphrase_at_its_place_and_tells_nothing(page: Browser) -> None:
    salt = page.do("newSalt")
    page.do("unlock", passphrase="café con leche", salt=salt)
    entry = {"adults": [ADULT], "cents": 30_000}
    closed = page.do("closeEntry", place="1", entry=entry)
    two = page.do("closeEntry", place="2", entry={"adults": [ADULT, OTHER], "cents": 30_000})
    assert b"Rosa" not in read(closed["box"])
    assert len(closed["box"]) == len(two["box"])
    with browser.opened() as next_day:
        next_day.do("unlock", passphrase="cafe\u0301 con leche", salt=salt)
        assert next_day.do("openEntry", place="1", closed=closed) == entry
        with pytest.raises(BrowserFailed, match="passphrase"):
            next_day.do("openEntry", place="2", closed=closed)
        next_day.do("unlock", passphrase="something else", salt=salt)
        with pytest.raises(BrowserFailed, match="passphrase"):
            next_day.do("openEntry", place="1", closed=closed)
