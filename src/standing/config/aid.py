"""What the command line asks about a round of cash aid."""

from collections.abc import Callable
from pathlib import Path

from standing.rooms.aid import api as aid

_MARKS = {True: "✓", False: "✗", None: "…"}


def verify(round_: str, *, place: str, say: Callable[[str], None]) -> int:
    """Say what each check of a round found; 0 if nothing is wrong, 1 if something is."""
    findings = aid.verify(round_=round_, place=place)
    for one in findings:
        say(f"{_MARKS[one.holds]} {one.said}")
    if aid.is_sound(findings):
        say(f"The round {round_} holds. … marks what cannot be told yet.")
        return 0
    say(f"The round {round_} does not hold. Ask the City and the trustee about each ✗.")
    return 1


def save(round_: str, *, folder: Path, say: Callable[[str], None]) -> int:
    """Write the public files of a round into a folder, for an auditor without a network."""
    aid.save_public(round_=round_, folder=folder)
    say(f"The public files of {round_} are in {folder}.")
    return 0
