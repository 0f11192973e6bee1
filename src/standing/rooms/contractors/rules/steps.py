"""What a row of a list would do, and where an asking and a contract stand."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What taking a row in would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REPEATED = "repeated"
    WRONG = "wrong"


class State(StrEnum):
    """How a contract with people on City property stands; the first that holds."""

    ATTESTED = "attested"
    EXCEPTED = "excepted"
    SILENT = "silent"


class Clause(StrEnum):
    """What is known of a clause in a contract."""

    IN = "in"
    AMENDING = "amending"
    OUT = "out"
    UNKNOWN = "unknown"


class Ended(StrEnum):
    """Why an asking is over."""

    ANSWERED = "answered"
    EXCEPTED = "excepted"
    GONE = "gone"


class Because(StrEnum):
    """Why a letter went out."""

    FIRST = "first"
    NO_ANSWER = "no-answer"
    CAME_BACK = "came-back"
    NAMED = "named"
