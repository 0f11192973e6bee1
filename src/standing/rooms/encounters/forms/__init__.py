"""Forms of this room: they turn text into typed values and save nothing."""

from standing.rooms.encounters.forms.alerts import AlertForm, CodeForm, DismissForm, FindSiteForm
from standing.rooms.encounters.forms.books import TraceForm
from standing.rooms.encounters.forms.reports import (
    FileForm,
    HoldForm,
    LiftForm,
    OfficersForm,
    PurposeForm,
    ReportsForm,
    SectionForm,
    SubmitForm,
)
from standing.rooms.encounters.forms.words import (
    AREA_WORDS,
    CHANNEL_WORDS,
    CHOICE_WORDS,
    DEED_WORDS,
    FIELD_WORDS,
    KIND_WORDS,
    ONGOING_WORDS,
    REPORT_STATE_WORDS,
    RESTRICTED_WORDS,
    RUNG_WORDS,
    SECTION_WORDS,
    STATE_WORDS,
    WAY_WORDS,
)

__all__ = [
    "AREA_WORDS",
    "CHANNEL_WORDS",
    "CHOICE_WORDS",
    "DEED_WORDS",
    "FIELD_WORDS",
    "KIND_WORDS",
    "ONGOING_WORDS",
    "REPORT_STATE_WORDS",
    "RESTRICTED_WORDS",
    "RUNG_WORDS",
    "SECTION_WORDS",
    "STATE_WORDS",
    "WAY_WORDS",
    "AlertForm",
    "CodeForm",
    "DismissForm",
    "FileForm",
    "FindSiteForm",
    "HoldForm",
    "LiftForm",
    "OfficersForm",
    "PurposeForm",
    "ReportsForm",
    "SectionForm",
    "SubmitForm",
    "TraceForm",
]
