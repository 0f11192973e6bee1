"""How a row of a list was understood, what taking it in would do with a person, and kinds of changes."""

from __future__ import annotations

from enum import StrEnum


class RowState(StrEnum):
    """How a row of the list was understood."""

    GOOD = "good"
    REPEATED = "repeated"
    WRONG = "wrong"


class Verdict(StrEnum):
    """What taking the list in would do with a person, or that the row is left out."""

    JOINS = "joins"
    MOVES = "moves"
    LEAVES = "leaves"
    CHANGED = "changed"
    SAME = "same"
    REPEATED = "repeated"
    WRONG = "wrong"


class ChangeKind(StrEnum):
    """How the roster was changed."""

    IMPORT = "import"
    ADD = "add"
    MOVE = "move"
    LEAVE = "leave"
    CORRECT = "correct"
