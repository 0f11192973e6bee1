"""
How quickly a public page leaves: our file of nginx, a default nginx, and the application alone.

One page of 29 KB with forty services, as .gz, over connections that stay open; one load generator for all (wrk),
the three in turns. Counted are answers for each second of processor time of the server, so that whatever else
runs on the machine matters little.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

from standing.config.environment import CHECKOUT
from standing.hall.publish import assets, checks
from standing.hall.publish.manifest import Entry, Manifest
from standing.hall.publish.rendering import render
from standing.hall.publish.rules import file_of
from standing.hall.publish.tree import Releases

_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
NGINX, WRK = shutil.which("nginx", path=_PATH), shutil.which("wrk", path=_PATH)
PAGE = "/es/help/all/"
_TICKS = os.sysconf("SC_CLK_TCK")
_DEFAULT = """
{user} worker_processes 1; daemon off; pid {folder}/plain.pid; error_log stderr emerg;
events {{ worker_connections 768; }}
http {{
  include /etc/nginx/mime.types; default_type application/octet-stream;
  sendfile on; tcp_nopush on; access_log off; gzip_static on;
  {places}
  server {{ listen 127.0.0.1:{port}; root {root}/current/tree; index index.html; }}
}}
"""


def measure(*, tier: str) -> Iterator[dict[str, object]]:
    """Yield one row for each server, with its ratio to the default nginx; the first row is that nginx."""
    if NGINX is None or WRK is None:
        yield {"name": "serving", "n": 0, "why": "needs the Debian packages nginx-light and wrk"}
        return
    rounds, seconds = (3, 2) if tier == "short" else (9, 5)
    with tempfile.TemporaryDirectory(prefix="serving-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = folder / "public"
        size = write_tree(Releases(root))
        with ExitStack() as stack:
            servers = {
                "nginx, default file": stack.enter_context(_plain_nginx(folder, root)),
                "nginx, our file": stack.enter_context(_our_nginx(folder, root)),
                "application alone": stack.enter_context(_application(folder)),
            }
            taken: dict[str, list[tuple[float, float]]] = {each: [] for each in servers}
            for _ in range(rounds):
                for each, (port, cpu) in servers.items():
                    taken[each].append(_load(port, cpu, seconds=seconds, size=size))
    base = median(rate for rate, _ in taken["nginx, default file"])
    for each, runs in taken.items():
        rate = median(rate for rate, _ in runs)
        yield {
            "name": f"serving, {each}",
            "n": size,
            "answers_per_cpu_second": round(rate),
            "answers_per_second": round(median(plain for _, plain in runs)),
            "ratio": round(rate / base, 3),
            "to": "a default nginx on the same .gz bytes",
        }


def write_tree(disk: Releases) -> int:
    """Write one release with the page, and the headers that the application gives. :returns: its size as .gz"""
    content = page()
    making = disk.begin(base=None)
    entries = {}
    for path in (PAGE, "/", "/es/"):
        file = file_of(path)
        making.write(file, content, mtime=1_760_000_000)
        making.write(file + assets.GZ, assets.gz(content), mtime=1_760_000_000)
        making.write(file + assets.BR, assets.br(content), mtime=1_760_000_000)
        entries[path] = Entry(path=path, language="es", stamp="1", shell="1", file=file)
    headers = checks.standard_headers(render("/robots.txt"))
    at = datetime(2025, 10, 9, tzinfo=UTC)
    making.finish(Manifest(number=1, base=None, at=at, headers=headers, pages=entries, files=making.files))
    disk.switch(1)
    return len(assets.gz(content))


def page() -> bytes:
    """Return a page of 29 KB: forty services that do not exist, each with its own words, as real ones have."""
    chance = Random(11)
    syllables = [first + second for first in "bcdfglmnprstv" for second in ("a", "e", "i", "o", "u", "ar", "en", "is")]

    def words(count: int) -> str:
        return " ".join("".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(count))

    cards = "".join(
        f'<li class="card card-link"><h3><a href="/es/help/{number:04d}/">{words(4).title()}</a></h3>'
        f'<p>{words(54)}.</p><dl class="summary"><div><dt>Teléfono</dt>'
        f'<dd><a href="tel:+1213555{100 + number:04d}">213-555-{100 + number:04d}</a></dd></div>'
        f"<div><dt>Dirección</dt><dd>{chance.randint(1, 9000)} {words(2).title()}, {number % 15 + 1}</dd></div>"
        f"<div><dt>Revisado</dt><dd>{number % 28 + 1} de octubre</dd></div></dl></li>"
        for number in range(40)
    )
    return (
        '<!doctype html><html lang="es" dir="ltr"><head><meta charset="utf-8"><title>Ayuda · muestra</title></head>'
        f'<body><main id="main"><h1>Ayuda</h1><ul class="cards">{cards}</ul></main></body></html>'
    ).encode()


Server = tuple[int, Callable[[], float]]


@contextmanager
def _plain_nginx(folder: Path, root: Path) -> Iterator[Server]:
    port = _free_port()
    text = _DEFAULT.format(folder=folder, root=root, port=port, user=_user(), places=_places(folder))
    with _nginx(folder / "plain.conf", text, port) as server:
        yield server


@contextmanager
def _our_nginx(folder: Path, root: Path) -> Iterator[Server]:
    """Run the file that we ship, over an open line: both would pay the same for TLS."""
    port = _free_port()
    text = (CHECKOUT / "deploy" / "nginx.conf").read_text()
    for old, new in (
        ("user www-data;", _user()),
        ("worker_processes auto;", "worker_processes 1; daemon off;"),
        ("pid /run/nginx.pid;", f"pid {folder}/ours.pid;"),
        ("listen 80;", f"listen 127.0.0.1:{_free_port()};"),
        ("listen [::]:80;", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        ("listen [::]:443 ssl http2;", ""),
        ("ssl_certificate ", "#"),
        ("ssl_certificate_key ", "#"),
        ("/var/lib/standing/public", str(root)),
        ("http {", "http { " + _places(folder)),
    ):
        if old not in text:
            raise RuntimeError(f"deploy/nginx.conf has changed: {old}")
        text = text.replace(old, new)
    with _nginx(folder / "ours.conf", text, port) as server:
        yield server


@contextmanager
def _nginx(config: Path, text: str, port: int) -> Iterator[Server]:
    config.write_text(text)
    with _running([str(NGINX), "-c", str(config)], port, dict(os.environ)) as server:
        yield server


@contextmanager
def _application(folder: Path) -> Iterator[Server]:
    """Run what ``make run`` runs, with one process, on the tree alone."""
    port = _free_port()
    env = {**os.environ, "STANDING_VAR": str(folder), "PORT": str(port)}
    env.pop("STANDING_ORIGIN", None)
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "2", "--no-access-log", "--log-level", "warning",
        "standing.config.wsgi:application",
    ]  # fmt: skip
    with _running(command, port, env) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, env: dict[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(command, env=env, start_new_session=True)
    try:
        _wait_until_it_answers(port, process)
        yield port, lambda: _cpu_seconds(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(_asked(port), timeout=5) as answer:
                if answer.headers["Content-Encoding"] == "gzip":
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("A server of the bench did not answer.")


def _asked(port: int) -> urllib.request.Request:
    return urllib.request.Request(f"http://127.0.0.1:{port}{PAGE}", headers={"Accept-Encoding": "gzip"})


def _load(port: int, cpu: Callable[[], float], *, seconds: int, size: int) -> tuple[float, float]:
    """Ask as fast as it goes; returns answers for each second of processor time, and of real time."""
    before = cpu()
    said = subprocess.run(
        [str(WRK), "-t1", "-c64", f"-d{seconds}s", "-s", str(Path(__file__).with_name("count.lua")), "-H",
         "Accept-Encoding: gzip", f"http://127.0.0.1:{port}{PAGE}"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spent = cpu() - before
    count, bad, octets, micros = (int(each) for each in said.rpartition("COUNTED ")[2].split())
    if bad or octets < count * size:
        raise RuntimeError(f"A server of the bench answered badly: {said}")
    return count / spent, count / (micros / 1e6)


def _cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and all that it started."""
    total, waiting = 0, [pid]
    while waiting:
        each = waiting.pop()
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
            for task in Path(f"/proc/{each}/task").iterdir():
                waiting.extend(int(child) for child in (task / "children").read_text().split())
        except OSError:
            continue
    return total / _TICKS


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def _user() -> str:
    return "user root;" if os.geteuid() == 0 else ""


def _places(folder: Path) -> str:
    return "".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
