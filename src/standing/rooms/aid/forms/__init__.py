"""Forms of this room: they turn text into typed values and save nothing."""

from standing.rooms.aid.forms.desks import (
    CARD_WORDS,
    KIND_WORDS,
    STEP_WORDS,
    CardForm,
    DeskForm,
    FileForm,
    LostForm,
    OpenForm,
    RedeemForm,
)
from standing.rooms.aid.forms.drafts import DraftForm, typed

__all__ = [
    "CARD_WORDS",
    "KIND_WORDS",
    "STEP_WORDS",
    "CardForm",
    "DeskForm",
    "DraftForm",
    "FileForm",
    "LostForm",
    "OpenForm",
    "RedeemForm",
    "typed",
]
