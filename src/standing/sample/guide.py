"""
How the guide for the counter came to be public, invented: counsel approves the pack's version within days.

Later somebody proposes to call counsel first, also with a judge's warrant: counsel returns it once, and has it again.
"""

from datetime import datetime, timedelta

from django.db import transaction

from standing.hall.accounts.api import User
from standing.rooms.guide import actions, queries
from standing.rooms.guide.models import GuideVersion
from standing.rooms.guide.queries import VersionState
from standing.rooms.guide.rules.shape import GuideTerms
from standing.rooms.guide.rules.text import Stand

_DAY = timedelta(days=1)
_A_WHILE = 60 * _DAY
_NOTE = "Sample note: say what a worker does when the officers go in before counsel answers."


@transaction.atomic
def write(*, keeper: User, counsel: User, first: datetime, until: datetime) -> int:
    """Have the pack's guide approved, and a change of it proposed; return how many versions there are."""
    came = next((one for one in queries.states() if one.stand is Stand.WAITING), None)
    if came is None:
        return 0
    at = min(first + 4 * _DAY + timedelta(hours=5), until)
    _approve(came, counsel=counsel, at=at)
    if until - first > _A_WHILE:
        waits = not came.terms.settings.wait_for_counsel_with_judicial_warrant
        settings = came.terms.settings.model_copy(update={"wait_for_counsel_with_judicial_warrant": waits})
        changed = came.terms.model_copy(update={"settings": settings})
        returned = _bring(changed, came, keeper=keeper, at=until - 24 * _DAY)
        actions.return_version(
            number=returned.pk, seen_sha256=returned.sha256, note=_NOTE, by=counsel, at=until - 22 * _DAY
        )
        longer = changed.model_copy(update={"status": f"{changed.status} Counsel is called first."})
        _bring(longer, came, keeper=keeper, at=until - 5 * _DAY)
    return len(queries.states())


def _approve(state: VersionState, *, counsel: User, at: datetime) -> None:
    actions.approve_version(number=state.row.pk, seen_sha256=state.row.sha256, note="", by=counsel, at=at)


def _bring(terms: GuideTerms, before: VersionState, *, keeper: User, at: datetime) -> GuideVersion:
    made = actions.take_guide_from_pack(guide=terms, pack_sha256=before.row.pack_sha256, by=keeper, at=at)
    assert made is not None
    return made
