"""The door of lists that people bring. The room says who may, what a row means, and what taking it in does."""

from standing.hall.lists.actions import (
    Line,
    applied,
    apply_later,
    apply_soon,
    bring,
    check_ready,
    choose_sheet,
    drop,
    forget_waiting,
    locked,
    match_columns,
    one_at_a_time,
    read,
    undone,
)
from standing.hall.lists.kinds import Brought, Kind
from standing.hall.lists.queries import every, find, guessed, kept_until, mistakes
from standing.hall.lists.rules import BUSY, FORGOTTEN_FROM, ListStep, check_step

__all__ = [
    "BUSY",
    "FORGOTTEN_FROM",
    "Brought",
    "Kind",
    "Line",
    "ListStep",
    "applied",
    "apply_later",
    "apply_soon",
    "bring",
    "check_ready",
    "check_step",
    "choose_sheet",
    "drop",
    "every",
    "find",
    "forget_waiting",
    "guessed",
    "kept_until",
    "locked",
    "match_columns",
    "mistakes",
    "one_at_a_time",
    "read",
    "undone",
]
