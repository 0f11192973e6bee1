"""``standing up``: start all that one machine needs, say where it is, and stop it all on Ctrl-C."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from standing.config import environment, postgres

_READY_SECONDS = 90
_PORTS_TRIED = 20


def find_port(env: environment.Environment) -> int:
    """
    Return the port to serve on: the one asked for, or the next free one when none was asked for.

    :raises SettingMissing: if the port that was asked for is in use
    """
    wanted = env.port
    if _is_free(wanted):
        return wanted
    if env.text("PORT"):
        raise environment.SettingMissing(
            f"Port {wanted} is in use. Stop what uses it, or choose another: PORT={wanted + 10} make run"
        )
    for port in range(wanted + 1, wanted + _PORTS_TRIED):
        if _is_free(port):
            print(f"Port {wanted} is in use, so Standing takes {port}.")
            return port
    raise environment.SettingMissing(f"Ports {wanted} to {wanted + _PORTS_TRIED} are in use. Set PORT to a free one.")


def serve(*, port: int, workers: int, var: Path, announce: Callable[[str], None], stop_database: bool) -> int:
    """
    Run the web server and the worker until one of them ends or a signal comes; then stop everything.

    :returns: 0 after a signal, otherwise 1
    """
    server = _spawn(
        [
            str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", str(workers), "--blocking-threads", "2", "--no-access-log",
            "--log-level", "warning", "standing.config.wsgi:application",
        ]
    )  # fmt: skip
    worker = _spawn([sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"])
    children = [server, worker]
    asked_to_stop = False

    def ask_to_stop(_number: int, _frame: object) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGHUP, ask_to_stop)
    try:
        base = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + _READY_SECONDS
        ready = False
        while not asked_to_stop and all(child.poll() is None for child in children):
            if not ready and _is_healthy(base):
                ready = True
                announce(base)
            elif not ready and time.monotonic() > deadline:
                print("Standing is slow to start; still trying.", file=sys.stderr)
                deadline = time.monotonic() + _READY_SECONDS
            time.sleep(0.2)
    finally:
        _end(children)
        if stop_database:
            postgres.stop(var)
    if asked_to_stop:
        print("Stopped. Your records are kept; 'make run' starts again.")
        return 0
    print("The web server or the worker ended by itself; see the lines above.", file=sys.stderr)
    return 1


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    # Not our terminal's process group: Ctrl-C reaches us alone, and we end the children in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509


def _die_with_parent() -> None:
    # Linux: a child is told to end when we are killed with -9, so that no orphan holds the port.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _is_healthy(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
