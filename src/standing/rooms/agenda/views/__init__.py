"""Pages of the room: request → form → one action or question → page."""

from standing.rooms.agenda.views.feeds import atom, event_ics, feed
from standing.rooms.agenda.views.public import embed, find, index, share, show_event
from standing.rooms.agenda.views.staff import (
    approve_event,
    cancel_event,
    edit_event,
    list_events,
    move_event,
    new_event,
    restore_event,
    staff_event,
)

__all__ = [
    "approve_event",
    "atom",
    "cancel_event",
    "edit_event",
    "embed",
    "event_ics",
    "feed",
    "find",
    "index",
    "list_events",
    "move_event",
    "new_event",
    "restore_event",
    "share",
    "show_event",
    "staff_event",
]
