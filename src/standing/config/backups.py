"""A backup is a folder: the database as PostgreSQL dumps it, the files that were kept, and the keys."""

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg
import psycopg.conninfo

from standing.config import postgres
from standing.kernel.refusals import NotNow

DUMP = "database.dump"
FOLDERS = ("files", "keys")
_EMPTY = "SELECT NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public')"


def write(*, folder: Path, url: str, var: Path, say: Callable[[str], None]) -> int:
    """
    Write a backup into a new folder while everything goes on.

    It appears under its name when it is whole; an interrupted one keeps the ending ``.unfinished``.

    :raises NotNow: if something is there already, or pg_dump refuses
    """
    if folder.exists():
        raise NotNow(f"There is already something at {folder}. Choose another name.")
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    # The database first: a file that comes later is one too many, which does no harm.
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={unfinished / DUMP}"], url=url)
    for name in FOLDERS:
        if (var / name).is_dir():
            shutil.copytree(var / name, unfinished / name)
    unfinished.rename(folder)
    say(f"The backup is in {folder}. It holds keys: keep it as you keep them.")
    return 0


def restore(*, folder: Path, url: str, var: Path, say: Callable[[str], None]) -> int:
    """
    Put a backup into an empty database and an empty folder: all of it or nothing.

    :raises NotNow: if that is no backup, or there is something in the database or the folder
    """
    if not (folder / DUMP).is_file():
        raise NotNow(f"There is no backup in {folder}: it has no {DUMP}.")
    for name in FOLDERS:
        if (folder / name).is_dir() and (var / name).exists() and any((var / name).iterdir()):
            raise NotNow(f"{var / name} is not empty. Restore into an empty STANDING_VAR, or move that folder away.")
    with psycopg.connect(url) as connection:
        row = connection.execute(_EMPTY).fetchone()
    if not (row and row[0]):
        raise NotNow("The database is not empty. Restore into an empty one; nothing was changed.")
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*options, str(folder / DUMP)], url=url)
    for name in FOLDERS:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, var / name, dirs_exist_ok=True)
    say("The backup is restored. Now compare it with a checkpoint kept elsewhere: standing log verify CHECKPOINT")
    return 0


def _run(tool: str, words: Sequence[str], *, url: str) -> None:
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
