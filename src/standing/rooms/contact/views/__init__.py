"""Pages of the room: request → form → one action or question → page."""

from standing.rooms.contact.views.public import answer, index, write
from standing.rooms.contact.views.staff import (
    answer_message,
    assign_message,
    close_message,
    counts,
    hold,
    inbox,
    list_templates,
    read_message,
    refer_message,
    show_message,
)

__all__ = [
    "answer",
    "answer_message",
    "assign_message",
    "close_message",
    "counts",
    "hold",
    "inbox",
    "index",
    "list_templates",
    "read_message",
    "refer_message",
    "show_message",
    "write",
]
