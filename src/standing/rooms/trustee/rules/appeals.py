"""What an appeal may say, and who decides it."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a desk asks for an exception; nothing more is told."""

    DOCUMENT_ERROR = "document-error"
    SPLIT_HOUSEHOLD = "split-household"
    LOST_CODE = "lost-code"
    OTHER_ERROR = "other-error"


class State(StrEnum):
    """How an appeal stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Approver(StrEnum):
    """As what somebody approves."""

    OMBUDSMAN = "ombudsman"
    SUPERVISOR = "supervisor"
