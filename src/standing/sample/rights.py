"""
How the articles about rights came to be public, invented: an editor sends the pack's drafts, counsel answers.

Most are approved within days of the directive; one is returned and approved later, one waits still, one is past
its review date. What cannot wait, and the papers, are always among the approved.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from standing.hall.accounts.api import User
from standing.rooms.rights import actions, queries
from standing.rooms.rights.models import ArticleVersion
from standing.rooms.rights.queries import VersionState
from standing.rooms.rights.rules.shape import PaperKind
from standing.rooms.rights.rules.steps import Step

_DAY = timedelta(days=1)
_HOURS = timedelta(hours=2)
_HALF_A_YEAR = 182 * _DAY
_A_WHILE = 30 * _DAY
_NOTE = "Sample note: this may change soon. Let us read it again earlier."


@transaction.atomic
def write(*, editor: User, counsel: User, first: datetime, until: datetime, random: Random) -> int:
    """Have the articles of the pack sent, approved, returned and read again; return how many are public at the end."""
    drafts = [one.newest for one in queries.kept(at=until) if one.newest.step is Step.DRAFT]
    plain = [one for one in drafts if not _matters(one)]
    is_long = until - first > _A_WHILE
    waiting, returned, overdue = (plain[-1:], plain[-2:-1], plain[-3:-2]) if is_long else ([], [], [])
    for place, state in enumerate(one for one in drafts if one not in waiting):
        days = 3 + place % 5 if is_long else 0
        sent = first + days * _DAY + timedelta(minutes=random.randrange(20, 300))
        how = _return_and_mend if state in returned else _approve
        public = how(state, editor=editor, counsel=counsel, at=min(sent, until))
        if is_long:
            again = _fall_due if state in overdue else _read_again
            again(public, counsel=counsel, since=sent, until=until)
    for state in waiting:
        actions.submit_version(slug=state.row.article_id, number=state.row.number, by=editor, at=until - 3 * _DAY)
    return len(queries.published(at=until))


def _matters(state: VersionState) -> bool:
    article = state.row.article
    return article.critical or article.paper != PaperKind.NONE


def _approve(state: VersionState, *, editor: User, counsel: User, at: datetime) -> ArticleVersion:
    return _sent_and_approved(state.row, editor=editor, counsel=counsel, at=at)


def _return_and_mend(state: VersionState, *, editor: User, counsel: User, at: datetime) -> ArticleVersion:
    row = state.row
    actions.submit_version(slug=row.article_id, number=row.number, by=editor, at=at)
    actions.return_version(
        slug=row.article_id,
        number=row.number,
        seen_sha256=row.sha256,
        note=_NOTE,
        by=counsel,
        at=at + _DAY,
    )
    mended = actions.save_draft(
        slug=row.article_id,
        text=replace(state.text, review_days=max(state.text.review_days * 2 // 3, 1)),
        base=row.number,
        by=editor,
        at=at + 4 * _DAY,
    )
    return _sent_and_approved(mended, editor=editor, counsel=counsel, at=at + 4 * _DAY)


def _sent_and_approved(row: ArticleVersion, *, editor: User, counsel: User, at: datetime) -> ArticleVersion:
    actions.submit_version(slug=row.article_id, number=row.number, by=editor, at=at)
    actions.approve_version(
        slug=row.article_id, number=row.number, seen_sha256=row.sha256, note="", by=counsel, at=at + _HOURS
    )
    return row


def _read_again(row: ArticleVersion, *, counsel: User, since: datetime, until: datetime) -> None:
    """Have counsel read a public text again twice a year, and a last time shortly before the end."""
    days = queries.text_of(row).review_days
    at = since + _HALF_A_YEAR
    while at + _HALF_A_YEAR < until:
        _confirm(row, counsel=counsel, at=at)
        at += _HALF_A_YEAR
    last = until - (days // 4 + 1) * _DAY
    if last > since + 2 * _DAY:
        _confirm(row, counsel=counsel, at=last)


def _fall_due(row: ArticleVersion, *, counsel: User, since: datetime, until: datetime) -> None:
    """Let the last reading lie so far back that the review date has passed, and the expiry has not."""
    days = queries.text_of(row).review_days
    at = until - (days + days // 4) * _DAY
    if at > since + 2 * _DAY:
        _confirm(row, counsel=counsel, at=at)


def _confirm(row: ArticleVersion, *, counsel: User, at: datetime) -> None:
    actions.confirm_version(slug=row.article_id, number=row.number, seen_sha256=row.sha256, by=counsel, at=at)
