"""
City and trustee of a drill: each with a folder, a database cluster, keys and processes of its own.

Nothing of the operator's is touched: no setting is inherited, and everything lies in a folder that goes with the drill.
What people of a party do at their pages, its office does here (``office``); desks speak HTTP as they always do.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from standing.config import environment, postgres
from standing.hall.sealed import people
from standing.hall.sealed.people import Pair

_READY_SECONDS: Final = 90
_MODULE: Final = "standing.config.drills.office"


class PartyRefused(RuntimeError):
    """A party would not do a deed; the sentence is its own."""


class PartyFell(RuntimeError):
    """A party's process ended in the middle of a deed."""


@dataclass(kw_only=True)
class Party:
    """
    One party: ``role`` is ``city`` or ``trustee``; ``other`` is the port of the other party.

    ``given`` is a database that stands elsewhere. ``copies`` is where the trustee's sealed copies go, ``pair`` opens
    them: in life its secret half lies with somebody else.
    """

    role: str
    var: Path
    port: int
    other: int
    said: Path
    server: subprocess.Popen[bytes] | None = None
    office: subprocess.Popen[str] | None = None
    given: str = ""
    copies: Path | None = None
    pair: Pair | None = None

    @property
    def base(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Return the address of its database: the one that was given, or its own cluster's."""
        return self.given or postgres.url(self.var)

    @property
    def apart(self) -> Path:
        """Return where its keys lie that no backup holds."""
        return self.var / "apart"

    def env(self) -> dict[str, str]:
        """Return its environment: nothing of ours that says anything about records."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("STANDING_") and name not in {"DATABASE_URL", "PORT", "DJANGO_SETTINGS_MODULE"}
        }
        there = f"http://127.0.0.1:{self.other}"
        neighbour = {"STANDING_TRUSTEE_URL" if self.role == "city" else "STANDING_CITY_URL": there}
        ours = {
            "STANDING_ROLE": self.role,
            "STANDING_VAR": str(self.var),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "standing.config.settings",
        }
        given = {"DATABASE_URL": self.given} if self.given else {}
        if self.copies is not None and self.pair is not None:
            key = base64.b64encode(self.pair.public).decode()
            given |= {"STANDING_SHIP_TO": str(self.copies), "STANDING_SHIP_KEY": key}
        return {**kept, **ours, **neighbour, **given}

    def start_database(self) -> None:
        """Have its cluster run. The trustee's keeps no more of the past than it must."""
        if not self.given:
            postgres.ensure_running(self.var, role=self.role)

    def start_server(self) -> None:
        """Serve, with what ``standing up`` serves with, until it answers."""
        with self.said.open("ab") as out:
            self.server = subprocess.Popen(
                [
                    sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                    "--port", str(self.port), "--workers", "1", "--blocking-threads", "2", "--no-access-log",
                    "--log-level", "warning", "standing.config.wsgi:application",
                ],
                env=self.env(),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + _READY_SECONDS
        while time.monotonic() < deadline:
            if self.server.poll() is not None:
                break
            if _serves(self.port):
                return
            time.sleep(0.1)
        raise PartyFell(f"The {self.role} does not answer: {self.said.read_text(errors='replace')[-2000:]}")

    def do(self, deed: str, **given: Any) -> Any:
        """
        Have its people do a deed, and return what comes of it.

        :raises PartyRefused: with its sentence
        :raises PartyFell: if its process ended
        """
        if self.office is None or self.office.poll() is not None:
            self._open_office()
        assert self.office is not None
        assert self.office.stdin is not None
        assert self.office.stdout is not None
        self.office.stdin.write(json.dumps({"deed": deed, "given": given}) + "\n")
        self.office.stdin.flush()
        line = self.office.stdout.readline()
        if not line:
            raise PartyFell(f"The office of the {self.role}: {self.said.read_text(errors='replace')[-2000:]}")
        answer = json.loads(line)
        if "refused" in answer:
            raise PartyRefused(answer["refused"])
        return answer["done"]

    def _open_office(self) -> None:
        out = self.said.open("ab")  # closed with the process that inherits it
        with out:
            self.office = subprocess.Popen(
                [sys.executable, "-m", _MODULE],
                env=self.env(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=out,
                text=True,
                start_new_session=True,
            )

    def close(self) -> None:
        """End what was started for it, the database last."""
        if self.office is not None:
            if self.office.stdin is not None:
                self.office.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                self.office.wait(timeout=20)
            if self.office.stdout is not None:
                self.office.stdout.close()
        for process in (self.server, self.office):
            if process is not None and process.poll() is None:
                process.terminate()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=10)
                if process.poll() is None:
                    process.kill()
                    process.wait()
        if not self.given:
            postgres.stop(self.var)


def prepare(folder: Path) -> None:
    """Make both parties' folders with empty tables, stopped, to be copied: the dear part of a drill."""
    for party in _parties(folder):
        party.var.mkdir(parents=True)
        try:
            party.start_database()
            party.do("prepare", pack=str(environment.CHECKOUT / "packs" / "los-angeles"))
        finally:
            party.close()


@contextmanager
def pair(folder: Path, *, prepared: Path | None = None) -> Iterator[tuple[Party, Party]]:
    """
    Make a City and a trustee in a folder, with databases and servers that run as long as the block lasts.

    ``prepared`` is a folder that ``prepare`` made; it is copied.
    """
    if prepared is None:
        prepare(folder)
    else:
        subprocess.run(["cp", "-a", f"{prepared}/.", str(folder)], check=True)
    city, trustee = _parties(folder)
    trustee.copies, trustee.pair = folder / "shipped", people.new_pair()
    trustee.copies.mkdir()
    try:
        for party in (city, trustee):
            party.start_database()
            party.start_server()
        yield city, trustee
    finally:
        for party in (city, trustee):
            party.close()


def _parties(folder: Path) -> tuple[Party, Party]:
    city_port, trustee_port = free_ports()
    city = Party(role="city", var=folder / "city", port=city_port, other=trustee_port, said=folder / "city.log")
    trustee = Party(
        role="trustee", var=folder / "trustee", port=trustee_port, other=city_port, said=folder / "trustee.log"
    )
    return city, trustee


def _serves(port: int) -> bool:
    """Tell whether somebody answers there. Nobody works at jobs in a drill, so /healthz would say no."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/robots.txt")
        line.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    return True


def free_ports() -> tuple[int, int]:
    """Return two ports that nobody has."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])
