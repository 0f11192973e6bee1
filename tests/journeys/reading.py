"""Reads answers as a program does, without a browser: quick enough for every language; and finds the mark of a sample."""

import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote

import pypdf

from tests.journeys.looks import Frontier

SECONDS = 60
_SAFE = "/?&=%:+,~"


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


def get(url: str) -> Answer:
    """Ask for an address, as a stranger."""
    try:
        with urllib.request.urlopen(quote(url, safe=_SAFE), timeout=SECONDS) as came:
            return Answer(status=came.status, headers=_small(came.headers), body=came.read())
    except urllib.error.HTTPError as refused:
        return Answer(status=refused.code, headers=_small(refused.headers), body=refused.read())


class Reading(Frontier):
    """Follows every link without a window."""

    def pages(self) -> Iterator[tuple[str, Answer]]:
        """Give page after page with its answer."""
        for address in self.addresses():
            answer = get(self.base + address)
            if answer.kind == "text/html":
                self.led_to(links(answer.body.decode()), on=address)
            yield address, answer


def links(html: str) -> list[str]:
    """Return where a page leads."""
    found = _Links()
    found.feed(html)
    return found.targets


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
        case _:
            return answer.body.decode()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if (tag == "a" or (tag == "link" and said.get("rel") == "alternate")) and (target := said.get("href")):
            self.targets.append(target)


def _small(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
