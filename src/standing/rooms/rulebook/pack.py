"""What this room reads from a pack."""

from standing.hall.pack.api import Section

SECTIONS: tuple[Section, ...] = ()
