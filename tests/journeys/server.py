"""The real server, started as a newcomer starts it, on a database of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.make import databases

COMMAND = Path(sys.executable).parent / "standing"
ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_BE_READY = 600
SECONDS_TO_STOP = 60
_ROLES = {"author", "head", "liaison", "backup"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One sample person and the address that signs them in."""

    role: str
    department: str
    person: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Departments by how far their plan was when the sample began; each journey has one of its own."""

    not_begun: str
    being_written: str
    returned: tuple[str, ...]
    accepted: tuple[str, ...]
    accepted_twice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running Standing: where it is, who may sign in, and which department is where."""

    base: str
    sign_ins: tuple[SignIn, ...]
    names: dict[str, str]
    cast: Cast
    mailbox: Path = Path()

    def person(self, role: str, department: str = "") -> SignIn:
        """Return the first person with that role."""
        return next(
            one for one in self.sign_ins if one.role == role and (not department or one.department == department)
        )


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """
    Give a running site, and stop it as Ctrl-C does.

    To save the start-up while writing journeys, name a running one: JOURNEY_BASE_URL its address,
    JOURNEY_SIGNINS the file with what ``standing sample signins --json`` printed, JOURNEY_MAILBOX its folder of letters.
    """
    if base := os.environ.get("JOURNEY_BASE_URL"):
        mailbox = Path(os.environ.get("JOURNEY_MAILBOX", ""))
        yield replace(_site(base, Path(os.environ["JOURNEY_SIGNINS"]).read_text()), mailbox=mailbox)
        return
    port = _free_port()
    with databases.new(os.environ["DATABASE_URL"], f"standing_journeys_{os.getpid()}") as url:
        env = {**os.environ, "DATABASE_URL": url, "STANDING_VAR": str(folder / "var"), "PORT": str(port)}
        env.pop("STANDING_ORIGIN", None)
        said = folder / "said.txt"
        with said.open("wb") as out:
            process = subprocess.Popen([COMMAND, "up"], env=env, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
            try:
                base = f"http://127.0.0.1:{port}"
                _wait(process, base, said)
                yield replace(_site(base, _sign_ins(env, said)), mailbox=folder / "var" / "mail")
                assert process.poll() is None, f"Somebody stopped the server during the journeys:\n{_tail(said)}"
            finally:
                code = _stop(process)
    assert code == 0, f"Ctrl-C must end the server with 0, not {code}:\n{_tail(said)}"


def _wait(process: subprocess.Popen[bytes], base: str, said: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"The server ended by itself with {process.returncode}:\n{_tail(said)}")
        if _answers(base):
            return
        time.sleep(0.3)
    raise AssertionError(f"The server was not ready after {SECONDS_TO_BE_READY} seconds:\n{_tail(said)}")


def _sign_ins(env: dict[str, str], said: Path) -> str:
    """Return what is printed once the trustee answers too, and both have made the sample's round with its desks."""
    deadline = time.monotonic() + SECONDS_TO_BE_READY
    asked = [COMMAND, "sample", "signins", "--json"]
    while time.monotonic() < deadline:
        told = subprocess.run(asked, env=env, cwd=ROOT, check=False, capture_output=True, text=True)
        if told.returncode == 0 and any(row["role"] == "desk" for row in json.loads(told.stdout)):
            return told.stdout
        time.sleep(1)
    raise AssertionError(f"No desk was opened within {SECONDS_TO_BE_READY} seconds:\n{told.stderr}\n{_tail(said)}")


def _answers(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> int:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        return process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return -signal.SIGKILL


def _site(base: str, printed: str) -> Site:
    sign_ins = tuple(
        SignIn(role=row["role"], department=row["department"], person=row["person"], url=row["url"])
        for row in json.loads(printed)
    )
    names = {one["id"]: one["name"] for one in _ask(base, "departments") if one["standing"] == "bound"}
    whole = [one for one in names if {row.role for row in sign_ins if row.department == one} >= _ROLES]
    plans = {one["department"]: one for one in _ask(base, "plans") if one["campaign"] == "ed-12"}
    steps = {one: plans[one]["step"] if one in plans else "" for one in whole}
    accepted = tuple(one for one in whole if steps[one] == "accepted")
    cast = Cast(
        not_begun=next(one for one in whole if not steps[one]),
        being_written=next(one for one in whole if steps[one] == "draft"),
        returned=tuple(one for one in whole if steps[one] == "returned"),
        accepted=tuple(one for one in accepted if plans[one]["version"] == 1),
        accepted_twice=next(one for one in accepted if plans[one]["version"] == 2),
    )
    return Site(base=base, sign_ins=sign_ins, names=names, cast=cast)


def _ask(base: str, what: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{base}/api/v1/{what}", timeout=30) as answer:
        found: list[dict[str, Any]] = json.load(answer)[what]
        return found


def _free_port() -> int:
    """Return a port that is free together with the next one, where the trustee goes."""
    while True:
        with socket.socket() as trial, socket.socket() as next_one:
            trial.bind(("127.0.0.1", 0))
            port = int(trial.getsockname()[1])
            try:
                next_one.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port


def _tail(said: Path) -> str:
    return said.read_text(errors="replace")[-4000:]
