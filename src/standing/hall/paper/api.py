"""The door of paper: documents people can print, listen to and check."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language_info, gettext, override

from standing.hall.installation.api import is_sample
from standing.hall.paper.typesetter import MissingGlyph, compile_pdf, compile_png, find_template
from standing.kernel.refusals import Refused

__all__ = ["MissingGlyph", "NoTitle", "pdf", "png"]

# The face that letters of a language are looked up in first after the paper's own.
_FACES = {
    "am": "Noto Sans Ethiopic",
    "ar": "Noto Sans Arabic",
    "fa": "Noto Sans Arabic",
    "he": "Noto Sans Hebrew",
    "hi": "Noto Sans Devanagari",
    "hy": "Noto Sans Armenian",
    "ja": "Noto Sans JP",
    "km": "Noto Sans Khmer",
    "ko": "Noto Sans KR",
    "pa": "Noto Sans Gurmukhi",
    "th": "Noto Sans Thai",
    "ur": "Noto Sans Arabic",
    "zh-hans": "Noto Sans SC",
    "zh-hant": "Noto Sans TC",
}
_REGIONS = {"zh-hans": "cn", "zh-hant": "tw"}
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "ur", "yi"})


class NoTitle(Refused):
    """A document for everybody needs a title that a screen reader can say."""


def pdf(*, template: str, data: Mapping[str, object], title: str, language: str, author: str = "") -> bytes:
    """
    Return a tagged PDF (PDF/UA-1) made from a room's template, such as ``plans/plan.typ``.

    The template finds ``data`` (text, whole numbers, lists and mappings) by importing the shared
    paper ``/hall/paper/templates/paper/letter.typ``, which also puts the word sample on every page
    of a sample. The same data give the same bytes.

    :raises NotFound: if no part of the house has the template
    :raises NoTitle: if the title is empty
    :raises MissingGlyph: if a character is in no font
    """
    paper = _paper(title=title, language=language, author=author)
    return compile_pdf(template=find_template(template), data={"data": data, "paper": paper})


def png(
    *, template: str, data: Mapping[str, object], title: str, language: str, width_px: int, author: str = ""
) -> bytes:
    """
    Return a picture, so many pixels wide, made from a template of one page. Otherwise as ``pdf``.

    :raises NotFound: if no part of the house has the template
    :raises NoTitle: if the title is empty
    :raises MissingGlyph: if a character is in no font
    """
    paper = _paper(title=title, language=language, author=author)
    return compile_png(template=find_template(template), data={"data": data, "paper": paper}, width_px=width_px)


def _paper(*, title: str, language: str, author: str) -> dict[str, object]:
    if not title.strip():
        raise NoTitle("A document needs a title.")
    with override(language):
        words = {
            "sample": gettext("Sample: invented records"),
            "source": gettext("Source:"),
            "hash": gettext("SHA-256:"),
            "page": gettext("Page"),
            "of": gettext("of"),
        }
    code = language.lower()
    return {
        "title": title.strip(),
        "author": author,
        "language": code.split("-", maxsplit=1)[0],
        "region": _REGIONS.get(code, ""),
        "faces": [face] if (face := _FACES.get(code)) else [],
        "direction": _direction(language),
        "sample": is_sample(),
        "words": words,
    }


def _direction(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "rtl" if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"
