"""Which languages this installation can speak: those that have a folder of words."""

from collections.abc import Iterable
from pathlib import Path

from babel import Locale, UnknownLocaleError
from django.utils.translation import to_language

SOURCE = ("en", "English")


def spoken(folders: Iterable[Path]) -> list[tuple[str, str]]:
    """
    Return English and every language with a folder such as ``locale/zh_Hant``, as Django's LANGUAGES.

    A language in which nothing is said yet has a folder all the same: its address then answers with
    its own direction, and in English that says so.
    """
    names = sorted({one.name for folder in folders if folder.is_dir() for one in folder.iterdir() if one.is_dir()})
    return [SOURCE, *((to_language(name), _english(name)) for name in names if name != SOURCE[0])]


def _english(name: str) -> str:
    try:
        return Locale.parse(name).english_name or name
    except (UnknownLocaleError, ValueError):
        return name
