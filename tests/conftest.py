"""One PostgreSQL for the whole run: the one of DATABASE_URL, or an embedded one of the tests' own."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from standing.config import postgres

_VAR = Path(__file__).resolve().parents[1] / "var" / "test"
_STARTED: list[Path] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start the database before Django reads its settings; workers find it running."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "standing.config.settings")
    os.environ.setdefault("STANDING_VAR", tempfile.mkdtemp(prefix="standing-test-"))
    if "DATABASE_URL" not in os.environ:
        if postgres.ensure_running(_VAR) and not hasattr(config, "workerinput"):
            _STARTED.append(_VAR)
        os.environ["DATABASE_URL"] = postgres.url(_VAR)
    os.environ.setdefault("STANDING_ORIGIN", "http://127.0.0.1:8000")
    os.environ.setdefault("STANDING_SECRET_KEY", "only-for-tests-" + "0" * 50)
    os.environ.setdefault("STANDING_MAIL_FROM", "standing@sample.example")


def pytest_unconfigure() -> None:
    """Stop what was started."""
    for var in _STARTED:
        postgres.stop(var)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Let several runs share one server: TEST_DB names the test database."""
    from django.conf import settings

    if name := os.environ.get("TEST_DB"):
        suffix = os.environ.get("PYTEST_XDIST_WORKER", "")
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = f"{name}{suffix}"


@pytest.fixture(autouse=True)
def _ask_each_database_anew() -> Iterator[None]:
    from standing.hall.installation import api as installation

    installation.forget()
    yield
    installation.forget()
