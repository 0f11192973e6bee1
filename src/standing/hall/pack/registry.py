"""The sections a pack of this installation has: the hall's own and those rooms bring."""

from __future__ import annotations

from standing.hall.pack.base import SECTIONS
from standing.hall.pack.section import Section

_sections: dict[str, Section] = {section.name: section for section in SECTIONS}


def register(*more: Section) -> None:
    """
    Add the sections of a room. Only the front gate calls this, once, at start.

    :raises ValueError: if another section already has the name or the files
    """
    for section in more:
        known = _sections.get(section.name)
        if known == section:
            continue
        if known is not None:
            raise ValueError(f"Two sections of the pack are called {section.name}")
        if any(other.files == section.files for other in _sections.values()):
            raise ValueError(f"Two sections of the pack read {section.files}")
        _sections[section.name] = section


def sections() -> tuple[Section, ...]:
    """Return every section, in the order they were registered."""
    return tuple(_sections.values())
