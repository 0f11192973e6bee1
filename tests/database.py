"""
The PostgreSQL of a test run: the one of DATABASE_URL, or an embedded one of the tests' own.

Loaded with ``-p`` before pytest-django reads the settings, because they name the database.
"""

import os
import tempfile
from pathlib import Path

from standing.config import postgres

_VAR = Path(__file__).resolve().parents[1] / "var" / "test"
_IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
_started = False

if "DATABASE_URL" not in os.environ:
    if not _IS_WORKER:
        _started = postgres.ensure_running(_VAR)
    os.environ["DATABASE_URL"] = postgres.url(_VAR)
if not _IS_WORKER:
    os.environ["STANDING_VAR"] = tempfile.mkdtemp(prefix="standing-test-")
os.environ.setdefault("STANDING_SECRET_KEY", "only-for-tests-" + "0" * 50)


def pytest_unconfigure() -> None:
    """Stop what was started."""
    if _started:
        postgres.stop(_VAR)
