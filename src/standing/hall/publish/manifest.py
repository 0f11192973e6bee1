"""The list of all that one release holds, and a note beside the releases. Needs no database and no Django."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from standing.kernel.canonical import Json, sha256_hex

FILE = "release.json"
VERSION = 1
_SEEN = "seen.json"


class NotAManifest(ValueError):
    """The list cannot be read; the release is as good as not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One page of a release.

    ``stamp`` is the page's own, ``shell`` the one of what all pages share; ``assets`` are the files that it
    loads, by their place in the tree.
    """

    path: str
    language: str
    stamp: str
    shell: str
    file: str
    title: str = ""
    group: str = ""
    changed: date | None = None
    essential: bool = False
    status: int = 200
    assets: tuple[str, ...] = ()

    def plain(self) -> dict[str, Json]:
        """Return the entry as JSON knows it."""
        return {
            "path": self.path,
            "language": self.language,
            "stamp": self.stamp,
            "shell": self.shell,
            "file": self.file,
            "title": self.title,
            "group": self.group,
            "changed": self.changed.isoformat() if self.changed else None,
            "essential": self.essential,
            "status": self.status,
            "assets": list(self.assets),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """One file of the tree: what its bytes are, and how many."""

    sha256: str
    size: int


def _nothing() -> Mapping[str, str]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """
    One release.

    ``held`` are stamps that were rolled back, by page, and those of shells under no name: they do not come
    again by themselves.
    """

    number: int
    base: int | None
    at: datetime
    headers: Mapping[str, str] = field(default_factory=_nothing)
    pages: Mapping[str, Entry] = field(default_factory=dict)
    files: Mapping[str, FileFact] = field(default_factory=dict)
    held: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def content(self) -> bytes:
        """Return the bytes that stand on the disk; equal releases have equal bytes."""
        return _written(
            {
                "version": VERSION,
                "number": self.number,
                "base": self.base,
                "at": self.at.isoformat(),
                "headers": dict(self.headers),
                "pages": [self.pages[path].plain() for path in sorted(self.pages)],
                "files": {name: [fact.sha256, fact.size] for name, fact in sorted(self.files.items())},
                "held": {path: list(stamps) for path, stamps in sorted(self.held.items())},
            }
        )

    def sums(self) -> bytes:
        """Return the checksums as ``sha256sum -c`` reads them."""
        return "".join(f"{fact.sha256}  {name}\n" for name, fact in sorted(self.files.items())).encode()


def sha256_of(folder: Path) -> str:
    """Return the hash under which the release in this folder stands in the log of deeds."""
    return sha256_hex((folder / FILE).read_bytes())


def _written(value: Mapping[str, Json]) -> bytes:
    # As the kernel's canonical form writes it; what is in it is known here, and there may be a hundred thousand.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(folder: Path) -> Manifest:
    """
    Return the list of the release in this folder.

    :raises NotAManifest: if it is missing, cut off, or of a later program
    """
    try:
        said = json.loads((folder / FILE).read_bytes())
        if said["version"] != VERSION:
            raise NotAManifest(f"{folder}: this list is of version {said['version']}")
        pages = {
            each["path"]: Entry(
                **{
                    **each,
                    "changed": date.fromisoformat(each["changed"]) if each["changed"] else None,
                    "assets": tuple(each["assets"]),
                }
            )
            for each in said["pages"]
        }
        return Manifest(
            number=said["number"],
            base=said["base"],
            at=datetime.fromisoformat(said["at"]),
            headers=said["headers"],
            pages=pages,
            files={name: FileFact(sha256=fact[0], size=fact[1]) for name, fact in said["files"].items()},
            held={path: tuple(stamps) for path, stamps in said["held"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError) as trouble:
        raise NotAManifest(f"{folder}: the list of the release cannot be read ({type(trouble).__name__})") from trouble


@dataclass(slots=True, kw_only=True)
class Seen:
    """
    Which changed stamps turned out to change nothing: a note beside the releases, not a part of them.

    Without it a page whose stamp moves and whose bytes stay would be made anew by every run. It may be lost.
    """

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path, *, number: int) -> "Seen":
        """Return the note about this release; an empty one if there is none that can be read."""
        try:
            said = json.loads((root / _SEEN).read_bytes())
            if said["number"] != number:
                return cls()
            return cls(pages={path: (stamp, shell) for path, (stamp, shell) in said["pages"].items()})
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def write(self, root: Path, *, number: int) -> None:
        """Leave the note for the next run."""
        aside = root / f".{_SEEN}"
        aside.write_text(json.dumps({"number": number, "pages": self.pages}))
        aside.replace(root / _SEEN)
