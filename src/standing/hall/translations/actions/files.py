"""Files of translations, taken in text by text; a newer edit is never overwritten, and an import can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.translations import permissions
from standing.hall.translations.actions import writing
from standing.hall.translations.actions._ground import begin_change, code_of, name_of, tell_readers
from standing.hall.translations.models import (
    Import,
    ImportLine,
    ImportSettlement,
    ImportUndo,
    Translation,
    Verdict,
)
from standing.hall.translations.queries.standing import Standing, standings
from standing.hall.translations.rules import po, xliff
from standing.hall.translations.rules.exchange import Became, FileContent, FileRefused, FileText, Form
from standing.hall.translations.rules.states import Kept, Outcome, State, hash_of
from standing.hall.translations.rules.texts import TextRefused
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, NotNow


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file: how many texts were taken, were there already, were kept aside, were refused."""

    id: UUID
    counts: Mapping[str, int]


@transaction.atomic
def import_file(*, content: bytes, name: str, form: str, language: str, by: Actor, at: datetime) -> Taken:
    """
    This will take in a file of translations and keep a report of every text in it.

    A text that somebody wrote after the file was made stays as it is; the file's is kept aside for a person.

    :raises NotAllowed: if the person does not translate
    :raises FileRefused: if the file cannot be read, or is in another language
    """
    permissions.check_can_translate(by=by)
    code, kind = code_of(language), Form(form)
    read = xliff.read(content) if kind is Form.XLIFF else po.read(content)
    _check_language(read, code)
    begin_change()
    row = Import.objects.create(
        language=code,
        form=kind,
        name=_clean(name),
        sha256=sha256_hex(content),
        imported_by=name_of(by),
        imported_at=at,
    )
    now = {one.key: one for one in standings(keys=[text.key for text in read.texts], languages=[code])}
    lines = [_take(text, now.get(text.key), made=row, by=by, at=at) for text in read.texts]
    ImportLine.objects.bulk_create(lines)
    counts = Counter(line.outcome for line in lines)
    audit.record(
        verb="translations.import_file",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"language": code, "file": row.sha256, **{str(one): counts[one] for one in Became}},
    )
    return Taken(id=row.pk, counts={str(one): counts[one] for one in Became})


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What taking an import back came to."""

    withdrawn: int
    stayed: int


@transaction.atomic
def undo_import(*, made: UUID, by: Actor, at: datetime) -> Undone:
    """
    This will take back what an import brought; what somebody wrote or approved on top of it stays.

    :raises NotAllowed: if the person does not translate
    :raises NotFound: if there is no such import
    :raises NotNow: if it was taken back already
    """
    permissions.check_can_translate(by=by)
    begin_change()
    row = Import.objects.filter(pk=made).first()
    if row is None:
        raise NotFound("There is no such import.")
    if ImportUndo.objects.filter(made=row).exists():
        raise NotNow("This import was taken back already.")
    brought = list(Translation.objects.filter(imported=row))
    now = {
        one.key: one.newest_id
        for one in standings(keys=[one.segment_id for one in brought], languages=[row.language])
        if one.state is not State.REVIEWED
    }
    newest = set(
        Translation.objects.filter(language=row.language, segment_id__in=[one.segment_id for one in brought])
        .order_by("segment_id", "-number")
        .distinct("segment_id")
        .values_list("pk", flat=True)
    )
    back = [one for one in brought if one.pk in newest and _may_go(one, now)]
    Verdict.objects.bulk_create(
        [
            Verdict(translation=one, outcome=Outcome.WITHDRAWN, note="", given_by=name_of(by), given_at=at)
            for one in back
        ]
    )
    ImportUndo.objects.create(made=row, undone_by=name_of(by), undone_at=at)
    audit.record(
        verb="translations.undo_import",
        subject=str(row.pk),
        by=by,
        at=at,
        facts={"withdrawn": len(back), "stayed": len(brought) - len(back)},
    )
    tell_readers(keys=[one.segment_id for one in back], at=at)
    return Undone(withdrawn=len(back), stayed=len(brought) - len(back))


@transaction.atomic
def settle_aside(*, line: int, used: bool, by: Actor, at: datetime) -> None:
    """
    This will end the question about a text that was kept aside: it becomes a new version, or it is let go.

    :raises NotAllowed: if the person does not translate
    :raises NotFound: if no such text waits
    :raises TextRefused: if it does not say what its source says
    """
    permissions.check_can_translate(by=by)
    begin_change()
    row = (
        ImportLine.objects.select_related("made")
        .filter(pk=line, outcome=Became.ASIDE, settlement__isnull=True, made__undo__isnull=True)
        .first()
    )
    if row is None:
        raise NotFound("No such text waits.")
    if used:
        writing.write_translation(
            key=row.key,
            language=row.made.language,
            text=row.text,
            seen_source_sha256=row.source_sha256,
            by=by,
            at=at,
            state=Kept.DRAFT,
            imported=row.made,
        )
    ImportSettlement.objects.create(line=row, used=used, settled_by=name_of(by), settled_at=at)
    audit.record(
        verb="translations.settle_aside", subject=row.key, by=by, at=at, facts={"used": used, "text": hash_of(row.text)}
    )


def _may_go(one: Translation, now: Mapping[str, int | None]) -> bool:
    """Test whether nobody has approved it since."""
    return not Verdict.objects.filter(translation=one, outcome=Outcome.APPROVED).exists() and one.segment_id in now


def _check_language(read: FileContent, code: str) -> None:
    if read.language and read.language != code:
        raise FileRefused(f"The file is in {read.language}, and you chose {code}.")


def _take(text: FileText, now: Standing | None, *, made: Import, by: Actor, at: datetime) -> ImportLine:
    line = ImportLine(made=made, key=text.key[:240], text=text.text[:20_000], source_sha256=text.source_sha256)
    if now is None:
        return _with(line, Became.REFUSED, "There is no such text.")
    if not text.text:
        return _with(line, Became.UNCHANGED, "The file has no translation of it.")
    if text.is_draft and text.text == now.newest:
        return _with(line, Became.UNCHANGED, "")
    try:
        written = writing.write_translation(
            key=text.key,
            language=made.language,
            text=text.text,
            seen_source_sha256=text.source_sha256,
            seen_number=text.number,
            by=by,
            at=at,
            state=Kept.DRAFT if text.is_draft else Kept.TRANSLATED,
            imported=made,
        )
    except writing.NewerEdit:
        return _with(line, Became.ASIDE, "Somebody wrote this text after the file was made.")
    except TextRefused as refusal:
        return _with(line, Became.REFUSED, "\n".join(refusal.mistakes))
    except NotNow as refusal:
        return _with(line, Became.REFUSED, str(refusal))
    if not written.is_new:
        return _with(line, Became.UNCHANGED, "")
    line.translation_id = written.translation
    behind = text.source_sha256 != now.sha256
    return _with(line, Became.TAKEN, "Its source has changed since: it is stale." if behind else "")


def _with(line: ImportLine, outcome: Became, reason: str) -> ImportLine:
    line.outcome, line.reason = outcome, reason
    return line


def _clean(name: str) -> str:
    bare = "".join(one for one in PurePath(name.replace("\\", "/")).name if one.isprintable())
    return bare[:120] or "file"
