"""Who has pages to publish. Rooms are unknown here; the wiring hands in one function for each of them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from standing.hall.publish.rules import NotAPage, Page

Source = Callable[[datetime], Iterable[Page]]
Offered = Callable[[datetime], tuple[str, ...]]

_sources: dict[str, Source] = {}
_offered: list[Offered] = []


def register(name: str, pages: Source) -> None:
    """Have the pages of one room published; registering the same name again replaces it."""
    _sources[name] = pages


def unregister(name: str) -> None:
    """Publish the pages of this room no longer."""
    _sources.pop(name, None)


def names() -> tuple[str, ...]:
    """Return who is registered, in the order of registering."""
    return tuple(_sources)


def set_offered(languages: Offered) -> None:
    """Say which languages are offered to everybody at a moment; the default language comes first anyway."""
    _offered[:] = [languages]


def offered(at: datetime) -> tuple[str, ...]:
    """Return the languages that are offered, the default one first."""
    first = settings.LANGUAGE_CODE.lower()
    rest = [code.lower() for code in (_offered[0](at) if _offered else ())]
    return (first, *(code for code in rest if code != first))


def collect(at: datetime) -> dict[str, Page]:
    """
    Return every page that should be public at a moment, by its address.

    :raises NotAPage: if two pages have one address
    """
    found: dict[str, Page] = {}
    for name, pages in _sources.items():
        for page in pages(at):
            if page.path in found:
                raise NotAPage(f"{page.path} is given twice, the second time by {name}")
            found[page.path] = _said(page)
    return found


def _said(page: Page) -> Page:
    if isinstance(page.title, str):
        return page
    with override(page.language):
        return replace(page, title=str(page.title))
