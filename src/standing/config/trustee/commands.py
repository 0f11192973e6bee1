"""What an operator asks of the trustee's sealed copies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from standing.config import environment
from standing.config.trustee import shipping

Say = Callable[[str], None]


def make_key(file: Path, *, say: Say) -> int:
    """Make the pair of keys of sealed copies. :raises NotNow: if there is a file already"""
    outcome = shipping.make_key(file=file, say=say)
    say(f"Keep {file} away from this machine: whoever has it and a copy has what the trustee has.")
    return outcome


def ship(*, say: Say) -> int:
    """Write the sealed copy now. :raises NotNow: if no place is set up, or it cannot be written"""
    from standing.hall import clock
    from standing.hall.audit.api import SYSTEM
    from standing.kernel.refusals import NotNow
    from standing.rooms.trustee import actions
    from standing.rooms.trustee.adapters import copies

    sha256 = copies.ship()
    if sha256 is None:
        raise NotNow("No place for sealed copies is set up. Set STANDING_SHIP_TO and STANDING_SHIP_KEY.")
    actions.note_shipped(sha256=sha256, by=SYSTEM, at=clock.now())
    say(f"The sealed copy went out: SHA-256 {sha256}")
    return 0


def restore(file: Path, key_file: Path, *, env: environment.Environment, say: Say) -> int:
    """Put a sealed copy into an empty database. :raises NotNow: if something is there, or it does not open"""
    return shipping.restore(file=file, key_file=key_file, url=env.database_url, var=env.var, apart=env.apart, say=say)


def shipper(*, to: str, key: str, url: str, var: Path, apart: Path) -> Callable[[], str] | None:
    """Return what writes the copy; None where no place for it is set up."""
    if not to:
        return None
    return lambda: shipping.ship(to=Path(to), key=key, url=url, var=var, apart=apart)
