"""Holds pages against html-validate, pinned in package-lock.json and set up by `make test`."""

import atexit
import json
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from standing.config import npm

HERE = Path(__file__).parent
INSTALLED = Path(sys.prefix) / "share" / "html"


def problems(pages: Mapping[str, str]) -> list[str]:
    """Return what is wrong with each page, as 'page:line:column rule: what'."""
    program = _program()
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(json.dumps(dict(pages)) + "\n")
    program.stdin.flush()
    answer = program.stdout.readline()
    assert answer, f"The validator ended with {program.wait()}; what it said stands above."
    found = json.loads(answer)
    assert found.keys() == pages.keys()
    return [
        f"{name}:{one['line']}:{one['column']} {one['ruleId']}: {one['message']}"
        for name, messages in found.items()
        for one in messages
        if one["severity"] == 2
    ]


@cache  # the first dozen pages cost it more than all that come after
def _program() -> subprocess.Popen[str]:
    assert (INSTALLED / "node_modules" / "html-validate").is_dir(), (
        "The validator is missing: run `make test` once, or `make .venv/.html`."
    )
    program = subprocess.Popen(
        [npm.node(), HERE / "validator.cjs", HERE / ".htmlvalidate.json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=INSTALLED,
        encoding="utf-8",
    )
    atexit.register(_end, program)
    return program


def _end(program: subprocess.Popen[str]) -> None:
    program.communicate(timeout=60)  # it ends when there is nothing more to read
