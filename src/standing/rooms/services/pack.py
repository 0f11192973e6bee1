"""What this room reads from a pack: kinds of help, words, limits, and the outlines of districts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Calendars, Effect, Fault, PackFact, Parsed, Section
from standing.rooms.services.actions import kinds
from standing.rooms.services.queries import pack as queries
from standing.rooms.services.rules import shapes
from standing.rooms.services.rules.shapes import DistrictsFile, ServicesFile

__all__ = ["SECTIONS"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file, calendars = parsed.get("services"), parsed.get("calendars")
    if not isinstance(file, ServicesFile):
        return
    known = frozenset(one.id for one in calendars.calendars) if isinstance(calendars, Calendars) else frozenset()
    for gap in shapes.gaps(file, calendars=known):
        yield Fault(file=shapes.FILE, path=gap.path, sentence=gap.sentence)


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    kinds.name_kinds(pack=pack, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before = {kind.id: kind for kind in queries.of_pack(old).kinds} if old is not None else {}
    after = {kind.id: kind for kind in queries.of_pack(new).kinds}
    for code in sorted(before.keys() | after.keys()):
        was, now = before.get(code), after.get(code)
        if was is None and now is not None:
            yield Effect(subject=code, sentence="A kind of help appears in the directory.")
        elif was is not None and now is None:
            yield Effect(subject=code, sentence="A kind of help is no longer in the directory; its services lose it.")
        elif was is not None and now is not None and was.limit_days != now.limit_days:
            yield Effect(
                subject=code,
                sentence="A check of such a service holds for another number of days.",
                before=str(was.limit_days),
                after=str(now.limit_days),
            )


SECTIONS = (
    Section(
        name="services",
        files=shapes.FILE,
        model=ServicesFile,
        about="The kinds of help in the directory and the words people search by.",
        required=False,
        check=_check,
        apply=_apply,
        effects=_effects,
    ),
    Section(
        name="districts",
        files=shapes.DISTRICTS_FILE,
        model=DistrictsFile,
        about="The outlines of the districts, for the map of help.",
        required=False,
    ),
)
