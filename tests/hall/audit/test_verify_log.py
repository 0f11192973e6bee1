"""The stand-alone verifier against exports of real logs that were tampered with."""

import ast
import os
import random
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.audit import exports
from standing.hall.audit.exports import ExportFact
from standing.kernel import merkle, notes
from tests.hall.audit.conftest import TOOL
from tests.make import audit as make

TAMPERINGS = int(os.environ.get("TAMPERINGS", "1000"))
FILES = ("records.jsonl", "leaves.txt", "checkpoints.txt", "proofs.txt", "public-keys.txt")

# RFC 8032, section 7.1: secret key, public key, message, signature
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
]


@pytest.fixture(scope="module")
def export(tmp_path_factory, django_db_setup, django_db_blocker) -> Path:
    """An export of a real log: 23 records under 5 checkpoints. The database forgets it again."""
    from django.db import transaction

    folder = tmp_path_factory.mktemp("export") / "log"
    with django_db_blocker.unblock(), transaction.atomic():
        begin = 0
        for size in (4, 1, 8, 6, 4):
            make.records(size, start=begin)
            make.seal()
            begin += size
        assert exports.write_export(path=folder, sample=True) == ExportFact(records=23, checkpoints=5)
        transaction.set_rollback(True)
    return folder


def lines(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text().splitlines(keepends=True)


def notes_of(folder: Path) -> list[str]:
    found = lines(folder, "checkpoints.txt")
    return ["".join(found[n : n + 5]) for n in range(0, len(found), 6)]


def rewrite(folder: Path, name: str, content: list[str]) -> None:
    (folder / name).write_text("".join(content))


@pytest.fixture
def copy(export, tmp_path) -> Path:
    return Path(shutil.copytree(export, tmp_path / "log"))


def records_of(folder: Path) -> list[bytes]:
    return [line[line.index(b'"record":') + 9 : -1] for line in (folder / "records.jsonl").read_bytes().splitlines()]


def write_log(folder: Path, records: list[bytes], *, sizes: list[int], key=None) -> None:
    """Write a whole export that is right in itself, as whoever holds a key can."""
    key = key or make.log_key()
    hashes = [merkle.leaf_hash(record) for record in records]

    def subtree(node):
        return merkle.root_of(hashes[node.number << node.level : node.last_leaf + 1])

    (folder / "records.jsonl").write_bytes(
        b"".join(b'{"position":%d,"record":%b}\n' % (n, record) for n, record in enumerate(records))
    )
    rewrite(folder, "leaves.txt", [f"{leaf.hex()}\n" for leaf in hashes])
    signed = [
        notes.sign(
            notes.Checkpoint(origin=key.origin, size=size, root=merkle.root_of(hashes[:size])),
            name=key.origin,
            key=key.private,
        )
        for size in sizes
    ]
    (folder / "checkpoints.txt").write_text("\n".join(signed))
    proofs = []
    for old, new in pairwise(sizes):
        steps = merkle.prove(merkle.consistency_cover(old=old, new=new), subtree)
        proofs.append(f"{old} {new} {','.join(step.hex() for step in steps)}\n")
    rewrite(folder, "proofs.txt", proofs)
    (folder / "public-keys.txt").write_text(key.verifier.text() + "\n")


def test_the_tool_is_one_short_file_that_needs_nothing():
    text = TOOL.read_text()
    assert len(text.splitlines()) <= 150
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_signatures_of_rfc_8032_are_accepted_and_others_not(tool, secret, public, message, signature):
    public, message, signature = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert (key.public_key().public_bytes_raw(), key.sign(message)) == (public, signature)
    assert tool.signed(public, message, signature)
    assert not tool.signed(public, message + b"x", signature)
    number = int.from_bytes(signature[32:], "little") + tool.L  # the same signature in another spelling
    assert not tool.signed(public, message, signature[:32] + number.to_bytes(32, "little"))
    for bit in range(0, 512, 7):
        flipped = bytearray(signature)
        flipped[bit // 8] ^= 1 << bit % 8
        assert not tool.signed(public, message, bytes(flipped))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(secret=st.binary(min_size=32, max_size=32), message=st.binary(max_size=64))
def test_signatures_of_any_key_are_accepted(tool, secret, message):
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes_raw()
    assert tool.signed(public, message, key.sign(message))
    assert not tool.signed(public, message + b"!", key.sign(message))


@pytest.mark.parametrize("data", [b"\xff" * 32, (1).to_bytes(31, "little") + b"\x80", (2).to_bytes(32, "little")])
def test_what_is_no_point_of_the_curve_is_no_key(tool, data):
    with pytest.raises(ValueError, match="no point"):
        tool.point(data)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 23])
