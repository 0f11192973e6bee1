"""
Tables of alerts and reports.

Every word that somebody typed lies in a sealed box. Open lie only what lists and counts need: site, department,
kind, times, numbers. Officers are named in a table of their own, which no list and no search ever reads.
"""

from standing.rooms.encounters.models.alerts import Alert, Decision, SiteCode
from standing.rooms.encounters.models.months import Attestation, Trace
from standing.rooms.encounters.models.reports import (
    Attachment,
    Camera,
    Draft,
    Reading,
    Report,
    Restricted,
    Version,
)

__all__ = [
    "Alert",
    "Attachment",
    "Attestation",
    "Camera",
    "Decision",
    "Draft",
    "Reading",
    "Report",
    "Restricted",
    "SiteCode",
    "Trace",
    "Version",
]
