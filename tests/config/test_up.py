"""What ``standing up`` decides before it starts anything, and one start and stop of the real thing."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import psycopg.conninfo
import psycopg.sql
import pytest

from standing.config import postgres, sentences, up
from standing.config.environment import Environment, SettingMissing
from tests.faults.house import House, answers, free_port, wait_for


@pytest.fixture
def port():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


def test_a_port_that_was_asked_for_is_taken_or_refused(port):
    free = free_port()
    assert up.find_port(Environment(given={"PORT": str(free)})) == free
    with pytest.raises(SettingMissing) as refusal:
        up.find_port(Environment(given={"PORT": str(port)}))
    assert str(refusal.value).startswith(f"Port {port} is in use.")


def test_without_a_wish_the_next_free_port_is_taken_and_said(monkeypatch, capsys):
    monkeypatch.setattr(up, "_why_not", lambda port: "is in use" if port < 8003 else "")
    assert up.find_port(Environment(given={})) == 8003
    assert capsys.readouterr().out == "Port 8000 is in use, so Standing takes 8003.\n"
    monkeypatch.setattr(up, "_why_not", lambda _port: "is in use")
    with pytest.raises(SettingMissing) as refusal:
        up.find_port(Environment(given={}))
    assert str(refusal.value) == "Ports 8000 to 8019 are in use. Set PORT to a free one."


def test_one_folder_has_one_server_at_a_time(tmp_path):
    assert up.port_in_use(tmp_path) is None
    with up.session(tmp_path) as session:
        with pytest.raises(up.AlreadyUp) as refusal:
            up.session(tmp_path).__enter__()
        assert "(still starting)" in str(refusal.value)
        session.note(port=8123)
        assert up.port_in_use(tmp_path) == 8123
        with pytest.raises(up.AlreadyUp) as refusal:
            up.session(tmp_path).__enter__()
        assert f"at http://127.0.0.1:8123 as process {os.getpid()}." in str(refusal.value)
    assert up.port_in_use(tmp_path) is None
    with up.session(tmp_path):
        pass


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingMissing) as refusal:
        up.session(tmp_path / "file" / "var").__enter__()
    assert "STANDING_VAR" in str(refusal.value)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (OSError(28, "No space left on device"), "The disk is full."),
        (PermissionError(13, "Permission denied", "/srv/x"), "/srv/x may not be read or written by you."),
        (psycopg.errors.DiskFull("could not extend file"), "The disk is full."),
        (psycopg.errors.UndefinedTable('relation "x" does not exist'), "This database is not set up yet"),
        (psycopg.OperationalError("connection failed: Connection refused"), "The database cannot be reached: "),
    ],
)
def test_troubles_of_the_machine_have_sentences(trouble, words):
    assert sentences.of_trouble(trouble).startswith(words)


@pytest.mark.parametrize("mistake", [OSError(5, "odd"), psycopg.errors.SyntaxError("x"), ValueError("x")])
def test_mistakes_of_the_program_keep_their_traceback(mistake):
    assert sentences.of_trouble(mistake) == ""


def test_a_ctrl_c_that_python_swallows_is_not_forgotten():
    """A signal that comes while a finalizer runs raises where nobody hears it."""
    code = (
        "import os, signal; from standing.config import interrupts as i; i.stop_on_signals()\n"
        "class Last:\n    def __del__(self): os.kill(os.getpid(), signal.SIGINT); sum(range(10000))\n"
        "i.check(); Last(); print('went on')\n"
        "try: i.check()\nexcept KeyboardInterrupt: print('heard')\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert said.stdout.split("\n") == ["went on", "heard", ""]


def pids_of_trustee(house: House) -> list[int]:
    """Return every process of the trustee beside this house: supervisor, server, worker, database."""
    var = str((house.var / "trustee").resolve())
    found = [pid for pid, env in environments().items() if env.get("STANDING_VAR") == var]
    return found + postgres._processes_inside(postgres.place(house.var / "trustee").data)


def neither_holds_the_others_keys(house: House) -> bool:
    """Test the environment of every process of both: no database, secret or token of the other party stands in it."""
    theirs = pids_of_trustee(house)
    every = environments()
    ours = [pid for pid in house.children() if pid not in theirs]
    assert theirs
    assert ours
    for pid in theirs:
        env = every.get(pid, {})
        assert house.database_url not in env.values()
        assert not {"DATABASE_URL", "STANDING_SECRET_KEY", "STANDING_BOX_KEY_FILE", "STANDING_ISSUER_TOKEN"} & set(env)
    for pid in ours:
        env = every.get(pid, {})
        assert env.get("STANDING_ROLE", "city") == "city"
        assert str(house.var / "trustee") not in " ".join(env.values())
    return True


def environments() -> dict[int, dict[str, str]]:
    """Return the environment of every process that we may look at."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            said = (entry / "environ").read_bytes().decode(errors="replace").split("\0")
            found[int(entry.name)] = dict(one.split("=", 1) for one in said if "=" in one)
    return found


def trustee_keys(var: Path) -> object:
    """Return what tells whether the trustee's records are the same ones."""
    with psycopg.connect(postgres.url(var / "trustee"), autocommit=True) as connection:
        sql = "SELECT string_agg(encode(public, 'hex'), ',' ORDER BY round, purpose) FROM trustee_key"
        return connection.execute(sql).fetchone()[0]


def test_it_starts_answers_and_stops():
    """The long proofs are in tests/faults; this is the shortest way through all of it."""
    given = os.environ["DATABASE_URL"]
    name = f"standing_smoke_{os.getpid()}"
    admin = psycopg.conninfo.make_conninfo(given, dbname="postgres")
    with tempfile.TemporaryDirectory(prefix="standing-smoke-") as folder:
        var = Path(folder)
        house = House(
            var=var,
            port=free_port(),
            said=var / "said.txt",
            database_url=psycopg.conninfo.make_conninfo(given, dbname=name),
        )
        try:
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
            house.start().until_ready(600)
            theirs = f"http://127.0.0.1:{house.port + 1}"
            rows = house.sign_ins(PORT="")
            assert {tuple(row) for row in rows} == {("role", "department", "person", "url")}
            assert {urlsplit(row["url"])._replace(path="", fragment="").geturl() for row in rows} == {
                house.base,
                theirs,
            }
            keepers = [row["url"] for row in rows if row["role"] == "keeper"]
            assert len(keepers) == 2
            assert all(url.startswith(f"{theirs}/") for url in keepers)
            assert neither_holds_the_others_keys(house)
            kept = trustee_keys(var)
            assert kept

            for pid in pids_of_trustee(house):  # the whole party at once, its database too
                os.kill(pid, signal.SIGKILL)
            house.until_said("The trustee ended by itself; it is started again.", seconds=300)
            wait_for(lambda: answers(theirs), seconds=300, otherwise="the trustee did not come back")
            assert trustee_keys(var) == kept
            assert house.stop() == 0
            assert not pids_of_trustee(house)
            assert not answers(theirs)
            assert house.text().endswith("Stopped. Your records are kept; 'make run' starts again.\n")
            house.nothing_is_left()
        finally:
            house.tear_down()
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute(
                    psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(psycopg.sql.Identifier(name))
                )
