"""Sections and the files beside them."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.files import api as files
from standing.hall.web.views import render_invalid
from standing.kernel import diffs
from standing.kernel.refusals import NotNow, Refused
from standing.rooms.plans import actions, queries
from standing.rooms.plans.actions import SavedByAnother
from standing.rooms.plans.forms import (
    MOST_ROWS,
    AttachForm,
    RestoreForm,
    SectionForm,
    section_form,
)
from standing.rooms.plans.queries import Overview, SectionState
from standing.rooms.plans.rules import values
from standing.rooms.plans.views.parts import attempt, marked, names_of, overview_for, state_of


@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: HttpRequest, campaign: str, department: str, section: str) -> HttpResponse:
    """Write one section."""
    page = overview_for(request, campaign, department)
    state = state_of(page, section)
    if request.method != "POST":
        form = section_form(terms=state.terms, value=state.value, revision=state.revision, more=_more(request))
        return TemplateResponse(request, "plans/section.html", _section_context(page, state, form))
    form = section_form(terms=state.terms, data=request.POST)
    if not form.is_valid():
        return render_invalid(request, "plans/section.html", _section_context(page, state, form))
    try:
        saved = actions.save_section(
            campaign=campaign,
            department=department,
            section=section,
            value=form.value(),
            base_revision=form.cleaned_data["base_revision"],
            by=person(request),
            at=clock.now(),
        )
    except SavedByAnother as clash:
        return _show_both(request, page, state, clash)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "plans/section.html", _section_context(page, state, form))
    if saved.is_merged:
        messages.info(request, _("A colleague saved this section too. Both texts are now in it; please read it again."))
    elif saved.is_changed:
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Nothing had changed."))
    return redirect(_after_saving(request, page, section))


@require_POST
def autosave_section(request: HttpRequest, campaign: str, department: str, section: str) -> HttpResponse:
    """Keep what is being written, without a new page; a colleague's text is never brought in unseen."""
    state = state_of(overview_for(request, campaign, department), section)
    form = section_form(terms=state.terms, data=request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    try:
        saved = actions.save_section(
            campaign=campaign,
            department=department,
            section=section,
            value=form.value(),
            base_revision=form.cleaned_data["base_revision"],
            by=person(request),
            at=clock.now(),
            may_merge=False,
        )
    except SavedByAnother as clash:
        told = {"sentence": str(clash), "revision": clash.revision, "saved_by": clash.saved_by}
        return JsonResponse(marked(told), status=409)
    except NotNow as refusal:
        return JsonResponse(marked({"sentence": str(refusal)}), status=409)
    except Refused as refusal:
        return JsonResponse(marked({"sentence": str(refusal)}), status=422)
    return JsonResponse(
        marked(
            {
                "revision": saved.revision,
                "saved_at": saved.saved_at.isoformat(),
                "fields": {"base_revision": str(saved.revision)},
            }
        )
    )


@require_GET
def list_revisions(request: HttpRequest, campaign: str, department: str, section: str) -> HttpResponse:
    """Show every text a section ever held, and what each save changed."""
    page = overview_for(request, campaign, department)
    state = state_of(page, section)
    found = queries.revisions(plan=page.plan, section=section)
    earlier = (*found[1:], None)[: len(found)]
    rows = [
        {
            "revision": one,
            "text": values.plain(one.value),
            "pieces": diffs.compare(values.plain(before.value) if before is not None else "", values.plain(one.value)),
            "is_present": one.revision == state.revision,
            "form": RestoreForm(initial={"revision": one.revision, "base_revision": state.revision}, auto_id=False),
        }
        for one, before in zip(found, earlier, strict=True)
    ]
    return TemplateResponse(
        request, "plans/revisions.html", {"page": page, "state": state, "rows": rows, **names_of(page)}
    )


@require_POST
def restore_section(request: HttpRequest, campaign: str, department: str, section: str) -> HttpResponse:
    """Take an earlier text of a section back."""
    form = RestoreForm(request.POST)
    if not form.is_valid():
        raise Http404
    attempt(
        request,
        _("This text is now the present one."),
        lambda: actions.restore_section(
            campaign=campaign,
            department=department,
            section=section,
            **form.cleaned_data,
            by=person(request),
            at=clock.now(),
        ),
    )
    return redirect("plans:edit_section", campaign, department, section)


@require_POST
def attach_file(request: HttpRequest, campaign: str, department: str, section: str) -> HttpResponse:
    """Keep what is written in a section, then put a file beside it; a file that is refused costs no word."""
    page = overview_for(request, campaign, department)
    state = state_of(page, section)
    attach = AttachForm(request.POST, request.FILES)
    if "base_revision" in request.POST:
        answer = _save_first(request, page, state, attach)
        if answer is not None:
            return answer
        state = state_of(overview_for(request, campaign, department), section)
    if attach.is_valid():
        sent = attach.cleaned_data["file"]
        try:
            actions.attach_file(
                campaign=campaign,
                department=department,
                section=section,
                content=sent.read(files.LIMIT + 1),  # one byte more is enough to refuse it
                name=sent.name,
                by=person(request),
                at=clock.now(),
            )
        except Refused as refusal:
            attach.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is beside the section."))
            return redirect("plans:edit_section", campaign, department, section)
    form = section_form(terms=state.terms, value=state.value, revision=state.revision)
    return render_invalid(request, "plans/section.html", {**_section_context(page, state, form), "attach": attach})


def _save_first(request: HttpRequest, page: Overview, state: SectionState, attach: AttachForm) -> HttpResponse | None:
    """Save the text that came with a file; None if that went well, else the page with everything still in it."""
    form = section_form(terms=state.terms, data=request.POST)
    context = {**_section_context(page, state, form), "attach": attach}
    if not form.is_valid():
        return render_invalid(request, "plans/section.html", context)
    try:
        actions.save_section(
            campaign=page.terms.campaign.id,
            department=page.department.id,
            section=state.terms.id,
            value=form.value(),
            base_revision=form.cleaned_data["base_revision"],
            by=person(request),
            at=clock.now(),
        )
    except SavedByAnother as clash:
        return _show_both(request, page, state, clash)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "plans/section.html", context)
    return None


