"""What the pages of this room share."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from standing.rooms.city import api as city
from standing.rooms.disclosure.forms import CHANNEL_WORDS, CLAUSE_WORDS, KIND_WORDS, OUTCOME_WORDS, STATE_WORDS
from standing.rooms.disclosure.rules.desk import DisclosureFile

ROWS = 50


def fingerprint(content: UploadedFile[bytes] | None) -> tuple[str, int]:
    """Return the SHA-256 and the length of a file that was sent; nothing of it is kept."""
    if content is None:
        return "", 0
    digest = hashlib.sha256()
    for part in content.chunks():
        digest.update(part)
    return digest.hexdigest(), content.size or 0


def words(*, desk: DisclosureFile | None, at: datetime) -> dict[str, object]:
    """Return the words for codes that the templates show."""
    return {
        "department_words": dict(city.names(known=at)),
        "agency_words": {one.id: one.name for one in desk.agencies} if desk else {},
        "category_words": {one.id: one.name for one in desk.categories} if desk else {},
        "lane_words": {one.id.value: one.name for one in desk.lanes} if desk else {},
        "form_words": {one.id: one.name for one in desk.papers} if desk else {},
        "reason_words": {one.id: one.words for one in desk.reasons} if desk else {},
        "channel_words": {one.value: said for one, said in CHANNEL_WORDS.items()},
        "kind_words": {one.value: said for one, said in KIND_WORDS.items()},
        "state_words": {one.value: said for one, said in STATE_WORDS.items()},
        "outcome_words": {one.value: said for one, said in OUTCOME_WORDS.items()},
        "clause_words": {one.value: said for one, said in CLAUSE_WORDS.items()},
    }
