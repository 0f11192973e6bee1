"""An export of the log: everything an auditor needs to check it without asking us anything."""

import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import IO, Protocol

from standing.hall.audit import queries
from standing.kernel.refusals import NotNow

NOTHING = "Nothing is sealed yet, so there is nothing to export."
README = """\
{sample}STANDING: EXPORT OF THE LOG

records.jsonl      every record, one a line, in the order in which they were sealed
leaves.txt         the hash of each record, one a line, in the same order
checkpoints.txt    every signed checkpoint, the oldest first
proofs.txt         for each two checkpoints in a row: the proof that one continues the other
public-keys.txt    the key, or keys, that signed the checkpoints

How to check it. You need Python 3.11 or later, and nothing else:

    python3 verify_log.py THIS-FOLDER

verify_log.py is in the folder tools of the program's source. Take it from there rather than from whoever
handed you this export. Then compare the public key that it prints with the one you know: it stands on the
page /status/log/, and you may have written it down before. Give it along, and nothing else is believed:

    python3 verify_log.py THIS-FOLDER --key 'THE KEY YOU KNOW'

If you kept an older checkpoint, ask whether this log continues it. That finds a log that was cut short or
told anew with the right key:

    python3 verify_log.py THIS-FOLDER --trusted MY-CHECKPOINT.txt

To see the proof for one record: --record ITS-ID.

How it is made. A record is one line of JSON with sorted keys and no spaces; in records.jsonl it stands after
"record":. Its leaf is SHA-256 of a zero byte and these bytes. Leaves are joined in pairs as RFC 6962 says.
A checkpoint holds the name of the log, how many records it has, the hash above them all, and an Ed25519
signature (C2SP signed note). A record that carries "day" instead of "at" is of somebody unknown; such
records are sealed a day at a time, in random order.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFact:
    """What an export holds."""

    records: int
    checkpoints: int


class _Place(Protocol):
    def open(self, name: str) -> AbstractContextManager[IO[bytes]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folder:
    path: Path

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        with (self.path / name).open("xb") as file:
            yield file


@dataclass(frozen=True, slots=True, kw_only=True)
class _Zip:
    archive: zipfile.ZipFile

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        entry = zipfile.ZipInfo(f"standing-log/{name}", date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self.archive.open(entry, "w", force_zip64=True) as file:
            yield file


def write_export(*, path: Path, sample: bool) -> ExportFact:
    """
    Write the log into a new folder, or into a .zip file when the name ends so.

    :raises NotNow: if nothing is sealed yet, or something is already there
    """
    if queries.latest_checkpoint() is None:
        raise NotNow(NOTHING)
    if path.exists() and (path.is_file() or any(path.iterdir())):
        raise NotNow(f"There is already something at {path}. Choose another name.")
    if path.suffix == ".zip":
        with path.open("xb") as file:
            return send_export(file=file, sample=sample)
    path.mkdir(parents=True, exist_ok=True)
    return _write(_Folder(path=path), sample=sample)


def send_export(*, file: IO[bytes], sample: bool) -> ExportFact:
    """
    Write the log as a .zip into an open file.

    :raises NotNow: if nothing is sealed yet
    """
    with zipfile.ZipFile(file, "w") as archive:
        return _write(_Zip(archive=archive), sample=sample)


def _write(place: _Place, *, sample: bool) -> ExportFact:
    """Write all files. The log only grows, so whatever lies under the latest checkpoint stands still meanwhile."""
    last = queries.latest_checkpoint()
    if last is None:
        raise NotNow(NOTHING)
    with place.open("README.txt") as file:
        file.write(README.format(sample="THIS IS A SAMPLE: THE RECORDS ARE INVENTED.\n\n" if sample else "").encode())
    with place.open("leaves.txt") as file:
        for leaf in queries.leaf_hashes(upto=last.size):
            file.write(leaf.hex().encode() + b"\n")
    with place.open("records.jsonl") as file:
        for position, entry in queries.sealed_records(upto=last.size):
            file.write(b'{"position":%d,"record":%b}\n' % (position, entry.canonical()))
    count, keys, sizes = 0, [], []
    with place.open("checkpoints.txt") as file:
        for checkpoint in queries.checkpoints(upto=last.size):
            file.write(b"\n" * bool(count) + checkpoint.note.encode())
            count += 1
            sizes.append(checkpoint.size)
            if checkpoint.key not in keys:
                keys.append(checkpoint.key)
    with place.open("proofs.txt") as file:
        for old, new in pairwise(sizes):
            steps = ",".join(step.hex() for step in queries.consistency_path(old=old, new=new))
            file.write(f"{old} {new} {steps}\n".encode())
    with place.open("public-keys.txt") as file:
        file.write("".join(f"{key}\n" for key in keys).encode())
    return ExportFact(records=last.size, checkpoints=count)
