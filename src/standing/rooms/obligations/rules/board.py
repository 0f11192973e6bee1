"""The whole board at a moment as bytes, so that two boards are equal or they are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from standing.kernel.canonical import Json, canonical
from standing.rooms.obligations.rules.facts import RULES_VERSION
from standing.rooms.obligations.rules.proof import moment
from standing.rooms.obligations.rules.status import Light


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One duty of one department on the board."""

    obligation: str
    department: str
    light: Light
    sources: tuple[str, ...] = ()


def spell(
    rows: Iterable[Row],
    *,
    at: dt.datetime,
    known: dt.datetime,
    pack: str,
    pack_sha256: str,
    rules_version: str = RULES_VERSION,
    is_sample: bool = False,
) -> bytes:
    """Return the one spelling of a board."""
    pairs: list[Json] = [
        {
            "obligation": row.obligation,
            "department": row.department,
            "status": row.light.status.value,
            "reason": row.light.reason,
            "period": row.light.period,
            "due": None if row.light.due_date is None else row.light.due_date.isoformat(),
            "late_from": None if row.light.late_from is None else moment(row.light.late_from),
            "claimed": row.light.claimed,
            "verified": row.light.verified,
            "work": row.light.work,
            "judgement": row.light.judgement,
            "sentence": row.light.sentence,
            "evidence": list(row.sources),
        }
        for row in sorted(rows, key=lambda row: (row.obligation, row.department))
    ]
    return canonical(
        {
            **({"sample": True} if is_sample else {}),
            "at": moment(at),
            "known": moment(known),
            "rules": rules_version,
            "pack": pack,
            "pack_sha256": pack_sha256,
            "pairs": pairs,
        }
    )
