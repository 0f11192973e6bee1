"""What is the same on every page. When it changes, every page is made anew."""

import hashlib
from datetime import datetime
from functools import cache
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

import standing
from standing.hall.installation import api as installation
from standing.hall.pack import api as packs
from standing.hall.publish import sources
from standing.hall.web import navigation
from standing.kernel.canonical import canonical, sha256_hex

_PARTS = frozenset({".py", ".html", ".txt", ".js", ".css", ".svg", ".xml", ".mo"})


def stamp(at: datetime) -> str:
    """Return the stamp of the shell: program, static files, pack, languages, navigation, sample or not."""
    pack = packs.in_force(known=at)
    return sha256_hex(
        canonical(
            {
                "program": program(),
                "static": str(getattr(staticfiles_storage, "manifest_hash", "") or ""),
                "pack": pack.sha256 if pack is not None else "",
                "languages": list(sources.offered(at)),
                "spoken": [code for code, _name in settings.LANGUAGES],
                "navigation": [item.route for item in (*navigation.public_items(), *navigation.foot_items())],
                "sample": installation.is_sample(),
                "origin": str(settings.STANDING["origin"]),
            }
        )
    )


@cache
def program() -> str:
    """Return which program this is: its version, and the bytes of its code, templates and words."""
    digest = hashlib.sha256(metadata.version("standing").encode())
    for folder in (Path(str(standing.__file__)).parent, *map(Path, settings.LOCALE_PATHS)):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _PARTS and path.is_file():
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
