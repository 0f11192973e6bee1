"""A version of the guide as bytes, as lines to compare, and where it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum

from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotNow
from standing.rooms.guide.rules import safety
from standing.rooms.guide.rules.shape import GuideTerms, NodeTerms, WhenTerms

PAGE = "guide"


class Finding(StrEnum):
    """What counsel decided."""

    APPROVED = "approved"
    RETURNED = "returned"
    TAKEN_DOWN = "taken-down"


class Stand(StrEnum):
    """Where a version stands."""

    WAITING = "waiting"
    IN_FORCE = "in-force"
    EARLIER = "earlier"
    RETURNED = "returned"
    TAKEN_DOWN = "taken-down"
    PASSED_OVER = "passed-over"


def content_of(guide: GuideTerms) -> bytes:
    """Return a guide as bytes; equal guides are equal bytes."""
    return canonical(guide.model_dump(mode="json"))


def sha_of(guide: GuideTerms) -> str:
    """Return the name of exactly this guide."""
    return sha256_hex(content_of(guide))


def of_content(content: bytes) -> GuideTerms:
    """Return the guide that these bytes are."""
    return GuideTerms.model_validate_json(json.dumps(json.loads(content)))


def texts_of(guide: GuideTerms) -> tuple[tuple[str, str], ...]:
    """Return everything that is translated with its key, in the order of the pack."""
    return tuple((f"{PAGE}:{key}", text) for key, _place, text in safety.worded(guide))


def check_next(*, current: Stand, wanted: Finding) -> None:
    """Test that counsel may decide so. :raises NotNow: with a sentence that says why not"""
    allowed = {
        Finding.APPROVED: {Stand.WAITING, Stand.EARLIER, Stand.TAKEN_DOWN},
        Finding.RETURNED: {Stand.WAITING},
        Finding.TAKEN_DOWN: {Stand.IN_FORCE},
    }
    if current not in allowed[wanted]:
        raise NotNow(_SENTENCES[current])


def as_words(guide: GuideTerms) -> str:
    """Return the whole as lines, to compare two versions."""
    return "\n".join(_lines(guide))


def _lines(guide: GuideTerms) -> Iterator[str]:
    settings = guide.settings
    yield from (guide.title, guide.lead, guide.status, "")
    waits = "yes" if settings.wait_for_counsel_with_judicial_warrant else "no"
    yield f"[wait for counsel with a judge's warrant: {waits}]"
    yield f"[agencies: {settings.agencies}] [report: {settings.report}]"
    for area in settings.areas:
        yield f"[{'open' if area.public else 'closed'}] {area.text}"
    for contact in guide.contacts:
        yield f"[call {contact.who}] {contact.label} {contact.number or '(no number)'} {contact.hours}".rstrip()
    yield ""
    yield from (f"[rule] {rule.text}" for rule in guide.rules)
    for node in guide.nodes:
        yield ""
        yield from _node_lines(node)
    for paper in guide.papers:
        yield ""
        yield f"[paper {paper.name}] {paper.title}"
        yield f"{paper.header} / {paper.heading} / {', '.join(paper.fields)} / {paper.signature} ({paper.signature_at})"
        yield from (paper.top, paper.foot, paper.means)
    yield ""
    yield from (f"[check] {check.text}" for check in guide.checks)
    yield f"[card] {guide.card.title}"
    yield from (f"[card step] {line.text}" for line in guide.card.steps)
    yield from (f"[card say] {line.text}" for line in guide.card.says)
    yield f"[card] {guide.card.judge}"
    yield from (f"[law, {law.confidence}] {law.says} ({law.where})" for law in guide.laws)


def _node_lines(node: NodeTerms) -> Iterator[str]:
    order = f", order: {node.order}" if node.order != "none" else ""
    yield f"{node.id} {node.title}{order}{', record' if node.record else ''}"
    for part in node.parts:
        who = f" {part.who}" if part.who is not None else ""
        yield f"[{part.kind}{who}]{_when(part.when)} {part.text}"
    if node.question or node.asks:
        yield f"[asks] {node.question or node.asks}"
    for choice in node.choices:
        yield f"→ {choice.to}{_when(choice.when)} {choice.text}"


def _when(when: WhenTerms) -> str:
    named = {name: getattr(when, name) for name in WhenTerms.model_fields if getattr(when, name) is not None}
    return f" (only if {', '.join(f'{name}: {value}' for name, value in named.items())})" if named else ""


_SENTENCES = {
    Stand.WAITING: "This version waits for an answer.",
    Stand.IN_FORCE: "This version is in force already.",
    Stand.EARLIER: "This version was in force earlier.",
    Stand.RETURNED: "This version was returned. Change the pack.",
    Stand.TAKEN_DOWN: "This version was taken down.",
    Stand.PASSED_OVER: "A newer version came with the pack. Answer that one.",
}
