"""What a published page is, and where its bytes lie. Needs no database and no disk."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from django.utils.functional import Promise

_PATH = re.compile(r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?")
_HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9]+$")
LONGEST_PATH = 400
INDEX = "index.html"
SUMS = "SHA256SUMS"

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "atom": "application/atom+xml; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
        "gif": "image/gif",
        "html": "text/html; charset=utf-8",
        "ics": "text/calendar; charset=utf-8",
        "ico": "image/x-icon",
        "jpg": "image/jpeg",
        "js": "text/javascript; charset=utf-8",
        "json": "application/json",
        "m4a": "audio/mp4",
        "mp3": "audio/mpeg",
        "ogg": "audio/ogg",
        "pdf": "application/pdf",
        "png": "image/png",
        "svg": "image/svg+xml",
        "txt": "text/plain; charset=utf-8",
        "webp": "image/webp",
        "woff2": "font/woff2",
        "xml": "application/xml; charset=utf-8",
        "zip": "application/zip",
    }
)
"""What a file is, by the end of its name. The sample file of nginx says the same; a test compares them."""

SQUEEZED = frozenset({"atom", "css", "csv", "html", "ics", "ico", "js", "json", "svg", "txt", "xml"})
"""The kinds that also lie there as .gz and .br; the others are small already."""


class NotAPage(ValueError):
    """A mistake in the program: this can be no published page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    One address that is published in one language.

    ``path`` is the whole address as ``reverse`` gives it, the language included ("/es/rights/at-home/",
    "/es/events/feed.ics"); an HTML page ends in "/", anything else in the end of a file's name.
    ``language`` is Django's code in lower case. ``stamp`` changes when, and only when, what this page shows
    may have changed: it is what makes publishing cheap, so it must be cheap to find. What is the same on all
    pages (navigation, pack, program) need not be in it.

    ``title`` may be a lazy word of the interface; :func:`sources.collect` says it in the language of the page.

    ``changed`` is the day for the sitemap and the feed; ``group`` gathers pages on the staff page and in the
    feed; ``essential`` pages are saved on the visitor's phone for when there is no network; a page that is not
    ``approved`` is published in a sample only; ``status`` is what the application answers there, and differs
    for pages that stand for an error.
    """

    path: str
    language: str
    stamp: str
    title: str | Promise = ""
    group: str = ""
    changed: date | None = None
    essential: bool = False
    media_type: str = "text/html"
    approved: bool = True
    status: int = 200

    def __post_init__(self) -> None:
        """Refuse an address that has no one place on a disk."""
        check_path(self.path)
        if ("." not in self.path.rpartition("/")[2]) != self.media_type.startswith("text/html"):
            raise NotAPage(f"{self.path}: a page of HTML ends in '/', anything else in the end of a file's name")
        if not self.stamp or not self.language or self.language != self.language.lower():
            raise NotAPage(f"{self.path}: a page needs a stamp, and a language in lower case")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why one page was not taken; its old copy, if there is one, stays."""

    path: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What one publishing did. ``release`` is None when nothing changed.

    ``rendered`` pages were asked for, ``written`` ones came out new or different, ``kept`` ones are as they
    were. ``held`` pages were rolled back and do not come again by themselves. ``surprises`` are pages that came
    out different although their stamp had not changed: somebody's stamp leaves something out.
    """

    written: int
    kept: int
    removed: int
    seconds: float
    rendered: int = 0
    held: int = 0
    release: int | None = None
    problems: tuple[Problem, ...] = ()
    surprises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFact:
    """One release: the public pages as they stood together."""

    number: int
    manifest_sha256: str
    pages: int
    files: int
    size: int
    written: int
    removed: int
    languages: Mapping[str, int] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    at: datetime
    by: str
    rolled_back_at: datetime | None = None
    rolled_back_by: str = ""


def check_path(path: str) -> None:
    """
    Let an address through that means one file, on any disk.

    :raises NotAPage: if it has other characters, hidden parts, two slashes, or an end that is not known
    """
    if len(path) > LONGEST_PATH or not _PATH.fullmatch(path):
        raise NotAPage(f"{path!r} cannot be published: letters, digits and . _ ~ - between single slashes")
    name = path.rpartition("/")[2]
    if name and name.rpartition(".")[2] not in TYPES:
        raise NotAPage(f"{path!r} cannot be published: it ends neither in '/' nor in a known kind of file")
    if name == INDEX:
        raise NotAPage(f"{path!r} cannot be published: its address is that of the folder")


def file_of(path: str) -> str:
    """Return the file of an address, below the root of the tree."""
    return path[1:] + INDEX if path.endswith("/") else path[1:]


def ending_of(file: str) -> str:
    """Return the end of a file's name, in which its kind is said."""
    return file.rpartition(".")[2]


def is_hashed(file: str) -> bool:
    """Test whether a file has the hash of its bytes in its name, so that it never changes."""
    return _HASHED.search(file) is not None


def type_of(file: str) -> str:
    """Return the Content-Type of a file of the tree."""
    return "text/plain; charset=utf-8" if file == SUMS else TYPES[ending_of(file)]


def without_language(path: str, language: str) -> str:
    """Return an address as it would be in the default language, so that the same page meets itself."""
    prefix = f"/{language}/"
    return path[len(prefix) - 1 :] if path.startswith(prefix) else path
