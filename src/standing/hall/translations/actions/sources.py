"""Sources: what pages say in the first language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.translations.actions._ground import begin_change, name_of, tell_readers
from standing.hall.translations.actions.pack import take_for
from standing.hall.translations.models import Page, Segment, Source
from standing.hall.translations.rules import texts as rules
from standing.hall.translations.rules.states import PageSource, SourceText
from standing.kernel.refusals import Refused

_BATCH = 1000
_COLUMNS = ("number", "page_id", "place", "critical", "about", "retired_at")


@transaction.atomic
def put_sources(*, pages: Sequence[PageSource], by: Actor, at: datetime) -> None:
    """
    This will declare all that each of these pages says, in as many questions as one page takes.

    What is left out is retired, and what changed makes its translations stale. One record is written for each page.

    :raises TextRefused: if a text holds what no text may hold; every mistake is told
    :raises Refused: if two pages or two texts have one name
    """
    wanted = {page.key: [replace(one, text=rules.tidy(one.text)) for one in page.texts] for page in pages}
    _check([page.key for page in pages], [one for texts in wanted.values() for one in texts])
    begin_change()
    Page.objects.bulk_create(
        [Page(key=page.key, title=page.title[:300], first_seen_at=at) for page in pages],
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["title"],
    )
    changed = _write(wanted, by=by, at=at)
    retired = _retire(wanted, at=at)
    for page, texts in wanted.items():
        mine = Counter(one.key in changed for one in texts)
        audit.record(
            verb="translations.put_source",
            subject=page,
            by=by,
            at=at,
            facts={"texts": len(texts), "changed": mine[True], "retired": len(retired.get(page, ()))},
        )
    tell_readers(keys=[*changed, *(key for keys in retired.values() for key in keys)], at=at)
    if changed:
        take_for(keys=changed, at=at)


def _write(wanted: Mapping[str, Sequence[SourceText]], *, by: Actor, at: datetime) -> dict[str, None]:
    """Write what is new or changed, and return the names of the texts whose words changed, in their order."""
    keys = [one.key for texts in wanted.values() for one in texts]
    known = Segment.objects.in_bulk(keys)
    hashes = _hashes(keys)
    fresh, moved, sources = [], [], []
    for page, texts in wanted.items():
        for place, text in enumerate(texts):
            row = known.get(text.key) or Segment(key=text.key, number=0)
            before = _place_of(row)
            if hashes.get(text.key) != text.sha256:
                row.number += 1
                sources.append(
                    Source(
                        segment=row,
                        number=row.number,
                        text=text.text,
                        sha256=text.sha256,
                        written_by=name_of(by),
                        written_at=at,
                    )
                )
            row.page_id, row.place, row.critical = page, place, text.critical
            row.about, row.retired_at = text.about[:300], None
            if text.key not in known:
                fresh.append(row)
            elif _place_of(row) != before:
                moved.append(row)
    Segment.objects.bulk_create(fresh, batch_size=_BATCH)
    Source.objects.bulk_create(sources, batch_size=_BATCH)
    Segment.objects.bulk_update(moved, _COLUMNS, batch_size=_BATCH)
    return dict.fromkeys(one.segment_id for one in sources)


def _hashes(keys: Sequence[str]) -> dict[str, str]:
    """Return the hash of the source of each text that holds now."""
    now = Source.objects.filter(segment__in=keys, number=F("segment__number"))
    return dict(now.values_list("segment_id", "sha256"))


def _place_of(row: Segment) -> tuple[object, ...]:
    return tuple(getattr(row, column) for column in _COLUMNS)


def _retire(wanted: Mapping[str, Sequence[SourceText]], *, at: datetime) -> dict[str, list[str]]:
    """Retire what these pages say no longer, and return the names of the texts of each page."""
    keys = [one.key for texts in wanted.values() for one in texts]
    left = Segment.objects.filter(page__in=list(wanted), retired_at__isnull=True).exclude(key__in=keys)
    found: dict[str, list[str]] = {}
    for page, key in left.values_list("page_id", "key"):
        found.setdefault(page, []).append(key)
    left.update(retired_at=at)
    return found


def _check(pages: Sequence[str], texts: Sequence[SourceText]) -> None:
    if twice := _named_twice(pages):
        raise Refused(f"Two pages are called {', '.join(twice)}: each has a name of its own.")
    if twice := _named_twice(one.key for one in texts):
        raise Refused(f"Two texts are called {', '.join(twice)}: each has a name of its own.")
    mistakes: list[str] = []
    for one in texts:
        try:
            rules.check_source(one.text)
        except rules.TextRefused as refusal:
            mistakes.extend(f"{one.key}: {sentence}" for sentence in refusal.mistakes)
    if mistakes:
        raise rules.TextRefused(mistakes)


def _named_twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)
