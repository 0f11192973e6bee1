"""What this room reads from a pack: the topics, City places and limits of the doors for 311."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Fault, PackFact, Parsed, Section
from standing.kernel.refusals import NotFound
from standing.rooms.open311 import actions
from standing.rooms.open311.rules.shape import Open311File

__all__ = ["SECTIONS"]

_FILE = "open311.yaml"


def _check(parsed: Parsed) -> Iterator[Fault]:
    file = parsed.get("open311")
    if not isinstance(file, Open311File):
        return
    for field, names in (
        ("topics", [one.code for one in file.topics]),
        ("places", [one.id for one in file.places]),
        ("menu", [str(one.key) for one in file.menu]),
    ):
        for place, name in enumerate(names):
            if name in names[:place]:
                yield Fault(file=_FILE, path=(field, place), sentence=f"{name} stands twice in {field}: keep one.")
    desks = {str(one.id) for one in getattr(parsed.get("contact"), "topics", ())}
    for place, topic in enumerate(file.topics):
        if topic.topic and topic.topic not in desks:
            yield Fault(
                file=_FILE,
                path=("topics", place, "topic"),
                sentence=f"contact.yaml has no topic {topic.topic}, so nobody would get this.",
            )
        if topic.asks_place and not file.places:
            yield Fault(
                file=_FILE,
                path=("topics", place, "asks_place"),
                sentence="It asks for a City place, and none is listed.",
            )


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    try:
        file = pack.one(Open311File)
    except NotFound:
        return
    actions.put_words(file=file, by=by, at=at)


SECTIONS = (
    Section(
        name="open311",
        files=_FILE,
        model=Open311File,
        required=False,
        about="The doors for 311: what can be handed in, and where.",
        check=_check,
        apply=_apply,
    ),
)
