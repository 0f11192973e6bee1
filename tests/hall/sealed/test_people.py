"""Boxes that only people open: known answers, the same in a browser, and every way to be refused."""

import base64
import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from nacl.public import PublicKey, SealedBox

from standing.config import npm
from standing.hall.sealed import receipts
from standing.hall.sealed.api import NotACode, people
from standing.rooms.concerns.rules import work

CHEAP = people.Cost(passes=1, mebibytes=1)
CODE = "F123-4567-89AB"
# Made once with libsodium 1.0.18 (PyNaCl) and with noble-curves, noble-ciphers and noble-hashes 2.4.0.
SECRET = bytes.fromhex("7c362e626b1b66522d4f53a6306fd229c537fefad1dde9151499d89add9cf319")
LOOKUP = "bef2a71b74dbd095"
SALT = "894f41aa32dd4570"
PUBLIC = "e9669527b3f6ca6f"


def test_a_box_of_a_browser_opens_here():
    box = "63GN7n2ME1cbViMle8aUjcKfWfUv4SE0QdEPH+HTyTYOZwpzPrdcNglZJZEIvrjjMohtGGG2xrBRfYAka/6J1BEzZfBJ9N/7wbQ4iAbbLqI="
    opened = people.open_closed(box=base64.b64decode(box), pair=people.pair_of(SECRET), is_padded=False)
    assert opened == b"k" * 32


def test_a_code_gives_what_it_gave_in_the_browser():
    found = people.from_code(code=CODE)
    assert (found.lookup[:16], found.salt[:16], found.pair.public.hex()[:16]) == (LOOKUP, SALT, PUBLIC)
    assert people.from_code(code=" f123 4567 89ab ") == found


def test_a_mistyped_code_gives_nothing():
    with pytest.raises(NotACode):
        people.from_code(code="F123-4567-89AC")


