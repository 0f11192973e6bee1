"""What ``standing up`` decides before it starts anything. The journeys start the real thing and stop it."""

import os
import socket
import subprocess
import sys

import psycopg
import psycopg.conninfo
import psycopg.sql
import pytest

from standing.config import sentences, up
from standing.config.environment import Environment, SettingMissing
from tests.faults.house import free_port


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
