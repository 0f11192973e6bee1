"""The door of paper: documents people can print, listen to and check."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language_info, gettext, override

from standing.hall.installation.api import is_sample
from standing.hall.paper.typesetter import MissingGlyph, compile_pdf, find_template
from standing.kernel.refusals import Refused

__all__ = ["MissingGlyph", "NoTitle", "pdf"]

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
    paper = {
        "title": title.strip(),
        "author": author,
        "language": language.split("-", maxsplit=1)[0],
        "direction": _direction(language),
        "sample": is_sample(),
        "words": words,
    }
    return compile_pdf(template=find_template(template), data={"data": data, "paper": paper})


def _direction(language: str) -> str:
    try:
        return "rtl" if get_language_info(language)["bidi"] else "ltr"
    except KeyError:
        return "rtl" if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT else "ltr"
