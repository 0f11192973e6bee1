"""All that can be done: keep a text, take note of it, take a signer's name out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from standing.hall.acknowledgements import queries, rules
from standing.hall.acknowledgements.models import Acknowledgement, Text
from standing.hall.acknowledgements.rules import AcknowledgementFact, How, Kind, Signer, TextFact, Who
from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.kernel.canonical import sha256_hex
from standing.kernel.refusals import NotFound, NotNow


@transaction.atomic
def keep_text(
    *, subject: str, edition: int, language: str, title: str, body: str, is_material: bool, by: Actor, at: datetime
) -> TextFact:
    """
    This will keep words exactly as they are shown; the same a second time changes nothing.

    :raises NotNow: if the edition has other words in this language already
    """
    rules.check_subject(subject)
    sha256 = sha256_hex(body.encode())
    kept = Text.objects.filter(subject=subject, edition=edition, language=language).first()
    if kept is not None:
        if kept.pk != sha256:
            raise NotNow(f"Edition {edition} of {subject} has other words. Give changed words the next number.")
        return queries.text_fact(kept)
    row = Text.objects.create(
        sha256=sha256,
        subject=subject,
        edition=edition,
        language=language,
        title=title,
        body=body,
        is_material=is_material,
        kept_at=at,
    )
    audit.record(
        verb="acknowledgements.keep_text",
        subject=f"{subject}:{edition}:{language}",
        by=by,
        at=at,
        facts={"text": sha256, "material": is_material},
    )
    return queries.text_fact(row)


@transaction.atomic
def acknowledge(
    *,
    text: str,
    who: Who,
    on: date,
    how: How,
    by: Actor,
    at: datetime,
    signer: Signer | None = None,
    sheet_sha256: str = "",
) -> AcknowledgementFact:
    """
    This will record that somebody took note of a text on a day; a second time on that day it returns the first.

    :raises NotFound: if there is no such text
    :raises Refused: if the day cannot be, or a firm has no signer
    """
    row = Text.objects.filter(pk=text).first()
    if row is None:
        raise NotFound("There is no such text.")
    rules.check_day(on=on, kept=queries.day_of(row.kept_at, at=at), today=queries.day_of(at, at=at))
    signer = rules.check_signer(signer, kind=who.kind)
    made, is_new = Acknowledgement.objects.get_or_create(
        who_kind=who.kind,
        who=who.id,
        text=row,
        on=on,
        defaults={
            "how": how,
            "signer_name": signer.name if signer else "",
            "signer_title": signer.title if signer else "",
            "signer_authority": signer.authority if signer else "",
            "sheet_sha256": sheet_sha256,
            "recorded_at": at,
        },
    )
    if is_new:
        audit.record(
            verb="acknowledgements.acknowledge",
            subject=str(made.pk),
            by=by,
            at=at,
            facts={"text": text, "kind": who.kind.value, "on": on.isoformat(), "how": how.value},
        )
    return queries.fact(made)


@transaction.atomic
def forget_signers(*, ids: Iterable[UUID], by: Actor, at: datetime) -> int:
    """This will take the signers' names out of acknowledgements whose time is over; return of how many."""
    rows = Acknowledgement.objects.filter(pk__in=list(ids), who_kind=Kind.FIRM).exclude(signer_name="")
    count = rows.update(signer_name="", signer_title="", signer_authority="")
    if count:
        audit.record(
            verb="acknowledgements.forget_signers", subject="acknowledgements", by=by, at=at, facts={"count": count}
        )
    return count
