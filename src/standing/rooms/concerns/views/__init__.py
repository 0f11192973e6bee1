"""Pages of the room: request → form → one action or question → page."""

from standing.rooms.concerns.views.keys import decide_asking, key, list_askings
from standing.rooms.concerns.views.mailboxes import answer, mailbox, reply
from standing.rooms.concerns.views.public import index, left, proof, send, write
from standing.rooms.concerns.views.staff import (
    ask_name,
    assign_report,
    classify_report,
    close_report,
    hand_over,
    hold_report,
    list_reports,
    open_report,
    record_finding,
    show_report,
    write_words,
)

__all__ = [
    "answer",
    "ask_name",
    "assign_report",
    "classify_report",
    "close_report",
    "decide_asking",
    "hand_over",
    "hold_report",
    "index",
    "key",
    "left",
    "list_askings",
    "list_reports",
    "mailbox",
    "open_report",
    "proof",
    "record_finding",
    "reply",
    "send",
    "show_report",
    "write",
    "write_words",
]
