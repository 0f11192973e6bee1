"""
How often somebody may try number and name. No address is kept, no cookie is set, nobody is told apart.

Two limits hold. A browser that did its sum waits for nobody: only for the drawers into which its number and its name
fall, by a keyed hash, each with room for a few wrong tries an hour. Who sends no sum shares one gate with all such.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from standing.kernel import words
from standing.rooms.training.models import Gate
from standing.rooms.training.rules.answers import Busy

WITHOUT_SUM = "person"  # a gate
WRONG_A_MINUTE = 60
"""Wrong tries without a sum within a minute, after which all who send none wait for the next one."""
WRONG_AN_HOUR = 12
"""Wrong tries with one number, or one name, within an hour."""
DRAWERS = 4096
"""So few that a drawer says of nobody that they were tried; so many that filling all of them is hours of sums."""
_LEAST = 2


class TriedTooOften(Busy):
    """One number, or one name, was tried wrongly too often within this hour."""


def check_may_try(*, number: str, name: str, did_sum: bool, at: datetime) -> None:
    """
    This will let a try through; right or wrong, it costs the same.

    :raises TriedTooOften: if the drawer of this number or this name is full
    :raises Busy: if no sum came with it, and many such tries were wrong within this minute
    """
    if Gate.objects.filter(name__in=_drawers(number, name), minute=_hour(at), used__gte=WRONG_AN_HOUR).exists():
        raise TriedTooOften("This number or this name was tried too often within this hour.")
    shut = Gate.objects.filter(name=WITHOUT_SUM, minute=_minute(at), used__gte=WRONG_A_MINUTE).exists()
    if shut and not did_sum:
        raise Busy("Many people are trying right now. Please wait a minute and send it again.")


@transaction.atomic
def count_wrong(*, number: str, name: str, did_sum: bool, at: datetime) -> None:
    """This will count a wrong try in the drawers of its number and name, and at the gate if no sum came with it."""
    rows = [(drawer, _hour(at)) for drawer in _drawers(number, name)]
    if not did_sum:
        rows.append((WITHOUT_SUM, _minute(at)))
    values = ", ".join(["(%s, %s, 1)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO training_gate AS gate (name, minute, used) VALUES {values}
            ON CONFLICT (name) DO UPDATE SET minute = greatest(gate.minute, excluded.minute),
                used = CASE WHEN gate.minute >= excluded.minute THEN least(gate.used + 1, 1000) ELSE 1 END
            """,  # noqa: S608 - as many places as there are rows, in one order so that two never wait for each other
            [value for row in sorted(rows) for value in row],
        )


@transaction.atomic
def empty_drawers(*, at: datetime) -> int:
    """This will forget what was tried before this hour; return how many drawers were emptied."""
    over = Gate.objects.select_for_update(skip_locked=True).filter(minute__lt=_hour(at))
    emptied, _of_each = Gate.objects.filter(pk__in=list(over.values_list("pk", flat=True))).delete()
    return emptied


def _drawers(number: str, name: str) -> Sequence[str]:
    """Return into which drawers a number and a name fall, however they are spelt."""
    said = {
        "number": "".join(number.split()).upper(),
        "name": " ".join(sorted(word for word in words.tokens(name) if len(word) >= _LEAST)),
    }
    return sorted(f"{kind}:{_place(kind, text):04}" for kind, text in said.items())


def _place(kind: str, text: str) -> int:
    mac = salted_hmac("standing.training.drawer", f"{kind}\n{text}", algorithm="sha256")
    return int.from_bytes(mac.digest()[:4], "big") % DRAWERS


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