def test_the_proof_is_the_hash_a_shell_makes():
    done = subprocess.run(
        ["sh", "-c", "printf '%s\\n%s' \"$0\" \"$1\" | sha256sum", "ab" * 32, "Señora, at 9.\nTwice."],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.split()[0] == people.proof_of(salt="ab" * 32, text="Señora, at 9.\nTwice.")


@pytest.mark.parametrize("text", ["", "x", "word " * 700, "ñ" * 4000])
def test_whatever_is_said_the_box_is_as_long(text):
    box = people.close(content=text.encode(), to=people.new_pair().public, size=people.WORDS)
    assert len(box) == people.length_of(people.WORDS)


def test_what_does_not_fit_is_refused():
    people.close(content=bytes(people.NAME - 4), to=people.new_pair().public, size=people.NAME)
    with pytest.raises(people.TooLong):
        people.close(content=bytes(people.NAME - 3), to=people.new_pair().public, size=people.NAME)


def test_a_box_opens_for_its_reader_and_no_other():
    mine, other = people.new_pair(), people.new_pair()
    box = people.close(content=b"words", to=mine.public, size=people.NAME)
    assert people.open_closed(box=box, pair=mine) == b"words"
    with pytest.raises(people.BoxDamaged):
        people.open_closed(box=box, pair=other)


@pytest.mark.parametrize("place", [0, 31, 32, 47, 48, -1])
def test_a_box_with_one_flipped_bit_does_not_open(place):
    mine = people.new_pair()
    box = bytearray(people.close(content=b"words", to=mine.public, size=people.NAME))
    box[place] ^= 1
    with pytest.raises(people.BoxDamaged):
        people.open_closed(box=bytes(box), pair=mine)


def test_a_box_whose_inside_lies_about_its_length_is_refused():
    mine = people.new_pair()
    lying = bytes(SealedBox(PublicKey(mine.public)).encrypt((9999).to_bytes(4, "big") + b"x"))
    with pytest.raises(people.BoxDamaged):
        people.open_closed(box=lying, pair=mine)
    with pytest.raises(people.BoxDamaged):
        people.open_closed(box=b"short", pair=mine)


def test_a_key_opens_with_its_passphrase_however_it_is_spaced():
    pair = people.new_pair()
    locked = people.lock(pair=pair, passphrase="seven green  kettles sing", cost=CHEAP)
    assert people.unlock(locked=locked, passphrase=" seven green kettles sing ") == pair
    with pytest.raises(people.WrongPassphrase):
        people.unlock(locked=locked, passphrase="seven green kettles sang")
    with pytest.raises(people.WrongPassphrase):
        people.unlock(locked=locked[:-1] + bytes([locked[-1] ^ 1]), passphrase="seven green kettles sing")


def test_a_try_at_a_real_key_costs_what_it_should():
    locked = people.lock(pair=people.new_pair(), passphrase="seven green kettles sing")
    assert (locked[1], int.from_bytes(locked[2:4], "big")) == (3, 64)


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaaaaaa", "             "])
def test_a_passphrase_that_is_guessed_soon_is_refused(weak):
    people.check_passphrase("seven green kettles")
    with pytest.raises(people.WeakPassphrase):
        people.check_passphrase(weak)


def test_what_is_kept_of_a_mark_needs_the_key_of_this_installation(key_file):
    kept = receipts.kept_of("ab" * 32)
    assert len(kept) == 64
    assert kept == receipts.kept_of("ab" * 32)
    key_file.unlink()
    assert kept != receipts.kept_of("ab" * 32)


# The browser's half: the very bundle that pages load, as the worker it is there

HARNESS = """
const [file, name, given] = process.argv.slice(1);
let deed;
globalThis.self = { addEventListener: (_, take) => { deed = take; }, postMessage: (said) => console.log(JSON.stringify(said)) };
require("vm").runInThisContext(require("fs").readFileSync(file, "utf8"), file);
const revive = (_, value) => (value && value.hex ? Uint8Array.from(Buffer.from(value.hex, "hex")) : value);
deed({ data: { name, given: JSON.parse(given, revive) } });
"""


def browser(deed: str, given: object = None) -> Any:
    script = npm.SCRIPTS / "concerns" / "seal.js"
    assert script.is_file(), "Run 'standing fonts' first: it lays the script down."
    node = shutil.which("node") or str(npm.node())
    done = subprocess.run(
        [node, "-e", HARNESS, "--", str(script), deed, json.dumps(given)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def as_key(found: people.FromCode) -> dict[str, object]:
    pair = {"secret": {"hex": found.pair.secret.hex()}, "public": {"hex": found.pair.public.hex()}}
    return {"lookup": found.lookup, "salt": found.salt, "pair": pair}


def plain(box: str, pair: people.Pair, *, is_padded: bool = True) -> bytes:
    return people.open_closed(box=base64.b64decode(box), pair=pair, is_padded=is_padded)


def public(pair: people.Pair, name: str) -> dict[str, str]:
    return {"id": name, "public": base64.b64encode(pair.public).decode()}


def test_a_report_closed_by_a_browser_opens_for_each_who_may_and_for_nobody_else():
    one, two, custodian, stranger = (people.new_pair() for _ in range(4))
    mine = people.from_code(code=CODE)
    said = {"text": "Señora, 你好, سلام\nTwice.", "about": "O-2", "place": "", "language": "es", "is_punished": True}
    envelope = browser(
        "seal",
        {
            "said": said, "whose": {"name": "Ñandú", "contact": "213-555-0199"}, "key": as_key(mine),
            "readers": [public(one, "1"), public(two, "2")], "custodians": [public(custodian, "3")],
        },
    )  # fmt: skip

    secrets = [plain(envelope["keys"][name], pair, is_padded=False) for name, pair in (("1", one), ("2", two))]
    secrets.append(plain(envelope["for_reporter"], mine.pair, is_padded=False))
    assert len(set(secrets)) == 1
    report = people.pair_of(secrets[0])
    assert base64.b64decode(envelope["public"]) == report.public
    assert json.loads(plain(envelope["words"], report)) == {**said, "salt": mine.salt}
    assert json.loads(plain(envelope["names"]["3"], custodian)) == {"name": "Ñandú", "contact": "213-555-0199"}
    assert envelope["proof"] == people.proof_of(salt=mine.salt, text=said["text"])
    assert envelope["lookup"] == mine.lookup
    assert len(base64.b64decode(envelope["words"])) == people.length_of(people.WORDS)
    assert len(base64.b64decode(envelope["names"]["3"])) == people.length_of(people.NAME)
    for box, padded in ((envelope["keys"]["1"], False), (envelope["words"], True), (envelope["names"]["3"], True)):
        with pytest.raises(people.BoxDamaged):
            plain(box, stranger, is_padded=padded)


def test_a_browser_opens_the_answers_and_says_which_it_cannot():
    mine, report = people.from_code(code=CODE), people.new_pair()
    words = json.dumps({"text": "Señora, 你好"}, ensure_ascii=False).encode()
    good = people.close(content=words, to=report.public, size=people.WORDS)
    bad = people.close(content=words, to=people.new_pair().public, size=people.WORDS)
    mailbox = {
        "for_reporter": base64.b64encode(people.close(content=report.secret, to=mine.pair.public)).decode(),
        "boxes": [{"box": base64.b64encode(box).decode()} for box in (good, bad)],
    }
    assert browser("openMailbox", {"mailbox": mailbox, "key": as_key(mine)}) == ["Señora, 你好", None]


def test_a_reply_of_a_browser_opens_here():
    report = people.new_pair()
    box = browser("closeReply", {"text": "More, señora.", "to": base64.b64encode(report.public).decode()})
    assert json.loads(plain(box, report)) == {"text": "More, señora."}
    assert browser("closeReply", {"text": "x" * people.WORDS, "to": base64.b64encode(report.public).decode()}) is None


def test_codes_of_a_browser_are_codes_here_and_give_the_same():
    made = browser("newReceipt")
    ours = people.from_code(code=made["code"])
    assert receipts.tidy(made["code"]) == made["code"]
    assert (made["lookup"], made["salt"]) == (ours.lookup, ours.salt)
    code = receipts.new_code()
    assert browser("receipt", f" {code.lower().replace('-', ' ')} ")["lookup"] == people.from_code(code=code).lookup
    assert browser("receipt", "F123-4567-89AC") is None


def test_a_browser_does_the_sum_the_server_asks_for():
    at = datetime(2026, 7, 13, 16, 0, tzinfo=UTC)
    challenge = work.challenge(key="a key", most=500, at=at)
    solved = browser("solve", challenge)
    assert len(work.check(solved, key="a key", at=at)) == 64
    with pytest.raises(work.NoWork):
        work.check(solved, key="another key", at=at)
    with pytest.raises(work.NoWork):
        work.check(solved, key="a key", at=at + work.LASTS + timedelta(seconds=1))
