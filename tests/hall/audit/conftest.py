import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection

TOOL = Path(__file__).resolve().parents[3] / "tools" / "verify_log.py"
TABLES = ("audit_checkpoint", "audit_leaf", "audit_waiting", "audit_record")


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """A database in which transactions are really committed. The tables refuse to be emptied, so this goes round it."""
    with django_db_blocker.unblock():
        yield
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"TRUNCATE {', '.join(TABLES)}")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture(scope="session")
def tool() -> ModuleType:
    """The stand-alone verifier, as a module."""
    spec = importlib.util.spec_from_file_location("verify_log", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules["verify_log"] = module
    spec.loader.exec_module(module)
    return module
