"""
The bank and the issuer of a sample, as a process beside the City: ``standing sample issuer``.

It keeps its books in one file, books on the City's own day, takes the funding files that a treasurer would bring to a
bank, and hands out the statement of any day. Its page says that nothing here is real.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email.parser import BytesParser
from html import escape
from pathlib import Path
from threading import Event, Thread
from urllib.parse import parse_qs, urlsplit

from standing.rooms.cards.adapters.simulated import Door, SimulatedServer
from standing.rooms.cards.adapters.simulator import SimulatedIssuer
from standing.rooms.cards.rules import bankcsv, nacha

_LARGEST = 1024 * 1024
_DAYS = 14


class BooksUnreadable(Exception):
    """The file of the sample issuer's books is no such file."""


@dataclass(frozen=True, slots=True)
class Books:
    """Where the sample issuer writes its books down: whole, or not at all."""

    path: Path

    def take_up(self, core: SimulatedIssuer) -> None:
        """Go on where it was. :raises BooksUnreadable: if the file is none of ours"""
        if self.path.is_file():
            try:
                core.take_up(json.loads(self.path.read_bytes()))
            except (ValueError, KeyError, TypeError):
                raise BooksUnreadable(f"{self.path} is not the file of the sample issuer's books.") from None

    def write_down(self, core: SimulatedIssuer) -> None:
        """Write the books down, if they changed."""
        content = json.dumps(core.kept(), sort_keys=True).encode()
        if self.path.is_file() and self.path.read_bytes() == content:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.replace(self.path)


class SampleServer(SimulatedServer):
    """The simulator with a page for people. Each answer is given after the books were written down."""

    def __init__(
        self, core: SimulatedIssuer, *, books: Books, account: str, today: Callable[[], date], port: int
    ) -> None:
        super().__init__(core, port=port, door=_SampleDoor)
        self.books, self.account, self.today = books, account, today


class _SampleDoor(Door):
    server: SampleServer

    def do_GET(self) -> None:  # noqa: N802 - http.server calls it so
        """Show the page, or hand out a statement."""
        self.server.core.day = self.server.today()
        asked = urlsplit(self.path)
        if asked.path == "/":
            self.show(_page(self.server))
        elif asked.path == "/statement":
            day = date.fromisoformat(parse_qs(asked.query)["day"][0])
            self.hand_out(statement(self.server.core, account=self.server.account, day=day), name=f"sample-{day}.csv")
        else:
            super().do_GET()

    def do_POST(self) -> None:  # noqa: N802 - http.server calls it so
        """Take a funding file, or what the City asks."""
        core = self.server.core
        core.day = self.server.today()
        if self.path != "/fundings":
            super().do_POST()
        else:
            paid = nacha.read_credits(_uploaded(self.headers.get("Content-Type", ""), self.body(_LARGEST)))
            for reference, cents in paid:
                if not any(one.external_ref == reference for one in core.reserve):
                    core.fund(reference, cents)
            self.show(_page(self.server, said=_said(paid)))

    def send_response(self, code: int, message: str | None = None) -> None:
        """Begin an answer; what it tells was written down before."""
        if self.command == "POST":
            self.server.books.write_down(self.server.core)
        super().send_response(code, message)


def statement(core: SimulatedIssuer, *, account: str, day: date) -> bytes:
    """Return the bank's statement of the reserve's account for a day, in the form of ``rules.bankcsv``; cents."""
    opening, lines = core.booked(day)
    said = io.StringIO()
    rows = csv.writer(said)
    rows.writerow(bankcsv.COLUMNS)
    rows.writerow((account, day, "USD", "opening", "", opening, ""))
    rows.writerows((account, day, "USD", "booking", reference, cents, "SAMPLE") for reference, cents in lines.items())
    rows.writerow((account, day, "USD", "closing", "", opening + sum(lines.values()), ""))
    return said.getvalue().encode()


def serve(
    core: SimulatedIssuer, *, books: Books, account: str, now: Callable[[], datetime], port: int, until: Event
) -> None:
    """Answer until told to stop. ``now`` is in the City's own time. :raises OSError: if the port is taken"""
    books.take_up(core)
    server = SampleServer(core, books=books, account=account, today=lambda: now().date(), port=port)
    Thread(target=server.serve_forever, daemon=True).start()
    while not until.wait(1):
        core.pass_time()
    server.shutdown()
    server.server_close()


def _uploaded(kind: str, body: bytes) -> bytes:
    """Return the one file of a form, or the body itself."""
    if not kind.startswith("multipart/"):
        return body
    found = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    contents = (part.get_payload(decode=True) for part in found.walk() if not part.is_multipart())
    return next((content for content in contents if isinstance(content, bytes)), b"")


def _said(paid: Sequence[tuple[str, int]]) -> str:
    if not paid:
        return "This is no funding file. Choose the file that Standing wrote under Cards, Reserve."
    return "; ".join(f"{reference}: {cents // 100:,}.{cents % 100:02d} dollars arrived" for reference, cents in paid)


def _page(server: SampleServer, *, said: str = "") -> str:
    today = server.today()
    days = "".join(
        f'<li><a href="/statement?day={day}">Statement of {day}</a></li>'
        for day in (today - timedelta(days=back) for back in range(_DAYS))
    )
    note = f'<p role="status"><strong>{escape(said)}</strong></p>' if said else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>Sample bank and issuer</title>'
        "</head><body><main><h1>Sample bank and card issuer</h1><p>Nothing here is real: it stands in for a bank and "
        f"an issuer of cards, so that a round can be tried from end to end.</p>{note}<h2>Pay into the reserve</h2>"
        '<form method="post" action="/fundings" enctype="multipart/form-data"><p><label for="file">The funding file '
        'that Standing wrote</label><br><input id="file" name="file" type="file" required></p>'
        f"<p><button>Take it to the bank</button></p></form><h2>Statements</h2><ul>{days}</ul></main></body></html>"
    )
