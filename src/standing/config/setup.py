"""What is done once or at every start: tables, pack, sample records, static files, and the words of welcome."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from standing.config import from_zero, progress, sample_round, up
from standing.hall import clock
from standing.hall.accounts import api as accounts
from standing.hall.audit import api as audit
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.publish import api as publish
from standing.hall.translations.catalogues import files as catalogues
from standing.kernel.refusals import NotNow
from standing.rooms.city import api as city
from standing.rooms.obligations import api as obligations
from standing.sample import aid, history, issuer

Say = Callable[[str], None]
_SETTING_UP = 0x7374616E64  # the advisory lock of whoever sets up a database


def compile_words() -> None:
    """Compile the words of the interface where they are newer than what was compiled."""
    for folder in settings.LOCALE_PATHS:
        if folder.is_dir():
            catalogues.compile_all(locale=folder)


def words(deed: str, *, whole: bool = False, say: Say) -> int:
    """Collect the words of the program into each language's file, compile them, or say what is wrong with them."""
    home = settings.LOCALE_PATHS[0]
    if deed == "extract":
        for one in catalogues.extract(locale=home, at=clock.now(), whole=whole):
            say(str(one))
        return 0
    if deed == "compile":
        compile_words()
        return 0
    found = catalogues.check(locale=home, complete=_whole_languages())
    for finding in found:
        say(str(finding))
    return 1 if any(one.is_mistake for one in found) else 0


def _whole_languages() -> tuple[str, ...]:
    pack = packs.in_force(known=clock.now())
    return () if pack is None else tuple(one.code for one in pack.languages.languages if one.tier == 1)


def migrate(*, say: Say) -> None:
    """Bring the tables up to this release; nothing happens when they are."""
    from_zero.migrate()
    compile_words()
    say("The tables are those of this release.")


def prepare(*, pack: Path, say: Say) -> None:
    """
    Make an empty database a sample with the pack's city in it; leave a used one as it is.

    A pack that differs from the one in force is proposed, never applied: its effects are shown first.

    :raises Refused: if the pack has mistakes; each is named with file, line and field
    """
    with _only_one(say=say):
        from_zero.migrate()
        call_command("collectstatic", verbosity=0, interactive=False)
        compile_words()
        if not installation.exists():
            _write_sample(pack=pack, say=say)
        elif installation.is_sample():
            publish.soon()
            note = packs.propose_if_changed(directory=pack, by=audit.SYSTEM, at=clock.now())
            if note:
                say(f"{note} Look at it under {settings.STANDING['origin']}/staff/pack/ before it is applied.")


def _write_sample(*, pack: Path, say: Say) -> None:
    """Write the invented history whole or not at all: whatever interrupts it leaves an empty database."""
    say("Writing the sample: a city that has carried out its directive since 11 July 2025 (about a minute) ...")
    until = clock.now()
    with progress.bar() as statement, connection.execute_wrapper(statement), transaction.atomic():
        history.write(pack=pack, until=until, say=say)
        issuer.open_books(path=_issuer_books(), moved=aid.opening_move(until=until))
    publish.soon()
    say("The sample is complete. Its public pages are laid down on disk in the background.")


def _issuer_books() -> Path:
    return Path(str(settings.STANDING["var"])) / "issuer" / "books.json"


def sample_issuer(*, port: int) -> tuple[str, ...]:
    """Return the command of the bank and the issuer beside a sample on this machine; nothing beside a real city."""
    pack = packs.in_force(known=clock.now())
    if pack is None or not installation.is_sample() or not settings.STANDING["sample_issuer_url"]:
        return ()
    books = str(_issuer_books())
    return (
        sys.executable, "-m", "standing.sample.issuer",
        "--port", str(port + 2), "--books", books, "--zone", pack.time_zone,
    )  # fmt: skip


