"""What everybody may see: messages that go out, and those that are withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _

from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.hall.translations.api import Said
from standing.kernel.canonical import canonical, sha256_hex
from standing.rooms.outreach.models import SentText
from standing.rooms.outreach.queries import from_pack
from standing.rooms.outreach.queries.from_pack import LanguageTerms
from standing.rooms.outreach.queries.sent import going_out, withdrawn
from standing.rooms.outreach.rules import content


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicMessage:
    """A message that anybody may pass on, and the languages it went out in."""

    id: str
    name: Said
    kill_date: dt.date
    version: int
    sha256: str
    languages: tuple[LanguageTerms, ...]


def public_messages(*, language: str, at: dt.datetime) -> tuple[PublicMessage, ...]:
    """Return the messages that go out, with their names in a language."""
    rows = going_out(at=at)
    if not rows:
        return ()
    names = translations.said(keys=[content.name_key_of(one.pk) for one in rows], language=language)
    spoken = from_pack.languages(known=at)
    sent: dict[str, set[str]] = {}
    for campaign, code in SentText.objects.filter(sending__version__campaign__in=rows).values_list(
        "sending__version__campaign_id", "language"
    ):
        sent.setdefault(campaign, set()).add(code)
    found = []
    for one in rows:
        version = max(one.versions.all(), key=lambda each: each.number)
        found.append(
            PublicMessage(
                id=one.pk,
                name=names[content.name_key_of(one.pk)],
                kill_date=one.kill_date,
                version=version.number,
                sha256=version.sha256,
                languages=tuple(each for each in spoken if each.code in sent.get(one.pk, ())),
            )
        )
    return tuple(found)


def pages(*, at: dt.datetime) -> Iterator[Page]:
    """Yield the public page of this room in each language that has an address."""
    gone = [[one.campaign, one.reason, one.at.isoformat()] for one in withdrawn()]
    first = from_pack.first_language(known=at)
    for code in dict.fromkeys([first, *(one.code.lower() for one in translations.languages(at=at))]):
        if code != first and not _has_address(code):
            continue
        shown = [
            [one.id, one.name.text, one.sha256, one.kill_date.isoformat(), *(each.code for each in one.languages)]
            for one in public_messages(language=code, at=at)
        ]
        yield Page(
            path="/outreach/" if code == first else f"/{code}/outreach/",
            language=code,
            stamp=sha256_hex(canonical({"messages": shown, "withdrawn": gone})),
            title=_("Messages you can pass on"),
            group="outreach",
        )


def _has_address(code: str) -> bool:
    try:
        return get_supported_language_variant(code, strict=True) == code
    except LookupError:
        return False
