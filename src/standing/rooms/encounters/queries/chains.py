"""Whom an alert rings, worked out from who is on call and what the pack says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.pager.api import Target
from standing.rooms.city import api as city
from standing.rooms.city.api import OnCallStep
from standing.rooms.encounters.queries import pack
from standing.rooms.encounters.rules.terms import EncountersFile, StepTerms

_LIAISONS = frozenset({"primary", "backup"})


def of_department(*, department: str, at: datetime) -> tuple[Target, ...]:
    """Return who is rung for an alert that nobody stands behind yet: the department alone."""
    file = pack.file_of(known=at)
    chain = city.on_call(department=department, at=at).chain
    found = tuple(_targets(file, [one for one in chain if one.place != "coordinator"], with_city=False))
    return found or _whole(file, chain)  # a department without anybody: somebody must hear of it


def of_everybody(*, department: str, at: datetime) -> tuple[Target, ...]:
    """Return who is rung for an alert that somebody stands behind: the chain, the coordinator, the offices."""
    return _whole(pack.file_of(known=at), city.on_call(department=department, at=at).chain)


def of_rest(*, department: str, at: datetime) -> tuple[Target, ...]:
    """Return who is told once an alert is confirmed, beside the department: all at once, and all in any case."""
    file = pack.file_of(known=at)
    chain = city.on_call(department=department, at=at).chain
    return (*_coordinators(chain), *_offices(file))


def _whole(file: EncountersFile, chain: tuple[OnCallStep, ...]) -> tuple[Target, ...]:
    return (*_targets(file, chain, with_city=True), *_coordinators(chain), *_offices(file))


def _coordinators(chain: tuple[OnCallStep, ...]) -> tuple[Target, ...]:
    return tuple(
        Target(label="coordinator", email=one.email, phone=one.phone, always=True)
        for one in chain
        if one.place == "coordinator"
    )


def _offices(file: EncountersFile) -> tuple[Target, ...]:
    return tuple(Target(label=one.label[:80], email=one.email, phone=one.phone, always=True) for one in file.told)


def _targets(
    file: EncountersFile, chain: list[OnCallStep] | tuple[OnCallStep, ...], *, with_city: bool
) -> Iterator[Target]:
    liaisons = _once([one for one in chain if one.place in _LIAISONS])
    for step in sorted(file.steps, key=lambda one: one.minutes):
        if step.who == "coordinator" and not with_city:
            continue
        for one in _of_step(step, liaisons, chain):
            yield Target(label=str(one.place), email=one.email, phone=one.phone, minutes=step.minutes)


def _of_step(
    step: StepTerms, liaisons: list[OnCallStep], chain: list[OnCallStep] | tuple[OnCallStep, ...]
) -> list[OnCallStep]:
    match step.who:
        case "on-call":
            return liaisons[:1]
        case "next":
            return liaisons[1:]
        case _:
            return [one for one in chain if one.place == step.who]


def _once(steps: list[OnCallStep]) -> list[OnCallStep]:
    return list({one.email: one for one in reversed(steps)}.values())[::-1]
