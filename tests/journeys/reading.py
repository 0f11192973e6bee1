"""Reads answers as a program does, without a browser: quick enough for every language; and finds the mark of a sample."""

import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Self
from urllib.parse import quote

import pypdf

from tests.journeys.looks import Frontier

SECONDS = 60
_SAFE = "/?&=%:+,~"
_EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; the names of the headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """Return the media type, without the charset."""
        return self.headers["content-type"].split(";")[0]


def get(url: str, *, cookies: str = "") -> Answer:
    """Ask for an address, as a stranger or as the person these cookies are of."""
    asked = urllib.request.Request(quote(url, safe=_SAFE), headers={"Cookie": cookies} if cookies else {})
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as came:
            return Answer(status=came.status, headers=_small(came.headers), body=came.read())
    except urllib.error.HTTPError as refused:
        return Answer(status=refused.code, headers=_small(refused.headers), body=refused.read())


class Reading(Frontier):
    """Follows every link without a window."""

    def __init__(
        self, *, base: str, starts: Iterable[str], within: Callable[[str], bool], of_each: int, cookies: str = ""
    ) -> None:
        super().__init__(base=base, starts=starts, within=within, of_each=of_each)
        self._cookies = cookies

    def pages(self) -> Iterator[tuple[str, Answer, "Outline"]]:
        """Give page after page with its answer and what it is built of."""
        for address in self.addresses():
            answer = self.fetch(address)
            outline = Outline.of(answer.body.decode() if answer.kind == "text/html" else "")
            self.led_to(outline.links, on=address)
            yield address, answer, outline

    def fetch(self, address: str) -> Answer:
        """Ask for one address."""
        return get(self.base + address, cookies=self._cookies)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a page is built of, as it came, before any script ran."""

    links: tuple[str, ...]
    headings: int
    language: str
    title: str
    skeleton: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, html: str) -> Self:
        """Read a page."""
        seen = _Parts()
        seen.feed(html)
        return cls(
            links=tuple(seen.links),
            headings=seen.headings,
            language=seen.language,
            title=seen.title.strip(),
            skeleton=frozenset(seen.skeleton),
        )


def says_sample(answer: Answer) -> bool:
    """Tell whether an answer carries the mark: a page shows it, all else has the word."""
    if answer.kind == "text/html":
        return b'class="sample"' in answer.body
    return "sample" in words(answer).lower()


def words(answer: Answer) -> str:
    """Return the words of a file, whatever it is."""
    match answer.kind:
        case "application/pdf":
            paper = pypdf.PdfReader(io.BytesIO(answer.body))
            about = [str(value) for value in (paper.metadata or {}).values()]
            return "\n".join([*about, *(page.extract_text() for page in paper.pages)])
        case "application/zip":
            with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
                return "\n".join(
                    archive.namelist() + [archive.read(name).decode(errors="replace") for name in archive.namelist()]
                )
        case "application/json":
            return json.dumps(json.loads(answer.body))
        case "text/plain" | "application/xliff+xml":
            # A signed checkpoint may hold no word more than was signed, and a file for translators none but theirs:
            # their file names say it.
            return answer.headers.get("content-disposition", "") + answer.body.decode()
        case "image/png" | "image/jpeg":
            return answer.headers.get("content-disposition", "")  # handed in by somebody: the file name says it
        case _:
            return answer.body.decode()


class _Parts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.skeleton: set[tuple[str, ...]] = set()
        self.headings = 0
        self.language = self.title = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        parent = self._open[-1] if self._open else ""
        self.skeleton.add((tag, said.get("class", ""), said.get("role", ""), parent))
        if (tag == "a" or (tag == "link" and said.get("rel") == "alternate")) and said.get("href"):
            self.links.append(said["href"])
        elif tag == "h1":
            self.headings += 1
        elif tag == "html":
            self.language = said.get("lang", "")
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open[-2:] == ["head", "title"]:
            self.title += data


def _small(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
