"""All that can be done with the pack: propose, apply, decline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from standing.hall import memory
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.pack import permissions, queries, registry
from standing.hall.pack.differences import changes
from standing.hall.pack.events import PackApplied
from standing.hall.pack.fact import PackFact
from standing.hall.pack.models import PackProposal, PackVersion
from standing.hall.pack.queries import ProposalFact, VersionFact
from standing.hall.pack.validate import fact_of, sha256_of, validate
from standing.hall.pack.words import Effect, Problem
from standing.kernel.refusals import NotFound, NotNow, Refused

_LOCK = 0x7061636B  # "pack"
_SHOWN = 20
_FIRST = "The first pack of this installation."


class PackHasProblems(Refused):
    """The pack cannot be read as one; every problem is told."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = len(problems)
        noun = "problem" if count == 1 else "problems"
        them = "it" if count == 1 else "them"
        first = "".join(f"\n{problem}" for problem in problems[:_SHOWN])
        super().__init__(f"The pack has {count} {noun}. Mend {them} first.{first}")
        self.problems = tuple(problems)


class SameAsInForce(Refused):
    """The pack says what the one in force says; there is nothing to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What loading came to: the proposal, and the version in force if it was applied."""

    proposal: ProposalFact
    applied: VersionFact | None


@transaction.atomic
def propose(*, directory: Path | str, by: Actor, at: datetime) -> ProposalFact:
    """
    This will compare a pack with the one in force and keep it until somebody applies or declines it.

    A proposal that waits already is replaced. Nothing else changes.

    :raises NotAllowed: if the actor may not change the pack
    :raises PackHasProblems: if it cannot be read
    :raises SameAsInForce: if it says the same as the one in force
    :raises NotNow: if it is the pack of another city, or reuses the name of a version
    """
    _lock()
    permissions.check_can_change(by=by)
    checked = validate(directory)
    if checked.content is None:
        raise PackHasProblems(checked.problems)
    new = fact_of(content=checked.content)
    base = PackVersion.objects.order_by("-number").first()
    _check_may_follow(new=new, base=base)

    old = queries.in_force(known=base.applied_at) if base is not None else None
    for row in PackProposal.objects.filter(outcome=PackProposal.Outcome.WAITING):
        _close(row, outcome=PackProposal.Outcome.REPLACED, reason="", by=by, at=at)
    row = PackProposal.objects.create(
        content=checked.content,
        sha256=new.sha256,
        pack_id=new.id,
        version=new.version,
        base=base,
        changes=[asdict(one) for one in changes(base.content if base is not None else {}, checked.content)],
        effects=[asdict(one) for one in _effects(old=old, new=new, at=at)],
        proposed_by=str(by.pk),
        proposed_at=at,
    )

    audit.record(
        verb="pack.propose",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"sha256": new.sha256, "base": row.base_id},
    )
    return queries.proposal_fact(row)


@transaction.atomic
def apply(*, proposal: UUID, seen_sha256: str, by: Actor, at: datetime, reason: str = "") -> VersionFact:
    """
    This will put a proposed pack in force.

    :raises NotAllowed: if the actor may not change the pack
    :raises NotNow: if it no longer waits, is not what was shown, or another pack came into force since
    """
    _lock()
    permissions.check_can_change(by=by)
    row = _waiting(proposal)
    base = PackVersion.objects.order_by("-number").first()
    if row.sha256 != seen_sha256:
        raise NotNow("The pack is not the one that was shown to you. Read it again, then apply it.")
    if row.base_id != (None if base is None else base.number):
        raise NotNow("Another pack came into force since this one was compared. Load this one again.")
    if base is not None and at < base.applied_at:
        raise NotNow("A pack cannot come into force before the one it follows.")
    why = reason or (_FIRST if base is None else "")

    version = PackVersion.objects.create(
        number=1 if base is None else base.number + 1,
        pack_id=row.pack_id,
        version=row.version,
        sha256=row.sha256,
        content=row.content,
        applied_at=at,
        applied_by=str(by.pk),
        reason=why,
    )
    memory.forget()
    new = fact_of(content=row.content, number=version.number, applied_at=at, reason=why)
    _close(row, outcome=PackProposal.Outcome.APPLIED, reason=reason, by=by, at=at)
    for section in registry.sections():
        if section.apply is not None:
            section.apply(pack=new, by=by, at=at)

    audit.record(
        verb="pack.apply",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"number": version.number, "sha256": row.sha256, "base": row.base_id},
    )
    events.emit(PackApplied(number=version.number, sha256=row.sha256, at=at))
    return queries.version(number=version.number)