@require_POST
def remove_attachment(request: HttpRequest, campaign: str, department: str, attachment: UUID) -> HttpResponse:
    """Take a file off a section."""
    removed = attempt(
        request,
        _("The file was taken off. It stays on record."),
        lambda: actions.remove_attachment(
            campaign=campaign, department=department, attachment=attachment, by=person(request), at=clock.now()
        ),
    )
    if removed is None:
        return redirect("plans:show_plan", campaign, department)
    return redirect("plans:edit_section", campaign, department, removed.section)


@require_GET
def read_attachment(request: HttpRequest, campaign: str, department: str, sha256: str) -> HttpResponse:
    """Hand out a file beside a plan."""
    name = queries.attachment_for(campaign=campaign, department=department, sha256=sha256, by=person(request))
    return files.download(sha256=sha256, name=name)


def _more(request: HttpRequest) -> int:
    asked = request.GET.get("more", "")
    return min(int(asked), MOST_ROWS) if asked.isascii() and asked.isdigit() else 0


def _after_saving(request: HttpRequest, page: Overview, section: str) -> str:
    here = [page.terms.campaign.id, page.department.id]
    order = [one.id for one in page.terms.template.sections]
    if "next" in request.POST:
        following = order[order.index(section) + 1 :]
        if not following:
            return reverse("plans:show_plan", args=here)
        return reverse("plans:edit_section", args=[*here, following[0]])
    address = reverse("plans:edit_section", args=[*here, section])
    return f"{address}?{urlencode({'more': 5})}" if "more" in request.POST else address


def _section_context(page: Overview, state: SectionState, form: SectionForm) -> dict[str, object]:
    order = [one.id for one in page.terms.template.sections]
    place = order.index(state.terms.id)
    return {
        "page": page,
        "state": state,
        "form": form,
        "attach": AttachForm(),
        "place": place + 1,
        "total": len(order),
        "previous": order[place - 1] if place else None,
        "following": order[place + 1] if place + 1 < len(order) else None,
        "is_own_text": page.ranks and "head" in [rank.value for rank in page.ranks],
        **names_of(page),
    }


def _show_both(request: HttpRequest, page: Overview, state: SectionState, clash: SavedByAnother) -> HttpResponse:
    """Show the person's text in the form and the colleague's beside it; saving again keeps the person's."""
    form = section_form(terms=state.terms, value=clash.mine, revision=clash.revision)
    context = {
        **_section_context(page, state, form),
        "clash": clash,
        "theirs": values.plain(clash.theirs),
        "pieces": diffs.compare(values.plain(clash.theirs), values.plain(clash.mine)),
    }
    return TemplateResponse(request, "plans/clash.html", context, status=409)
