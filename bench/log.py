"""How long sealing and checking the log take, beside writing the same records and hashing the same bytes."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from django.db import transaction

from standing.hall.audit import actions, keys, verification
from standing.hall.audit.models import Record
from standing.kernel import merkle
from standing.kernel.canonical import canonical, sha256_hex

AT = datetime(2025, 8, 1, 19, 0, tzinfo=UTC)
SIZES = {"short": (1_000, 10_000), "full": (1_000, 10_000, 100_000)}


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield one row a measurement; what is written is undone."""
    with tempfile.TemporaryDirectory() as folder:
        key = keys.load_or_create(path=Path(folder) / "log.key", origin="bench.example/log")
        for size in SIZES[tier]:
            with transaction.atomic():
                yield from _seal(size, key)
                transaction.set_rollback(True)
    for size in SIZES[tier]:
        yield from _tree(size)


def _seal(size: int, key: keys.LogKey) -> Iterator[dict[str, object]]:
    begun = perf_counter()
    Record.objects.bulk_create(
        [
            Record(verb="bench.deed", subject=str(number), actor="system", at=AT, facts={"n": number})
            for number in range(size)
        ],
        batch_size=2_000,
    )
    written = perf_counter() - begun
    begun = perf_counter()
    actions.seal(key=key, at=AT)
    sealed = perf_counter() - begun
    begun = perf_counter()
    found = verification.verify_database()
    checked = perf_counter() - begun
    assert found.holds, found
    yield {
        "name": "log.seal",
        "n": size,
        "seconds": round(sealed, 4),
        "ratio": round(sealed / written, 2),
        "to": "writing the records",
    }
    yield {
        "name": "log.verify",
        "n": size,
        "seconds": round(checked, 4),
        "ratio": round(checked / written, 2),
        "to": "writing the records",
    }


def _tree(size: int) -> Iterator[dict[str, object]]:
    leaves = [canonical({"n": number}) for number in range(size)]
    begun = perf_counter()
    for leaf in leaves:
        sha256_hex(leaf)
    hashed = perf_counter() - begun
    begun = perf_counter()
    tree = merkle.Tree()
    for leaf in leaves:
        tree.append(leaf)
    root = tree.root()
    built = perf_counter() - begun
    assert len(root) == 32
    yield {
        "name": "log.tree",
        "n": size,
        "seconds": round(built, 4),
        "ratio": round(built / hashed, 2),
        "to": "hashing the leaves once",
    }
