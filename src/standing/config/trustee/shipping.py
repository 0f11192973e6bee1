"""
The sealed copy of each night (docs/decisions/0016): all that the trustee needs to go on after its disk is lost.

One file, sealed to a public key whose secret half the trustee does not have: the database without replies and jobs;
tags and applications in their own order; the key files. Each copy takes the place of the one before, so two copies
never show what came between them.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import psycopg.conninfo

from standing.config import postgres
from standing.hall.sealed import api as sealed
from standing.hall.sealed.people import KEY, Pair, new_pair, pair_of
from standing.kernel.refusals import NotNow

NAME = "trustee.sealed"
_DUMP = "database.dump"
_SORTED = {"trustee_tag": ("round_id, tag", 2), "draw_application": ('round, mark, "group", box, tags', 2)}
"""Tables whose rows lie as they came: their columns, and by how many of these the copy sorts them."""
_LEFT_OUT = (*_SORTED, "trustee_reply", "procrastinate_jobs", "procrastinate_events", "django_session")
_EMPTY = "SELECT NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public')"
Say = Callable[[str], None]


def make_key(*, file: Path, say: Say) -> int:
    """
    Make a pair of keys: the secret half goes into a file, the public one is said.

    :raises NotNow: if there is a file already
    """
    pair = new_pair()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise NotNow(f"There is already something at {file}. A key is never overwritten.") from None
    with os.fdopen(handle, "w") as out:
        out.write(base64.b64encode(pair.secret).decode() + "\n")
    say(f"STANDING_SHIP_KEY={base64.b64encode(pair.public).decode()}")
    return 0


def ship(*, to: Path, key: str, url: str, var: Path, apart: Path) -> str:
    """
    Write the sealed copy in place of the one before, and return its SHA-256. It appears whole or not at all.

    :raises NotNow: if the key is none, the folder is not there, or PostgreSQL refuses
    """
    public = _key(key)
    if not to.is_dir():
        raise NotNow(f"There is no folder {to} for the sealed copy. Mount it, or change STANDING_SHIP_TO.")
    with tempfile.TemporaryDirectory(prefix="ship-", dir=_own(var)) as folder:
        inside = Path(folder)
        _dump(inside, url=url)
        unfinished = to / f".{NAME}.{secrets.token_hex(8)}"
        try:
            with unfinished.open("xb") as out:
                unfinished.chmod(0o600)
                with sealed.SealedWriter(out, to=public) as writer, tarfile.open(fileobj=writer, mode="w|") as tar:
                    for name in (_DUMP, *map(_file_of, _SORTED)):
                        tar.add(inside / name, arcname=name, filter=_nameless)
                    for name, keys in _keys(var, apart).items():
                        if keys.is_dir():
                            tar.add(keys, arcname=name, filter=_nameless)
                out.flush()
                os.fsync(out.fileno())
            digest = _sha256(unfinished)
            unfinished.replace(to / NAME)
        finally:
            unfinished.unlink(missing_ok=True)
    return digest


def restore(*, file: Path, key_file: Path, url: str, var: Path, apart: Path, say: Say) -> int:
    """
    Put a sealed copy into an empty database and empty folders of keys.

    :raises NotNow: if something is there, or the copy does not open with this key
    """
    with psycopg.connect(url) as connection:
        row = connection.execute(_EMPTY).fetchone()
    if not (row and row[0]):
        raise NotNow("The database is not empty. Restore into an empty one; nothing was changed.")
    for keys in _keys(var, apart).values():
        if keys.is_dir() and any(keys.iterdir()):
            raise NotNow(f"{keys} is not empty. Restore into an empty STANDING_VAR, or move that folder away.")
    pair = _pair(key_file)
    with tempfile.TemporaryDirectory(prefix="ship-", dir=_own(var)) as folder:
        inside = Path(folder)
        with file.open("rb") as sealed_file, sealed.SealedReader(sealed_file, pair=pair) as reader:
            with tarfile.open(fileobj=reader, mode="r|") as tar:
                tar.extractall(inside, filter="data")
            while reader.read(1 << 20):
                pass  # the last piece says that nothing was cut off
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        _run("pg_restore", [*options, str(inside / _DUMP)], url=url)
        with psycopg.connect(url) as connection:
            for table, (columns, _by) in _SORTED.items():
                _fill(connection, table, columns, inside / _file_of(table))
            row = connection.execute("SELECT count(*) FROM trustee_tag").fetchone()
        for name, keys in _keys(var, apart).items():
            if (inside / name).is_dir():
                shutil.copytree(inside / name, keys, dirs_exist_ok=True)
    say(f"Restored: {row[0] if row else 0} tags. What came after the night of this copy is not in it: the day's quotas")
    say("are the bound. Write that down before a round goes on (docs/decisions/0016).")
    return 0


def _dump(folder: Path, *, url: str) -> None:
    """Write database and tags as of one moment."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        left_out = [f"--exclude-table-data=public.{name}" for name in _LEFT_OUT]
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={row[0] if row else ''}", *left_out]
        _run("pg_dump", [*options, f"--file={folder / _DUMP}"], url=url)
        # In their own order, whatever order they lie in: some may have come since the night.
        for table, (columns, by) in _SORTED.items():
            order = ", ".join(str(number) for number in range(1, by + 1))
            question = f"COPY (SELECT {columns} FROM {table} ORDER BY {order}) TO STDOUT"  # noqa: S608 - names of ours
            with (folder / _file_of(table)).open("xb") as out, connection.cursor().copy(question) as rows:
                for block in rows:
                    out.write(block)


def _keys(var: Path, apart: Path) -> dict[str, Path]:
    """Return the folders of keys, by their names in the copy."""
    return {"keys": var / "keys", "apart": apart}


def _fill(connection: psycopg.Connection, table: str, columns: str, file: Path) -> None:
    # What a row had to keep when it came does not bind its copy: a draw may have been held since.
    connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    with file.open("rb") as rows, connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        while block := rows.read(1 << 20):
            copy.write(block)
    connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _file_of(table: str) -> str:
    return f"{table}.copy"


def _own(var: Path) -> Path:
    folder = var / "shipping"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for left in folder.glob("ship-*"):  # of a copy that was killed
        shutil.rmtree(left, ignore_errors=True)
    return folder


def _nameless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    return member


def _key(said: str) -> bytes:
    try:
        key = base64.b64decode(said, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY:
        raise NotNow("STANDING_SHIP_KEY is no public key. 'standing trustee key FILE' makes one.")
    return key


def _pair(file: Path) -> Pair:
    try:
        return pair_of(_key(file.read_text().strip()))
    except (NotNow, UnicodeDecodeError):
        raise NotNow(f"{file} holds no key of sealed copies.") from None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _run(tool: str, words: list[str], *, url: str) -> None:
    known = {name: str(value) for name, value in psycopg.conninfo.conninfo_to_dict(url).items() if value is not None}
    secret = {"PGPASSWORD": known.pop("password")} if "password" in known else {}  # not where 'ps' shows it
    done = subprocess.run(
        [str(postgres.binaries() / tool), *words, f"--dbname={psycopg.conninfo.make_conninfo(**known)}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **secret, "LC_ALL": "C"},
    )
    if done.returncode != 0:
        raise NotNow(f"{tool} refused: {' '.join(done.stderr.split())}")
