"""
Languages that nobody speaks, for tests: what is not translated stands out, and what is too narrow breaks.

``en-xa`` has accents, is a third longer and stands in brackets; ``ar-xb`` is the same, read from the right.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from django.utils.translation import to_locale

from standing.hall.translations.catalogues.files import program_messages

ACCENTS, FROM_THE_RIGHT = "en-xa", "ar-xb"
OPENS, CLOSES = "⟦", "⟧"
_KEPT = re.compile(
    r"(%\([A-Za-z0-9_]+\)[a-z]|%%|%[sd]|\{[A-Za-z_][A-Za-z0-9_]*\}|<[^>]*>|&[a-z]+;|https?://\S+|\S+@\S+|\d[\d\s().-]*\d|\n)"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WITH_ACCENTS = str.maketrans(_LETTERS, "àƀçđéƒĝħíĵķļɱñöþǫŕšŧüṽŵẋýžÀƁÇĐÉƑĜĦÍĴĶĻṀÑÖÞǪŔŠŦÜṼŴẊÝŽ")
_HEBREW = str.maketrans(_LETTERS, ("אבגדהוזחטיכלמנסעפצקרשתךםןף" * 2)[: len(_LETTERS)])


def pseudo(text: str, *, language: str = ACCENTS) -> str:
    """Return a text as such a language says it; places to fill in, HTML, addresses and numbers stay."""
    table = _HEBREW if language == FROM_THE_RIGHT else _WITH_ACCENTS
    parts = _KEPT.split(text)
    said = "".join(part if number % 2 else part.translate(table) for number, part in enumerate(parts))
    letters = sum(one.isalpha() for one in "".join(parts[::2]))
    longer = " " + "~" * (letters // 3) if letters > 2 else ""
    start = len(said) - len(said.lstrip("\n"))
    end = len(said.rstrip("\n"))
    return f"{said[:start]}{OPENS}{said[start:end]}{longer}{CLOSES}{said[end:]}"


def write_catalogues(*, locale: Path) -> None:
    """Write the compiled words of both languages below a folder that settings.LOCALE_PATHS can name."""
    found = [message for message, _files in program_messages().values()]
    for language in (ACCENTS, FROM_THE_RIGHT):
        catalogue = Catalog(locale=to_locale(language), charset="utf-8")
        for one in found:
            if one.plural:
                forms = tuple(
                    pseudo((one.said, one.plural)[number > 0], language=language)
                    for number in range(catalogue.num_plurals)
                )
                catalogue.add((one.said, one.plural), forms, context=one.context or None)
            else:
                catalogue.add(one.said, pseudo(one.said, language=language), context=one.context or None)
        out = io.BytesIO()
        write_mo(out, catalogue)
        path = locale / to_locale(language) / "LC_MESSAGES" / "django.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(out.getvalue())
