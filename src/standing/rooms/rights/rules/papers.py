"""What is printed: which papers an article gives, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from standing.rooms.rights.rules.shape import PaperKind, Topic


class Size(StrEnum):
    """How large a paper is."""

    LETTER = "letter"
    TABLOID = "tabloid"
    DOOR_HANGER = "door-hanger"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFact:
    """One paper: its file name without the end, and the article it is made from."""

    name: str
    kind: str
    size: Size
    slug: str

    @property
    def template(self) -> str:
        """Return what it is set with."""
        return "door-hanger" if self.size is Size.DOOR_HANGER else self.kind


def papers_of(articles: Iterable[tuple[str, str, str]]) -> tuple[PaperFact, ...]:
    """
    Return the papers of articles given as slug, kind of paper and topic, in the order of the articles.

    The first of a kind is named by its kind alone, so that its address stays short.
    """
    found: list[PaperFact] = []
    seen: set[str] = set()
    for slug, kind, topic in articles:
        if kind == PaperKind.NONE:
            continue
        for size in _sizes(kind, topic):
            base = Size.DOOR_HANGER.value if size is Size.DOOR_HANGER else kind
            name = f"{base}-{slug}" if base in seen else base
            suffix = "-tabloid" if size is Size.TABLOID else ""
            found.append(PaperFact(name=f"{name}{suffix}", kind=kind, size=size, slug=slug))
        seen.update({kind} | ({Size.DOOR_HANGER.value} if topic == Topic.HOME and kind == PaperKind.POSTER else set()))
    return tuple(found)


def paper_id(*, name: str, language: str, version: int) -> str:
    """Return what stands on the paper, so that an old one can be told from a new one."""
    return f"{name.upper()}/{language.upper()}/{version}"


def _sizes(kind: str, topic: str) -> tuple[Size, ...]:
    if kind != PaperKind.POSTER:
        return (Size.LETTER,)
    if topic == Topic.HOME:
        return (Size.LETTER, Size.TABLOID, Size.DOOR_HANGER)
    return (Size.LETTER, Size.TABLOID)
