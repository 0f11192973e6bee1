"""All that can be asked about police scenes."""

from standing.rooms.scenes.queries.desk import log_of, log_or_none, today, zone
from standing.rooms.scenes.queries.reports import (
    draws,
    lines_of,
    make_body,
    public_months,
    public_stamp,
    report,
    report_months,
    reports,
)
from standing.rooms.scenes.queries.scenes import (
    about_box,
    deeds,
    facts,
    last_accounts,
    page_of,
    scene,
    to_forget,
    video_gaps,
)

__all__ = [
    "about_box",
    "deeds",
    "draws",
    "facts",
    "last_accounts",
    "lines_of",
    "log_of",
    "log_or_none",
    "make_body",
    "page_of",
    "public_months",
    "public_stamp",
    "report",
    "report_months",
    "reports",
    "scene",
    "to_forget",
    "today",
    "video_gaps",
    "zone",
]