@transaction.atomic
def decline(*, proposal: UUID, reason: str, by: Actor, at: datetime) -> ProposalFact:
    """
    This will end a proposal without applying it.

    :raises NotAllowed: if the actor may not change the pack
    :raises NotNow: if it no longer waits
    """
    _lock()
    permissions.check_can_change(by=by)
    row = _waiting(proposal)

    _close(row, outcome=PackProposal.Outcome.DECLINED, reason=reason, by=by, at=at)

    audit.record(verb="pack.decline", subject=str(row.pk), by=by, at=at, facts={"sha256": row.sha256})
    return queries.proposal_fact(row)


@transaction.atomic
def load(*, directory: Path | str, by: Actor, at: datetime, seen_sha256: str | None = None, reason: str = "") -> Loaded:
    """
    This will propose a pack, and apply it if the database has none yet or if its hash was given.

    :raises Refused: as ``propose`` and ``apply`` do
    """
    proposed = propose(directory=directory, by=by, at=at)
    if proposed.base is not None and seen_sha256 is None:
        return Loaded(proposal=proposed, applied=None)
    applied = apply(
        proposal=proposed.id,
        seen_sha256=seen_sha256 or proposed.sha256,
        by=by,
        at=at,
        reason=reason,
    )
    return Loaded(proposal=queries.proposal(proposal=proposed.id), applied=applied)


def load_first(*, directory: Path | str, by: Actor, at: datetime) -> VersionFact:
    """
    This will put the first pack of an installation in force.

    :raises NotNow: if a pack is in force already
    :raises PackHasProblems: if it cannot be read; the sentence names the first problems
    """
    if PackVersion.objects.exists():
        raise NotNow("This installation has a pack already: propose the new one.")
    applied = load(directory=directory, by=by, at=at).applied
    if applied is None:
        raise NotNow("Another pack came into force at the same moment: propose this one.")
    return applied


def propose_if_changed(*, directory: Path | str, by: Actor, at: datetime) -> str:
    """
    This will propose a pack if it differs from the one in force, and say so; else nothing happens.

    What waits or was declined already is not proposed again.

    :raises PackHasProblems: if it cannot be read
    """
    checked = validate(directory)
    if checked.content is None:
        raise PackHasProblems(checked.problems)
    base = PackVersion.objects.order_by("-number").first()
    seen = PackProposal.objects.filter(sha256=sha256_of(checked.content), base=base)
    waits = seen.filter(outcome=PackProposal.Outcome.WAITING).exists()
    if not waits:
        if seen.exists():
            return ""
        try:
            propose(directory=directory, by=by, at=at)
        except SameAsInForce:
            return ""
        except NotNow as refusal:
            return str(refusal)
    return "The pack on the disk differs from the one in force and waits to be applied."


def _lock() -> None:
    """Let one change of the pack happen at a time; the lock ends with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _check_may_follow(*, new: PackFact, base: PackVersion | None) -> None:
    if base is None:
        return
    if new.sha256 == base.sha256:
        raise SameAsInForce(f"Version {base.version} of this pack is in force: nothing to change.")
    if new.id != base.pack_id:
        raise NotNow(
            f"This installation serves {base.pack_id}; the pack is for {new.id}. "
            "Another city has an installation of its own."
        )
    if PackVersion.objects.filter(version=new.version).exists():
        raise NotNow(
            f"Version {new.version} was in force before with other content. Give the pack a new version in pack.yaml."
        )


def _waiting(proposal: UUID) -> PackProposal:
    row = PackProposal.objects.select_for_update(of=("self",)).filter(pk=proposal).first()
    if row is None:
        raise NotFound("There is no such proposal.")
    if row.outcome != PackProposal.Outcome.WAITING:
        ended = PackProposal.Outcome(row.outcome).label
        raise NotNow(f"This proposal no longer waits: it was {ended}.")
    return row


def _close(row: PackProposal, *, outcome: str, reason: str, by: Actor, at: datetime) -> None:
    row.outcome, row.reason, row.closed_by, row.closed_at = outcome, reason, str(by.pk), at
    row.save(update_fields=["outcome", "reason", "closed_by", "closed_at"])


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterable[Effect]:
    for section in registry.sections():
        if section.effects is not None:
            yield from section.effects(old=old, new=new, at=at)
