"""Whether an answer of the application may go out to everybody: its headers, and what its bytes load."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from standing.hall.publish.rendering import Rendered
from standing.hall.publish.rules import Page, file_of, type_of

STANDARD = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "X-Content-Type-Options",
    "X-Frame-Options",
)
"""The headers that every public page carries. Their values come from the application, and are the same for all."""

_OF_ONE_ANSWER = frozenset(
    {
        "allow", "cache-control", "content-disposition", "content-language", "content-length", "content-type", "etag",
        "expires", "last-modified", "link", "vary", "x-robots-tag",
    }
)  # fmt: skip

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


def standard_headers(rendered: Rendered) -> dict[str, str]:
    """Return the headers of an answer that every page must have in the same words."""
    said = {name: said_in(rendered, name) for name in STANDARD}
    return {name: value for name, value in said.items() if value}


def said_in(rendered: Rendered, name: str) -> str:
    """Return a header of an answer. The parts of a policy have no order, and the application gives them in any."""
    value = rendered.headers.get(name.lower(), "")
    return (
        "; ".join(sorted(part.strip() for part in value.split(";") if part.strip())) if name == STANDARD[0] else value
    )


def trouble(*, page: Page, rendered: Rendered, headers: Mapping[str, str]) -> str:
    """Return a sentence that says why this answer is not published; nothing if it may go out."""
    if rendered.status != page.status:
        return f"The application answered {rendered.status}, not {page.status}."
    if rendered.sets_cookie or "set-cookie" in rendered.headers:
        return "It sets a cookie."
    if "cookie" in rendered.headers.get("vary", "").lower():
        return "It looks at cookies, so it may differ from visitor to visitor."
    control = rendered.headers.get("cache-control", "").lower()
    if "no-store" in control or "private" in control:
        return "It says itself that it must not be kept."
    said, wanted = (each.partition(";")[0].strip() for each in (_type(rendered), type_of(file_of(page.path))))
    if said != wanted:
        return f"The application calls it {said}, but its name says {wanted}."
    return _other_headers(rendered, headers)


def trouble_with_loads(found: Loads) -> str:
    """Return a sentence that says what a page loads from elsewhere; nothing if it loads from here only."""
    if not found.foreign:
        return ""
    return f"It loads or sends to another address than its own: {found.foreign[0][:120]}"


def _type(rendered: Rendered) -> str:
    return rendered.headers.get("content-type", "")


def _other_headers(rendered: Rendered, headers: Mapping[str, str]) -> str:
    for name in STANDARD:
        if said_in(rendered, name) != headers.get(name, ""):
            return f"Its header {name} differs from that of all other pages."
    known = {name.lower() for name in STANDARD} | _OF_ONE_ANSWER
    strangers = sorted(set(rendered.headers) - known)
    return f"It carries the header {strangers[0]}, which a file on a disk cannot." if strangers else ""


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
