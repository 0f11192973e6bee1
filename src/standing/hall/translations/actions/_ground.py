"""What every action here begins with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import connection

from standing.hall.audit.api import Actor
from standing.hall.events import api as events
from standing.hall.publish import api as publish
from standing.hall.translations.rules.states import ShownChanged, tidy_code
from standing.kernel.refusals import Refused


def begin_change() -> None:
    """
    Let one change happen at a time and count it; the lock ends with the transaction.

    So what was worked out at one count can be kept until the count moves.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO translations_counter AS c (id, number) VALUES (1, 1) "
            "ON CONFLICT (id) DO UPDATE SET number = c.number + 1"
        )


def tell_readers(*, keys: Iterable[str], at: datetime) -> None:
    """Have the public pages made anew once this is committed, and tell who listens: what is shown may have changed."""
    publish.soon()
    events.emit(ShownChanged(keys=tuple(keys), at=at))


def name_of(by: Actor) -> str:
    """Return how an actor is written down."""
    return str(by.pk)


def code_of(language: str) -> str:
    """Return the code of a language that can be translated to. :raises Refused: if it cannot"""
    code = tidy_code(language)
    if code == tidy_code(settings.LANGUAGE_CODE):
        raise Refused("This is the language of the source: change the source instead.")
    return code
