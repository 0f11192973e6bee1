"""What the compiled catalogues hold: how many of the critical words a language has."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import to_locale

from standing.hall.translations.catalogues.critical import critical
from standing.hall.translations.rules.states import Share, tidy_code


def share_of(*, language: str) -> Share:
    """Return how many of the words that families see are said in a language."""
    wanted = critical()
    if tidy_code(language) == tidy_code(settings.LANGUAGE_CODE):
        return Share(done=len(wanted), total=len(wanted))
    known = _words(language)
    return Share(done=len(wanted & known), total=len(wanted))


def missing_in(*, language: str) -> tuple[tuple[str, str], ...]:
    """Return context and msgid of the words that families see and that a language lacks."""
    return tuple(sorted(critical() - _words(language)))


def _words(language: str) -> frozenset[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for folder in settings.LOCALE_PATHS:
        path = Path(folder) / to_locale(tidy_code(language)) / "LC_MESSAGES" / "django.mo"
        if path.is_file():
            found |= _read(path, path.stat().st_mtime_ns)
    return frozenset(found)


@lru_cache(maxsize=128)
def _read(path: Path, _changed: int) -> frozenset[tuple[str, str]]:
    with path.open("rb") as file:
        catalogue: dict[str | tuple[str, int], str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # noqa: SLF001
    names = set()
    for key, said in catalogue.items():
        name = key[0] if isinstance(key, tuple) else key
        if name and said:
            context, mark, words = name.rpartition("\x04")
            names.add((context if mark else "", words))
    return frozenset(names)
