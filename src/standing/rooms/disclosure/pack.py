"""What this room reads from a pack: the disclosure desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.pack.api import Calendars, Effect, Fault, PackFact, Parsed, Section
from standing.rooms.disclosure.rules import desk
from standing.rooms.disclosure.rules.desk import DisclosureFile

__all__ = ["SECTIONS", "DisclosureFile"]


def _check(parsed: Parsed) -> Iterator[Fault]:
    file, calendars = parsed.get("disclosure"), parsed.get("calendars")
    if not isinstance(file, DisclosureFile):
        return
    for path, sentence in desk.faults(file):
        yield Fault(file=desk.FILE, path=path, sentence=sentence)
    if isinstance(calendars, Calendars) and all(one.id != file.calendar for one in calendars.calendars):
        yield Fault(file=desk.FILE, path=("calendar",), sentence=f"calendars.yaml has no calendar {file.calendar}.")


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001
    before, after = (pack.parsed.get("disclosure") if pack is not None else None for pack in (old, new))
    if not isinstance(after, DisclosureFile):
        if isinstance(before, DisclosureFile):
            yield Effect(subject="disclosure", sentence="Requests for data can no longer be recorded.")
        return
    was = before if isinstance(before, DisclosureFile) else None
    if was is None or was.keep != after.keep:
        approved = after.keep.counsel_approval == "approved"
        yield Effect(
            subject="disclosure",
            sentence="References and advice older than this are deleted." if approved else "Nothing is deleted.",
            before=f"{was.keep.days} days" if was is not None else "",
            after=f"{after.keep.days} days",
        )
    for lane in after.lanes:
        earlier = was.terms(lane.id) if was is not None else None
        if earlier is not None and earlier.answer != lane.answer:
            yield Effect(subject="disclosure", sentence=f"Open requests in the lane {lane.name} get another due day.")


SECTIONS = (
    Section(
        name="disclosure",
        files=desk.FILE,
        model=DisclosureFile,
        about="The desk for every request for City data by a federal authority.",
        required=False,
        check=_check,
        effects=_effects,
    ),
)
