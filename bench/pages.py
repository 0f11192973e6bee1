"""How long the pages of the board take, beside computing the same board without a page."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from standing.config.environment import CHECKOUT
from standing.hall import clock
from standing.rooms.obligations import api as obligations
from standing.sample import history

PAGES = (
    "/status/",
    "/status/departments/lapd/",
    "/status/lights/ED12-1.plan/lapd/",
    "/status/clauses/ED12/ED12-1/",
    "/status/board.csv",
    "/api/v1/board",
)


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield one row a page: the fastest of a few, its ratio to the bare board, its questions and its size."""
    begun = perf_counter()
    history.write(
        pack=Path(CHECKOUT / "packs" / "los-angeles"), until=clock.now() - timedelta(minutes=5), say=lambda _: None
    )
    yield {"name": "sample.write", "n": 48, "seconds": round(perf_counter() - begun, 1)}
    bare = _best(lambda: obligations.statuses(at=clock.now()))
    yield {"name": "board.bare", "n": 48, "seconds": round(bare, 4), "ratio": 1.0}
    client = Client(SERVER_NAME="127.0.0.1")
    for address in PAGES:
        took = _best(lambda address=address: _get(client, address))  # type: ignore[misc]
        with CaptureQueriesContext(connection) as caught:
            size = _get(client, address)
        yield {
            "name": f"page {address}",
            "n": size,
            "seconds": round(took, 4),
            "ratio": round(took / bare, 2),
            "to": "the bare board",
            "questions": len(caught),
        }


def _get(client: Client, address: str) -> int:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return len(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def _best(work: object, times: int = 5) -> float:
    assert callable(work)
    taken = []
    for _ in range(times):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken)
