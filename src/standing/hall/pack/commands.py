"""The operator's verbs for packs; each prints and returns the exit code."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TextIO

from standing.hall import clock
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import actions, queries
from standing.hall.pack.reference import json_schema
from standing.hall.pack.validate import sha256_of, validate
from standing.hall.pack.words import Problem
from standing.kernel.refusals import Refused

_LONGEST = 160


def check(directory: Path | str, *, out: TextIO | None = None) -> int:
    """Print every problem of a pack, or its hash if there is none."""
    out = out or sys.stdout
    checked = validate(directory)
    if checked.content is None:
        _print_problems(checked.problems, out)
        return 1
    _say(out, f"No problems. sha256 {sha256_of(checked.content)}")
    return 0


def load(
    directory: Path | str,
    *,
    apply: str | None = None,
    reason: str = "",
    at: datetime | None = None,
    out: TextIO | None = None,
) -> int:
    """Print what a pack would change, and apply it if ``apply`` is its hash or there is none yet."""
    out = out or sys.stdout
    try:
        loaded = actions.load(directory=directory, by=SYSTEM, at=at or clock.now(), seen_sha256=apply, reason=reason)
    except actions.PackHasProblems as refusal:
        _print_problems(refusal.problems, out)
        return 1
    except actions.SameAsInForce as refusal:
        _say(out, refusal)
        return 0
    except Refused as refusal:
        _say(out, refusal)
        return 1
    proposal = loaded.proposal
    if proposal.base is not None:
        for change in proposal.changes:
            _say(out, f"{change.kind:8} {change.where}")
            for sign, words in (("-", change.before), ("+", change.after)):
                if words:
                    _say(out, f"    {sign} {_short(words)}")
        for effect in proposal.effects:
            _say(out, f"effect   {effect.subject}: {effect.sentence}")
    if loaded.applied is not None:
        _say(out, f"In force: {proposal.pack_id} {proposal.version}, sha256 {proposal.sha256}")
    else:
        _say(out, "Nothing is changed yet. To apply exactly this, run the same again with")
        _say(out, f"    --apply {proposal.sha256}")
    return 0


def show(*, out: TextIO | None = None) -> int:
    """Print which pack is in force and which were before."""
    out = out or sys.stdout
    versions = queries.history()
    if not versions:
        _say(out, "No pack is in force: run standing pack load DIRECTORY.")
        return 1
    for number, one in enumerate(versions):
        mark = "in force" if number == 0 else "before"
        _say(
            out,
            f"{mark:8}  {one.number:>4}  {one.pack_id} {one.version}  "
            f"{one.applied_at.isoformat(timespec='seconds')}  {one.sha256}",
        )
    return 0


def schema(*, out: TextIO | None = None) -> int:
    """Print the JSON Schema of every file of a pack."""
    _say(out or sys.stdout, json.dumps(json_schema(), indent=2, sort_keys=True))
    return 0


def _print_problems(problems: tuple[Problem, ...], out: TextIO) -> None:
    for problem in problems:
        _say(out, problem)
    noun = "problem" if len(problems) == 1 else "problems"
    _say(out, f"{len(problems)} {noun}.")


def _say(out: TextIO, words: object) -> None:
    out.write(f"{words}\n")


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
