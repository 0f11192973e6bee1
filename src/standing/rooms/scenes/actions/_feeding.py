"""What a scene is evidence of: each duty that asks for a kind gets it, by the kind and never by the duty's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from standing.hall.accounts.api import User
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.obligations import api as obligations
from standing.rooms.scenes.rules import scenes as rules
from standing.rooms.scenes.rules.log import ScenesFile
from standing.rooms.scenes.rules.scenes import EntryFact


def duties(*, log: ScenesFile, at: datetime) -> Mapping[str, tuple[str, ...]]:
    """Return for each kind of evidence the duties of the log's department that ask for it."""
    found: dict[str, tuple[str, ...]] = {}
    for one in obligations.obligations(known=at):
        if one.all_departments or log.department in one.departments:
            for kind in one.kinds:
                found[kind.id] = (*found.get(kind.id, ()), one.id)
    return found


def feed(*, scene: str, name: str, entries: Sequence[EntryFact], log: ScenesFile, by: User, at: datetime) -> None:
    """Record what the last entry newly shows, and end what it no longer shows."""
    asked, (before, now) = duties(log=log, at=at), (rules.shown_since(entries[:-1]), rules.shown_since(entries))
    if len(entries) == 1:
        obligations.record_event(
            kind=rules.EVENT,
            department=log.department,
            happened_at=entries[0].started_at,
            source=scene,
            by=by,
            at=at,
        )
    for kind in sorted(set(now) - set(before)):
        for duty in asked.get(kind, ()):
            obligations.record_evidence(
                obligation=duty,
                department=log.department,
                kind=kind,
                period=scene,
                source=_source(scene, kind, duty, now[kind]),
                title=f"Scene {name}",
                sha256=sha256_hex(canonical([scene, kind, now[kind]])),
                version=str(now[kind]),
                true_from=at,
                by=by,
                at=at,
            )
    for kind in sorted(set(before) - set(now)):
        for duty in asked.get(kind, ()):
            obligations.end_evidence(
                source=_source(scene, kind, duty, before[kind]),
                true_until=at,
                reason="A correction of the scene no longer shows it.",
                by=by,
                at=at,
            )


def _source(scene: str, kind: str, duty: str, number: int) -> str:
    return f"{scene}:{kind}:{duty}:{number}"
