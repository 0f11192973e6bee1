"""Whether an answer of the application may go out to everybody."""

from collections.abc import Mapping

from standing.hall.publish.inspection import Loads
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


def trouble_with_loads(loads: Loads) -> str:
    """Return a sentence that says what a page loads from elsewhere; nothing if it loads from here only."""
    if not loads.foreign:
        return ""
    return f"It loads or sends to another address than its own: {loads.foreign[0][:120]}"


def _type(rendered: Rendered) -> str:
    return rendered.headers.get("content-type", "")


def _other_headers(rendered: Rendered, headers: Mapping[str, str]) -> str:
    for name in STANDARD:
        if said_in(rendered, name) != headers.get(name, ""):
            return f"Its header {name} differs from that of all other pages."
    known = {name.lower() for name in STANDARD} | _OF_ONE_ANSWER
    strangers = sorted(set(rendered.headers) - known)
    return f"It carries the header {strangers[0]}, which a file on a disk cannot." if strangers else ""
