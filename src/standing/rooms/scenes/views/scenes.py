"""Scenes: the list, one scene, writing and correcting, the check of all videos, a sealed name."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.holds import api as holds
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.scenes import actions, permissions, queries
from standing.rooms.scenes.forms import CorrectionForm, FindingForm, ListForm, PurposeForm, SceneForm
from standing.rooms.scenes.rules.scenes import Identified
from standing.rooms.scenes.views._parts import ROWS, words


@require_safe
def list_scenes(request: HttpRequest) -> HttpResponse:
    """List scenes, the newest first."""
    now = clock.now()
    log = queries.log_of(known=now)
    form = ListForm(request.GET, log=log)
    asked = form.cleaned_data if form.is_valid() else {}
    said = asked.get("identified", "")
    rows = queries.page_of(
        division=asked.get("division", ""),
        month=asked.get("month", ""),
        identified=Identified(said) if said else None,
    )
    pages = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "scenes/list_scenes.html",
        {
            "form": form,
            "pages": pages,
            "scenes": queries.facts(pages.object_list, at=now),
            "is_police": permissions.is_police(by=person(request)),
            **words(log),
        },
        status=200 if form.is_valid() else 422,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_scene(request: HttpRequest) -> HttpResponse:
    """Write down a scene."""
    now = clock.now()
    log, zone = queries.log_of(known=now), queries.zone(known=now)
    today = now.astimezone(zone).date()
    form = SceneForm(request.POST or None, log=log, zone=zone, initial={"key": uuid4(), "started_day": today})
    if request.method != "POST":
        return TemplateResponse(request, "scenes/record_scene.html", {"form": form})
    if form.is_valid():
        try:
            made = actions.record_scene(key=form.cleaned_data["key"], entry=form.entry(), by=person(request), at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The scene is in the log."))
            return redirect("scenes:show_scene", scene=made)
    return render_invalid(request, "scenes/record_scene.html", {"form": form})


@require_safe
def show_scene(request: HttpRequest, scene: UUID) -> HttpResponse:
    """Show a scene with every entry and finding."""
    return _shown(request, scene)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_scene(request: HttpRequest, scene: UUID) -> HttpResponse:
    """Add an entry that counts from now on."""
    now = clock.now()
    log, zone = queries.log_of(known=now), queries.zone(known=now)
    fact = queries.scene(id=scene, at=now)
    form = CorrectionForm(request.POST or None, log=log, zone=zone, initial=SceneForm.from_entry(fact.entry, zone=zone))
    shown = {"form": form, "fact": fact}
    if request.method != "POST":
        return TemplateResponse(request, "scenes/correct_scene.html", shown)
    if form.is_valid():
        try:
            actions.correct_scene(
                scene=scene,
                seen=form.cleaned_data["seen"] or 0,
                entry=form.entry(),
                correction=form.cleaned_data["correction"],
                by=person(request),
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The correction is in the log; what was there before stays."))
            return redirect("scenes:show_scene", scene=scene)
    return render_invalid(request, "scenes/correct_scene.html", shown)


@require_POST
def open_identity(request: HttpRequest, scene: UUID) -> HttpResponse:
    """Open the name of a federal supervisor; who reads it and why is recorded."""
    now = clock.now()
    which = request.POST.get("entry", "")
    form = PurposeForm(request.POST, log=queries.log_of(known=now), auto_id=_ids_of(which))
    if not form.is_valid():
        return _shown(request, scene, status=422, asked={which: form})
    said = form.cleaned_data
    name, badge = actions.open_identity(
        scene=scene, entry=said["entry"], purpose=said["purpose"], by=person(request), at=now
    )
    page = _shown(request, scene, opened={"entry": said["entry"], "name": name, "badge": badge})
    add_never_cache_headers(page)
    return page


@require_POST
def review_scene(request: HttpRequest, scene: UUID) -> HttpResponse:
    """Record what the Inspector General found."""
    now = clock.now()
    form = FindingForm(request.POST, log=queries.log_of(known=now))
    if form.is_valid():
        try:
            actions.review_scene(
                scene=scene,
                codes=tuple(form.cleaned_data["codes"]),
                note=form.cleaned_data["note"],
                by=person(request),
                at=now,
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error("note", str(refusal))
        else:
            messages.success(request, _("The finding is recorded."))
            return redirect("scenes:show_scene", scene=scene)
    return _shown(request, scene, status=422, finding=form)


@require_safe
def check_videos(request: HttpRequest) -> HttpResponse:
    """List every scene without a named and kept video, and say how many have one."""
    now = clock.now()
    log = queries.log_of(known=now)
    rows = queries.video_gaps()
    pages = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    total = queries.last_accounts().count()
    return TemplateResponse(
        request,
        "scenes/check_videos.html",
        {
            "pages": pages,
            "scenes": queries.facts(pages.object_list, at=now),
            "total": total,
            "good": total - pages.paginator.count,
            "log": log,
            **words(log),
        },
    )


def _shown(
    request: HttpRequest,
    scene: UUID,
    *,
    status: int = 200,
    asked: Mapping[str, PurposeForm] | None = None,
    **more: object,
) -> TemplateResponse:
    now, by, forms = clock.now(), person(request), asked or {}
    log, fact = queries.log_of(known=now), queries.scene(id=scene, at=now)
    return TemplateResponse(
        request,
        "scenes/show_scene.html",
        {
            "fact": fact,
            "entries": [
                (entry, forms.get(str(entry.number)) or PurposeForm(log=log, auto_id=_ids_of(str(entry.number))))
                for entry in reversed(fact.entries)
            ],
            "asked": next(iter(forms.values()), None),
            "deeds": queries.deeds(id=scene),
            "is_held": holds.is_held(f"scenes:scene:{scene}"),
            "is_police": permissions.is_police(by=by),
            "is_inspector": permissions.is_inspector(by=by),
            "can_read_names": permissions.can_read_names(by=by),
            "finding": FindingForm(log=log),
            **words(log),
            **more,
        },
        status=status,
    )


def _ids_of(entry: str) -> str:
    """Return how the fields of an entry's form are told from those of the others on the page."""
    return f"entry{entry if entry.isdigit() else ''}_%s"
