"""How long a whole board takes, beside the plain count of the same evidence."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api as packs
from standing.kernel.canonical import sha256_hex
from standing.rooms.obligations import api, queries
from standing.rooms.obligations.models import Evidence

AT = dt.datetime(2025, 8, 1, 19, 0, tzinfo=dt.UTC)
START = dt.datetime(2025, 7, 11, 19, 0, tzinfo=dt.UTC)
DEPARTMENTS = 50
SIZES = {"short": (1_000, 10_000), "full": (1_000, 10_000, 100_000)}


def measure(*, tier: str = "short") -> Iterator[dict[str, object]]:
    """Yield one row a measurement; everything happens in transactions that are undone."""
    for pairs in SIZES[tier]:
        with transaction.atomic():
            yield from _board(pairs)
            transaction.set_rollback(True)
    with transaction.atomic():
        yield _questions()
        transaction.set_rollback(True)


def _board(pairs: int) -> Iterator[dict[str, object]]:
    duties = pairs // DEPARTMENTS
    load_town(departments=DEPARTMENTS, duties=duties)
    seed_evidence(departments=DEPARTMENTS, duties=duties)
    queries.statuses(at=AT)  # reads the pack once, as a running server has

    count = _best(lambda: Evidence.objects.filter(known_at__lte=AT, true_from__lte=AT).count())
    board = _best(lambda: queries.statuses(at=AT))
    found = len(queries.statuses(at=AT).pairs)
    assert found == pairs, found
    yield {
        "name": "obligations.statuses",
        "n": pairs,
        "seconds": round(board, 4),
        "ratio": round(board / count, 1),
    }
    yield {"name": "obligations.plain_count", "n": pairs, "seconds": round(count, 4), "ratio": 1.0}


def _questions() -> dict[str, object]:
    load_town(departments=48, duties=30)
    seed_evidence(departments=48, duties=30)
    queries.statuses(at=AT)
    with CaptureQueriesContext(connection) as caught:
        begun = perf_counter()
        board = api.statuses(at=AT)
        took = perf_counter() - begun
    return {
        "name": "obligations.questions_of_48_departments",
        "n": len(board.pairs),
        "seconds": round(took, 4),
        "ratio": len(caught),
    }


def _best(work: object, times: int = 3) -> float:
    assert callable(work)
    taken = []
    for _ in range(times):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken)


def load_town(*, departments: int, duties: int) -> None:
    """Put a pack in force with so many departments and duties."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder)
        (directory / "instruments").mkdir()
        for name, content in _town(departments, duties).items():
            (directory / name).write_text(json.dumps(content, indent=1), encoding="utf-8")
        proposed = packs.propose(directory=directory, by=SYSTEM, at=START)
        packs.apply(proposal=proposed.id, seen_sha256=proposed.sha256, by=SYSTEM, at=START)


def seed_evidence(*, departments: int, duties: int) -> None:
    """Put one piece of evidence on record for each duty of each department."""
    Evidence.objects.bulk_create(
        [
            Evidence(
                obligation_id=f"B.{duty}",
                department_id=f"d{department}",
                kind="plan-filed",
                source=f"bench:{duty}:{department}",
                title="A plan",
                sha256=sha256_hex(f"{duty}:{department}".encode()),
                version="1",
                true_from=START,
                known_at=START,
            )
            for duty in range(duties)
            for department in range(departments)
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE obligations_evidence")


def _town(departments: int, duties: int) -> dict[str, object]:
    source = {"id": "s", "title": "Made up", "where": "here", "confidence": "I", "read": "full"}
    files: dict[str, object] = {
        "pack.yaml": {
            "format": 1,
            "id": "bench-town",
            "version": "1",
            "name": "Bench Town",
            "place": "Bench Town, California",
            "time_zone": "America/Los_Angeles",
            "default_language": "en",
            "city_name": "Bench Town",
            "disclaimer": "An invented town for measuring.",
        },
        "calendars.yaml": {"calendars": [{"id": "city", "name": "City", "holidays": []}]},
        "languages.yaml": {"languages": [{"code": "en", "own_name": "English", "english_name": "English", "tier": 1}]},
        "thresholds.yaml": {
            "at_risk_days": 7,
            "evidence_expiring_days": 30,
            "reminder_days": [7, 3, 1, 0, -1],
            "small_count": 11,
        },
        "retention.yaml": {
            "classes": [
                {
                    "id": "plans",
                    "records": "Plans",
                    "keep": "for ever",
                    "authority": "none, made up",
                    "counsel_approval": "needed",
                }
            ]
        },
        "departments.yaml": {
            "departments": [
                {
                    "id": f"d{number}",
                    "name": f"Department {number}",
                    "abbreviation": f"D{number}",
                    "kind": "charter",
                    "head_title": "General Manager",
                    "standing": "bound",
                    "confidence": "I",
                    "sources": ["made up"],
                }
                for number in range(departments)
            ]
        },
        "evidence.yaml": {"kinds": [{"id": "plan-filed", "name": "Plan", "what_counts": "A plan.", "from": "filing"}]},
    }
    for part, first in enumerate(range(0, duties, 500)):
        ids = [f"B.{number}" for number in range(first, min(first + 500, duties))]
        files[f"instruments/b{part}.yaml"] = {
            "instrument": {
                "id": f"B{part}",
                "short_name": f"B{part}",
                "name": f"Directive {part}",
                "kind": "executive-directive",
                "issuer": "Mayor",
                "about": "Made up.",
                "dates": [{"what": "signed", "date": "2025-07-11", "confidence": "I", "source": "s"}],
                "text_known": "full",
                "sources": [source],
            },
            "clauses": [
                {
                    "id": f"B{part}-1",
                    "heading": "All",
                    "sentences": [
                        {
                            "id": f"B{part}-1.s1",
                            "text": "Departments do things.",
                            "confidence": "I",
                            "sources": ["s"],
                            "duties": ids,
                        }
                    ],
                }
            ],
            "obligations": [
                {
                    "id": id_,
                    "clause": f"B{part}-1",
                    "title": f"Do {id_}",
                    "act": "Do it.",
                    "owes": {"all_departments": True},
                    "to_whom": "Mayor's Office",
                    "due": {
                        "rule": "days-after",
                        "from": {"instrument": f"B{part}", "date": "signed"},
                        "days": 14,
                    },
                    "evidence": {"all": ["plan-filed"]},
                    "confidence": "I",
                }
                for id_ in ids
            ],
        }
    return files
