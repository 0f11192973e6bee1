"""The words of the doors go to the translators."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.audit.api import Actor
from standing.hall.translations import api as translations
from standing.rooms.open311.queries import from_pack
from standing.rooms.open311.rules.shape import Open311File


@transaction.atomic
def put_words(*, file: Open311File, by: Actor, at: datetime) -> None:
    """This will hand the names and descriptions of the topics to the translators; again, it changes nothing."""
    translations.put_source(page=from_pack.PAGE, title="311: topics", texts=from_pack.sources(file), by=by, at=at)
