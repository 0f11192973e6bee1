"""``standing up``: start all that one machine needs, say where it is, and stop it all on Ctrl-C."""

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from standing.config import environment, interrupts, postgres

_READY_SECONDS = 90
_PORTS_TRIED = 20
_GRACE_SECONDS = 10
_NEIGHBOUR_GRACE_SECONDS = 40  # it has a server, a worker and a database of its own to end
_SHARED = frozenset({"STANDING_PACK", "STANDING_WORKERS"})
_FALLS_ALLOWED = 3
_FALLS_WITHIN_SECONDS = 60
_MARK = "RUN_OF_STANDING"  # every child carries it, with the folder it works for, so that orphans are known
_PROC = Path("/proc")
_IN_USE = "is in use"


class AlreadyUp(SystemExit):
    """Standing runs in this folder already; ``str()`` says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The right to serve from one folder: held by one process at a time."""

    var: Path
    file: IO[str]

    def note(self, *, port: int) -> None:
        """Write down where we serve, for ``standing sample signins`` and for whoever starts a second one."""
        self.file.seek(0)
        self.file.truncate()
        json.dump({"pid": os.getpid(), "port": port}, self.file)
        self.file.flush()


@contextmanager
def session(var: Path) -> Iterator[Session]:
    """
    Be the only one who serves from this folder, and end what a killed one left there.

    :raises AlreadyUp: if another process serves from it
    """
    try:
        var.mkdir(parents=True, exist_ok=True)
        file = (var / "up.lock").open("a+")
    except OSError as trouble:
        raise environment.SettingMissing(
            f"{var} cannot be written: {trouble.strerror}. "
            "Run this as the owner of the folder, or set STANDING_VAR to a folder of your own."
        ) from trouble
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            known = _noted(file)
            where = f"at http://127.0.0.1:{known['port']} " if "port" in known else "(still starting) "
            who = f"process {known['pid']}" if "pid" in known else "another process"
            raise AlreadyUp(
                f"Standing runs already from {var} {where}as {who}. Open that, or stop it with Ctrl-C first. "
                "For a second one, set STANDING_VAR to another folder."
            ) from taken
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid()}, file)
        file.flush()
        _end_orphans(var)
        try:
            yield Session(var=var, file=file)
        finally:
            file.seek(0)
            file.truncate()


def port_in_use(var: Path) -> int | None:
    """Return the port of the server that runs from this folder, if one does."""
    try:
        file = (var / "up.lock").open()
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _noted(file).get("port")
    return None


