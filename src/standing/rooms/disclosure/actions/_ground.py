"""What the actions of this room share."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.db.models import Max

from standing.kernel.refusals import NotFound, Refused
from standing.rooms.disclosure.models import Decision, Request
from standing.rooms.disclosure.rules.desk import DisclosureFile


def subject(request: Request | UUID) -> str:
    """Return what a request is called in records and holds."""
    return f"disclosure:request:{request.pk if isinstance(request, Request) else request}"


def lock_request(request: UUID) -> Request:
    """Return a request nobody else changes until the transaction ends. :raises NotFound: if there is none"""
    row = Request.objects.select_for_update().filter(pk=request).first()
    if row is None:
        raise NotFound("There is no such request.")
    return row


def next_number(table: type[Request | Decision], *, year: int) -> int:
    """Return the next number of a year; nobody else gets it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"disclosure.{table.__name__}.{year}"])
    last: int | None = table._default_manager.filter(year=year).aggregate(last=Max("number"))["last"]  # noqa: SLF001
    return (last or 0) + 1


def check_categories(categories: tuple[str, ...], *, desk: DisclosureFile) -> tuple[str, ...]:
    """Return kinds of data that are on the list, each once. :raises Refused: if one is not"""
    if any(desk.openness(one) is None for one in categories):
        raise Refused("Choose the kinds of data from the list.")
    return tuple(dict.fromkeys(categories))
