"""
The bank and the issuer beside a sample: ``python -m standing.sample.issuer``.

``standing up`` starts it two ports above the City's. It knows the City's database as little as a real one would.
"""

import argparse
import signal
from datetime import date, datetime
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

from standing.rooms.cards.adapters import sample
from standing.rooms.cards.adapters.sample import Books
from standing.rooms.cards.adapters.simulator import SimulatedIssuer
from standing.rooms.cards.rules.issuer import ReserveMove
from standing.sample.figures import ACCOUNT


def open_books(*, path: Path, moved: ReserveMove) -> None:
    """Write the books down with which the sample issuer begins: the reserve that the sample's history paid in."""
    core = SimulatedIssuer(day=moved.day, reserve=[moved])
    Books(path).write_down(core)


def main(arguments: list[str] | None = None) -> None:
    """Answer until a signal comes."""
    parser = argparse.ArgumentParser(
        prog="standing.sample.issuer", description="A bank and an issuer that do not exist."
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--books", type=Path, required=True)
    parser.add_argument("--zone", type=ZoneInfo, required=True, help="the City's time zone")
    options = parser.parse_args(arguments)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_said: stop.set())
    core = SimulatedIssuer(day=_today(options.zone))
    sample.serve(
        core,
        books=Books(options.books),
        account=ACCOUNT,
        now=lambda: datetime.now(tz=options.zone),
        port=options.port,
        until=stop,
    )


def _today(zone: ZoneInfo) -> date:
    return datetime.now(tz=zone).date()


if __name__ == "__main__":
    main()
