"""Which texts there are, and who took note of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from standing.hall.acknowledgements.models import Acknowledgement, Text
from standing.hall.acknowledgements.rules import AcknowledgementFact, How, Kind, Signer, TextFact, Who
from standing.hall.pack import api as packs
from standing.kernel.refusals import NotFound


def text(*, sha256: str) -> TextFact:
    """Return one text. :raises NotFound: if none has these bytes"""
    row = Text.objects.filter(pk=sha256).first()
    if row is None:
        raise NotFound("There is no such text.")
    return text_fact(row)


def current_text(*, subject: str, language: str, at: datetime) -> TextFact | None:
    """Return the last edition that was there at a moment in a language; None if there was none."""
    rows = Text.objects.filter(subject=subject, language=language, kept_at__lte=at)
    row = rows.order_by("-edition").first()
    return None if row is None else text_fact(row)


def editions(*, subject: str) -> tuple[TextFact, ...]:
    """Return every text of a subject, by edition and language."""
    return tuple(text_fact(row) for row in Text.objects.filter(subject=subject).order_by("edition", "language"))


def acknowledged_by(*, who: Who) -> tuple[AcknowledgementFact, ...]:
    """Return all that somebody took note of, the latest first."""
    rows = Acknowledgement.objects.filter(who_kind=who.kind, who=who.id).select_related("text")
    return tuple(fact(row) for row in rows.order_by("-on", "-recorded_at"))


def day_of(moment: datetime, *, at: datetime) -> date:
    """Return the city's day of a moment; the clock is that of the pack in force at ``at``."""
    pack = packs.in_force(known=at)
    return moment.astimezone(UTC if pack is None else pack.zone).date()


def acknowledgements_of(*, text: str) -> tuple[AcknowledgementFact, ...]:
    """Return who took note of one text, the earliest first."""
    rows = Acknowledgement.objects.filter(text_id=text).select_related("text")
    return tuple(fact(row) for row in rows.order_by("on", "recorded_at", "pk"))


def text_fact(row: Text) -> TextFact:
    """Return a row as a fact."""
    return TextFact(
        sha256=row.pk,
        subject=row.subject,
        edition=row.edition,
        language=row.language,
        title=row.title,
        body=row.body,
        is_material=row.is_material,
        kept_at=row.kept_at,
    )


def fact(row: Acknowledgement) -> AcknowledgementFact:
    """Return a row as a fact."""
    signer = None
    if row.signer_name:
        signer = Signer(name=row.signer_name, title=row.signer_title, authority=row.signer_authority)
    return AcknowledgementFact(
        id=row.pk,
        text=text_fact(row.text),
        who=Who(kind=Kind(row.who_kind), id=row.who),
        on=row.on,
        how=How(row.how),
        signer=signer,
        sheet_sha256=row.sheet_sha256,
        recorded_at=row.recorded_at,
    )
