"""
How many applications a second the trustee's process takes in, each with its receipt, on two cores.

One application is two requests over HTTP: the evaluation of eight blinded strings with its proof, and the sealed
application itself. First as fast as 32 browsers go, with the waiting room wide open, beside PostgreSQL alone doing
the same inserts in the same run; the second figure of that rate counts seconds of processor time of the web server
alone, which hardly moves with whatever else the machine does. Then at the goal's pace with the waiting room as it is:
how long each takes, and whether one was lost. The sum that a browser does is left out: it costs the server one hash
either way.

At last what the trustee does with all of them, one family in twenty twice: the night in which nobody can apply, the
numbering, the draw, and the draw again by somebody who has what was published.

It has a database and a process of its own, in the trustee's role: the City's have none of these tables.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import psycopg

from bench.serving import _cpu_seconds
from tests.make import databases

GOAL = 100.0
BROWSERS = 32
SECONDS = {"short": (5.0, 6.0), "full": (20.0, 600.0)}
SIZES = {"short": (10_000, 100_000), "full": (10_000, 500_000)}
"""Applications that lie there, each with its tags: four million at the size for which a round is built."""
ROUND, GROUP = "spring", "harbor-hands"
_SEED = "seed-of-the-city"
_ROOT = Path(__file__).resolve().parents[1]
_INSERT = (
    'INSERT INTO draw_application (round, mark, "group", box, tags) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING'
)

_COPIED = "CREATE TABLE bare_application AS SELECT * FROM draw_application ORDER BY round, mark"
_FOUND_TWICE = (
    "SELECT tag FROM (SELECT unnest(tags) AS tag FROM draw_application WHERE round = %s) AS one"
    " GROUP BY tag HAVING count(*) > 1"
)

_HELPED = (
    "INSERT INTO trustee_tag (round_id, tag) SELECT DISTINCT round, tags[1] FROM draw_application"
    " WHERE round = %s AND get_byte(mark, 0) < 26"  # a tenth of the families came to a desk before
)


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield the rate as fast as it goes, with its ratio to the bare inserts, and the times at the goal's pace."""
    whole, steady = SECONDS[tier]
    with tempfile.TemporaryDirectory(prefix="draw-") as name, _database() as url:
        env = _environment(Path(name), url)
        subprocess.run([sys.executable, "-m", "bench.draw", "prepare"], env=env, cwd=_ROOT, check=True)
        elements = _elements()
        with _served(env, pace=1e6) as (port, _cpu):
            _applied(port, elements, seconds=1.0)  # the first application opens the draw
        bare, medians = _bare(url, seconds=whole / 2), []
        for size in SIZES[tier]:
            _fill(url, size)
            with _served(env, pace=1e6) as (port, cpu):
                _applied(port, elements, seconds=1.0)
                spent = cpu()
                done, _ = _applied(port, elements, seconds=whole)
                spent = cpu() - spent
            rate = len(done) / whole
            medians.append(sorted(done)[len(done) // 2])
            yield {
                "name": "draw.applications",
                "n": size,
                "per_second": round(rate),
                "per_cpu_second": round(len(done) / spent),
                **_times(done),
                "bare_per_second": round(bare),
                "ratio": round(bare / rate, 2),
                "to": "the same inserts by PostgreSQL alone",
            }
        yield {
            "name": "draw.growth", "n": max(SIZES[tier]), "ratio": round(medians[-1] / medians[0], 2),
            "to": f"the median with {min(SIZES[tier])} applications there",
        }  # fmt: skip
        before = _count(url)
        with _served(env) as (port, _cpu):
            begun = time.perf_counter()
            done, lost = _applied(port, elements, seconds=steady, pace=GOAL)
            whole = time.perf_counter() - begun  # longer than it was asked for, if it fell behind
        yield {
            "name": "draw.steady",
            "n": len(done),
            "per_second": round(len(done) / whole, 1),
            **_times(done),
            "lost": lost + len(done) - (_count(url) - before),
        }
        yield from _held(env)


def prepare() -> None:
    """Make the tables and an open round; runs in a process of its own, in the trustee's role."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from datetime import timedelta

    from standing.hall import clock
    from standing.hall.installation import api as installation
    from tests.make import draw, trustee

    at = clock.now()
    installation.create(is_sample=True, at=at)
    for module in (draw, trustee):
        module.AT = at - timedelta(minutes=1)  # type: ignore[attr-defined]
    draw.CLOSES = at + timedelta(days=3)
    opened = draw.open_round(places=1000)
    (Path(os.environ["STANDING_VAR"]) / _SEED).write_bytes(opened.city_seed)


def hold() -> None:
    """Be the trustee after the last day, in a process of its own: print a row for each thing it does."""
    import django

    django.setup()
    from datetime import timedelta

    from standing.hall import clock
    from standing.hall.audit.api import SYSTEM
    from standing.rooms.draw import actions
    from standing.rooms.draw.queries import draws, rounds
    from standing.rooms.draw.rules import drawing

    seed = (Path(os.environ["STANDING_VAR"]) / _SEED).read_bytes()
    over = clock.now() + timedelta(days=4)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        copied = _timed(lambda: connection.execute(_COPIED))[0]
        found = _timed(lambda: connection.execute(_FOUND_TWICE, [ROUND]).fetchall())[0]
        connection.execute(_HELPED, [ROUND])
    given = rounds.get_round(round_=ROUND)
    night, count = _timed(lambda: actions.rewrite_applications(by=SYSTEM, at=over))
    number, _ = _timed(lambda: actions.number_entries(round_=ROUND, by=SYSTEM, at=over))
    drawn, chosen = _timed(lambda: actions.draw_places(round_=ROUND, city_seed=seed, by=SYSTEM, at=over))
    fixed, result = (draws.published(round_=ROUND, name=name)[0] for name in ("commitment", "result"))
    replayed, again = _timed(
        lambda: drawing.replay(
            fixed,
            result,
            manifest=given.manifest.sha256,
            places=given.draw.places,
            city_seed=given.draw.city_seed,
            trustee_seed=given.draw.trustee_seed,
        )
    )
    if again != chosen or not any(drawing.read_commitment(fixed).void.values()):
        sys.exit("The draw of the bench is not what its own data gives.")
    for name, took, bare, to in (
        ("draw.night", night, copied, "the same rows copied in their order by PostgreSQL alone"),
        ("draw.number", number, found, "the tags that stand twice, found by PostgreSQL alone"),
        ("draw.draw", drawn, found, "the tags that stand twice, found by PostgreSQL alone"),
        ("draw.replay", replayed, drawn, "the draw itself"),
    ):
        row = {"name": name, "n": count, "seconds": round(took, 2), "ratio": round(took / bare, 2), "to": to}
        print(json.dumps(row), flush=True)


def application() -> Callable[..., Any]:
    """Return what granian serves: the trustee's process, without the sum of browsers."""
    from standing.config.wsgi import application as served
    from standing.rooms.draw.rules import applying
    from standing.rooms.draw.views import doors

    applying.WORK = 0
    if pace := os.environ.get("BENCH_PACE"):
        doors.LINE.pace = float(pace)
    return served


def _held(env: Mapping[str, str]) -> Iterator[dict[str, object]]:
    said = subprocess.run(
        [sys.executable, "-m", "bench.draw", "hold"], env=env, cwd=_ROOT, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    yield from map(json.loads, said.splitlines())


def _timed(do: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = do()
    return time.perf_counter() - begun, done


def _elements() -> list[str]:
    from standing.kernel.blind import oprf

    return [_said(oprf.blind(secrets.token_bytes(32)).element) for _ in range(8)]


def _applied(port: int, elements: list[str], *, seconds: float, pace: float | None = None) -> tuple[list[float], int]:
    """Apply for some seconds, as fast as it goes or at a pace; return how long each took, and how many were lost."""
    took: list[float] = []
    lost, started, lock, begun = [0], [0], Lock(), time.perf_counter()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                number = started[0]
                started[0] += 1
            due = begun + number / pace if pace else time.perf_counter()
            if due >= begun + seconds:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                _apply(connection, elements)
            except (OSError, RuntimeError, http.client.HTTPException):
                with lock:
                    lost[0] += 1
                connection.close()
                continue
            with lock:
                took.append(time.perf_counter() - due)

    threads = [Thread(target=work) for _ in range(BROWSERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took, lost[0]


def _apply(connection: http.client.HTTPConnection, elements: list[str]) -> None:
    """Do what one browser does, waiting in line included, and retrying nothing: what is not answered is lost."""
    mark = _said(secrets.token_bytes(32))
    asked: dict[str, object] = {"mark": mark, "blinded": elements, "work": _said(bytes(8))}
    status, said = _post(connection, "evaluate", asked)
    while status == 503:
        time.sleep(float(said["seconds"]))
        status, said = _post(connection, "evaluate", {**asked, "turn": said["turn"]})
    if status != 200:
        raise RuntimeError(said)
    box, tags = _said(secrets.token_bytes(1072)), [_said(secrets.token_bytes(32)) for _ in range(8)]
    given = {"mark": mark, "group": GROUP, "box": box, "tags": tags, "ticket": said["ticket"]}
    status, said = _post(connection, "applications", given)
    if status != 200:
        raise RuntimeError(said)


def _post(connection: http.client.HTTPConnection, what: str, asked: Mapping[str, object]) -> tuple[int, dict[str, Any]]:
    body = json.dumps(asked)
    connection.request("POST", f"/apply/v1/{ROUND}/{what}", body=body, headers={"Content-Type": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def _bare(url: str, *, seconds: float) -> float:
    """Return how many of the same inserts PostgreSQL commits a second for eight clients, triggers and all."""
    counts, end = [0] * 8, time.perf_counter() + seconds

    def work(place: int) -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while time.perf_counter() < end:
                tags = [secrets.token_bytes(32) for _ in range(8)]
                row = (ROUND, secrets.token_bytes(32), GROUP, secrets.token_bytes(1072), tags)
                connection.execute(_INSERT, row)
                counts[place] += 1

    threads = [Thread(target=work, args=(place,)) for place in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return sum(counts) / seconds


def _fill(url: str, size: int) -> None:
    """Have so many applications lie there, of their real length and as hard to pack."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            'INSERT INTO draw_application (round, mark, "group", box, tags)'
            " SELECT %s, sha256(('m' || n)::bytea), %s,"
            " (SELECT substr(string_agg(sha256((n || 'b' || k)::bytea), ''), 1, 1072) FROM generate_series(1, 34) k),"
            # Each twentieth is the household before it once more.
            " ARRAY(SELECT sha256(((n - (n %% 20 = 0)::int) || 't' || k)::bytea) FROM generate_series(1, 8) k)"
            " FROM generate_series(1, %s) n ON CONFLICT DO NOTHING",
            [ROUND, GROUP, size],
        )
        connection.execute("VACUUM ANALYZE draw_application")


def _count(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM draw_application").fetchone()
    return int(row[0]) if row else 0


def _database() -> AbstractContextManager[str]:
    return databases.new(os.environ["DATABASE_URL"], f"standing_bench_draw_{os.getpid()}")


def _environment(folder: Path, url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STANDING_")}
    return {
        **kept,
        "DATABASE_URL": url,
        "STANDING_ROLE": "trustee",
        "STANDING_VAR": str(folder),
        "PYTHONWARNINGS": "ignore::UserWarning",  # no static files were collected
        "DJANGO_SETTINGS_MODULE": "standing.config.settings",
        "PYTHONPATH": os.pathsep.join([str(_ROOT / "src"), str(_ROOT)]),
    }


@contextmanager
def _served(env: Mapping[str, str], *, pace: float | None = None) -> Iterator[tuple[int, Callable[[], float]]]:
    """Run what ``make run`` runs for the trustee, with two processes."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning", "--factory",
        "bench.draw:application",
    ]  # fmt: skip
    extra = {} if pace is None else {"BENCH_PACE": str(pace)}
    process = subprocess.Popen(command, env={**env, "PORT": str(port), **extra}, cwd=_ROOT, start_new_session=True)
    try:
        _wait(port, process)
        yield port, lambda: _cpu_seconds(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            if _post(connection, "state", {"receipt": ""})[0] == 400:
                return
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.1)
    raise RuntimeError("The trustee of the bench did not answer.")


def _times(took: list[float]) -> dict[str, float]:
    took = sorted(took) or [0.0]
    return {
        "p50_ms": round(took[len(took) // 2] * 1000, 1),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
        "worst_ms": round(took[-1] * 1000, 1),
    }


def _said(data: bytes) -> str:
    return base64.b64encode(data).decode()


if __name__ == "__main__":
    {"prepare": prepare, "hold": hold}[sys.argv[1]]()
