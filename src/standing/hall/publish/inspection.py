"""What a page loads, read from its bytes: nothing from another host, and which of our own files it needs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TAG = re.compile(
    r"<(script|link|img|image|use|source|iframe|frame|audio|video|track|embed|object|input|base|meta|form|button|body)"
    r"""\b((?:[^>"']|"[^"]*"|'[^']*')*)>""",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_LOADS = frozenset(
    {"src", "srcset", "imagesrcset", "poster", "data", "background", "action", "formaction", "href", "xlink:href"}
)
_RELATIONS = frozenset(
    {
        "stylesheet", "icon", "apple-touch-icon", "mask-icon", "manifest", "preload", "prefetch", "modulepreload",
        "preconnect", "dns-prefetch", "prerender", "shortcut",
    }
)  # fmt: skip
_URL = re.compile(r"""(?:url\(\s*|@import\s+(?!url\())(?:"([^"]*)"|'([^']*)'|([^\s"')]+))""", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style|\sstyle\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loads:
    """What a page asks a browser to load by itself, or to send to."""

    foreign: tuple[str, ...]
    own: tuple[str, ...]


def loads(text: str) -> Loads:
    """Return what a page of HTML or SVG loads. A link that a person may follow is no loading."""
    return _sorted([*_in_tags(text), *_in_styles(text)])


def loads_of_style(text: str) -> Loads:
    """Return what a style sheet loads."""
    return _sorted(list(_in_style(text)))


def _sorted(found: list[str]) -> Loads:
    foreign: list[str] = []
    own: list[str] = []
    for address in found:
        if address.startswith(("#", "data:")) or not address:
            continue
        is_foreign = address.startswith(("//", "\\")) or _SCHEME.match(address) is not None
        (foreign if is_foreign else own).append(address)
    return Loads(foreign=tuple(dict.fromkeys(foreign)), own=tuple(dict.fromkeys(own)))


def _in_tags(text: str) -> Iterator[str]:
    for match in _TAG.finditer(text):
        tag = match[1].lower()
        said = {
            found[1].lower(): unescape(found[2] or found[3] or found[4] or "").strip()
            for found in _ATTRIBUTE.finditer(match[2])
        }
        if tag == "meta":
            if said.get("http-equiv", "").lower() == "refresh":
                yield f"refresh:{said.get('content', '')}"
            continue
        if tag == "link" and not _RELATIONS & set(said.get("rel", "").lower().split()):
            continue
        for name in _LOADS & said.keys():
            yield from (
                (each.split()[0] for each in said[name].split(",") if each.strip())
                if name.endswith("srcset")
                else (said[name],)
            )


def _in_styles(text: str) -> Iterator[str]:
    for match in _STYLE.finditer(text):
        yield from _in_style(unescape(match[1] or match[2] or match[3] or ""))


def _in_style(text: str) -> Iterator[str]:
    for match in _URL.finditer(text):
        yield (match[1] or match[2] or match[3] or "").strip()
