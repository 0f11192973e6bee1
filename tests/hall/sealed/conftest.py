"""A folder of keys for each test."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the keys stand in a folder of this test."""
    monkeypatch.setitem(settings.STANDING, "box_key_file", tmp_path / "keys" / "box.key")
    return tmp_path / "keys" / "box.key"