def test_the_tools_own_tree_is_ours(tool, size):
    hashes = [merkle.leaf_hash(bytes([number])) for number in range(size)]

    def subtree(node):
        return merkle.root_of(hashes[node.number << node.level : node.last_leaf + 1])

    assert tool.root(hashes) == merkle.root_of(hashes)
    for index in range(size):
        path = tool.path_of(index, hashes)
        assert tuple(path) == merkle.prove(merkle.inclusion_cover(index=index, size=size), subtree)
        assert tool.led_to(hashes[index], index, size, path) == merkle.root_of(hashes)
    for old in range(1, size):
        path = merkle.prove(merkle.consistency_cover(old=old, new=size), subtree)
        known = merkle.root_of(hashes[:old]) if old & old - 1 == 0 else None
        assert tool.continued(old, size, path, known) == (merkle.root_of(hashes[:old]), merkle.root_of(hashes))


def test_a_good_export_holds(tool, export):
    code, said = tool.check(export, [make.log_key().verifier.text()])
    assert (code, said[0]) == (0, "23 records, 5 checkpoints: every record is as it was sealed.")
    code, said = tool.check(export)
    assert (code, said[-1].endswith("(is this the key you know?)")) == (0, True)


def test_every_record_is_proved(tool, export):
    for record in records_of(export):
        name = record.split(b'"id":"')[1][:36].decode()
        assert tool.check(export, record=name)[0] == 0
    assert tool.check(export, record="0b2c1d3e-0000-4000-8000-00000000ffff")[0] == 2


def test_a_changed_record_is_named(tool, copy):
    rows = lines(copy, "records.jsonl")
    for position, row in enumerate(rows):
        name = row.split('"id":"')[1][:36]
        rewrite(
            copy, "records.jsonl", [*rows[:position], row.replace("plans.file", "plans.fire"), *rows[position + 1 :]]
        )
        code, said = tool.check(copy)
        assert (code, said[0]) == (
            1,
            f"The record at position {position} ({name}) was changed, or its line in leaves.txt was.",
        )


def test_a_removed_record_is_named(tool, copy):
    records = records_of(copy)
    for position in range(len(records)):
        left = records[:position] + records[position + 1 :]
        (copy / "records.jsonl").write_bytes(
            b"".join(b'{"position":%d,"record":%b}\n' % (n, record) for n, record in enumerate(left))
        )
        code, said = tool.check(copy)
        assert (code, said[0]) == (1, f"A record was removed at position {position}: 23 were sealed, 22 are here.")


def test_an_added_record_is_named(tool, copy):
    records = records_of(copy)
    records.insert(7, records[3].replace(b"plans.file", b"plans.fake"))
    (copy / "records.jsonl").write_bytes(
        b"".join(b'{"position":%d,"record":%b}\n' % (n, record) for n, record in enumerate(records))
    )
    code, said = tool.check(copy)
    assert (code, said[0].startswith("A record was added at position 7 (")) == (1, True)


def test_reordered_records_are_named(tool, copy):
    records = records_of(copy)
    for a, b in [(0, 1), (3, 4), (2, 20), (21, 22)]:
        moved = list(records)
        moved[a], moved[b] = moved[b], moved[a]
        name = moved[a].split(b'"id":"')[1][:36].decode()
        (copy / "records.jsonl").write_bytes(
            b"".join(b'{"position":%d,"record":%b}\n' % (n, record) for n, record in enumerate(moved))
        )
        code, said = tool.check(copy)
        assert (code, said[0]) == (
            1,
            f"Records were reordered: the one at position {a} ({name}) was sealed at position {b}.",
        )


def test_a_record_changed_with_its_leaf_is_narrowed_down_by_the_checkpoints(tool, copy):
    records = records_of(copy)
    records[6] = records[6].replace(b"plans.file", b"plans.fire")
    (copy / "records.jsonl").write_bytes(
        b"".join(b'{"position":%d,"record":%b}\n' % (n, record) for n, record in enumerate(records))
    )
    rewrite(copy, "leaves.txt", [merkle.leaf_hash(record).hex() + "\n" for record in records])
    assert tool.check(copy) == (
        1,
        [
            "The root signed for 13 records is not theirs: something at positions 5 to 12 was changed or moved.",
            "The log does NOT hold.",
        ],
    )


def test_a_log_told_anew_is_caught_by_the_known_key(tool, copy, export):
    stranger = make.log_key(seed=9)
    records = records_of(export)
    records[6] = records[6].replace(b"plans.file", b"plans.fire")
    write_log(copy, records, sizes=[4, 5, 13, 19, 23], key=stranger)
    kept = copy.parent / "kept.txt"
    kept.write_text(notes_of(export)[2])
    assert tool.check(copy)[0] == 0  # right in itself: only what somebody knew before tells
    assert tool.check(copy, [make.log_key().verifier.text()])[0] == 1
    assert tool.check(copy, trusted=kept)[0] == 1


def test_a_log_told_anew_with_the_right_key_is_caught_by_a_kept_checkpoint(tool, copy, export):
    records = records_of(export)
    records[6] = records[6].replace(b"plans.file", b"plans.fire")
    write_log(copy, records, sizes=[4, 5, 13, 19, 23])
    for number, outcome in enumerate([0, 0, 1, 1, 1]):  # a checkpoint from before the change knows nothing of it
        kept = copy.parent / "kept.txt"
        kept.write_text(notes_of(export)[number])
        code, said = tool.check(copy, trusted=kept)
        assert code == outcome
        assert any("told anew" in line for line in said) == bool(outcome)


