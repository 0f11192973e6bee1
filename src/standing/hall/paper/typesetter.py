"""Runs typst: one template, some data, one tagged PDF or one picture."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import typst
from django.template.utils import get_app_template_dirs

import standing
from standing.hall.paper.faces import FONTS
from standing.kernel.refusals import NotFound, Refused

_HOUSE = Path(standing.__file__).resolve().parent
_NO_PACKAGES = _HOUSE / "hall" / "paper" / "templates" / "paper"
_POINTS_PER_INCH = 72
_NO_GLYPH = re.compile(r"the text `?\"?(.*?)\"?`? could not be displayed", re.DOTALL)


class MissingGlyph(Refused):
    """A character of the text is in none of the fonts; a page with holes is not printed."""

    def __init__(self, text: str) -> None:
        codes = " ".join(f"U+{ord(one):04X}" for one in text)
        super().__init__(f"No font here can print the character {text} ({codes}).")
        self.text = text


class PaperJam(RuntimeError):  # says what happened
    """The template itself is wrong."""


def find_template(name: str) -> Path:
    """Return the file of a template. :raises NotFound: if no part of the house has it."""
    for folder in get_app_template_dirs("templates"):
        base = Path(folder).resolve()
        path = (base / name).resolve()
        if path.suffix == ".typ" and path.is_relative_to(base) and path.is_file():
            if not path.is_relative_to(_HOUSE):
                break  # typst reads below one root only
            return path
    raise NotFound(f"There is no template {name}.")


def compile_pdf(*, template: Path, data: Mapping[str, object], root: Path = _HOUSE) -> bytes:
    """
    Return the PDF. Only the fonts that come with typst and those laid down at set-up are used, so that the
    same text gives the same bytes on every machine.

    :raises MissingGlyph: if a character is in no font
    """
    return _compile(template, root, data, format="pdf", pdf_standards="ua-1")


def compile_png(*, template: Path, data: Mapping[str, object], width_px: int, root: Path = _HOUSE) -> bytes:
    """
    Return the one page as a picture so many pixels wide.

    :raises MissingGlyph: if a character is in no font; typst tells it only of tagged PDF, so that is made first
    """
    with pikepdf.open(io.BytesIO(compile_pdf(template=template, data=data, root=root))) as document:
        points = float(document.pages[0].mediabox[2])
    return _compile(template, root, data, format="png", ppi=width_px / points * _POINTS_PER_INCH)


def _compile(template: Path, root: Path, data: Mapping[str, object], **how: Any) -> bytes:
    compiler = typst.Compiler(
        str(template),
        root=str(root),
        font_paths=[str(FONTS)] if FONTS.is_dir() else [],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        package_path=str(_NO_PACKAGES),
        package_cache_path=str(_NO_PACKAGES),
    )
    try:
        made = compiler.compile(**how)
    except typst.TypstError as error:
        if found := _NO_GLYPH.search(str(error)):
            raise MissingGlyph(_unescape(found.group(1))) from None
        raise PaperJam(f"{template.name}: {error}") from error
    if not isinstance(made, bytes):
        raise PaperJam(f"{template.name}: typst returned no single file")
    return made


def _unescape(text: str) -> str:
    return re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda code: chr(int(code.group(1), 16)), text)
