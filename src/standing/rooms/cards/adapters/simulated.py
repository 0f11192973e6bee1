"""How the simulator is reached: its own small HTTP server, and a folder where it finds and lays files."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from standing.rooms.cards.adapters.simulator import SimulatedIssuer
from standing.rooms.cards.rules import issuer as port
from standing.rooms.cards.rules.issuer import Answer, Batch, LoadOrder, Standing
from standing.rooms.cards.rules.lines import WrongFile, rows_of, text_of


@dataclass(slots=True)
class SimulatedDrop:
    """The other end of the folder: reads ``out``, writes ``in``."""

    core: SimulatedIssuer
    folder: Path
    program: str
    asked: tuple[Answer, ...] = ()

    def work(self) -> None:
        """Take what lies there, and lay down what is due."""
        out = self.folder / "out"
        for path in sorted(out.glob("*.csv")) if out.is_dir() else []:
            content = path.read_bytes()
            path.unlink()
            kind, _, name = path.stem.partition("-")
            if kind == "loads":
                self._loads(name, content)
            elif kind == "ask":
                refs = [cells[0] for _line, cells in rows_of(text_of(content), columns=port.ASK)]
                self.asked += self.core.stand(refs)
            elif kind == "block":
                for _line, (ref, proxy, _program) in rows_of(text_of(content), columns=port.BLOCK):
                    self._block(ref, proxy)
        answers = (*self.core.answers(), *self.asked)
        self.asked = ()
        if answers:
            self._lay(f"results-{secrets.token_hex(8)}.csv", port.write_answers(answers, batch=self.program))

    def report(self, day: date) -> None:
        """Lay the report of a day down."""
        self._lay(
            f"moves-{self.program}-{day.isoformat()}.csv", port.write_moves(self.core.moves(day), program=self.program)
        )

    def _loads(self, name: str, content: bytes) -> None:
        try:
            orders = port.read_batch(content)
        except WrongFile:
            return
        self.core.receive(Batch(id=name, program=self.program, orders=orders))

    def _block(self, ref: str, proxy: str) -> None:
        balance = self.core.block(external_ref=ref, proxy=proxy)
        answer = Answer(external_ref=ref, proxy=proxy, amount_cents=balance, standing=Standing.BLOCKED)
        self._lay(f"blocked-{ref}.csv", port.write_answers([answer], batch=self.program))

    def _lay(self, name: str, content: bytes) -> None:
        place = self.folder / "in"
        place.mkdir(parents=True, exist_ok=True)
        fresh = place / f".{name}"
        fresh.write_bytes(content)
        fresh.replace(place / name)


class SimulatedServer(ThreadingHTTPServer):
    """The simulator's HTTP door; port 0 takes any that is free."""

    daemon_threads = True

    def __init__(
        self, core: SimulatedIssuer, *, port: int = 0, token: str = "", door: type[BaseHTTPRequestHandler] | None = None
    ) -> None:
        super().__init__(("127.0.0.1", port), door or Door)
        self.core, self.token = core, token

    @property
    def url(self) -> str:
        """Return where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Door(BaseHTTPRequestHandler):
    """What the simulator answers: loads, questions, blocked cards, the movements of a day."""

    server: SimulatedServer

    def do_GET(self) -> None:
        """Tell the movements of a day."""
        if not self._is_let_in():
            return
        asked = parse_qs(urlsplit(self.path).query)
        if urlsplit(self.path).path != "/moves" or "day" not in asked:
            self._say(404, {})
            return
        moves = self.server.core.moves(date.fromisoformat(asked["day"][0]))
        self._say(
            200,
            {
                "moves": [
                    {
                        "external_ref": one.external_ref,
                        "kind": one.kind.value,
                        "amount_cents": one.amount_cents,
                        "settlement": one.settlement,
                        "day": one.day.isoformat(),
                    }
                    for one in moves
                ]
            },
        )

    def do_POST(self) -> None:
        """Take loads, answer questions, block cards."""
        body = self.body()
        if not self._is_let_in():
            return
        try:
            said = json.loads(body)
            self._answer(said)
        except (ValueError, KeyError, TypeError):
            self._say(400, {})

    def _answer(self, said: Mapping[str, Any]) -> None:
        core = self.server.core
        match self.path:
            case "/loads":
                core.receive(_batch(said))
                if core.chance(core.faults.lose_answer):
                    self.close_connection = True  # taken, and nobody is told
                    return
                self._say(202, {})
            case "/loads/ask":
                answers = core.stand([str(ref) for ref in said["refs"]])
                self._say(200, {"answers": [_spoken(one) for one in answers]})
            case "/blocks":
                balance = core.block(external_ref=str(said["external_ref"]), proxy=str(said["proxy"]))
                self._say(200, {"balance_cents": balance})
            case _:
                self._say(404, {})

    def _is_let_in(self) -> bool:
        wanted = f"Bearer {self.server.token}" if self.server.token else ""
        if wanted and not secrets.compare_digest(self.headers.get("Authorization") or "", wanted):
            self._say(401, {})
            return False
        return True

    def body(self, most: int = 64 * 1024 * 1024) -> bytes:
        """Return what was sent, at most so many bytes of it."""
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), most))

    def show(self, page: str) -> None:
        """Answer with a page."""
        self._send(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})

    def hand_out(self, content: bytes, *, name: str) -> None:
        """Answer with a file."""
        self._send(200, content, {"Content-Type": "text/csv", "Content-Disposition": f'attachment; filename="{name}"'})

    def _say(self, status: int, said: Mapping[str, Any]) -> None:
        self._send(status, json.dumps(said).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, content: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Write no log."""


def _batch(said: Mapping[str, Any]) -> Batch:
    program = str(said["program"])
    return Batch(
        id=str(said["batch"]),
        program=program,
        orders=tuple(
            LoadOrder(
                external_ref=str(one["external_ref"]),
                proxy=str(one["proxy"]),
                amount_cents=int(one["amount_cents"]),
                currency=str(one["currency"]),
                program=program,
            )
            for one in said["loads"]
        ),
    )


def _spoken(one: Answer) -> dict[str, object]:
    return {
        "external_ref": one.external_ref,
        "proxy": one.proxy,
        "amount_cents": one.amount_cents,
        "status": one.standing.value,
        "code": one.code,
        "settlement": one.settlement,
    }
