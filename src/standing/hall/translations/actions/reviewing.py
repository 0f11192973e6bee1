"""A second person reads a translation: approves it, or gives it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.translations import permissions
from standing.hall.translations.actions._ground import begin_change, code_of, name_of, tell_readers
from standing.hall.translations.models import Translation, Verdict
from standing.hall.translations.queries.standing import Standing, standings
from standing.hall.translations.rules.states import Outcome, State, hash_of
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused


@transaction.atomic
def review_translation(*, key: str, language: str, seen_sha256: str, by: Actor, at: datetime) -> None:
    """
    This will record that a second person read a translation and found it true to its source.

    ``seen_sha256`` is the hash of the translation that was read.

    :raises NotAllowed: if the person wrote it, or does not review
    :raises NotFound: if there is nothing to review
    :raises NotNow: if it is no longer what was read, is a draft, is stale, or is approved already
    """
    now = _judged(key, language, seen_sha256, by=by)
    if now.state is State.REVIEWED:
        raise NotNow("This translation is approved already.")
    if now.state is not State.TRANSLATED:
        raise NotNow("Only a finished translation of today's source is approved.")
    _give(now, Outcome.APPROVED, note="", by=by, at=at)


@transaction.atomic
def return_translation(*, key: str, language: str, seen_sha256: str, note: str, by: Actor, at: datetime) -> None:
    """
    This will give a translation back to its writers with a note; from now on it is a draft again.

    :raises NotAllowed: if the person wrote it, or does not review
    :raises NotFound: if there is nothing to review
    :raises NotNow: if it is no longer what was read, or is a draft
    :raises Refused: if the note is empty
    """
    if not note.strip():
        raise Refused("Say what the writer should look at.")
    now = _judged(key, language, seen_sha256, by=by)
    if now.state not in {State.TRANSLATED, State.REVIEWED}:
        raise NotNow("Only a finished translation of today's source is given back.")
    _give(now, Outcome.RETURNED, note=note.strip()[:1000], by=by, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a reviewer says of one text: approved with an empty note, or given back with one."""

    key: str
    seen_sha256: str
    note: str
    is_approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a page of decisions came to: how many were approved and given back, and what was refused why."""

    approved: int
    returned: int
    mistakes: dict[str, str]


@transaction.atomic
def review_page(*, language: str, decisions: Sequence[Decision], by: Actor, at: datetime) -> Reviewed:
    """
    This will record what a second person found of each text of a page; one that is refused does not stop the others.

    :raises NotAllowed: if the person does not review
    """
    permissions.check_can_review(by=by)
    counts, mistakes = [0, 0], {}
    for one in decisions:
        try:
            if one.is_approved:
                review_translation(key=one.key, language=language, seen_sha256=one.seen_sha256, by=by, at=at)
            else:
                return_translation(
                    key=one.key, language=language, seen_sha256=one.seen_sha256, note=one.note, by=by, at=at
                )
        except Refused as refusal:
            mistakes[one.key] = str(refusal)
        else:
            counts[not one.is_approved] += 1
    return Reviewed(approved=counts[0], returned=counts[1], mistakes=mistakes)


def _judged(key: str, language: str, seen_sha256: str, *, by: Actor) -> Standing:
    code = code_of(language)
    permissions.check_can_review(by=by)
    begin_change()
    now = next(iter(standings(keys=[key], languages=[code])), None)
    if now is None or now.newest_id is None:
        raise NotFound("There is nothing to review.")
    if hash_of(now.newest) != seen_sha256:
        raise NotNow("The translation is not the one you read. Read it again.")
    mine = Translation.objects.filter(segment_id=key, language=code, text=now.newest, written_by=name_of(by))
    if mine.exists():
        raise NotAllowed("You wrote this text. A second person reviews it.")
    return now


def _give(now: Standing, outcome: Outcome, *, note: str, by: Actor, at: datetime) -> None:
    Verdict.objects.create(
        translation_id=now.newest_id or 0, outcome=outcome, note=note, given_by=name_of(by), given_at=at
    )
    audit.record(
        verb="translations.review" if outcome is Outcome.APPROVED else "translations.return",
        subject=now.key,
        by=by,
        at=at,
        facts={"language": now.language, "number": now.number, "text": hash_of(now.newest)},
    )
    tell_readers(keys=[now.key], at=at)
