"""What this room reads from a pack: the departments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.city import actions, queries
from standing.rooms.city.rules import departments
from standing.rooms.city.rules.departments import DepartmentsFile

__all__ = ["SECTIONS", "DepartmentsFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("departments")
    if isinstance(file, DepartmentsFile):
        for gap in departments.gaps(file):
            yield Fault(file=departments.FILE, path=gap.path, sentence=gap.sentence)


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    actions.name_departments(ids=[one.id for one in queries.of_pack(pack)], by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before = {one.id: one for one in queries.of_pack(old)} if old is not None else {}
    after = {one.id: one for one in queries.of_pack(new)}
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code), after.get(code)
        if was is None and now is not None:
            yield Effect(subject=code, sentence=f"{now.name} appears ({now.standing}).")
        elif was is not None and now is None:
            yield Effect(subject=code, sentence=f"{was.name} is no longer in the list of departments.")
        elif was is not None and now is not None:
            if was.name != now.name:
                yield Effect(subject=code, sentence="The department is renamed.", before=was.name, after=now.name)
            if was.standing != now.standing:
                yield Effect(
                    subject=code,
                    sentence=f"{now.name} is {now.standing} from now on.",
                    before=was.standing,
                    after=now.standing,
                )


SECTIONS = (
    Section(
        name="departments",
        files=departments.FILE,
        model=DepartmentsFile,
        about="The departments, bureaus and offices of the city.",
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
)
