"""The sections every pack has, whatever rooms there are."""

from __future__ import annotations

from standing.hall.pack.section import Section
from standing.hall.pack.shapes import (
    Calendars,
    Info,
    Languages,
    Retention,
    Thresholds,
    check_calendars,
    check_languages,
)

SECTIONS = (
    Section(name="info", files="pack.yaml", model=Info, about="Which city this is."),
    Section(
        name="calendars",
        files="calendars.yaml",
        model=Calendars,
        about="The days that offices are closed.",
        check=check_calendars,
    ),
    Section(
        name="languages",
        files="languages.yaml",
        model=Languages,
        about="The languages people of the city use.",
        check=check_languages,
    ),
    Section(
        name="thresholds",
        files="thresholds.yaml",
        model=Thresholds,
        about="The numbers the law or counsel fixed.",
    ),
    Section(
        name="retention",
        files="retention.yaml",
        model=Retention,
        about="How long records are kept, and by whose authority.",
    ),
)
