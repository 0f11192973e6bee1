"""The list that a department files: which sites stand on it, what is frozen of them, and what must be known first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotNow
from standing.rooms.sites.rules.records import LISTED, Gap, SiteRecord, Use, gaps_of


class Evidence(StrEnum):
    """The kinds of evidence that are born here. Which duties ask for them, and of whom, the pack says."""

    LIST = "property-list"
    PLAN = "property-plan"
    BARRIERS = "property-barriers"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDraft:
    """What would be filed now. ``unready`` holds for each kind of evidence the sites that are not ready for it."""

    rows: Sequence[Mapping[str, Any]]
    sha256: str
    sites: int
    unready: Mapping[Evidence, tuple[tuple[str, str], ...]]

    @property
    def ready(self) -> tuple[Evidence, ...]:
        """Return what can be filed."""
        return tuple(kind for kind in Evidence if not self.unready[kind])


def draft(sites: Iterable[tuple[str, SiteRecord]]) -> ListDraft:
    """Return the list of these sites as it would be filed now, in the order of their numbers."""
    every = sorted(sites, key=lambda one: one[0])
    chosen = [(key, record) for key, record in every if record.use in LISTED]
    rows = [_row(key, record) for key, record in chosen]
    return ListDraft(
        rows=rows,
        sha256=sha256_hex(canonical(rows)),
        sites=len(every),
        unready={
            Evidence.LIST: tuple((key, record.name) for key, record in every if record.use is Use.UNJUDGED),
            Evidence.PLAN: _lacking(chosen, Gap.NO_PLAN),
            Evidence.BARRIERS: _lacking(chosen, Gap.GATES_UNKNOWN),
        },
    )


def check_can_be_filed(*, draft: ListDraft, kinds: Iterable[Evidence]) -> None:
    """Test that the list is whole enough for what it is filed as. :raises NotNow: with what is missing"""
    wanted = tuple(kinds)
    if not wanted:
        raise NotNow("Choose at least one thing that the list is filed as.")
    said = [_SAID[kind].format(number=len(draft.unready[kind])) for kind in wanted if draft.unready[kind]]
    if said:
        raise NotNow(" ".join(said))


_SAID = {
    Evidence.LIST: "The list is not whole: sites not yet judged: {number}.",
    Evidence.PLAN: "Listed sites without a plan: {number}.",
    Evidence.BARRIERS: "Listed sites whose gates nobody described: {number}.",
}


def _lacking(chosen: Iterable[tuple[str, SiteRecord]], gap: Gap) -> tuple[tuple[str, str], ...]:
    return tuple((key, record.name) for key, record in chosen if gap in gaps_of(record))


def _row(id: str, record: SiteRecord) -> dict[str, Any]:
    return {
        "id": id,
        "name": record.name,
        "address": record.address,
        "use": str(record.use),
        "use_because": record.use_because,
        "plan": record.plan,
        "plan_file": record.plan_file,
        "has_no_gates": record.has_no_gates,
        "gates": [{"name": gate.name, "locked": str(gate.locked), "why": gate.why} for gate in record.gates],
    }
