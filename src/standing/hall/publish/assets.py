"""
The style sheets, scripts and pictures that pages load, so that a release needs nothing from outside itself.

And the small copies beside each file, .gz and .br: the same bytes each time they are made.
"""

import gzip
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from standing.hall.publish.checks import loads_of_style
from standing.hall.publish.rules import TYPES, ending_of

GZ, BR = ".gz", ".br"
_GZIP_LEVEL = 9
_BROTLI_PAGE = 9  # 11 saves another 12 % and takes forty times as long, for every page in every language
_BROTLI_ASSET = 11
_WINDOWS = (16, 22)


class Assets:
    """What was read of the static files, once for each run."""

    def __init__(self) -> None:
        self._content: dict[str, bytes | None] = {}
        self._needs: dict[str, tuple[str, ...]] = {}

    def content(self, name: str) -> bytes | None:
        """Return the bytes of an asset by its place in the tree; None if this installation has it not (any more)."""
        if name not in self._content:
            self._content[name] = _read(name.removeprefix(_prefix()))
        return self._content[name]

    def needed_by(self, addresses: tuple[str, ...], *, page: str) -> tuple[str, ...]:
        """Return all assets that these addresses on a page stand for, and those that they load in turn."""
        found: list[str] = []
        waiting = [name for address in addresses if (name := place_of(address, seen_from=page))]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.append(name)
                waiting.extend(self._needed_by_style(name))
        return tuple(sorted(found))

    def _needed_by_style(self, name: str) -> tuple[str, ...]:
        if not name.endswith(".css"):
            return ()
        if name not in self._needs:
            content = self.content(name)
            own = loads_of_style(content.decode(errors="replace")).own if content is not None else ()
            self._needs[name] = tuple(place for address in own if (place := place_of(address, seen_from=f"/{name}")))
        return self._needs[name]


def place_of(address: str, *, seen_from: str) -> str:
    """Return where an address lies in the tree if it is a static file of ours; otherwise nothing."""
    path = normpath(join(dirname(seen_from), unquote(urlsplit(address).path)))
    name = path.removeprefix("/")
    return name if name.startswith(_prefix()) and ending_of(name) in TYPES else ""


def _prefix() -> str:
    return str(settings.STATIC_URL).removeprefix("/")


def _read(name: str) -> bytes | None:
    if staticfiles_storage.exists(name):
        with staticfiles_storage.open(name) as file:
            content: bytes = file.read()
            return content
    found = finders.find(name)
    if not isinstance(found, str):
        return None
    with open(found, "rb") as source:  # noqa: PTH123 - a path that Django found
        return source.read()


def gz(content: bytes) -> bytes:
    """Return the content as gzip, without a time or a name in it."""
    return gzip.compress(content, _GZIP_LEVEL, mtime=0)


def br(content: bytes, *, once: bool = False) -> bytes:
    """Return the content as Brotli; ``once``: as small as can be, for what seldom changes."""
    least, most = _WINDOWS  # a wide window costs its room for each page anew, and a page seldom fills it
    made: bytes = brotli.compress(
        content,
        mode=brotli.MODE_TEXT,
        quality=_BROTLI_ASSET if once else _BROTLI_PAGE,
        lgwin=min(max(len(content).bit_length(), least), most),
    )
    return made
