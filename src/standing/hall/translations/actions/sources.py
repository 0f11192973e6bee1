"""Sources: what a page says in the first language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.translations.actions._ground import begin_change, name_of, tell_readers
from standing.hall.translations.actions.pack import take_for
from standing.hall.translations.models import Page, Segment, Source
from standing.hall.translations.rules import texts as rules
from standing.hall.translations.rules.states import SourceText
from standing.kernel.refusals import Refused


@transaction.atomic
def put_source(*, page: str, title: str, texts: Sequence[SourceText], by: Actor, at: datetime) -> None:
    """
    This will declare all that a page says; what is left out is retired, and what changed makes its translations stale.

    :raises TextRefused: if a text holds what no text may hold; every mistake is told
    :raises Refused: if two texts have one name
    """
    wanted = [replace(one, text=rules.tidy(one.text)) for one in texts]
    _check(wanted)
    begin_change()
    Page.objects.update_or_create(
        key=page, defaults={"title": title[:300]}, create_defaults={"title": title[:300], "first_seen_at": at}
    )
    known = {row.key: row for row in Segment.objects.filter(key__in=[one.key for one in wanted])}
    held = {
        (row.segment_id, row.number): row.sha256
        for row in Source.objects.filter(segment_id__in=list(known)).only("segment_id", "number", "sha256")
    }
    fresh_segments, fresh_sources, moved, changed = [], [], [], []
    for place, text in enumerate(wanted):
        row = known.get(text.key)
        if row is None:
            row = Segment(key=text.key, number=0)
            fresh_segments.append(row)
        else:
            moved.append(row)
        if held.get((text.key, row.number)) != text.sha256:
            row.number += 1
            changed.append(text.key)
            fresh_sources.append(
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
    Segment.objects.bulk_create(fresh_segments)
    Source.objects.bulk_create(fresh_sources)
    Segment.objects.bulk_update(moved, ["number", "page_id", "place", "critical", "about", "retired_at"])
    left = Segment.objects.filter(page_id=page, retired_at__isnull=True).exclude(key__in=[one.key for one in wanted])
    retired = list(left.values_list("key", flat=True))
    left.update(retired_at=at)

    audit.record(
        verb="translations.put_source",
        subject=page,
        by=by,
        at=at,
        facts={"texts": len(wanted), "changed": len(changed), "retired": len(retired)},
    )
    tell_readers(keys=[*changed, *retired], at=at)
    if changed:
        take_for(keys=changed, at=at)


def _check(texts: Sequence[SourceText]) -> None:
    keys = [one.key for one in texts]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise Refused(f"Two texts are called {', '.join(twice)}: each has a name of its own.")
    mistakes: list[str] = []
    for one in texts:
        try:
            rules.check_source(one.text)
        except rules.TextRefused as refusal:
            mistakes.extend(f"{one.key}: {sentence}" for sentence in refusal.mistakes)
    if mistakes:
        raise rules.TextRefused(mistakes)
