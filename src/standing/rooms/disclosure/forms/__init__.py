"""Forms of the disclosure desk."""

from standing.rooms.disclosure.forms.keeping import HoldForm, LiftForm, PartnerForm
from standing.rooms.disclosure.forms.requests import (
    DecisionForm,
    IntakeForm,
    ListForm,
    ReadingForm,
    ReleaseForm,
    SealForm,
)
from standing.rooms.disclosure.forms.words import (
    CHANNEL_WORDS,
    CLAUSE_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    SEEN_WORDS,
    SIGNER_WORDS,
    STATE_WORDS,
    TITLE_WORDS,
)

__all__ = [
    "CHANNEL_WORDS",
    "CLAUSE_WORDS",
    "KIND_WORDS",
    "OUTCOME_WORDS",
    "SEEN_WORDS",
    "SIGNER_WORDS",
    "STATE_WORDS",
    "TITLE_WORDS",
    "DecisionForm",
    "HoldForm",
    "IntakeForm",
    "LiftForm",
    "ListForm",
    "PartnerForm",
    "ReadingForm",
    "ReleaseForm",
    "SealForm",
]
