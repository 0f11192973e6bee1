"""A Standing of its own that a test starts, kills and starts again, as ``make run`` does."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import psycopg

from standing.config import postgres

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "standing")
PACK = ROOT / "tests" / "packs" / "alder-ford"
_MARK = b"RUN_OF_STANDING="

# What a complete sample holds, leaving out what the background jobs add by the minute.
WHOLE = """
    SELECT (SELECT count(*) FROM installation_installation), (SELECT count(*) FROM accounts_user),
           (SELECT count(*) FROM city_appointment), (SELECT count(*) FROM plans_version),
           (SELECT count(*) FROM obligations_evidence), (SELECT count(*) FROM obligations_waiver)
"""


@dataclass(kw_only=True)
class House:
    """One folder for records, one port, and whatever runs for them."""

    var: Path
    port: int
    said: Path
    database_url: str = ""
    process: subprocess.Popen[bytes] | None = None

    def env(self, **more: str) -> dict[str, str]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("STANDING_") and key not in {"DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE"}
        }
        # Many short-lived processes: let each find what the last one compiled, outside the tree.
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        kept["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / f"standing-pycache-{os.getuid()}")
        given = {
            "STANDING_VAR": str(self.var),
            "STANDING_PACK": str(PACK),
            "STANDING_WORKERS": "1",
            "PORT": str(self.port),
        }
        if self.database_url:
            given["DATABASE_URL"] = self.database_url
        return {key: value for key, value in (kept | given | more).items() if value}

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, **more: str) -> "House":
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [*COMMAND, "up"], env=self.env(**more), cwd=ROOT, stdout=out, stderr=subprocess.STDOUT
            )
        return self

    def until_ready(self, seconds: float = 120) -> "House":
        assert self.process is not None
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"It ended by itself with {self.process.returncode}:\n{self.text()}")
            if "Ctrl-C stops it" in self.text() and answers(self.base):
                return self
            time.sleep(0.1)
        raise AssertionError(f"Not ready after {seconds} seconds:\n{self.text()}")

    def until_said(self, words: str, seconds: float = 120) -> "House":
        assert self.process is not None
        wait_for(
            lambda: words in self.text() or self.process.poll() is not None,
            seconds=seconds,
            otherwise=f"never said {words!r}",
        )
        assert words in self.text(), self.text()
        return self

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words], env=self.env(**more), cwd=ROOT, capture_output=True, text=True, check=False
        )

    def stop(self, number: int = signal.SIGINT, seconds: float = 60) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=seconds)

    def text(self) -> str:
        return self.said.read_text(errors="replace") if self.said.exists() else ""

    def children(self, words: str = "") -> list[int]:
        """Return the web server, its workers and the worker of this house; those whose command has the words."""
        mark = _MARK + str(self.var.resolve()).encode()
        return [
            pid
            for pid in _all_pids()
            if mark in _read(pid, "environ").split(b"\0") and words.encode() in _read(pid, "cmdline")
        ]

    def database(self) -> list[int]:
        """Return the postmaster and its backends."""
        return postgres._processes_inside(postgres.place(self.var).data)

    def everything(self) -> list[int]:
        own = [self.process.pid] if self.process is not None and self.process.poll() is None else []
        return own + self.children() + self.database()

    def kill_everything(self) -> int:
        """Send -9 to all at once, the supervisor first; returns how many there were."""
        victims = self.everything()
        for pid in victims:
            kill(pid)
        if self.process is not None:
            self.process.wait(timeout=10)
        wait_for(lambda: not self.everything(), seconds=10, otherwise="something outlived -9")
        return len(victims)

    def nothing_is_left(self) -> None:
        assert self.everything() == []
        assert list(postgres.place(self.var).sockets.glob(".s.PGSQL.*")) == []
        assert not is_taken(self.port)

    def ask(self, sql: str) -> tuple[object, ...]:
        with psycopg.connect(self.database_url or postgres.url(self.var), autocommit=True) as connection:
            row = connection.execute(sql).fetchone()
        assert row is not None
        return tuple(row)

    def sign_ins(self, **more: str) -> list[dict[str, str]]:
        printed = self.run("sample", "signins", "--json", **more)
        assert (printed.returncode, printed.stderr) == (0, "")
        return list(json.loads(printed.stdout))

    def tear_down(self) -> None:
        for pid in self.everything():
            kill(pid)
        if self.process is not None:
            self.process.wait(timeout=10)
        postgres.stop(self.var)
        shutil.rmtree(postgres.place(self.var).sockets, ignore_errors=True)


def new_house(folder: Path) -> House:
    """Return a house that has never been started; its path has blanks, as paths do."""
    folder.mkdir(parents=True, exist_ok=True)
    return House(var=folder / "the var", port=free_port(), said=folder / "said.txt")


def copy_of(house: House, folder: Path) -> House:
    """Return a house with the records of another that was stopped."""
    made = new_house(folder)
    subprocess.run(["cp", "-a", str(house.var), str(made.var)], check=True)
    return made


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def is_taken(port: int) -> bool:
    with socket.socket() as trial:
        trial.settimeout(1)
        return trial.connect_ex(("127.0.0.1", port)) == 0


def answers(base: str, path: str = "/healthz") -> bool:
    try:
        with urllib.request.urlopen(f"{base}{path}", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def wait_for(question, *, seconds: float, otherwise: str) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _all_pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def _read(pid: int, name: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""
