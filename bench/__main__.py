"""
``python -m bench short|full``: measure in a database of its own and write bench/results.json.

Figures from one machine are not to be compared with figures from another; the ratios are.
"""

import json
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from standing.config import postgres

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var" / "bench"


def main() -> None:
    tier = sys.argv[1] if len(sys.argv) > 1 else "short"
    if tier not in {"short", "full"}:
        sys.exit("Say 'short' or 'full'.")
    started = False
    if "DATABASE_URL" not in os.environ:
        started = postgres.ensure_running(VAR)
        os.environ["DATABASE_URL"] = postgres.url(VAR)
    base = os.environ["DATABASE_URL"]
    name = f"standing_bench_{os.getpid()}"
    try:
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
            version = connection.execute("SHOW server_version").fetchone()
        os.environ["DATABASE_URL"] = psycopg.conninfo.make_conninfo(base, dbname=name)
        os.environ["STANDING_VAR"] = str(VAR)
        os.environ["DJANGO_SETTINGS_MODULE"] = "standing.config.settings"
        rows = measure(tier)
        result = {
            "tier": tier,
            "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
            "machine": {
                "cpus": os.cpu_count(),
                "python": platform.python_version(),
                "postgresql": version[0] if version else "",
            },
            "rows": rows,
        }
        (ROOT / "bench" / "results.json").write_text(json.dumps(result, indent=2) + "\n")
        print(f"wrote bench/results.json ({len(rows)} rows, tier {tier})")
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        if started:
            postgres.stop(VAR)


def measure(tier: str) -> list[dict[str, object]]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    from bench import (
        aid,
        blind,
        contractors,
        draw,
        encounters,
        log,
        obligations,
        pages,
        people,
        publishing,
        search,
        serving,
        sites,
        training,
    )

    rows: list[dict[str, object]] = []
    for part in (
        blind, obligations, log, pages, sites, people, training, contractors, encounters, search, aid, draw, publishing,
        serving,
    ):  # fmt: skip
        begun = time.perf_counter()
        for row in part.measure(tier=tier):
            rows.append(row)
            print("  ".join(f"{key}={value}" for key, value in row.items()), flush=True)
        print(f"  {part.__name__} took {time.perf_counter() - begun:.0f} s", flush=True)
    return rows


if __name__ == "__main__":
    main()
