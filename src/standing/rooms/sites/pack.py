"""What this room reads from a pack: kinds of sites, districts, signs, and how lists name their columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.pack.api import Effect, Fault, PackFact, Parsed, Section
from standing.rooms.sites.queries import pack as queries
from standing.rooms.sites.rules import shapes
from standing.rooms.sites.rules.shapes import SitesFile

__all__ = ["SECTIONS"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("sites")
    if not isinstance(file, SitesFile):
        return
    for path, sentence in shapes.faults(file):
        yield Fault(file=shapes.FILE, path=(path,), sentence=sentence)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before = queries.of_pack(old) if old is not None else shapes.NOTHING
    after = queries.of_pack(new)
    for what, was, now in (
        ("kind of site", before.kinds, after.kinds),
        ("district", before.districts, after.districts),
    ):
        for code in sorted(was.keys() - now.keys()):
            yield Effect(subject=code, sentence=f"A {what} is gone; sites that have it keep its bare word.")
        for code in sorted(now.keys() - was.keys()):
            yield Effect(subject=code, sentence=f"A {what} can be chosen.")
    for code in sorted(after.signs.keys() & before.signs.keys()):
        if after.signs[code].text != before.signs[code].text:
            yield Effect(subject=code, sentence="The words of a sign change; signs that hang already stay as they are.")


SECTIONS = (
    Section(
        name="sites",
        files=shapes.FILE,
        model=SitesFile,
        about="The register of City property: kinds of sites, districts, signs, and columns of lists.",
        required=False,
        check=_check,
        effects=_effects,
    ),
)
