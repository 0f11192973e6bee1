"""Reads pages as a person does: words without marks, tables as rows."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from lxml import html


def words(text: str) -> str:
    """Return text with single blanks."""
    return re.sub(r"\s+", " ", text).strip()


def main_of(answer) -> html.HtmlElement:
    """Return the main part of a page."""
    return html.fromstring(answer.content.decode()).get_element_by_id("main")


def said(answer) -> str:
    """Return the words of the main part."""
    return words(main_of(answer).text_content())


def name_of(page: html.HtmlElement, link: html.HtmlElement) -> str:
    """Return the accessible name of a link: of the parts it points to, or of what stands in it."""
    ids = (link.get("aria-labelledby") or "").split()
    parts = [page.get_element_by_id(one).text_content() for one in ids] or [link.text_content()]
    return words(" ".join(parts))


def lights(answer) -> dict[tuple[str, str], str]:
    """Return (duty, department) → word of every light that can be opened on a page."""
    found = {}
    page = main_of(answer)
    for link in page.iterlinks():
        element, _, address, _ = link
        if match := re.match(r"/status/lights/([^/]+)/([^/?]+)/(\?[^/]*)?$", address):
            found[match[1], match[2]] = words(element.xpath("string(.)").split(":")[0])
    return found


class Outline(HTMLParser):
    """Counts the elements of a page; raises nothing, closes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note each id."""
        self.ids += [value for name, value in attrs if name == "id" and value]


def ids(answer) -> list[str]:
    """Return every id of a page, in order."""
    outline = Outline()
    outline.feed(answer.content.decode())
    return outline.ids
