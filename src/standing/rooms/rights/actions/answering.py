"""What counsel does: approve, return, confirm; and taking an article down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from standing.hall.accounts.api import User, counsel
from standing.hall.events import api as events
from standing.hall.publish import api as publish
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.rights import permissions, queries
from standing.rooms.rights.actions._deeds import (
    check_tells_of_nobody,
    locked,
    newest_numbered,
    record,
    tell_translators,
)
from standing.rooms.rights.models import Answer, Confirmation, Withdrawal
from standing.rooms.rights.queries import VersionState
from standing.rooms.rights.rules import steps
from standing.rooms.rights.rules.events import ArticleApproved, ArticleWithdrawn
from standing.rooms.rights.rules.steps import Finding, Step


class NothingSaid(Refused):
    """Nothing is returned or taken down without a word on why."""


@transaction.atomic
def approve_version(*, slug: str, number: int, seen_sha256: str, note: str, by: User, at: datetime) -> Answer:
    """
    This will approve exactly this text: it is public from now on, and translators are told.

    :raises NotAllowed: if the person is not counsel, or wrote or sent it
    :raises NotFound: if there is no such article
    :raises NotNow: if it is not the text that was shown, or does not wait for an answer
    :raises TellsOfAPerson: if the note tells what the City does not keep about anybody
    """
    article = locked(slug)
    waiting = newest_numbered(article, number)
    answer = _answer(waiting, Finding.APPROVED, seen_sha256=seen_sha256, note=note, by=by, at=at)
    record("rights.approve_version", slug, by=by, at=at, facts={"version": number, "sha256": waiting.row.sha256})
    tell_translators(article, waiting.text, by=by, at=at)
    events.emit(ArticleApproved(slug=slug, version=number, sha256=waiting.row.sha256, at=at))
    return answer


@transaction.atomic
def return_version(*, slug: str, number: int, seen_sha256: str, note: str, by: User, at: datetime) -> Answer:
    """
    This will send a version back to its writers with a word on what to change.

    :raises NotAllowed: if the person is not counsel, or wrote or sent it
    :raises NotFound: if there is no such article
    :raises NothingSaid: if no note says what to change
    :raises NotNow: if it is not the text that was shown, or does not wait for an answer
    :raises TellsOfAPerson: if the note tells what the City does not keep about anybody
    """
    article = locked(slug)
    waiting = newest_numbered(article, number)
    if not note.strip():
        raise NothingSaid("Say what to change.")
    answer = _answer(waiting, Finding.RETURNED, seen_sha256=seen_sha256, note=note, by=by, at=at)
    record("rights.return_version", slug, by=by, at=at, facts={"version": number, "sha256": waiting.row.sha256})
    return answer


@transaction.atomic
def confirm_version(*, slug: str, number: int, seen_sha256: str, by: User, at: datetime) -> Confirmation:
    """
    This will record that counsel read the public text again and it still holds; its days begin anew.

    :raises NotAllowed: if the person is not counsel, or wrote it
    :raises NotFound: if there is no such article
    :raises NotNow: if this version is not the public one, or not the text that was shown
    """
    locked(slug)
    public = next(iter(queries.published(at=at, slug=slug, also_expired=True)), None)
    if public is None or public.version.number != number:
        raise NotNow("This version is not the public one.")
    permissions.check_can_answer(version=public.version, submission=None, by=by)
    counsel.check_same(shown=seen_sha256, stored=public.version.sha256)

    read = Confirmation.objects.create(version=public.version, sha256=public.version.sha256, by=by, at=at)
    record("rights.confirm_version", slug, by=by, at=at, facts={"version": number, "sha256": read.sha256})
    publish.soon()
    return read


@transaction.atomic
def withdraw_article(*, slug: str, reason: str, by: User, at: datetime) -> Withdrawal:
    """
    This will take an article down at once, with all its papers and translations.

    :raises NotAllowed: if the person may not
    :raises NotFound: if there is no such article
    :raises NothingSaid: if no reason is given
    :raises NotNow: if it is not public
    :raises TellsOfAPerson: if the reason tells what the City does not keep about anybody
    """
    permissions.check_can_withdraw(by=by)
    article = locked(slug)
    if not reason.strip():
        raise NothingSaid("Say why it is taken down.")
    check_tells_of_nobody(reason)
    public = next(iter(queries.published(at=at, slug=slug, also_expired=True)), None)
    if public is None:
        raise NotNow("This article is not public.")

    gone = Withdrawal.objects.create(version=public.version, reason=reason.strip(), by=by, at=at)
    record("rights.withdraw_article", slug, by=by, at=at, facts={"version": public.version.number})
    tell_translators(article, None, by=by, at=at)
    events.emit(ArticleWithdrawn(slug=slug, version=public.version.number, at=at))
    return gone


def _answer(waiting: VersionState, finding: Finding, *, seen_sha256: str, note: str, by: User, at: datetime) -> Answer:
    permissions.check_can_answer(version=waiting.row, submission=waiting.submission, by=by)
    counsel.check_same(shown=seen_sha256, stored=waiting.row.sha256)
    check_tells_of_nobody(note)
    steps.check_next(current=waiting.step, wanted=Step(finding.value))
    assert waiting.submission is not None
    return Answer.objects.create(
        submission=waiting.submission,
        finding=finding.value,
        sha256=waiting.row.sha256,
        title=counsel.title_of(by=by) if finding is Finding.APPROVED else "",
        note=note.strip(),
        by=by,
        at=at,
    )
