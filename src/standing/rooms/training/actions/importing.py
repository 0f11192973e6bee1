"""Completions from another learning system are taken in, row by row that fits."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from standing.hall.accounts.api import User
from standing.hall.acknowledgements.api import How
from standing.hall.audit import api as audit
from standing.kernel.canonical import sha256_hex
from standing.rooms.training import permissions
from standing.rooms.training.actions.assigning import COUNT_SOON
from standing.rooms.training.actions.completing import complete
from standing.rooms.training.queries import lists


@transaction.atomic
def take_in(*, content: bytes, by: User, at: datetime) -> int:
    """
    This will record a completion for each row that fits; rows with mistakes are left out. Return how many are new.

    What the list would do is found out anew. The same list a second time changes nothing.

    :raises NotAllowed: if the person does not steer training
    :raises Unfit: if it is no list, lacks a column, or is too long
    """
    permissions.check_can_steer(by=by)
    new = 0
    for row in lists.rows(content=content, at=at):
        if row.problem or row.person is None or row.edition is None or row.on is None:
            continue
        fact = complete(
            person=row.person.id,
            edition=row.edition,
            language=row.edition.languages[0],
            on=row.on,
            how=How.ACCOUNT,
            score=None,
            out_of=None,
            by=by,
            at=at,
        )
        new += fact.is_new
    if new:
        audit.record(verb="training.import_completions", subject=sha256_hex(content), by=by, at=at, facts={"new": new})
        jobs.configure_task(COUNT_SOON).defer()
    return new
