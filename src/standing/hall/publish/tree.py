"""
Releases on the disk: folders of files that share what they have in common, and one link that says which counts.

    public/releases/000041/tree/es/rights/index.html  .gz  .br
    public/releases/000041/release.json
    public/current -> releases/000041

A release is written aside and renamed when it is whole; the link is changed by renaming a new one over it.
So whoever reads, at any moment and whatever is killed, reads a whole release.
"""

import contextlib
import ctypes
import os
import re
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from standing.hall.publish import manifest, serving
from standing.hall.publish.manifest import FileFact, Manifest
from standing.hall.publish.rules import SUMS
from standing.kernel.canonical import sha256_hex

_NAME = re.compile(r"\d{6,}")
_ASIDE = ".making-"
_FEW = 64  # beyond this many new files, one sync of the whole disk is quicker than one each


@dataclass(frozen=True, slots=True)
class Releases:
    """The folder of releases."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where the releases lie."""
        return self.root / "releases"

    @property
    def link(self) -> Path:
        """What a web server opens: ``current/tree`` is the public site."""
        return self.root / "current"

    def of(self, number: int) -> Path:
        """Return the folder of one release."""
        return self.folder / f"{number:06d}"

    def current(self) -> int | None:
        """Return the number of the release that counts, as the link says; None without one."""
        try:
            name = Path(self.link.readlink()).name
        except OSError:
            return None
        return int(name) if _NAME.fullmatch(name) else None

    def numbers(self) -> list[int]:
        """Return what lies on the disk, the latest first."""
        if not self.folder.is_dir():
            return []
        return sorted((int(each.name) for each in self.folder.iterdir() if _NAME.fullmatch(each.name)), reverse=True)

    def is_whole(self, number: int) -> bool:
        """Test whether a release lies there with its list."""
        return (self.of(number) / manifest.FILE).is_file() and (self.of(number) / "tree").is_dir()

    def read(self, number: int) -> Manifest:
        """Return the list of a release. :raises NotAManifest: if it cannot be read"""
        return manifest.read(self.of(number))

    def switch(self, number: int) -> None:
        """Let this release count, in one rename."""
        self.root.mkdir(parents=True, exist_ok=True)
        aside = self.root / f".current-{os.getpid()}"
        aside.unlink(missing_ok=True)
        aside.symlink_to(Path("releases") / f"{number:06d}")
        aside.replace(self.link)
        _sync(self.root)

    def switch_off(self) -> None:
        """Let no release count: the application answers alone."""
        self.link.unlink(missing_ok=True)

    def tidy(self, *, keep: Iterable[int]) -> int:
        """Remove what was left half made, and every release that is not to be kept. :returns: how many folders"""
        kept = {f"{number:06d}" for number in keep}
        removed = 0
        for stray in self.root.glob(".current-*"):
            stray.unlink(missing_ok=True)
        for each in self.folder.iterdir() if self.folder.is_dir() else ():
            if each.name not in kept:
                # Renamed first: what is half removed must not look like a release.
                gone = each if each.name.startswith(_ASIDE) else each.rename(self.folder / f"{_ASIDE}gone-{each.name}")
                shutil.rmtree(gone, ignore_errors=True)
                removed += 1
        return removed

    def begin(self, *, base: Manifest | None) -> "Making":
        """Begin a release aside, on top of another one or of nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.folder))
        folder.chmod(0o755)
        source = str(self.of(base.number) / "tree") if base is not None else ""
        making = Making(releases=self, folder=folder, base=base, _from=source)
        (folder / "tree").mkdir()
        return making

    def damaged(self, number: int) -> list[str]:
        """Return the files of a release whose bytes are not those of its list, or that are not in the list."""
        listed = self.read(number)
        told = listed.files
        tree = self.of(number) / "tree"
        wrong = []
        for name, fact in told.items():
            try:
                content = (tree / name).read_bytes()
            except OSError:
                wrong.append(name)
                continue
            if len(content) != fact.size or sha256_hex(content) != fact.sha256:
                wrong.append(name)
        there = {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_file()}
        strangers = there - set(told) - {SUMS}
        if not (tree / SUMS).is_file() or (tree / SUMS).read_bytes() != listed.sums():
            wrong.append(SUMS)
        return sorted({*wrong, *strangers})


@dataclass(slots=True, kw_only=True)
class Making:
    """A release that is being made; nobody sees it before ``finish``."""

    releases: Releases
    folder: Path
    base: Manifest | None
    files: dict[str, FileFact] = field(default_factory=dict)
    _from: str = ""
    _made: set[str] = field(default_factory=set)
    _written: list[Path] = field(default_factory=list)

    def is_sound(self, name: str) -> bool:
        """Test whether a file of the base lies there, and is as long as it was."""
        fact = self.base.files.get(name) if self.base is not None else None
        try:
            return fact is not None and os.stat(f"{self._from}/{name}").st_size == fact.size  # noqa: PTH116 - many
        except FileNotFoundError:
            return False

    def keep(self, name: str) -> bool:
        """Take a file over from the base as a hard link. :returns: False if it is not there as it was"""
        if name in self.files:
            return True
        if self.base is None or not self.is_sound(name):
            return False
        os.link(f"{self._from}/{name}", self._place(name))
        self.files[name] = self.base.files[name]
        return True

    def write(self, name: str, content: bytes, *, mtime: int) -> None:
        """Write a new file. Its time of change is later than that of the copy it replaces, however quick we were."""
        place = self._place(name)
        place.unlink(missing_ok=True)  # a link into the base must not be written through
        place.write_bytes(content)
        os.utime(place, (mtime, mtime))
        self.files[name] = FileFact(sha256=sha256_hex(content), size=len(content))
        self._written.append(place)

    def time_for(self, name: str, *, now: int) -> int:
        """Return the time of change for a new copy of a file: an ETag made of time and size must differ."""
        if self.base is None:
            return now
        try:
            old = (self.releases.of(self.base.number) / "tree" / name).stat()
        except OSError:
            return now
        return max(now, int(old.st_mtime) + 1)

    def finish(self, made: Manifest) -> None:
        """Write the lists, let the disk have all of it, and give the release its name."""
        tree = self.folder / "tree"
        checks = tree / SUMS
        checks.write_bytes(made.sums())
        listing, serving_ = self.folder / manifest.FILE, self.folder / serving.FILE
        listing.write_bytes(made.content())
        errors = {entry.file: entry.status for entry in made.pages.values() if entry.status != 200}
        serving_.write_bytes(serving.content(made.headers, errors))
        _sync_all(
            [*self._written, checks, listing, serving_],
            folders=[tree, *(tree / each for each in self._made), self.folder],
        )
        self.folder.rename(self.releases.of(made.number))
        _sync(self.releases.folder)

    def give_up(self) -> None:
        """Remove what was made."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, name: str) -> Path:
        folder = name.rpartition("/")[0]
        tree = self.folder / "tree"
        if folder not in self._made:
            (tree / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return tree / name


def _sync_all(files: list[Path], *, folders: list[Path]) -> None:
    if len(files) + len(folders) > _FEW and _sync_disk(folders[-1]):
        return
    for each in (*files, *folders):
        _sync(each)


def _sync_disk(folder: Path) -> bool:
    """Have the disk of this folder written out. :returns: False where the system cannot do so for one disk"""
    try:
        syncfs = ctypes.CDLL(None, use_errno=True).syncfs
    except (OSError, AttributeError):
        return False
    handle = os.open(folder, os.O_RDONLY)
    try:
        return bool(syncfs(handle) == 0)
    finally:
        os.close(handle)


def _sync(path: Path) -> None:
    with contextlib.suppress(FileNotFoundError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
