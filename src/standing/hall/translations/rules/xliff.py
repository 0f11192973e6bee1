"""XLIFF 2.0, which programs of translators read: written, and read back without trusting it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.etree.ElementTree import (  # only to write, and for the type of what defusedxml read
    Element,
    ParseError,
    SubElement,
    indent,
    register_namespace,
    tostring,
)

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from standing.hall.translations.rules.exchange import (
    FileContent,
    FileRefused,
    FileText,
    check_size,
    check_texts,
    decoded,
    marks_of,
    read_marks,
)
from standing.hall.translations.rules.states import State, tidy_code
from standing.hall.translations.rules.texts import tidy

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
OURS = "urn:standing:words:1"
_MARKS = f"{{{OURS}}}made-from"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STATES = {State.MISSING: "initial", State.TRANSLATED: "translated", State.REVIEWED: "reviewed"}
_INLINE = frozenset({"pc", "ph", "sc", "ec", "mrk", "sm", "em", "cp"})
register_namespace("standing", OURS)


def write(*, texts: Sequence[FileText], source_language: str, language: str) -> bytes:
    """Return a file with these texts, one part for each page."""
    root = Element("xliff", {"xmlns": NAMESPACE, "version": "2.0", "srcLang": source_language, "trgLang": language})
    for number, (page, found) in enumerate(groupby(texts, key=lambda one: one.page), start=1):
        part = SubElement(root, "file", {"id": f"f{number}", "original": page})
        for one in found:
            unit = SubElement(part, "unit", {"id": one.key, _MARKS: marks_of(one)})
            if one.about:
                SubElement(SubElement(unit, "notes"), "note").text = one.about
            segment = SubElement(unit, "segment", {"state": _STATES.get(State(one.state), "initial")})
            for name, words in (("source", one.source), ("target", one.text)):
                if words:
                    SubElement(segment, name, {_SPACE: "preserve"}).text = words
    indent(root)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body + b"\n"


def read(content: bytes) -> FileContent:
    """
    Return what a file says.

    :raises FileRefused: if it is too large, not UTF-8, no XLIFF 2, holds entities, or names a text twice
    """
    check_size(content)
    decoded(content)
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise FileRefused("The file defines entities or a document type. Export it again without.") from None
    except (ParseError, ValueError, LookupError) as trouble:
        raise FileRefused(f"The file is not well-formed XML: {trouble}.") from None
    if root.tag != f"{{{NAMESPACE}}}xliff":
        raise FileRefused("The file is no XLIFF 2.0. Export it from here, and import what comes of it.")
    texts = tuple(
        _text(unit, page=part.get("original", ""))
        for part in root.iter(f"{{{NAMESPACE}}}file")
        for unit in part.iter(f"{{{NAMESPACE}}}unit")
    )
    check_texts(texts)
    return FileContent(language=tidy_code(root.get("trgLang", "")), texts=texts)


def _text(unit: Element, *, page: str) -> FileText:
    sources, targets, states = [], [], []
    for segment in unit.findall(f"{{{NAMESPACE}}}segment"):
        sources.append(_words(segment.find(f"{{{NAMESPACE}}}source")))
        targets.append(_words(segment.find(f"{{{NAMESPACE}}}target")))
        states.append(segment.get("state", "initial"))
    source, key = tidy("".join(sources)), unit.get("id", "")
    digest, number = read_marks(unit.get(_MARKS, ""), source=source)
    return FileText(
        key=key,
        source=source,
        text=tidy("".join(targets)),
        source_sha256=digest,
        number=number,
        is_draft=any(state == "initial" for state in states),
        page=page,
    )


def _words(element: Element | None) -> str:
    """Return the text of a part; signs that programs put inside it are refused later, as HTML is."""
    if element is None:
        return ""
    words = element.text or ""
    for inside in element:
        name = inside.tag.rpartition("}")[2]
        words += f"{_words(inside) if name in _INLINE else f'<{name}>'}{inside.tail or ''}"
    return words
