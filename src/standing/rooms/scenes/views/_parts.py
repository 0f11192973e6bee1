"""What the pages of this room share."""

from __future__ import annotations

from standing.rooms.scenes.forms import CREDENTIAL_WORDS, IDENTIFIED_WORDS, MEDICAL_WORDS, ORIGIN_WORDS
from standing.rooms.scenes.rules.log import ScenesFile

ROWS = 50


def words(log: ScenesFile | None) -> dict[str, object]:
    """Return the words for codes that the templates show."""
    parts = ("divisions", "corrections", "purposes", "findings")
    return {
        **{f"{part}_words": {one.id: one.name for one in getattr(log, part)} if log else {} for part in parts},
        "origin_words": {one.value: said for one, said in ORIGIN_WORDS.items()},
        "identified_words": {one.value: said for one, said in IDENTIFIED_WORDS.items()},
        "credential_words": {one.value: said for one, said in CREDENTIAL_WORDS.items()},
        "medical_words": {one.value: said for one, said in MEDICAL_WORDS.items()},
    }
