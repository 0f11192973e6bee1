"""Holds pages against html-validate, pinned in package-lock.json and set up by `make test`."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from standing.config import npm

HERE = Path(__file__).parent
INSTALLED = Path(sys.prefix) / "share" / "html"
PROGRAM = INSTALLED / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def problems(pages: Mapping[str, str]) -> list[str]:
    """Return what is wrong with each page, as 'page:line:column rule: what'; the pages are checked in one go."""
    assert PROGRAM.is_file(), "The validator is missing: run `make test` once, or `make .venv/.html`."
    with TemporaryDirectory() as folder:
        files = {}
        for number, (name, text) in enumerate(pages.items()):
            file = Path(folder) / f"{number}.html"
            file.write_text(text, encoding="utf-8")
            files[str(file)] = name
        done = subprocess.run(
            [
                npm.node(),
                PROGRAM,
                "--config",
                HERE / ".htmlvalidate.json",
                "--formatter",
                f"json={folder}/found.json",
                *files,
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd=INSTALLED,
        )
        assert done.returncode in {0, 1}, done.stderr
        found = json.loads((Path(folder) / "found.json").read_text() or "[]")
    return [
        f"{files[page['filePath']]}:{one['line']}:{one['column']} {one['ruleId']}: {one['message']}"
        for page in found
        for one in page["messages"]
        if one["severity"] == 2
    ]
