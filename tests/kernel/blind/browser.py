"""The browser's half of the protocol: the very bundle that the desk's page loads, run by Node as the worker it is."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from standing.config import npm

DESK = npm.PAGES / "desk" / "desk.js"

# One line in is one deed, one line out is its end, as between the page and its worker.
_HARNESS = """
const file = process.argv[1];
let take;
globalThis.self = {
  addEventListener: (_, listener) => { take = listener; },
  postMessage: (said) => { if (!("progress" in said)) console.log(JSON.stringify(said)); },
};
require("vm").runInThisContext(require("fs").readFileSync(file, "utf8"), file);
require("readline").createInterface({ input: process.stdin }).on("line", (line) => take({ data: JSON.parse(line) }));
"""


class BrowserFailed(Exception):
    """A deed was refused; ``code`` and ``about`` say why."""

    def __init__(self, failed: Mapping[str, str]) -> None:
        """Take what the worker said."""
        super().__init__(f"{failed['code']}:{failed['about']}")
        self.code = failed["code"]
        self.about = failed["about"]


class Browser:
    """A worker of the desk's page."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        """Take up a worker that was started."""
        self._process = process

    def do(self, name: str, **given: object) -> Any:
        """Have the worker do a deed and return what it answers. :raises BrowserFailed: with what it refuses"""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"id": 1, "name": name, "given": given}) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        if "failed" in said:
            raise BrowserFailed(said["failed"])
        return said.get("done")


@contextmanager
def opened(script: Path = DESK) -> Iterator[Browser]:
    """Start a worker, and end it."""
    assert script.is_file(), "Run 'standing fonts' first: it lays the script down."
    node = shutil.which("node") or str(npm.node())
    command = [node, "-e", _HARNESS, "--", str(script)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Browser(process)
        finally:
            process.kill()