def test_a_log_that_was_cut_is_caught_by_a_kept_checkpoint(tool, copy, export):
    write_log(copy, records_of(export)[:19], sizes=[4, 5, 13, 19])
    kept = copy.parent / "kept.txt"
    kept.write_text(notes_of(export)[-1])
    assert tool.check(copy)[0] == 0
    assert tool.check(copy, trusted=kept) == (
        1,
        [
            "The log was rolled back or cut: your checkpoint speaks of 23 records, and 19 are here.",
            "The log does NOT hold.",
        ],
    )


def test_a_kept_checkpoint_of_a_size_that_is_not_listed_is_checked_too(tool, copy, export):
    kept = copy.parent / "kept.txt"
    for size in range(1, 24):
        key = make.log_key()
        root = merkle.root_of([merkle.leaf_hash(record) for record in records_of(export)[:size]])
        point = notes.Checkpoint(origin=key.origin, size=size, root=root)
        kept.write_text(notes.sign(point, name=key.origin, key=key.private))
        assert tool.check(export, trusted=kept)[0] == 0
        forged = notes.Checkpoint(origin=key.origin, size=size, root=bytes(32))
        kept.write_text(notes.sign(forged, name=key.origin, key=key.private))
        assert tool.check(export, trusted=kept)[0] == 1


@pytest.mark.parametrize("missing", FILES)
def test_an_export_without_one_of_its_files_cannot_be_checked(tool, copy, missing):
    (copy / missing).unlink()
    assert tool.check(copy)[0] == 2


def test_what_is_no_export_cannot_be_checked(tool, tmp_path):
    (tmp_path / "file.zip").write_bytes(b"not a zip")
    for path in (tmp_path, tmp_path / "nothing", tmp_path / "file.zip"):
        assert tool.check(path)[0] == 2
    assert tool.check(tmp_path, ["no key"])[0] == 2


def tampered(dice: random.Random, folder: Path, original: Path) -> str:
    """Change one thing in a copy, and say what."""
    name = dice.choice(FILES)
    data = (original / name).read_bytes()
    rows = data.splitlines(keepends=True)
    kind = dice.choice(["flip", "flip", "flip", "drop", "swap", "double", "cut", "insert", "fork"])
    if kind == "flip" or (kind in {"drop", "swap"} and len(rows) < 2):
        bit = dice.randrange(len(data) * 8)
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        (folder / name).write_bytes(changed)
        return f"flip {name} {bit}"
    if kind == "drop":
        place = dice.randrange(len(rows))
        (folder / name).write_bytes(b"".join(rows[:place] + rows[place + 1 :]))
        return f"drop {name} {place}"
    if kind == "swap":
        a, b = dice.sample(range(len(rows)), 2)
        changed_rows = list(rows)
        changed_rows[a], changed_rows[b] = rows[b], rows[a]
        (folder / name).write_bytes(b"".join(changed_rows))
        return f"swap {name} {a} {b}" if changed_rows != rows else tampered(dice, folder, original)
    if kind == "double":
        place = dice.randrange(len(rows))
        (folder / name).write_bytes(b"".join([*rows[:place], rows[place], *rows[place:]]))
        return f"double {name} {place}"
    if kind == "cut":
        place = dice.randrange(len(data))
        (folder / name).write_bytes(data[:place])
        return f"cut {name} {place}"
    if kind == "insert":
        place = dice.randrange(len(data) + 1)
        (folder / name).write_bytes(data[:place] + bytes([dice.randrange(256)]) + data[place:])
        return f"insert {name} {place}"
    seed = dice.randrange(1, 200)
    size = dice.randrange(2, 24)
    write_log(folder, records_of(original)[:size], sizes=[1, size], key=make.log_key(seed))
    return f"fork {seed} {size}"


def restore(folder: Path, original: Path) -> None:
    for name in FILES:
        shutil.copyfile(original / name, folder / name)


def test_no_random_tampering_goes_unseen(tool, export, copy):
    dice = random.Random(20250711)
    key = make.log_key().verifier.text()
    unseen = []
    for _ in range(TAMPERINGS):
        what = tampered(dice, copy, export)
        if tool.check(copy, [key])[0] == 0:
            unseen.append(what)
        restore(copy, export)
    assert unseen == []
    assert tool.check(copy, [key])[0] == 0


def test_the_program_itself_ends_with_its_codes(export, copy):
    dice = random.Random(20250714)
    key = make.log_key().verifier.text()

    def run(*words: object) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(TOOL), *map(str, words)], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    code, out, err = run(export, "--key", key)
    assert (code, err, out.splitlines()[-1]) == (0, "", f"Signed with {key}")
    for _ in range(12):
        what = tampered(dice, copy, export)
        code, out, err = run(copy, "--key", key)
        assert (what, code, out, "Traceback" in err, err != "") == (what, 1, "", False, True)
        restore(copy, export)
    code, out, err = run(copy / "nothing")
    assert (code, out, err.startswith("This could not be read")) == (2, "", True)
