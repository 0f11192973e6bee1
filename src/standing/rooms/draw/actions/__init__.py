"""All that can be done in the room."""

from standing.rooms.draw.actions.applying import apply, evaluate
from standing.rooms.draw.actions.drawing import draw_places, number_entries
from standing.rooms.draw.actions.ending import destroy_applications
from standing.rooms.draw.actions.nightly import forget_drawn, rewrite_applications

__all__ = [
    "apply",
    "destroy_applications",
    "draw_places",
    "evaluate",
    "forget_drawn",
    "number_entries",
    "rewrite_applications",
]
