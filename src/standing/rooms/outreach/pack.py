"""What this room reads from a pack: the channels of the city, and which languages must be there."""

from __future__ import annotations

from collections.abc import Iterator

from standing.hall.pack.api import Fault, Parsed, Section
from standing.rooms.outreach.rules.channels import OutreachFile

__all__ = ["SECTIONS"]

_FILE = "outreach.yaml"


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("outreach")
    if not isinstance(file, OutreachFile):
        return
    seen: set[str] = set()
    for place, channel in enumerate(file.channels):
        if channel.id in seen:
            yield Fault(
                file=_FILE, path=("channels", place, "id"), sentence=f"Two channels are called {channel.id}: keep one."
            )
        seen.add(channel.id)


SECTIONS = (
    Section(
        name="outreach",
        files=_FILE,
        model=OutreachFile,
        required=False,
        about="How this city spreads the word: channels, and which languages must be there.",
        check=_check,
    ),
)
