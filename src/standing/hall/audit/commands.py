"""What the command line asks of the log. Each answers with lines to print and the code to end with."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from standing.hall import clock
from standing.hall.audit import actions, exports, keys, queries, verification
from standing.hall.audit.keys import KeyRefused, LogKey
from standing.kernel.refusals import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFact:
    """What to print, and the exit code: 0 as it should be, 1 something was found, 2 it could not be done."""

    code: int
    lines: tuple[str, ...]


def log_key() -> LogKey:
    """
    Return the key of this installation; one is made only while the log is empty.

    :raises KeyRefused: if it is lost
    """
    path, origin = Path(str(settings.STANDING["log_key_file"])), str(settings.STANDING["log_origin"])
    if queries.latest_checkpoint() is None:
        return keys.load_or_create(path=path, origin=origin)
    return keys.load(path=path, origin=origin)


def seal_now() -> OutcomeFact:
    """Seal what waits, and say what the log has become."""
    try:
        done = actions.seal(key=log_key(), at=clock.now())
    except (KeyRefused, actions.LogBroken) as error:
        return OutcomeFact(code=2, lines=(str(error),))
    return OutcomeFact(code=0, lines=(f"{done.added} records sealed; the log holds {done.size}.",))


def checkpoint() -> OutcomeFact:
    """Show the latest signed checkpoint, to be kept elsewhere."""
    last = queries.latest_checkpoint()
    if last is None:
        return OutcomeFact(code=2, lines=("Nothing is sealed yet.",))
    return OutcomeFact(code=0, lines=tuple(last.note.removesuffix("\n").split("\n")))


def verify(kept: Sequence[Path] = ()) -> OutcomeFact:
    """Check the whole database against its seals, and against checkpoints that were kept elsewhere."""
    try:
        texts = [path.read_text(encoding="utf-8") for path in kept]
        expected = log_key().verifier.text() if queries.latest_checkpoint() else None
    except (KeyRefused, OSError, UnicodeDecodeError) as error:
        return OutcomeFact(code=2, lines=(str(error),))
    found = verification.verify_database(expected_key=expected, kept=texts)
    if not found.holds:
        lines = [finding.sentence for finding in found.findings]
        return OutcomeFact(code=1, lines=(*lines, "The log does NOT hold."))
    return OutcomeFact(
        code=0,
        lines=(
            f"{found.size} records, {found.checkpoints} checkpoints: every record is as it was sealed.",
            f"Root {found.root}. {found.waiting} records wait to be sealed.",
        ),
    )


def export(path: Path, *, sample: bool) -> OutcomeFact:
    """Write the log into a new folder or .zip file."""
    try:
        done = exports.write_export(path=path, sample=sample)
    except (Refused, OSError) as error:
        return OutcomeFact(code=2, lines=(str(error),))
    return OutcomeFact(
        code=0,
        lines=(
            f"{done.records} records and {done.checkpoints} checkpoints are in {path}.",
            f"Check them with: python3 tools/verify_log.py {path}",
        ),
    )
