"""A City that shows files over HTTP on this machine: what another party serves, as the trustee sees it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def showing(pages: dict[str, bytes | int]) -> Iterator[str]:
    """Serve these pages by path, a number meaning that status; return where."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = pages.get(self.path, 404)
            self.send_response(said if isinstance(said, int) else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            if isinstance(said, bytes):
                self.wfile.write(said)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
