"""
``python -m bench short|full [PART ...]``: measure, each part in a new database, and write bench/results.json.

Figures from one machine are not to be compared with figures from another; the ratios are. A part is a process of its
own, so that none finds the records, the memory or the statistics of another.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from standing.config import postgres
from tests.make import databases

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var" / "bench"
PARTS = (
    "blind", "obligations", "log", "pages", "sites", "people", "training", "contractors", "encounters", "search", "aid",
    "draw", "publishing", "serving",
)  # fmt: skip


def main() -> None:
    tier, parts = (sys.argv[1:2] or ["short"])[0], tuple(sys.argv[2:]) or PARTS
    if tier not in {"short", "full"} or not set(parts) <= set(PARTS):
        sys.exit(f"Say 'short' or 'full', and perhaps which parts: {', '.join(PARTS)}.")
    started = False
    if "DATABASE_URL" not in os.environ:
        started = postgres.ensure_running(VAR)
        os.environ["DATABASE_URL"] = postgres.url(VAR)
    os.environ["STANDING_VAR"] = str(VAR)
    os.environ["DJANGO_SETTINGS_MODULE"] = "standing.config.settings"
    base = os.environ["DATABASE_URL"]
    try:
        with psycopg.connect(base, autocommit=True) as server:
            version = server.info.parameter_status("server_version")
            with databases.new(base, f"standing_bench_{os.getpid()}") as empty:
                subprocess.run(
                    [sys.executable, "-m", "bench.prepare"],
                    cwd=ROOT,
                    env={**os.environ, "DATABASE_URL": empty},
                    check=True,
                )
                rows = [row for part in parts for row in _measured(base, empty, part=part, tier=tier)]
    finally:
        if started:
            postgres.stop(VAR)
    result = {
        "tier": tier,
        "at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "postgresql": version or ""},
        "rows": rows,
    }
    if parts == PARTS:
        (ROOT / "bench" / "results.json").write_text(json.dumps(result, indent=2) + "\n")
        print(f"wrote bench/results.json ({len(rows)} rows, tier {tier})")


def _measured(base: str, empty: str, *, part: str, tier: str) -> Iterator[dict[str, object]]:
    """Yield the rows of a part as it finds them. :raises CalledProcessError: if it did not come to its end"""
    begun = time.perf_counter()
    name = f"standing_bench_{os.getpid()}_{part}"
    template = psycopg.conninfo.conninfo_to_dict(empty)["dbname"]
    with databases.new(base, name, template=str(template)) as url:
        command = [sys.executable, "-m", "bench.part", part, tier]
        with subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                row = json.loads(line)
                print("  ".join(f"{key}={value}" for key, value in row.items()), flush=True)
                yield row
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
    print(f"  {part} took {time.perf_counter() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    main()
