"""One site: how it stands, changing it, and every state it had."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.files import api as files
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.sites import permissions
from standing.rooms.sites.actions import editing
from standing.rooms.sites.actions.editing import ChangedByAnother
from standing.rooms.sites.forms import (
    ACCESS_WORDS,
    COLUMN_WORDS,
    GAP_WORDS,
    LOCKED_WORDS,
    USE_WORDS,
    PlanFileForm,
    SiteForm,
    initial_of,
)
from standing.rooms.sites.models import Site
from standing.rooms.sites.queries import facts, history, listed, pack
from standing.rooms.sites.rules import records
from standing.rooms.sites.rules.records import SiteRecord


@require_safe
def show_site(request: HttpRequest, site: str) -> HttpResponse:
    """Show how a site stands and what is missing."""
    now, by = clock.now(), person(request)
    row = _visible(site, by=by)
    record = facts.record_of(row)
    return TemplateResponse(
        request,
        "sites/site.html",
        {
            "row": row,
            "record": record,
            "gaps": [GAP_WORDS[gap] for gap in records.gaps_of(record)],
            "keeps": permissions.can_keep(department=row.department, by=by),
            "plan_form": PlanFileForm(),
            **_words(now),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_site(request: HttpRequest) -> HttpResponse:
    """Enter a site."""
    now, by = clock.now(), person(request)
    if request.method != "POST":
        return TemplateResponse(request, "sites/edit.html", {"form": _form(None, by=by, at=now)})
    form = _form(request, by=by, at=now)
    if not form.is_valid():
        return render_invalid(request, "sites/edit.html", {"form": form})
    try:
        number = editing.add_site(id=form.cleaned_data["number"], record=form.record(), by=by, at=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "sites/edit.html", {"form": form})
    messages.success(request, _("The site is in the register."))
    return redirect("sites:show_site", site=number)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(request: HttpRequest, site: str) -> HttpResponse:
    """Change a site, or put a file with its plan beside it."""
    now, by = clock.now(), person(request)
    row = _visible(site, by=by)
    if not permissions.can_keep(department=row.department, by=by):
        raise Http404
    record = facts.record_of(row)
    if request.method != "POST":
        return TemplateResponse(
            request, "sites/edit.html", {"form": _form(None, by=by, at=now, row=row, record=record), "row": row}
        )
    if "attach" in request.POST:
        return _attach(request, row, record, by=by, at=now)
    opened = history.state(site=row.pk, number=_number(request.POST.get("revision"))) or record
    form = _form(request, by=by, at=now, row=row, record=opened)
    if not form.is_valid():
        return render_invalid(request, "sites/edit.html", {"form": form, "row": row})
    try:
        editing.change_site(
            id=row.pk, record=form.record(), base_revision=form.cleaned_data["revision"] or 0, by=by, at=now
        )
    except ChangedByAnother as clash:
        return _clash(request, clash, form, row, by=by, at=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "sites/edit.html", {"form": form, "row": row})
    messages.success(request, _("The site is changed."))
    return redirect("sites:show_site", site=row.pk)


@require_safe
def show_history(request: HttpRequest, site: str) -> HttpResponse:
    """Show every state a site had, the latest first, and what changed each time."""
    row = _visible(site, by=person(request))
    page = Paginator(history.revisions(site=row.pk), history.PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(
        request,
        "sites/history.html",
        {"row": row, "page": page, "states": history.described(page.object_list), "column_words": COLUMN_WORDS},
    )


@require_safe
def read_plan(request: HttpRequest, site: str, sha256: str) -> HttpResponse:
    """Hand out the file with the plan, also an earlier one."""
    row = _visible(site, by=person(request))
    name = history.plan_file(site=row.pk, sha256=sha256)
    return files.download(sha256=sha256, name=name)


def _attach(request: HttpRequest, row: Site, record: SiteRecord, *, by: User, at: datetime) -> HttpResponse:
    form = PlanFileForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            editing.attach_plan(id=row.pk, content=sent.read(), name=sent.name, by=by, at=at)
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file is kept."))
            return redirect("sites:show_site", site=row.pk)
    return render_invalid(
        request,
        "sites/site.html",
        {
            "row": row,
            "record": record,
            "gaps": [GAP_WORDS[gap] for gap in records.gaps_of(record)],
            "keeps": True,
            "plan_form": form,
            "form": form,
            **_words(at),
        },
    )


def _clash(
    request: HttpRequest, clash: ChangedByAnother, form: SiteForm, row: Site, *, by: User, at: datetime
) -> HttpResponse:
    """Show both versions; what the person wrote stays in the form, which now starts from the other's state."""
    mine, theirs = records.to_words(form.record()), records.to_words(clash.theirs)
    data = request.POST.copy()
    data["revision"] = str(clash.revision)
    again = _form_of(data, by=by, at=at, row=row, record=clash.theirs)
    again.is_valid()
    again.add_error(None, str(clash))
    return render_invalid(
        request,
        "sites/edit.html",
        {
            "form": again,
            "row": row,
            "clash": clash,
            "clashes": [(COLUMN_WORDS[name], theirs[name], mine[name]) for name in clash.fields],
        },
    )


def _form(
    request: HttpRequest | None, *, by: User, at: datetime, row: Site | None = None, record: SiteRecord | None = None
) -> SiteForm:
    return _form_of(request.POST if request is not None else None, by=by, at=at, row=row, record=record)


def _form_of(
    data: Mapping[str, object] | None, *, by: User, at: datetime, row: Site | None, record: SiteRecord | None
) -> SiteForm:
    ground = pack.ground(known=at)
    departments = ground.departments
    kept = permissions.departments_kept(by=by)
    return SiteForm(
        data,
        departments=departments if kept is None else {code: departments.get(code, code) for code in sorted(kept)},
        terms=ground.terms,
        districts=ground.districts,
        languages=ground.languages,
        record=record,
        is_new=row is None,
        initial=initial_of(record, revision=row.revision) if row is not None and record is not None else None,
    )


def _visible(site: str, *, by: User) -> Site:
    """Return a site that the person may read. :raises NotFound: if there is none"""
    row = listed.visible_to(by=by).select_related("changed_by").filter(pk=site.upper()).first()
    if row is None:
        raise NotFound("There is no such site.")
    return row


def _number(said: str | None) -> int:
    return int(said) if said and said.isdigit() and len(said) < 9 else 0


def _words(now: datetime) -> Mapping[str, object]:
    ground = pack.ground(known=now)
    return {
        "department_words": ground.departments,
        "kind_words": ground.terms.kinds,
        "district_words": ground.districts,
        "use_words": USE_WORDS,
        "access_words": ACCESS_WORDS,
        "locked_words": LOCKED_WORDS,
        "sign_words": {key: sign.name for key, sign in ground.terms.signs.items()},
        "language_words": dict(ground.languages),
    }