def find_port(env: environment.Environment) -> int:
    """
    Return the port to serve on: the one asked for, or the next free one when none was asked for.

    :raises SettingMissing: if the port that was asked for is in use
    """
    wanted = env.port
    refusal = _why_not(wanted)
    if not refusal and _neighbour_fits(env, wanted):
        return wanted
    if not refusal and env.text("PORT"):
        raise environment.SettingMissing(
            f"Port {wanted + 1} or {wanted + 2} {_IN_USE}, and the trustee's process and the sample's issuer go there. "
            f"Stop what uses it, or choose others: PORT={min(wanted + 10, 65533)} make run"
        )
    if env.text("PORT"):
        raise environment.SettingMissing(
            f"Port {wanted} {refusal}. Stop what uses it, or choose another: PORT={min(wanted + 10, 65535)} make run"
            if refusal == _IN_USE
            else f"Port {wanted} {refusal}. Choose one above 1023, for example: PORT=8000 make run"
        )
    for port in range(wanted + 1, wanted + _PORTS_TRIED):
        if not _why_not(port) and _neighbour_fits(env, port):
            print(f"Port {wanted} is in use, so Standing takes {port}.")
            return port
    raise environment.SettingMissing(
        f"Ports {wanted} to {wanted + _PORTS_TRIED - 1} are in use. Set PORT to a free one."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The trustee's process beside the City's on one machine: a folder, a database, keys and a port of its own."""

    var: Path
    port: int
    city_port: int

    @property
    def base(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def env(self, ours: Mapping[str, str]) -> dict[str, str]:
        """Return its environment: ours without anything that opens the City's records."""
        kept = {
            name: value
            for name, value in ours.items()
            if name not in {"DATABASE_URL", "PORT"} and (name in _SHARED or not name.startswith("STANDING_"))
        }
        return {
            **kept,
            "STANDING_ROLE": "trustee",
            "STANDING_VAR": str(self.var),
            "STANDING_CITY_URL": f"http://127.0.0.1:{self.city_port}",
            "PORT": str(self.port),
        }


def neighbour(env: environment.Environment, *, port: int) -> Neighbour | None:
    """Return the trustee that is started beside this City, if one is."""
    return Neighbour(var=env.var / "trustee", port=port + 1, city_port=port) if env.brings_trustee else None


def sign_ins_of(beside: Neighbour | None) -> list[dict[str, str]]:
    """Return the one-click sign-ins of the trustee's sample beside us; its own process tells them, for we cannot."""
    if beside is None or not (beside.var / "up.lock").exists():
        return []
    asked = (sys.executable, "-m", "standing", "sample", "signins", "--json")
    told = subprocess.run(asked, env=beside.env(os.environ), capture_output=True, text=True, check=False)
    return list(json.loads(told.stdout)) if told.returncode == 0 else []


def serve(  # noqa: C901 - one loop, read from top to bottom
    *,
    port: int,
    workers: int,
    var: Path,
    announce: Callable[[str], None],
    is_embedded: bool,
    role: str = "city",
    beside: Neighbour | None = None,
    issuer: Sequence[str] = (),
    when_ready: Callable[[], None] | None = None,
    goodbye: str = "",
) -> int:
    """
    Run the web server, the worker, the database and the neighbour until a signal comes; then stop what we started.

    What ends by itself is started again; what keeps ending ends everything.

    :returns: 0 after a signal, otherwise 1
    """
    children = _children(port=port, workers=workers, var=var, beside=beside, issuer=issuer)
    asked_to_stop = False

    def ask_to_stop(_number: int, _frame: object) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    for number in interrupts.SIGNALS:
        signal.signal(number, ask_to_stop)
    interrupts.check()
    base = f"http://127.0.0.1:{port}"
    try:
        for child in children:
            child.start()
        is_ready = False
        deadline = time.monotonic() + _READY_SECONDS
        while not asked_to_stop:
            if is_embedded and not postgres.runs(var):
                print("The database ended by itself; it is started again.", file=sys.stderr)
                postgres.ensure_running(var, role=role)
            if not all(child.keep_up() for child in children):
                return 1
            if not is_ready and _is_healthy(base) and (beside is None or _is_healthy(beside.base)):
                is_ready = True
                if when_ready is not None:
                    when_ready()
                announce(base)
            elif not is_ready and time.monotonic() > deadline:
                print("Standing is slow to start; still trying.", file=sys.stderr)
                deadline = time.monotonic() + _READY_SECONDS
            time.sleep(0.2)
    finally:
        for child in children:
            child.ask_to_end()
        for child in children:
            child.wait()
        _end_orphans(var)
    if goodbye:
        print(goodbye)
    return 0


@dataclass(slots=True, kw_only=True)
class _Child:
    """One process of ours, with all that it starts."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    grace: int = _GRACE_SECONDS
    process: subprocess.Popen[bytes] | None = None
    falls: deque[float] = field(default_factory=deque)

    def start(self) -> None:
        # Not our terminal's process group: Ctrl-C reaches us alone, and we end the children in order.
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - there are no threads here
        )

    def keep_up(self) -> bool:
        """Start it again if it ended; False once it has ended too often to go on."""
        if self.process is None or self.process.poll() is None:
            return True
        self._end_what_it_started()
        now = time.monotonic()
        self.falls.append(now)
        while self.falls[0] < now - _FALLS_WITHIN_SECONDS:
            self.falls.popleft()
        if len(self.falls) > _FALLS_ALLOWED:
            print(f"The {self.name} keeps ending; the lines above say why. Everything is stopped.", file=sys.stderr)
            return False
        print(f"The {self.name} ended by itself; it is started again.", file=sys.stderr)
        self.start()
        return True

    def ask_to_end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=self.grace)
        self._end_what_it_started()
        self.process.wait()

    def _end_what_it_started(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def _children(*, port: int, workers: int, var: Path, beside: Neighbour | None, issuer: Sequence[str]) -> list["_Child"]:
    env = {**os.environ, _MARK: str(var.resolve())}
    children = [
        _Child(
            name="web server",
            env=env,
            command=(
                sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                "--port", str(port), "--workers", str(workers), "--blocking-threads", "2", "--no-access-log",
                "--respawn-failed-workers", "--log-level", "warning", "standing.config.wsgi:application",
            ),
        ),
        _Child(
            # It holds the database as we do, so the last of us to go stops it, even after a kill -9.
            name="worker",
            env=env,
            command=(sys.executable, "-m", "standing", "work"),
        ),
    ]  # fmt: skip
    if beside is not None:
        up = (sys.executable, "-m", "standing", "up")
        children.append(_Child(name="trustee", env=beside.env(os.environ), command=up, grace=_NEIGHBOUR_GRACE_SECONDS))
    if issuer:
        plain = {name: value for name, value in env.items() if not name.startswith(("STANDING_", "DATABASE_URL"))}
        children.append(_Child(name="sample issuer", env=plain, command=issuer))
    return children


def _die_with_parent() -> None:
    # Linux: a child is told to end when we are killed with -9, so that no orphan holds the port.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _end_orphans(var: Path) -> None:
    """End the web server and the worker that a killed Standing left behind in this folder."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _GRACE_SECONDS / 2
        while orphans := _orphans(var):
            for pid in orphans:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
            if time.monotonic() > deadline:
                break
            time.sleep(0.1)


def _orphans(var: Path) -> list[int]:
    mark = f"{_MARK}={var.resolve()}".encode()
    found = []
    for entry in _PROC.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if int(entry.name) != os.getpid() and mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


def _noted(file: IO[str]) -> dict[str, int]:
    file.seek(0)
    try:
        return {str(key): int(value) for key, value in json.load(file).items()}
    except (ValueError, AttributeError):
        return {}


def _neighbour_fits(env: environment.Environment, port: int) -> bool:
    """Test whether the trustee and the sample's issuer find their ports free."""
    return not env.brings_trustee or (port < 65534 and not _why_not(port + 1) and not _why_not(port + 2))


def _why_not(port: int) -> str:
    """Return why nobody can serve on this port, or nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as trouble:
            return "is kept for the system" if trouble.errno == errno.EACCES else _IN_USE
    return ""


def _is_healthy(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
