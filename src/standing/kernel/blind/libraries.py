"""Where libraries in C are found: in an installed wheel, or where the system's loader looks."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from importlib import metadata

from standing.kernel.blind.refusals import NoLibrary


def of_wheel(distribution: str, begins: str) -> Iterator[str]:
    """Yield the files of an installed distribution whose name begins so; none if it is not installed."""
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        return
    # Repair tools put a hash into the name, and Linux and macOS have different endings: the beginning stays.
    yield from (str(file.locate()) for file in files if file.name.startswith(begins) and file.suffix != ".txt")


def usable(places: Iterable[str], *, needs: Sequence[str], otherwise: str) -> ctypes.CDLL:
    """
    Return the first of these libraries that can be loaded and has every function that is needed.

    :raises NoLibrary: with the sentence ``otherwise``, if none has
    """
    for place in places:
        try:
            library = ctypes.CDLL(place)  # its names stay its own: other copies of it in this process are not touched
        except OSError:
            continue
        if all(hasattr(library, name) for name in needs):
            return library
    raise NoLibrary(otherwise)
