"""What everybody may open: the languages of the City, and recordings."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.translations.queries import offers, recordings
from standing.hall.translations.rules.states import tidy_code
from standing.hall.translations.views.sound import answer


@require_safe
def list_languages(request: HttpRequest) -> HttpResponse:
    """Show every language of the City: its own name, how far it is, where it begins."""
    here = tidy_code(get_language() or "")
    facts = offers.languages(at=clock.now())
    rows = [(fact, _address(fact.code), tidy_code(fact.code) == here) for fact in facts]
    return TemplateResponse(
        request,
        "translations/list_languages.html",
        {
            "whole": [row for row in rows if row[0].offered],
            "growing": [row for row in rows if not row[0].offered and row[0].medium == "written"],
            "spoken": [row for row in rows if not row[0].offered and row[0].medium != "written"],
        },
    )


@require_safe
def play_recording(request: HttpRequest, recording: UUID, ending: str) -> HttpResponse:
    """Play a recording that the public may hear."""
    fact = recordings.public_sound(recording=recording)
    if ending != fact.ending:
        raise Http404
    return answer(request, sha256=fact.file_sha256)


def _address(code: str) -> str:
    """Return where the pages begin in a language."""
    with override(tidy_code(code)):
        return reverse("translations_pages:list_languages").removesuffix("languages/")
