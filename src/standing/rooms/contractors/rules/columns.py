"""Ways in which lists of contracts name their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NAMES: Mapping[str, tuple[str, ...]] = {
    "vrn": ("vendor registration number", "vrn", "vendor number", "vendor id", "vendor no", "firm number", "ramp id"),
    "firm": ("firm", "firm name", "vendor", "vendor name", "contractor", "contractor name", "company", "company name"),
    "languages": ("languages", "language", "firm languages", "preferred language"),
    "email": ("e-mail", "email", "firm e-mail", "contact e-mail", "vendor e-mail"),
    "office": ("office", "contact office", "firm office"),
    "email_2": ("second e-mail", "second email", "e-mail 2", "email 2", "other e-mail"),
    "contract": ("contract", "contract number", "contract no", "agreement", "agreement number"),
    "title": ("title", "contract title", "description", "scope"),
    "department": ("department", "dept", "agency", "bureau"),
    "manager_office": ("contract manager", "manager", "managing office", "contract monitor", "manager office"),
    "manager_email": ("manager e-mail", "contract manager e-mail", "manager email", "monitor e-mail"),
    "begins": ("begins", "begins on", "start", "start date", "from", "effective date"),
    "ends": ("ends", "ends on", "end", "end date", "until", "expires", "expiration date"),
    "site": ("site", "site number", "site name", "location", "work site"),
    "heads": ("heads", "head count", "people", "people on site", "workers", "persons"),
}
"""Ways in which lists name their columns; a pack adds its city's own."""

NEEDED = ("firm", "contract", "begins", "ends")
"""Without these a row says nothing; the department may be one for all rows."""


def names(*, known: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """Return every way in which a column may be named, the city's own from its pack with them."""
    return dict(NAMES) | {meaning: (*NAMES.get(meaning, ()), *said) for meaning, said in known.items()}
