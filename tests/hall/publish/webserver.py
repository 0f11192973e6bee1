"""A real nginx with the file that we ship, on ports of this machine."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SAMPLE = Path(__file__).resolve().parents[3] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or "nginx"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def at_home(text: str, *, folder: Path, root: Path, port: int, tls_port: int, upstream: int) -> str:
    """Return the sample with only what a machine differs in changed: names, ports, folders."""
    user = "user root;" if os.geteuid() == 0 else ""
    changes = {
        "user www-data;": user,
        "worker_processes auto;": "worker_processes 1; daemon off;",
        "pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "listen [::]:80;": "",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{tls_port} ssl http2;",
        "listen [::]:443 ssl http2;": "",
        "server_name standing.example.gov;": "server_name localhost;",
        "server 127.0.0.1:8000;": f"server 127.0.0.1:{upstream};",
        "/etc/ssl/standing/": f"{folder}/",
        "/var/lib/standing/public": str(root),
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    if BROTLI.exists():
        assert "#brotli_static on;" in text
        text = text.replace("#brotli_static on;", "brotli_static on;")
    places = "".join(
        f"{each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return text.replace("http {", "http { " + places, 1)


def write_certificate(folder: Path) -> None:
    """Write a certificate that nobody else believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(tz=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@contextmanager
def running(*, folder: Path, root: Path, upstream: int) -> Iterator[tuple[int, int]]:
    """Run nginx over a tree; gives the open port and the closed one."""
    write_certificate(folder)
    port, tls_port = free_port(), free_port()
    text = at_home(SAMPLE.read_text(), folder=folder, root=root, port=port, tls_port=tls_port, upstream=upstream)
    config = folder / "nginx.conf"
    config.write_text(text)
    process = subprocess.Popen([NGINX, "-c", str(config)], stderr=subprocess.PIPE)
    try:
        _wait_for(tls_port, process)
        yield port, tls_port
    finally:
        process.terminate()
        process.wait(timeout=10)
        if process.stderr is not None:
            process.stderr.close()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr is not None else ""
            raise RuntimeError(f"nginx did not start: {said}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("nginx did not listen")


def languages() -> set[str]:
    """Return the languages that the sample names."""
    found = re.search(r"standing_code>([a-z|-]+)\)", SAMPLE.read_text())
    assert found is not None
    return set(found[1].split("|"))
