"""A gateway on this machine, and folders of a test's own."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.hall.pager import gateway as gateways
from tests.hall.pager.gateway import Gateway

AT = datetime(2026, 7, 13, 17, 0, tzinfo=UTC)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with gateways.running() as running:
        yield running


@pytest.fixture
def var(settings: Settings, tmp_path: Path) -> Path:
    settings.STANDING = {**settings.STANDING, "var": tmp_path, "pager_url": "", "pager_token": ""}
    return tmp_path
