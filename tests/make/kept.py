"""
What many tests begin with, put into the database once for all tests of a module instead of once for each.

A transaction is held open around the module's tests; each test is rolled back to it, and it is rolled back itself when
the module is done. Nobody but this connection sees it: a module whose tests work on several connections loads its own.

    kept_town = kept.for_a_module(lambda folder: make.load_town(folder))

    @pytest.fixture
    def town(kept_town, db, tmp_path):
        return kept.copied(kept_town, tmp_path)
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction


def for_a_module(prepare: Callable[[Path], object]) -> Any:
    """Return the fixture that prepares the database once, and gives the folder in which it was done."""

    @pytest.fixture(scope="module")
    def kept(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
        folder = tmp_path_factory.mktemp("kept")
        around = transaction.atomic()
        with django_db_blocker.unblock():
            around.__enter__()
            prepare(folder)
        yield folder
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)

    return kept


def copied(folder: Path, to: Path) -> Path:
    """Give one test a copy of the folder, to change as it likes."""
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return to
