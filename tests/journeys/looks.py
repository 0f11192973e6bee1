"""What every page must be like: whole, quiet, from here alone, and readable by everybody."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import ConsoleMessage, Page, Request

_AXE = Axe()
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "rules": {"color-contrast": {"enabled": False}},
}
_CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
# Contrast costs axe more than all other rules together, element by element, though a table has the same few looks a
# thousand times. It depends on how a text and all that it stands in are painted, and on what is laid over it: texts
# that are alike in that are one look, and three of them are shown to axe (the longest, the first and the last).
_LOOKS = """() => {
    const short = text => {
        let a = 0xdeadbeef, b = 0x41c6ce57;
        for (let at = 0; at < text.length; at++) {
            const sign = text.charCodeAt(at);
            a = Math.imul(a ^ sign, 2654435761);
            b = Math.imul(b ^ sign, 1597334677);
        }
        return (a >>> 0).toString(36) + (b >>> 0).toString(36);
    };
    const painted = ['color', 'backgroundColor', 'backgroundImage', 'backgroundClip', 'backgroundSize', 'opacity',
        'fontSize', 'fontWeight', 'textShadow', 'webkitTextStroke', 'webkitTextFillColor', 'mixBlendMode', 'filter',
        'position', 'zIndex', 'float', 'transform', 'visibility', 'display', 'overflow', 'clip', 'clipPath', 'textIndent'];
    const paths = new Map(), laid = [];
    const told = it => [it.tagName, it.className, it.getAttribute('role'), it.getAttribute('type'),
        it.hasAttribute('disabled') || it.getAttribute('aria-disabled') || it.control?.disabled, it.id && it.htmlFor];
    for (const it of document.querySelectorAll('html, body, body *')) {
        const style = getComputedStyle(it);
        const own = painted.map(name => style[name]).join('|') + told(it).join('|');
        const path = short((paths.get(it.parentElement) ?? '') + own);
        paths.set(it, path);
        if (style.position !== 'static' || style.transform !== 'none') {
            const box = it.getBoundingClientRect();
            if (box.width > 1 && box.height > 1) laid.push([it, box, path]);
        }
    }
    const looks = new Map();
    for (const [it, path] of paths) {
        const text = [...it.childNodes].filter(one => one.nodeType === 3).map(one => one.data.trim()).join('')
            || it.value || it.placeholder || '';
        const box = it.getBoundingClientRect();
        if (!text || !box.width || !box.height) continue;
        const over = laid.filter(([one, there]) => !one.contains(it) && there.left < box.right && box.left < there.right
            && there.top < box.bottom && box.top < there.bottom).map(([, , one]) => one);
        const look = short(path + [...new Set(over)].join());
        looks.has(look) || looks.set(look, []);
        looks.get(look).push([it, text.length]);
    }
    window.looksOfThisPage = looks;
    return [...looks.keys()];
}"""
_OF_LOOKS = """([asked, options]) => {
    const shown = asked.flatMap(look => {
        const all = window.looksOfThisPage.get(look);
        return [...new Set([all.reduce((one, other) => other[1] > one[1] ? other : one), all[0], all.at(-1)])];
    });
    return axe.run({include: shown.map(([it]) => it)}, options);
}"""
# The same kind of element has the same faults: its tag, classes, role, type, what it says to screen readers, where it is.
_KINDS = """() => [...new Set([...document.querySelectorAll('body *')].map(it => [
    it.tagName, it.className, it.getAttribute('role'), it.getAttribute('type'), it.hasAttribute('lang'),
    it.getAttributeNames().filter(name => name.startsWith('aria-')), it.parentNode.tagName].join('|')))]"""
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


def violations(page: Page, *, looks: set[str] | None = None) -> list[str]:
    """
    Return what axe objects to, in words short enough to find the place.

    Texts with one of these ``looks`` were held against the rule of contrast before; those of the page are added.
    """
    found = _AXE.run(page, options=_RULES).response["violations"]
    known = set() if looks is None else looks
    if new := [one for one in page.evaluate(_LOOKS) if one not in known]:
        found += page.evaluate(_OF_LOOKS, [new, _CONTRAST])["violations"]
    known.update(new)
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


def name_of(address: str) -> str:
    """Return the name of the route behind an address."""
    return _name_of(urlsplit(address).path)


@cache  # the same links stand on page after page
def _name_of(path: str) -> str:
    try:
        with translation.override(tongue_of(path).removesuffix(":") or settings.LANGUAGE_CODE):
            match = resolve(path)
    except Resolver404:
        return f"nowhere: {path}"
    return match.view_name or match.route


@cache
def route(address: str) -> str:
    """Return the pattern behind an address: its language, the name of its route, which questions it is asked."""
    parts = urlsplit(address)
    name = f"{tongue_of(parts.path)}{name_of(address)}"
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
        if not found.startswith(self.base + "/") and found != self.base:
            return
        address = found.removeprefix(self.base) or "/"
        if address in self.known or not self.within(urlsplit(address).path):
            return
        self.known.add(address)
        same = self.opened.setdefault(route(address), [])
        if len(same) < (1 if tongue_of(urlsplit(address).path) else self.of_each):
            same.append(address)
            self.waiting.append(address)


class Looked:
    """Remembers which kinds of elements and which looks axe has seen; the validator sees every page whole."""

    def __init__(self) -> None:
        self.looks: set[str] = set()
        self._seen: set[str] = set()

    def is_new(self, page: Page) -> bool:
        """Tell whether the page holds anything of a kind that no page before it held."""
        kinds = set(page.evaluate(_KINDS))
        new = not kinds <= self._seen
        self._seen |= kinds
        return new


def faults_of(page: Page, *, status: int, axe: bool, looks: set[str] | None = None) -> list[str]:
    """Return all that is wrong with the page that is open; ``looks`` as ``violations`` has them."""
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
        found += violations(page, looks=looks)
    return found


def _is_file(address: str) -> bool:
    path = urlsplit(address).path
    return (
        bool(re.search(r"\.(ach|csv|beancount|html|jsonl?|pdf|atom|ics|xml|png|zip|txt)$", path))
        or bool(re.search(r"/files/.", path))
        or path.startswith("/api/")
    )
