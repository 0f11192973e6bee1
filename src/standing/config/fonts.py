"""
``standing fonts``: lay down, once, at set-up, what is pinned in ``npm/``: the open fonts that paper needs,
and the scripts of pages on which the browser itself must do the work.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from fontTools.ttLib import TTFont

from standing.config import environment, npm
from standing.hall.paper.faces import FONTS

_PINNED = environment.CHECKOUT / "npm"
_FILES = ("package.json", "package-lock.json", ".npmrc")
# A source, and where its bundle goes: to every process's static files, or to the one page that hands it out.
_SCRIPTS: Mapping[str, str] = {"seal/main.js": "concerns/seal.js"}
_PAGES: Mapping[str, str] = {
    "desk/main.js": "desk/desk.js",
    "desk/offline.js": "desk/offline.js",
    "apply/main.js": "apply/apply.js",
}
_MARK = "laid-down"
# The package, and the one file of it that holds the whole script.
_FACES: Mapping[str, str] = {
    "noto-sans": "latin-ext vietnamese cyrillic cyrillic-ext greek latin",
    "noto-sans-arabic": "arabic",
    "noto-sans-armenian": "armenian",
    "noto-sans-devanagari": "devanagari",
    "noto-sans-ethiopic": "ethiopic",
    "noto-sans-gurmukhi": "gurmukhi",
    "noto-sans-hebrew": "hebrew",
    "noto-sans-jp": "japanese",
    "noto-sans-khmer": "khmer",
    "noto-sans-kr": "korean",
    "noto-sans-sc": "chinese-simplified",
    "noto-sans-tc": "chinese-traditional",
    "noto-sans-thai": "thai",
}
_WEIGHTS = {400: "Regular", 700: "Bold"}
_FAMILY, _STYLE, _FULL, _POSTSCRIPT, _TYPOGRAPHIC = 1, 2, 4, 6, (16, 17, 21, 22, 25)


def lay_down(
    *, say: Callable[[str], None], into: Path = FONTS, scripts: Path = npm.SCRIPTS, pages: Path = npm.PAGES
) -> bool:
    """
    Fetch what ``npm/package-lock.json`` pins and keep the fonts alone, as TrueType files, and the bundled scripts.

    :returns: False if they lie there already
    :raises NoNpm: if npm is missing or could not fetch them
    """
    pinned = [*(_PINNED / name for name in _FILES), *sorted(_PINNED.glob("*/*.js"))]
    wanted = hashlib.sha256(b"".join(path.read_bytes() for path in pinned)).hexdigest()
    mark = into / _MARK
    bundles = {
        **{source: scripts / target for source, target in _SCRIPTS.items()},
        **{source: pages / target for source, target in _PAGES.items()},
    }
    if mark.is_file() and mark.read_text() == wanted and all(one.is_file() for one in bundles.values()):
        return False
    say("Fetching the fonts that paper needs, and what works in a browser (a few seconds) ...")
    with tempfile.TemporaryDirectory(prefix="standing-fonts-") as scratch:
        here = Path(scratch)
        for name in _FILES:
            shutil.copy(_PINNED / name, here / name)
        for folder in {Path(source).parent for source in bundles}:
            shutil.copytree(_PINNED / folder, here / folder)
        npm.fetch(here)
        for entry, bundle in bundles.items():
            npm.bundle(here, entry=entry, into=bundle)
        new = here / "fonts"
        new.mkdir()
        for source, target, family, style in _wanted(here):
            _unpack(source, new / target, family=family, style=style)
        (new / _MARK).write_text(wanted)
        into.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(into, ignore_errors=True)
        shutil.move(new, into)
    return True


def _wanted(folder: Path) -> Iterator[tuple[Path, str, str, str]]:
    for package, scripts in _FACES.items():
        files = folder / "node_modules" / "@fontsource" / package / "files"
        for script in scripts.split():
            family = _family(package) if package != "noto-sans" else f"Noto Sans {script.title()}"
            for weight, style in _WEIGHTS.items():
                name = f"{package}-{script}-{weight}"
                yield files / f"{name}-normal.woff", f"{name}.ttf", family, style


def _family(package: str) -> str:
    last = package.removeprefix("noto-sans-")
    return f"Noto Sans {last.upper() if len(last) == 2 else last.title()}"


def _unpack(source: Path, target: Path, *, family: str, style: str) -> None:
    """Write a web font as TrueType under one name for each script: cut from variable fonts, many say 'Thin'."""
    with TTFont(source, lazy=True) as font:
        names = font["name"]
        for record in _TYPOGRAPHIC:
            names.removeNames(nameID=record)
        for record, text in (
            (_FAMILY, family),
            (_STYLE, style),
            (_FULL, f"{family} {style}"),
            (_POSTSCRIPT, f"{family.replace(' ', '')}-{style}"),
        ):
            names.setName(text, record, 3, 1, 0x409)
        font.flavor = None
        font.save(target, reorderTables=False)
