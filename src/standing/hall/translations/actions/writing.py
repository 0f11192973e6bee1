"""Writing translations, one version after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.translations import permissions
from standing.hall.translations.actions._ground import begin_change, code_of, name_of, tell_readers
from standing.hall.translations.models import Import, Segment, Source, Translation
from standing.hall.translations.queries.standing import Standing, standings
from standing.hall.translations.rules import texts as rules
from standing.hall.translations.rules.states import Kept, State, hash_of
from standing.kernel.refusals import NotFound, NotNow


class NewerEdit(NotNow):
    """Somebody wrote the same text in the meantime; nothing was overwritten."""


class SourceMoved(NotNow):
    """The text was made from a source that this segment never had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What writing came to; ``is_new`` is False when it was there already, word for word."""

    key: str
    number: int
    translation: int
    is_new: bool


@transaction.atomic
def write_translation(
    *,
    key: str,
    language: str,
    text: str,
    seen_source_sha256: str,
    by: Actor,
    at: datetime,
    state: str = "translated",
    seen_number: int | None = None,
    imported: Import | None = None,
) -> Written:
    """
    This will add a version of a translation. What was written before stays on record.

    ``seen_number`` is the version the writer saw, 0 for none; left out, nothing newer is looked for.

    :raises NotAllowed: if the person does not translate
    :raises NotFound: if there is no such text
    :raises SourceMoved: if the text never had the source that was seen
    :raises NewerEdit: if somebody wrote another version since
    :raises TextRefused: if it does not say what its source says; every mistake is told
    """
    permissions.check_can_translate(by=by)
    kept, code = Kept(state), code_of(language)
    begin_change()
    now = _standing(key, code)
    source = _source(now, seen_source_sha256)
    words = rules.tidy(text)
    if now.newest == words and now.made_from == source.sha256 and _says_as_much(now.state, kept):
        return Written(key=key, number=now.number, translation=now.newest_id or 0, is_new=False)
    newest = _newest_number(key, code)
    if seen_number is not None and seen_number != newest:
        raise NewerEdit("Somebody wrote this text since you opened it. Yours is kept here; compare the two.")
    rules.check_translation(source=source.text, text=words)

    row = Translation.objects.create(
        segment_id=key,
        language=code,
        number=newest + 1,
        text=words,
        source_sha256=source.sha256,
        state=kept,
        imported=imported,
        written_by=name_of(by),
        written_at=at,
    )
    audit.record(
        verb="translations.write",
        subject=key,
        by=by,
        at=at,
        facts={"language": code, "number": row.number, "state": str(kept), "text": hash_of(words)},
    )
    if kept is Kept.TRANSLATED:
        tell_readers(keys=[key], at=at)
    return Written(key=key, number=row.number, translation=row.pk, is_new=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a form says of one text."""

    key: str
    text: str
    seen_source_sha256: str
    seen_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a whole page of entries came to: the new versions, and per text what kept it from being saved."""

    written: tuple[Written, ...]
    mistakes: dict[str, tuple[str, ...]]


@transaction.atomic
def write_page(*, language: str, entries: Sequence[Entry], state: str, by: Actor, at: datetime) -> Saved:
    """
    This will add a version of every text that was changed; one that cannot be kept does not stop the others.

    :raises NotAllowed: if the person does not translate
    """
    permissions.check_can_translate(by=by)
    written, mistakes = [], {}
    for entry in entries:
        try:
            written.append(
                write_translation(
                    key=entry.key,
                    language=language,
                    text=entry.text,
                    seen_source_sha256=entry.seen_source_sha256,
                    seen_number=entry.seen_number,
                    by=by,
                    at=at,
                    state=state,
                )
            )
        except rules.TextRefused as refusal:
            mistakes[entry.key] = refusal.mistakes
        except (NotNow, NotFound) as refusal:
            mistakes[entry.key] = (str(refusal),)
    return Saved(written=tuple(written), mistakes=mistakes)


def _standing(key: str, language: str) -> Standing:
    found = standings(keys=[key], languages=[language])
    if not found:
        raise NotFound("There is no such text.")
    return found[0]


def _source(now: Standing, seen: str) -> Source:
    row = (
        Source.objects.filter(segment_id=now.key, sha256=seen).order_by("-number").first()
        if Segment.objects.filter(pk=now.key).exists()
        else None
    )
    if row is None:
        raise SourceMoved("This was translated from a source that the text never had.")
    return row


def _newest_number(key: str, language: str) -> int:
    """Return the number of the newest version, also of one that was taken back."""
    found = Translation.objects.filter(segment_id=key, language=language).aggregate(newest=Max("number"))
    return found["newest"] or 0


def _says_as_much(state: State, kept: Kept) -> bool:
    """Test whether writing it again would add nothing."""
    if kept is Kept.DRAFT:
        return state in {State.DRAFT, State.TRANSLATED, State.REVIEWED}
    return state in {State.TRANSLATED, State.REVIEWED}
