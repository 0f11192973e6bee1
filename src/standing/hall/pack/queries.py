"""What can be asked of the pack."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from standing.hall import memory
from standing.hall.pack import registry
from standing.hall.pack.differences import Change, changes
from standing.hall.pack.fact import PackFact
from standing.hall.pack.models import PackProposal, PackVersion
from standing.hall.pack.validate import Content, fact_of
from standing.hall.pack.words import Effect
from standing.kernel.refusals import NotFound

_REMEMBERED = 16
_facts: OrderedDict[tuple[object, ...], PackFact] = OrderedDict()
_lock = Lock()


class _Applied(NamedTuple):
    """That a version came into force, without what it says."""

    number: int
    sha256: str
    applied_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFact:
    """One line of the pack's history."""

    number: int
    pack_id: str
    version: str
    sha256: str
    applied_at: datetime
    applied_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFact:
    """A pack that was compared with the one in force, and what applying it would do."""

    id: UUID
    pack_id: str
    version: str
    sha256: str
    base: int | None
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    proposed_by: str
    proposed_at: datetime
    outcome: str
    closed_at: datetime | None

    @property
    def is_waiting(self) -> bool:
        """Test whether it can still be applied or declined."""
        return self.outcome == PackProposal.Outcome.WAITING


def in_force(*, known: datetime) -> PackFact | None:
    """Return the pack that was in force at that moment; None before the first."""
    row = next((one for one in memory.once_for_many((__name__, "applied"), _applied) if one.applied_at <= known), None)
    return None if row is None else memory.once_for_many((__name__, row.number), lambda: _fact(row))


def version(*, number: int) -> VersionFact:
    """Return one version. :raises NotFound: if there is none with that number."""
    for one in history():
        if one.number == number:
            return one
    raise NotFound("There is no such version of the pack.")


def history() -> tuple[VersionFact, ...]:
    """Return every version that was ever in force, the newest first."""
    rows = PackVersion.objects.order_by("-number").defer("content")
    return tuple(
        VersionFact(
            number=row.number,
            pack_id=row.pack_id,
            version=row.version,
            sha256=row.sha256,
            applied_at=row.applied_at,
            applied_by=row.applied_by,
            reason=row.reason,
        )
        for row in rows
    )


def content_of(*, number: int) -> Content:
    """Return what a version says. :raises NotFound: if there is none with that number."""
    content = PackVersion.objects.filter(number=number).values_list("content", flat=True).first()
    if content is None:
        raise NotFound("There is no such version of the pack.")
    return content  # type: ignore[no-any-return]  # a JSON column is untyped


def changes_of(*, number: int) -> tuple[Change, ...]:
    """Return what a version changed; everything in it for the first. :raises NotFound: if there is none."""
    before = content_of(number=number - 1) if number > 1 else {}
    return changes(before, content_of(number=number))


def waiting() -> ProposalFact | None:
    """Return the proposal that waits, if one does."""
    row = PackProposal.objects.filter(outcome=PackProposal.Outcome.WAITING).first()
    return None if row is None else proposal_fact(row)


def proposal(*, proposal: UUID) -> ProposalFact:
    """Return one proposal. :raises NotFound: if there is none."""
    row = PackProposal.objects.filter(pk=proposal).first()
    if row is None:
        raise NotFound("There is no such proposal.")
    return proposal_fact(row)


def proposal_fact(row: PackProposal) -> ProposalFact:
    """Return a row as what may be handed out."""
    return ProposalFact(
        id=row.pk,
        pack_id=row.pack_id,
        version=row.version,
        sha256=row.sha256,
        base=row.base_id,
        changes=tuple(
            Change(path=tuple(one["path"]), kind=one["kind"], before=one["before"], after=one["after"])
            for one in row.changes
        ),
        effects=tuple(Effect(**one) for one in row.effects),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        outcome=row.outcome,
        closed_at=row.closed_at,
    )


def _applied() -> tuple[_Applied, ...]:
    """Return when each version came into force, the newest first."""
    rows = PackVersion.objects.order_by("-number").values_list("number", "sha256", "applied_at", "reason")
    return tuple(_Applied(*row) for row in rows)


def _fact(row: _Applied) -> PackFact:
    typed = _typed(number=row.number, sha256=row.sha256)
    return replace(typed, number=row.number, applied_at=row.applied_at, reason=row.reason)


def _typed(*, number: int, sha256: str) -> PackFact:
    key = (sha256, registry.sections())
    with _lock:
        if key in _facts:
            _facts.move_to_end(key)
            return _facts[key]
    fact = fact_of(content=content_of(number=number))
    with _lock:
        _facts[key] = fact
        while len(_facts) > _REMEMBERED:
            _facts.popitem(last=False)
    return fact
