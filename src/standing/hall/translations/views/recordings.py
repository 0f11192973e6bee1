"""Recordings: attached, heard by a second person, taken off."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.files import api as files
from standing.hall.translations.actions import recordings as actions
from standing.hall.translations.forms import RecordingForm
from standing.hall.translations.queries import choices
from standing.hall.translations.queries import recordings as queries
from standing.hall.translations.views.parts import can_write, languages
from standing.hall.translations.views.sound import answer
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def list_recordings(request: HttpRequest) -> HttpResponse:
    """Show every recording, and put a new one beside a page."""
    known, pages = languages(), choices.pages()
    page: dict[str, object] = {
        "recordings": queries.of_pages(public=False),
        "names": dict(known),
        "titles": dict(pages),
        "can_write": can_write(request),
        "person_code": str(person(request).pk),
    }
    if request.method != "POST":
        form = RecordingForm(languages=known, pages=pages)
        return TemplateResponse(request, "translations/list_recordings.html", {**page, "form": form})
    form = RecordingForm(request.POST, request.FILES, languages=known, pages=pages)
    if form.is_valid():
        try:
            _attach(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The recording is kept. A second person hears it before it is public."))
            return redirect("translations:list_recordings")
    return render_invalid(request, "translations/list_recordings.html", {**page, "form": form})


@require_POST
def decide_recording(request: HttpRequest, recording: UUID) -> HttpResponse:
    """Approve a recording, or take it off."""
    try:
        if "approve" in request.POST:
            actions.approve_recording(recording=recording, by=person(request), at=clock.now())
            messages.success(request, _("The recording is approved."))
        else:
            actions.withdraw_recording(recording=recording, by=person(request), at=clock.now())
            messages.success(request, _("The recording is taken off."))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("translations:list_recordings")


@require_safe
def hear_recording(request: HttpRequest, recording: UUID) -> HttpResponse:
    """Let staff hear a recording before the public does."""
    return answer(request, sha256=queries.any_sound(recording=recording).file_sha256)


@transaction.atomic
def _attach(request: HttpRequest, form: RecordingForm) -> None:
    said, now = form.cleaned_data, clock.now()
    sent = said["file"]
    kept = (
        files.keep(content=sent.read(files.LIMIT + 1), name=sent.name, by=person(request), at=now, as_sound=True).sha256
        if sent
        else ""
    )
    actions.attach_recording(
        page=said["page"],
        language=said["language"],
        title=said["title"],
        file_sha256=kept,
        link=said["link"],
        transcript=said["transcript"],
        by=person(request),
        at=now,
    )
