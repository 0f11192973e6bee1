"""Recordings: a page spoken or signed, for languages that are heard or seen more than read."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.files import api as files
from standing.hall.translations import permissions
from standing.hall.translations.actions._ground import begin_change, name_of, tell_readers
from standing.hall.translations.models import Page, Recording, RecordingVerdict
from standing.hall.translations.queries import recordings as queries
from standing.hall.translations.rules import texts as rules
from standing.hall.translations.rules.states import Outcome, tidy_code
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused

_SOUNDS = ("audio/",)


@transaction.atomic
def attach_recording(
    *,
    page: str,
    language: str,
    transcript: str,
    by: Actor,
    at: datetime,
    file_sha256: str = "",
    link: str = "",
    title: str = "",
) -> UUID:
    """
    This will put a recording beside a page; the one before in that language makes room for it.

    :raises NotAllowed: if the person does not translate
    :raises NotFound: if there is no such page, or the file is not kept
    :raises Refused: if it is neither a sound file nor a safe address, or has no transcript
    """
    permissions.check_can_translate(by=by)
    words, where = rules.tidy(transcript), link.strip()
    if not words:
        raise Refused("Write down what is said: some people cannot hear it.")
    rules.check_source(words)
    if bool(file_sha256) == bool(where):
        raise Refused("Give either a sound file or an address.")
    if where:
        _check_link(where)
    elif not files.about(sha256=file_sha256).media_type.startswith(_SOUNDS):
        raise Refused("The file is no sound.")
    known = Page.objects.filter(pk=page).first()
    if known is None:
        raise NotFound("There is no such page.")
    begin_change()
    row = Recording.objects.create(
        page=known,
        language=tidy_code(language),
        title=rules.tidy(title)[:200] or known.title[:200],
        file_sha256=file_sha256,
        link=where,
        transcript=words,
        page_sha256=queries.page_hashes(pages=[page])[page],
        attached_by=name_of(by),
        attached_at=at,
    )
    audit.record(
        verb="translations.attach_recording",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"page": page, "language": row.language, "file": file_sha256},
    )
    tell_readers(keys=(), at=at)
    return row.pk


@transaction.atomic
def approve_recording(*, recording: UUID, by: Actor, at: datetime) -> None:
    """
    This will record that a second person heard a recording and found it true to the page.

    :raises NotAllowed: if the person attached it, or does not review
    :raises NotNow: if the page says something else by now, or it is approved already
    """
    permissions.check_can_review(by=by)
    fact = _standing(recording)
    if fact.attached_by == name_of(by):
        raise NotAllowed("You attached this recording. A second person approves it.")
    if fact.is_stale:
        raise NotNow("The page has changed since this was recorded. Record it again.")
    if fact.is_reviewed:
        raise NotNow("This recording is approved already.")
    _give(recording, Outcome.APPROVED, by=by, at=at)


@transaction.atomic
def withdraw_recording(*, recording: UUID, by: Actor, at: datetime) -> None:
    """
    This will take a recording off its page.

    :raises NotAllowed: if the person does not translate
    :raises NotNow: if it is off already
    """
    permissions.check_can_translate(by=by)
    _standing(recording)
    _give(recording, Outcome.WITHDRAWN, by=by, at=at)


def _standing(recording: UUID) -> queries.RecordingFact:
    row = Recording.objects.filter(pk=recording).first()
    if row is None:
        raise NotFound("There is no such recording.")
    begin_change()
    for fact in queries.of_pages(pages=[row.page_id], public=False):
        if fact.id == recording:
            return fact
    raise NotNow("This recording is off its page: there is a newer one, or it was taken off.")


def _give(recording: UUID, outcome: Outcome, *, by: Actor, at: datetime) -> None:
    RecordingVerdict.objects.create(recording_id=recording, outcome=outcome, given_by=name_of(by), given_at=at)
    audit.record(verb=f"translations.recording_{outcome}", subject=str(recording), by=by, at=at, facts={})
    tell_readers(keys=(), at=at)


def _check_link(link: str) -> None:
    parts = urlsplit(link)
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.username
        or len(link) > 500
        or any(one.isspace() or one in "<>\"'`\\" for one in link)
    ):
        raise Refused("Give an address that begins with https:// and names a host.")
