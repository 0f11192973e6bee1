"""Where an auditor finds what a round publishes: at an address, or in a folder of files."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from standing.kernel.refusals import NotFound

_SECONDS = 60.0
NAMES = ("manifest.json", "signature.json", "trustee-signature.json", "audit.json")


def files(*, place: str, round_: str) -> dict[str, bytes]:
    """
    Return the public files of a round, by name.

    :raises NotFound: if one is not there, or nobody answers
    """
    if urlsplit(place).scheme in {"http", "https"}:
        base = f"{place.rstrip('/')}/aid/v1/rounds/{round_}"
        return {name: _fetched(f"{base}/{name}") for name in NAMES}
    folder = Path(place)
    missing = [name for name in NAMES if not (folder / name).is_file()]
    if missing:
        raise NotFound(f"The folder {folder} lacks {', '.join(missing)}.")
    return {name: (folder / name).read_bytes() for name in NAMES}


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """Return the JSON object in a file. :raises NotFound: if it holds none"""
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise NotFound(f"{name} holds no JSON object.")
    return found


def _fetched(url: str) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 - http and https only, see above
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        raise NotFound(f"{url} answered with status {error.code}.") from None
    except OSError:
        raise NotFound(f"Nobody answers at {url}.") from None
