"""
What translators of a sample might have on their desks: drafts, a text whose source moved on, a video in sign language.

Nobody reviews anything here: translations that come with the program stay *translated*.
"""

from datetime import datetime, timedelta
from random import Random

from standing.hall.accounts.api import User
from standing.hall.translations import api as translations
from standing.hall.translations.models import Segment, Source, Translation

_DRAFTS = 4
_VIDEO = "https://video.sample.example/sign-language"


def write(*, translator: User, until: datetime, random: Random) -> int:
    """Write drafts on top of finished texts, one stale text, and one video; return how many things were written."""
    codes = {one.code: one for one in translations.languages(at=until)}
    written = sum(
        _draft(row, translator, until - timedelta(hours=random.randrange(2, 90))) for row in _finished(random)
    )
    written += _stale(
        [code for code, one in codes.items() if one.tier > 1 and one.medium == "written"], translator, until
    )
    if any(one.medium != "written" for one in codes.values()):
        written += _video([code for code, one in codes.items() if one.medium != "written"][-1], translator, until)
    return written


def _finished(random: Random) -> list[Translation]:
    """Return a few texts that the pack brought; a draft on top of them takes nothing away from readers."""
    rows = list(
        Translation.objects.filter(state="translated", segment__retired_at__isnull=True)
        .exclude(text__contains="{")
        .order_by("segment_id", "language")
        .select_related("segment")[:400]
    )
    return random.sample(rows, min(_DRAFTS, len(rows)))


def _draft(row: Translation, translator: User, at: datetime) -> bool:
    fresh = Source.objects.filter(segment=row.segment_id, number=row.segment.number, sha256=row.source_sha256)
    if not fresh.exists():
        return False
    translations.write_translation(
        key=row.segment_id,
        language=row.language,
        text=f"{row.text} (…)",
        seen_source_sha256=row.source_sha256,
        by=translator,
        at=at,
        state="draft",
    )
    return True


def _stale(languages: list[str], translator: User, at: datetime) -> bool:
    """Translate an earlier version of a source, as somebody did who began before it changed."""
    for segment in Segment.objects.filter(number__gt=1, retired_at__isnull=True).order_by("key")[:50]:
        first = Source.objects.filter(segment=segment).order_by("number")[0]
        for code in languages:
            known = Translation.objects.filter(segment=segment, language=code.lower()).order_by("-number").first()
            if known is None and "{" not in first.text:
                translations.write_translation(
                    key=segment.key,
                    language=code,
                    text=f"[{code}] {first.text}",
                    seen_source_sha256=first.sha256,
                    by=translator,
                    at=at,
                    state="draft",
                )
                return True
    return False


def _video(language: str, translator: User, at: datetime) -> bool:
    page = Segment.objects.filter(critical=True, retired_at__isnull=True).order_by("page_id", "place").first()
    if page is None:
        return False
    said = translations.said(
        keys=Segment.objects.filter(page_id=page.page_id, retired_at__isnull=True)
        .order_by("place")
        .values_list("key", flat=True),
        language="en",
    )
    translations.attach_recording(
        page=page.page_id,
        language=language,
        title="Sample video",
        link=_VIDEO,
        transcript="\n".join(one.text.replace("{", "").replace("}", "") for one in said.values()),
        by=translator,
        at=at,
    )
    return True