@contextmanager
def _only_one(*, say: Say) -> Iterator[None]:
    """Let one process at a time set up this database, whichever machine or folder it comes from."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_SETTING_UP])
        (is_ours,) = cursor.fetchone() or (False,)
        if not is_ours:
            say("Another Standing is setting up this database; waiting for it ...")
            cursor.execute("SELECT pg_advisory_lock(%s)", [_SETTING_UP])
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_SETTING_UP])


def install(*, administrator: str, pack: Path, say: Say) -> None:
    """
    This will set up an empty database for a city: its pack, and one person who may grant all other access.

    :raises NotNow: if the database was set up before
    :raises Refused: if the pack has mistakes
    """
    with _only_one(say=say):
        from_zero.migrate()
        compile_words()
        if installation.exists():
            raise NotNow("This database was set up before; nothing was changed.")
        at = clock.now()
        with transaction.atomic():
            installation.create(is_sample=False, at=at)
            packs.load_first(directory=pack, by=audit.SYSTEM, at=at)
            accounts.grant_role(
                email=administrator, role=accounts.Role.ADMINISTRATOR, department="", by=audit.SYSTEM, at=at
            )
    say(f"Done. {administrator} may sign in at {settings.STANDING['origin']}/staff/sign-in/ and grant the rest.")


def make_sample_round(beside: up.Neighbour | None) -> None:
    """
    Let both parties of a sample make its round of cash aid, once both answer.

    Where they cannot, everything else goes on: a restored City, say, stands beside a trustee who never saw its round.
    """
    if beside is None or not installation.is_sample():
        return
    try:
        sample_round.make(beside=beside)
    except NotNow as refusal:
        print(f"This sample has no open round of cash aid. {refusal}", file=sys.stderr)
    finally:
        connections.close_all()


def announce(base: str) -> None:
    """Say where Standing is, and in a sample how to sign in with one click."""
    print(f"\nStanding is at {base}\n  board   {base}/status/\n  staff   {base}/staff/sign-in/")
    if installation.is_sample():
        print("  mail    " + str(settings.STANDING["mail_dir"]))
        if bank := settings.STANDING["sample_issuer_url"]:
            print(f"  bank    {bank}/  (a sample bank and card issuer)")
        print_sign_ins([*sample_sign_ins(), *sample_round.places()], say=print)
    print("\nCtrl-C stops it. Your records are kept.")
    sys.stdout.flush()


def sample_sign_ins() -> list[dict[str, str]]:
    """
    Return the one-click sign-ins of a sample: role, department, person, url.

    :raises NotNow: if the database is no sample
    """
    if not installation.is_sample():
        raise NotNow("Sample sign-ins exist in a sample database only, and this is none.")
    rows = accounts.sample_sign_ins(base_url=str(settings.STANDING["origin"]))
    return [{key: str(row[key]) for key in ("role", "department", "person", "url")} for row in rows]


def print_sign_ins(rows: list[dict[str, str]], *, say: Say) -> None:
    """Print one sign-in for each role, the department's of the one that has a plan to write; --json has them all."""
    say("\nSample sign-ins, one click each (all: standing sample signins --json)")
    bound = [one.id for one in city.departments(known=clock.now()) if one.standing == "bound"]
    to_write = bound[-1] if bound else ""  # the sample leaves the last department's plan to the newcomer
    for row in rows:
        if row["department"] in {"", to_write} or row["role"] in {"desk", "card-station"}:
            who = f"{row['role']}{', ' + row['department'] if row['department'] else ''}"
            say(f"  {who:<24} {row['url']}")


def freeze(day: date | None, *, say: Say) -> int:
    """Freeze the board of the midnight with which that day begins, or of every midnight that was missed."""
    if day is None:
        say(f"{obligations.freeze_missed(at=clock.now())} boards frozen.")
    else:
        frozen = obligations.freeze_board(day=day, at=clock.now())
        say(f"{frozen.day}  {frozen.sha256}")
    return 0


def replay(day: date | None, *, say: Say) -> int:
    """Compute frozen boards again and compare byte for byte; 1 when one differs, and why."""
    days = [one.day for one in obligations.frozen_days()] if day is None else [day]
    same = True
    for each in days:
        answer = obligations.replay_board(day=each)
        same = same and answer.is_same
        say(f"{answer.day}  {'the same bytes' if answer.is_same else 'differs: ' + '; '.join(answer.differs)}")
    return 0 if same else 1
