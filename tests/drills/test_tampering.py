"""A log is tampered with in every way we know, thousands of times; the stand-alone verifier must see each one."""

import importlib.util
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from standing.hall.audit import exports
from tests.hall.audit.test_verify_log import records_of, write_log
from tests.make import audit as make

TOOL = Path(__file__).resolve().parents[2] / "tools" / "verify_log.py"
FILES = ("records.jsonl", "leaves.txt", "checkpoints.txt", "proofs.txt", "public-keys.txt")
SIZES = (4, 1, 8, 6, 4, 16, 2, 9)
ROUNDS = 1500


@pytest.fixture(scope="module")
def verifier():
    spec = importlib.util.spec_from_file_location("verify_log_of_the_drill", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def export(tmp_path_factory, django_db_setup, django_db_blocker) -> Path:
    """An export of a log of 50 records under 8 checkpoints."""
    from django.db import transaction

    folder = tmp_path_factory.mktemp("drill") / "log"
    with django_db_blocker.unblock(), transaction.atomic():
        begin = 0
        for size in SIZES:
            make.records(size, start=begin)
            make.seal()
            begin += size
        assert exports.write_export(path=folder, sample=True) == exports.ExportFact(records=50, checkpoints=8)
        transaction.set_rollback(True)
    return folder


def bytes_of(records: list[bytes]) -> bytes:
    return b"".join(b'{"position":%d,"record":%b}\n' % (n, record) for n, record in enumerate(records))


class Hand:
    """Somebody who may write every file of an export, and, where it says so, holds a key."""

    def __init__(self, *, seed: int, folder: Path, original: Path) -> None:
        self.dice = random.Random(seed)
        self.folder = folder
        self.original = original
        self.records = records_of(original)

    def flip(self) -> str:
        """Turn one bit of any file."""
        name = self.dice.choice(FILES)
        data = bytearray((self.original / name).read_bytes())
        bit = self.dice.randrange(len(data) * 8)
        data[bit // 8] ^= 1 << bit % 8
        (self.folder / name).write_bytes(data)
        return f"{name} bit {bit}"

    def remove(self) -> str:
        """Take a record out and number the rest anew, as if it had never been."""
        place = self.dice.randrange(len(self.records))
        (self.folder / "records.jsonl").write_bytes(bytes_of(self.records[:place] + self.records[place + 1 :]))
        return f"record {place}"

    def remove_with_leaf(self) -> str:
        """Take a record out together with its leaf."""
        place = self.dice.randrange(len(self.records))
        self.remove_at(place)
        leaves = (self.original / "leaves.txt").read_text().splitlines(keepends=True)
        (self.folder / "leaves.txt").write_text("".join(leaves[:place] + leaves[place + 1 :]))
        return f"record and leaf {place}"

    def remove_at(self, place: int) -> None:
        (self.folder / "records.jsonl").write_bytes(bytes_of(self.records[:place] + self.records[place + 1 :]))

    def reorder(self) -> str:
        """Change the places of two records, their leaves with them in every second case."""
        a, b = self.dice.sample(range(len(self.records)), 2)
        moved = list(self.records)
        moved[a], moved[b] = moved[b], moved[a]
        (self.folder / "records.jsonl").write_bytes(bytes_of(moved))
        if self.dice.random() < 0.5:
            leaves = (self.original / "leaves.txt").read_text().splitlines(keepends=True)
            leaves[a], leaves[b] = leaves[b], leaves[a]
            (self.folder / "leaves.txt").write_text("".join(leaves))
        return f"records {a} and {b}"

    def cut(self) -> str:
        """Cut a file off anywhere."""
        name = self.dice.choice(FILES)
        data = (self.original / name).read_bytes()
        place = self.dice.randrange(len(data))
        (self.folder / name).write_bytes(data[:place])
        return f"{name} at {place}"

    def insert(self) -> str:
        """Put a byte anywhere, or a line twice."""
        name = self.dice.choice(FILES)
        data = (self.original / name).read_bytes()
        if self.dice.random() < 0.5:
            place = self.dice.randrange(len(data) + 1)
            data = data[:place] + bytes([self.dice.randrange(256)]) + data[place:]
        else:
            rows = data.splitlines(keepends=True)
            place = self.dice.randrange(len(rows))
            data = b"".join([*rows[:place], rows[place], *rows[place:]])
        (self.folder / name).write_bytes(data)
        return f"{name} at {place}"

    def fork_of_a_stranger(self) -> str:
        """Tell the log anew from some record on, right in itself, signed with another key."""
        place = self.forge(key=make.log_key(self.dice.randrange(1, 200)))
        return f"from record {place}, with another key"

    def fork_of_the_keeper(self) -> str:
        """Tell it anew with the true key: only a checkpoint that somebody kept can tell."""
        return f"from record {self.forge(key=make.log_key())}, with the true key"

    def forge(self, *, key) -> int:
        place = self.dice.randrange(len(self.records))
        told = [
            record if number < place else record.replace(b"plans.file", b"plans.fi1e")
            for number, record in enumerate(self.records)
        ]
        sizes = sorted({*self.dice.sample(range(1, len(told)), 3), len(told)})
        write_log(self.folder, told, sizes=sizes, key=key)
        return place

    def cut_by_the_keeper(self) -> str:
        """End the log earlier, signed with the true key."""
        size = self.dice.randrange(1, len(self.records))
        write_log(self.folder, self.records[:size], sizes=[size])
        return f"after {size} records, with the true key"


WAYS = {
    "flip": 12, "remove": 2, "remove_with_leaf": 2, "reorder": 3, "cut": 3, "insert": 3,
    "fork_of_a_stranger": 2, "fork_of_the_keeper": 2, "cut_by_the_keeper": 1,
}  # fmt: skip


@pytest.mark.parametrize("seed", [20250711, 20251225])
def test_every_tampering_is_seen(seed, verifier, export, tmp_path, size, figure):
    folder = Path(shutil.copytree(export, tmp_path / "log"))
    kept = tmp_path / "kept.txt"
    kept.write_text("".join((export / "checkpoints.txt").read_text().splitlines(keepends=True)[-5:]))
    key = make.log_key().verifier.text()
    hand = Hand(seed=seed, folder=folder, original=export)
    assert verifier.check(folder, [key], trusted=kept)[0] == 0

    tried, missed = Counter(), []
    for _ in range(int(ROUNDS * size)):
        way = hand.dice.choices(list(WAYS), weights=list(WAYS.values()))[0]
        what = getattr(hand, way)()
        tried[way] += 1
        code, said = verifier.check(folder, [key], trusted=kept)
        if code == 0 or not said:
            missed.append(f"{way}: {what}")
        for name in FILES:
            shutil.copyfile(export / name, folder / name)
    assert verifier.check(folder, [key], trusted=kept)[0] == 0

    ways = ", ".join(f"{way.replace('_', ' ')} {count}" for way, count in tried.most_common())
    figure(f"Tampering (seed {seed}): {tried.total()} tried, {len(missed)} missed. {ways}.")
    assert missed == []
