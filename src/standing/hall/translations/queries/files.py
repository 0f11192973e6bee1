"""Files that went out and came in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from standing.hall.translations.models import Import, ImportLine, Translation
from standing.hall.translations.queries.people import names_of
from standing.hall.translations.queries.standing import standings
from standing.hall.translations.rules import po, xliff
from standing.hall.translations.rules.exchange import Became, FileText, Form
from standing.hall.translations.rules.states import State, tidy_code
from standing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFact:
    """An import, with how many texts became what."""

    id: UUID
    name: str
    language: str
    form: str
    by: str
    at: datetime
    counts: dict[str, int]
    undone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLineFact:
    """What became of one text of a file; ``waits``: a person has yet to decide about it."""

    id: int
    key: str
    outcome: Became
    reasons: tuple[str, ...]
    text: str
    waits: bool


def exported(*, language: str, form: Form, pages: Collection[str] | None = None, only_open: bool = False) -> bytes:
    """
    Return a file with the texts of some pages, or of all, in a language.

    ``only_open`` leaves out what is reviewed. :raises NotFound: if there is no text to hand out
    """
    code = tidy_code(language)
    found = standings(pages=pages, languages=[code])
    numbers = dict(
        Translation.objects.filter(language=code)
        .order_by("segment_id", "-number")
        .distinct("segment_id")
        .values_list("segment_id", "number")
    )
    texts = tuple(
        FileText(
            key=one.key,
            source=one.source,
            text=one.newest,
            source_sha256=one.sha256,
            number=numbers.get(one.key, 0),
            is_draft=one.state in {State.DRAFT, State.STALE},
            about=one.about,
            page=one.page,
            state=one.state,
        )
        for one in found
        if not (only_open and one.state is State.REVIEWED)
    )
    if not texts:
        raise NotFound("There is no text to hand out.")
    if form is Form.XLIFF:
        return xliff.write(texts=texts, source_language=tidy_code(settings.LANGUAGE_CODE), language=code)
    return po.write(texts=texts, language=code)


def imports() -> tuple[ImportFact, ...]:
    """Return the last hundred imports, the newest first."""
    rows = list(Import.objects.select_related("undo").order_by("-imported_at", "pk")[:100])
    counts: dict[UUID, Counter[str]] = {row.pk: Counter() for row in rows}
    for made, outcome, count in (
        ImportLine.objects.filter(made__in=rows).values_list("made", "outcome").annotate(Count("pk"))
    ):
        counts[made][outcome] = count
    names = names_of(row.imported_by for row in rows)
    return tuple(_fact(row, counts[row.pk], names) for row in rows)


def made_import(*, made: UUID) -> tuple[ImportFact, tuple[ImportLineFact, ...]]:
    """Return an import with its report. :raises NotFound: if there is none"""
    row = Import.objects.select_related("undo").filter(pk=made).first()
    if row is None:
        raise NotFound("There is no such import.")
    lines = tuple(
        ImportLineFact(
            id=line.pk,
            key=line.key,
            outcome=Became(line.outcome),
            reasons=tuple(line.reason.splitlines()),
            text=line.text,
            waits=line.outcome == Became.ASIDE and not hasattr(line, "settlement") and not hasattr(row, "undo"),
        )
        for line in ImportLine.objects.select_related("settlement").filter(made=row).order_by("pk")
    )
    order = [Became.ASIDE, Became.REFUSED, Became.TAKEN, Became.UNCHANGED]
    counts = Counter(str(line.outcome) for line in lines)
    return _fact(row, counts, names_of([row.imported_by])), tuple(
        sorted(lines, key=lambda line: (order.index(line.outcome), line.id))
    )


def _fact(row: Import, counts: Counter[str], names: dict[str, str]) -> ImportFact:
    return ImportFact(
        id=row.pk,
        name=row.name,
        language=row.language,
        form=row.form,
        by=names.get(row.imported_by, ""),
        at=row.imported_at,
        counts={str(one): counts[str(one)] for one in Became},
        undone_at=row.undo.undone_at if hasattr(row, "undo") else None,
    )
