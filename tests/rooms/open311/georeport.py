"""A small client of its own: it reads the doors as the standard tells it to, and knows nothing of this program."""

from datetime import datetime
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

LISTS = {
    "services": "service", "service_requests": "request", "attributes": "attribute", "values": "value",
    "endpoints": "endpoint", "formats": "format", "errors": "error", "categories": "category", "web_actions": "web_action",
    "facilities": "facility", "web_faqs": "web_faq", "features": "feature",
}  # fmt: skip
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


def read(answer, f):
    """Return what an answer says, the same for both forms, after checking what it says of itself."""
    assert answer.headers["Content-Type"] == TYPES[f]
    if f == "json":
        return plain(answer.json())
    body = answer.content
    assert body.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return value(fromstring(body.decode("utf-8").encode("utf-8")))


def value(element: ET.Element):
    if element.tag in LISTS:
        assert {child.tag for child in element} <= {LISTS[element.tag]}
        return [value(child) for child in element]
    if len(element):
        return {child.tag: value(child) for child in element}
    return element.text or ""


def plain(content):
    """Return JSON as XML would say it: text, and nothing for null."""
    if isinstance(content, dict):
        return {key: plain(item) for key, item in content.items()}
    if isinstance(content, list):
        return [plain(item) for item in content]
    if isinstance(content, bool):
        return "true" if content else "false"
    return "" if content is None else str(content)


def moment(text):
    """Return a time; one without a zone is refused."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo is not None
    return found
