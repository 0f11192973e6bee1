"""What every page must be like: whole, quiet, from here alone, and readable by everybody."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import ConsoleMessage, Page, Request, Response

_AXE = Axe()
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
# One page of each skeleton is enough for axe: the same tags and classes have the same faults.
_SKELETON = """() => [...new Set([...document.querySelectorAll('body *')].map(
    it => it.tagName + '.' + it.className + '[' + (it.getAttribute('role') || '') + ']<' + it.parentNode.tagName))].sort().join(' ')"""
_LINKS = "() => [...document.querySelectorAll('a[href], link[rel=alternate][href]')].map(it => it.getAttribute('href'))"
_OWN_SCHEMES = ("data:", "blob:")


@dataclass
class Watch:
    """Listens to a window: what the browser complains about, and whom it asks."""

    base: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Begin to listen."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base + "/", *_OWN_SCHEMES)):
            self.strangers.append(request.url)


def violations(page: Page) -> list[str]:
    """Return what axe objects to, in words short enough to find the place."""
    found = _AXE.run(page, options=_RULES).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} · {(node.get('failureSummary') or '').splitlines()[-1].strip()[:160]}"
        for one in found
        for node in one["nodes"][:3]
    ]


def too_wide(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def tongue_of(path: str) -> str:
    """Return the language an address begins with, such as 'es:'; nothing for the first language."""
    first = path.strip("/").partition("/")[0]
    return f"{first}:" if first in {code for code, _name in settings.LANGUAGES[1:]} else ""


def route(address: str) -> str:
    """Return the pattern behind an address: the name of its route and which questions it is asked."""
    parts = urlsplit(address)
    tongue = tongue_of(parts.path)
    try:
        with translation.override(tongue.removesuffix(":") or settings.LANGUAGE_CODE):
            match = resolve(parts.path)
    except Resolver404:
        return f"nowhere: {parts.path}"
    name = f"{tongue}{match.view_name or match.route}"
    asked = sorted({key for key, value in parse_qsl(parts.query) if value})
    return f"{name}?{'&'.join(asked)}" if asked else name


class Frontier:
    """Knows every address that a link led to, and opens only a few of each route."""

    def __init__(self, *, base: str, starts: Iterable[str], within: Callable[[str], bool], of_each: int) -> None:
        self.base = base
        self.within = within
        self.of_each = of_each
        self.waiting: deque[str] = deque()
        self.known: set[str] = set()
        self.opened: dict[str, list[str]] = {}
        self.files: list[str] = []
        for start in starts:
            self._note(base + start)

    def addresses(self) -> Iterator[str]:
        """Give one page after the other; what is no page is kept among the files."""
        while self.waiting:
            address = self.waiting.popleft()
            if _is_file(address):
                self.files.append(address)
            else:
                yield address

    def led_to(self, links: Iterable[str], *, on: str) -> None:
        """Remember the links of a page."""
        for link in links:
            self._note(urldefrag(urljoin(self.base + on, link)).url)

    def _note(self, found: str) -> None:
        if _origin(found) != self.base:
            return
        address = found.removeprefix(self.base) or "/"
        if address in self.known or not self.within(urlsplit(address).path):
            return
        self.known.add(address)
        same = self.opened.setdefault(route(address), [])
        if len(same) < (1 if tongue_of(urlsplit(address).path) else self.of_each):
            same.append(address)
            self.waiting.append(address)


class Crawl(Frontier):
    """Follows every link in a window."""

    def __init__(self, page: Page, *, start: str, within: Callable[[str], bool], of_each: int) -> None:
        super().__init__(base=_origin(page.url), starts=[start], within=within, of_each=of_each)
        self.page = page

    def pages(self) -> Iterator[tuple[str, Response]]:
        """Open page after page and give each with its answer; the window stands on it meanwhile."""
        for address in self.addresses():
            answer = self.page.goto(self.base + address)
            assert answer is not None
            links = self.page.evaluate(_LINKS)
            yield address, answer
            self.led_to(links, on=address)


class Looked:
    """Remembers which skeletons axe has seen."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def is_new(self, page: Page) -> bool:
        """Tell whether this is the first page of its skeleton."""
        skeleton = hash(page.evaluate(_SKELETON))
        new = skeleton not in self._seen
        self._seen.add(skeleton)
        return new


def faults_of(page: Page, *, status: int, axe: bool) -> list[str]:
    """Return all that is wrong with the page that is open."""
    found = []
    if status != 200:
        found.append(f"answered {status}")
    headings = page.get_by_role("heading", level=1).count()
    if headings != 1:
        found.append(f"has {headings} first headings")
    if not page.evaluate("document.documentElement.lang && document.title.length > 3"):
        found.append("has no language or no title")
    is_english = page.evaluate("document.documentElement.lang") == "en"
    if not ("sample" in page.locator("body").inner_text().lower() if is_english else page.locator(".sample").count()):
        found.append("does not say that it is a sample")
    wide = too_wide(page)
    if wide > 0:
        found.append(f"is {wide} pixels wider than the window")
    if axe:
        found += violations(page)
    return found


def _is_file(address: str) -> bool:
    path = urlsplit(address).path
    return (
        bool(re.search(r"\.(csv|json|pdf|atom|ics|xml|png|zip|txt)$", path))
        or bool(re.search(r"/files/.", path))
        or path.startswith("/api/")
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
