"""One document, two forms: XML and JSON. XML is built as a tree, so no text can become markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

Value = None | bool | int | float | str | Sequence["Value"] | Mapping[str, "Value"]

FORMATS: Mapping[str, str] = {
    "xml": "text/xml; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
"""The forms of a door and what each is called on the wire."""

CHILDREN: Mapping[str, str] = {
    "attributes": "attribute",
    "categories": "category",
    "endpoints": "endpoint",
    "errors": "error",
    "facilities": "facility",
    "features": "feature",
    "formats": "format",
    "service_requests": "request",
    "services": "service",
    "values": "value",
    "web_actions": "web_action",
    "web_faqs": "web_faq",
}
"""What the items of a list are called in XML."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(*, root: str, content: Value, form: str) -> bytes:
    """Return a document in one form. In JSON the root has no name."""
    if form == "json":
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    whole: bytes = ET.tostring(_element(root, content), encoding="utf-8", xml_declaration=True)
    return whole


def _element(name: str, value: Value) -> ET.Element:
    element = ET.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, item) for key, item in value.items())
    elif isinstance(value, str):
        element.text = _NOT_XML.sub("\ufffd", value)
    elif isinstance(value, Sequence):
        element.extend(_element(CHILDREN[name], item) for item in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = str(value)
    return element
