"""A mailbox of files in a folder of its own, and a database in which transactions are really committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "standing.hall.mail.mailbox.FileMailbox"
    settings.STANDING = {**settings.STANDING, "mail_dir": tmp_path / "mail"}
    return tmp_path / "mail"


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let transactions be committed; the tables of the post are emptied afterwards, and no others."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
