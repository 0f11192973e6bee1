"""Ways in which lists of people name their columns, and columns that are never brought."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from standing.kernel import words

NAMES: Mapping[str, tuple[str, ...]] = {
    "number": ("number", "no", "id", "employee id", "employee number", "employee no", "emp id", "empl id", "badge"),
    "name": ("name", "full name", "employee", "employee name", "person", "display name"),
    "first_name": ("first name", "given name", "first"),
    "last_name": ("last name", "surname", "family name", "last"),
    "email": ("email", "e-mail", "work email", "email address", "office email", "mail"),
    "department": ("department", "dept", "department name", "dept name", "agency", "bureau", "office"),
    "site": ("site", "site name", "site number", "work site", "location", "work location", "building", "facility"),
    "work_type": ("work type", "type of work", "kind of work", "job type", "job family", "role", "work"),
    "shift": ("shift", "shift name", "work shift", "schedule", "hours"),
}
NEVER = re.compile(
    r"\b(ssn|social security|soc sec|citizen\w*|immigration|nationalit\w*|alien|a number|uscis|visa|green card|"
    r"country of origin|birth\w*|born|dob|place of birth|naturali[sz]ed|i 9|work permit|"
    r"work authori[sz]ation|passport)\b"
)
_RACE = re.compile(r"\b(race|ethnicity|ethnic\w*|religion)\b")


def names(*, known: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    """Return every way in which a column may be named, the city's own from its pack with them."""
    return dict(NAMES) | {meaning: (*NAMES.get(meaning, ()), *said) for meaning, said in known.items()}


def never_brought(headers: Sequence[str]) -> tuple[str, ...]:
    """Return the names of columns that no list of the City's people may bring."""
    return tuple(header for header in headers if _is_forbidden(" ".join(words.tokens(header))))


def _is_forbidden(folded: str) -> bool:
    return NEVER.search(folded) is not None or _RACE.search(folded) is not None
