"""What taking a list in would do with a row, and what people say about rows that look alike."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What taking a row in would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    UNSURE = "unsure"
    WRONG = "wrong"


class Answer(StrEnum):
    """What somebody said about a row that looks like one of ours."""

    SAME = "same"
    OTHER = "other"
