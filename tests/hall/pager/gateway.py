"""A small gateway for SMS on this machine: it keeps what it took, once for each key, and can be told to fail."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway(ThreadingHTTPServer):
    """What was taken by key; ``answers`` are given first, in order, then 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.answers: list[int] = []
        self.slow = 0.0

    @property
    def url(self) -> str:
        """Return where it takes rings."""
        return f"http://127.0.0.1:{self.server_address[1]}/send?from=city"


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"authorization": self.headers.get("Authorization", ""), "path": self.path})
        time.sleep(self.server.slow)
        status = self.server.answers.pop(0) if self.server.answers else 200
        if status == 200:
            self.server.taken.setdefault(self.headers["Idempotency-Key"], body)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[Gateway]:
    """Run a gateway for a while."""
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
