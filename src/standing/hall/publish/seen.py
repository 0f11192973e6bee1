"""
Which changed stamps turned out to change nothing: a note beside the releases, not a part of them.

Without it a page whose stamp moves and whose bytes stay would be made anew by every run. It may be lost.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

_FILE = "seen.json"


@dataclass(slots=True, kw_only=True)
class Seen:
    """The stamps that give the bytes of one release, beside those in its list."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path, *, number: int) -> "Seen":
        """Return the note about this release; an empty one if there is none that can be read."""
        try:
            said = json.loads((root / _FILE).read_bytes())
            if said["number"] != number:
                return cls()
            return cls(pages={path: (stamp, shell) for path, (stamp, shell) in said["pages"].items()})
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def write(self, root: Path, *, number: int) -> None:
        """Leave the note for the next run."""
        aside = root / f".{_FILE}"
        aside.write_text(json.dumps({"number": number, "pages": self.pages}))
        aside.replace(root / _FILE)
