"""Which lane a request goes, by what the paper is and what is asked. Nothing leaves by itself in any of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from standing.rooms.disclosure.rules.papers import Kind


class Lane(StrEnum):
    """A way of answering."""

    PUBLIC_RECORD = "public-record"
    STATUS_1373 = "status-1373"
    ADMINISTRATIVE_SUBPOENA = "administrative-subpoena"
    COURT_PROCESS = "court-process"
    INSPECTION = "inspection"
    DETAINER = "detainer"
    DECLINE = "decline"
    GAP = "gap"


class Openness(StrEnum):
    """What a category of data is."""

    PUBLIC = "public"
    RESTRICTED = "restricted"
    STATUS = "status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """The lane, and why, in codes."""

    lane: Lane
    reasons: tuple[str, ...]


MAY_RELEASE = frozenset(
    {Lane.PUBLIC_RECORD, Lane.STATUS_1373, Lane.ADMINISTRATIVE_SUBPOENA, Lane.COURT_PROCESS, Lane.INSPECTION}
)
"""The lanes in which counsel can let something leave; in the others the paper has to be read again first."""

_BY_PAPER: Mapping[Kind, tuple[Lane, str]] = MappingProxyType(
    {
        Kind.JUDICIAL_WARRANT: (Lane.COURT_PROCESS, "a-court-decided"),
        Kind.COURT_PROCESS: (Lane.COURT_PROCESS, "a-court-decided"),
        Kind.ADMINISTRATIVE_SUBPOENA: (Lane.ADMINISTRATIVE_SUBPOENA, "not-self-enforcing"),
        Kind.ADMINISTRATIVE_WARRANT: (Lane.DECLINE, "no-right-to-records"),
        Kind.TO_A_PERSON: (Lane.DECLINE, "not-for-the-city"),
        Kind.DETAINER: (Lane.DETAINER, "custody-only"),
        Kind.INSPECTION: (Lane.INSPECTION, "as-an-employer"),
        Kind.GAP: (Lane.GAP, "paper-is-a-gap"),
    }
)

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "a-court-decided": "A court issued it. It is answered, or moved against, by counsel.",
        "not-self-enforcing": "An agency issued it. Only a court can enforce it; counsel decides.",
        "no-right-to-records": "An agency's own warrant gives no right to records.",
        "not-for-the-city": "It is addressed to a person, not to the City.",
        "custody-only": "A hold or notification request. Only custody staff of the police deal with it.",
        "as-an-employer": "It asks the City as an employer.",
        "paper-is-a-gap": "What the paper is, is not clear. Read it again; nothing leaves until then.",
        "nothing-asked": "It is not said what is asked for.",
        "category-unknown": "Something is asked for that is not on the list of data.",
        "all-public": "Everything asked for is public record, as for any requester.",
        "only-status": "Only citizenship or immigration status is asked for, 8 USC 1373. Only counsel answers.",
        "mixed": "Public and other data are asked for together. Record them as separate requests.",
        "not-public-no-process": "It is not public, and no process asks for it.",
    }
)
"""What each code says, for people."""


def route(*, kind: Kind, asked: Collection[Openness | None]) -> Routed:
    """Return the lane. ``asked`` says of each category of data what it is; None: it is not on the list."""
    if kind in _BY_PAPER:
        lane, reason = _BY_PAPER[kind]
        return Routed(lane=lane, reasons=(reason,))
    if not asked:
        return Routed(lane=Lane.GAP, reasons=("nothing-asked",))
    if None in asked:
        return Routed(lane=Lane.GAP, reasons=("category-unknown",))
    wanted = set(asked)
    if wanted == {Openness.PUBLIC}:
        return Routed(lane=Lane.PUBLIC_RECORD, reasons=("all-public",))
    if wanted == {Openness.STATUS}:
        return Routed(lane=Lane.STATUS_1373, reasons=("only-status",))
    if wanted == {Openness.RESTRICTED}:
        return Routed(lane=Lane.DECLINE, reasons=("not-public-no-process",))
    return Routed(lane=Lane.GAP, reasons=("mixed",))
