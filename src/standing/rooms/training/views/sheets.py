"""Sheets of paper: print, enter, withdraw."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.files import api as files
from standing.hall.paper import api as paper
from standing.hall.sealed import api as sealed
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.city import api as city
from standing.rooms.sites import api as sites
from standing.rooms.training import permissions
from standing.rooms.training.actions import sheets as actions
from standing.rooms.training.models import Sheet
from standing.rooms.training.queries import courses, duties
from standing.rooms.training.rules.sheets import EMPTY_LINES, Why
from standing.rooms.training.views.asked import WHY_WORDS, CodeForm, EntryForm, SheetForm, WithdrawForm
from standing.rooms.training.views.certificates import qr

_PAGE = 25
_ROOM_TO_SIGN = "\u00a0\n\u00a0"


@require_http_methods(["GET", "HEAD", "POST"])
def list_sheets(request: HttpRequest) -> HttpResponse:
    """List sheets, find one by its code, or make a new one."""
    now, by = clock.now(), person(request)
    seen = permissions.departments_seen(by=by)
    names = {code: name for code, name in city.names(known=now) if seen is None or code in seen}
    is_new, is_found = "make" in request.POST, "find" in request.POST
    form = SheetForm(
        request.POST if is_new else None,
        editions=courses.courses(known=now),
        languages=courses.names_of_languages(at=now),
        departments=names,
        sites={
            one.id: one.name for one in sites.sites(department="", known=now) if seen is None or one.department in seen
        },
        auto_id="new_%s",
    )
    code = CodeForm(request.POST if is_found else None)
    page = Paginator(duties.sheets(departments=seen), _PAGE).get_page(request.GET.get("page"))
    titles = _titles(at=now)
    rows = [
        (row, titles.get(row.edition.course_id, row.edition.course_id), names.get(row.department, row.department))
        for row in page.object_list
    ]
    context = {"form": form, "code": code, "page": page, "rows": rows}
    if is_found and code.is_valid():
        try:
            row = duties.sheet_by_code(code=sealed.tidy(code.cleaned_data["code"]))
        except Refused:
            row = None
        if row is not None and (seen is None or row.department in seen):
            return redirect("training:enter_sheet", sheet=row.pk)
        code.add_error("code", _("We find no sheet with this code. Look at it again."))
    if is_new and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.print_sheet(
                course=said["course"], language=said["language"], department=said["department"], site=said["site"],
                by=by, at=now,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("training:enter_sheet", sheet=made)
    if request.method == "POST":
        return render_invalid(request, "training/sheets.html", context)
    return TemplateResponse(request, "training/sheets.html", context)


@require_safe
def print_sheet(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """Return the paper: what it is about, where to read it, and lines to sign."""
    now = clock.now()
    row = _sheet(sheet, by=person(request))
    fact = courses.edition(course=row.edition.course_id, number=row.edition.number, known=now)
    said = courses.terms_of(fact, language=row.language)
    origin = str(settings.STANDING["origin"])
    address = f"{origin}{reverse('training_pages:take', args=(fact.course,))}"
    names = dict(city.names(known=now))
    site = sites.site(id=row.site, known=now) if row.site else None
    data = {
        "title": said.title,
        "lead": said.lead,
        "parts": [{"title": part.title, "text": part.text} for part in said.parts],
        "facts": [
            [_("Department"), names.get(row.department, row.department)],
            *([[_("Site"), site.name]] if site is not None else []),
            [_("Edition"), str(fact.number)],
            [_("Code"), row.code],
        ],
        "lines": [
            [str(one.line), one.number, one.name, "", _ROOM_TO_SIGN]
            for one in duties.people_of(row)
            if not one.is_entered
        ],
        "empty": EMPTY_LINES,
        "qr": qr(address),
        "address": address.partition("://")[2],
        "words": {
            "heads": [_("Line"), _("Number"), _("Name"), _("Day"), _("Signature")],
            "sign": _("I read this course, or it was read to me, and I could ask questions."),
            "supervisor": _("Supervisor: name, day, signature"),
            "others": _("Others"),
            "read": _("The whole course, also in other languages, on a phone:"),
            "qr_alt": _("Square code that opens the course on a phone"),
            "people": _("People who took part"),
        },
    }
    made = paper.pdf(
        template="training/sheet.typ", data=data, title=f"{said.title}: {row.code}", language="en",
        author=courses.city_name(at=now),
    )  # fmt: skip
    headers = {"Content-Disposition": f'inline; filename="sheet-{row.code}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def enter_sheet(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """Show a sheet, and enter who signed it."""
    now, by = clock.now(), person(request)
    row = _sheet(sheet, by=by)
    people = duties.people_of(row)
    posted = request.method == "POST"
    form = EntryForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        lines=tuple(one.line for one in people),
        initial={"on": courses.today(at=now)},
    )
    wrong: Mapping[int, str] = {}
    if posted and form.is_valid():
        done, wrong = _tried(form, row, by=by, at=now)
        if done is not None:
            messages.success(request, _done(done))
            return redirect("training:enter_sheet", sheet=row.pk)
        if request.FILES:
            form.add_error("scan", _("Please attach the scan again: a browser does not keep files."))
    ticked = set(form.data.getlist("signed")) if posted else set()  # type: ignore[attr-defined]  # a posted form
    context = {
        "row": row,
        "form": form,
        "withdraw": WithdrawForm(auto_id="withdraw_%s"),
        "withdrawal": getattr(row, "withdrawal", None),
        "why_words": {why.value: word for why, word in WHY_WORDS.items()},
        "people": [(one, str(one.line) in ticked, wrong.get(one.line, "")) for one in people],
        "entries": duties.entries_of(row),
        "department": dict(city.names(known=now)).get(row.department, row.department),
        "title": _titles(at=now).get(row.edition.course_id, row.edition.course_id),
    }
    if posted:
        return render_invalid(request, "training/sheet.html", context)
    return TemplateResponse(request, "training/sheet.html", context)


@require_safe
def read_scan(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Hand out the scan of a signed sheet."""
    row = duties.entry(id=entry)
    _sheet(row.sheet_id, by=person(request))
    if row.scan is None:
        raise Http404
    content = files.restricted.read(id=row.scan)
    kind = "application/pdf" if content[:4] == b"%PDF" else "image/png" if content[1:4] == b"PNG" else "image/jpeg"
    return files.hand_out(content=content, media_type=kind, name=f"sheet-{row.sheet.code}")


@require_POST
def withdraw_sheet(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """Say that a sheet does not count."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the sheet does not count."))
        return redirect("training:enter_sheet", sheet=sheet)
    actions.withdraw_sheet(sheet=sheet, why=Why(form.cleaned_data["why"]), by=person(request), at=clock.now())
    messages.success(request, _("The sheet does not count any more. Print a new one if it was a mistake."))
    return redirect("training:enter_sheet", sheet=sheet)


def _tried(form: EntryForm, row: Sheet, *, by: User, at: datetime) -> tuple[actions.Entered | None, Mapping[int, str]]:
    """Enter the sheet, or put each refusal where it belongs; also return which printed lines do not fit."""
    try:
        return _enter(form, row, by=by, at=at), {}
    except actions.RowsDoNotFit as refusal:
        form.add_error(None, str(refusal))
        for number, sentence in refusal.rows.items():
            form.add_error(f"number_{number}", sentence)
        return None, refusal.lines
    except actions.Mistyped as refusal:
        form.add_error(refusal.field, str(refusal))
    except (files.NotWhatItSays, files.TooLarge) as refusal:
        form.add_error("scan", str(refusal))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None, {}


def _enter(form: EntryForm, row: Sheet, *, by: User, at: datetime) -> actions.Entered:
    said = form.cleaned_data
    upload = said["scan"]
    return actions.enter_sheet(
        sheet=row.pk,
        signed=[int(line) for line in said["signed"]],
        added=form.added,
        on=said["on"],
        supervisor=said["supervisor"],
        scan_name=upload.name if upload is not None else "",
        scan=upload.read() if upload is not None else b"",
        by=by,
        at=at,
    )


def _done(done: actions.Entered) -> str:
    if not done.new:
        return _("Nothing changed: these people were entered before.")
    return ngettext(
        "%(number)d person was entered. Print the certificate below, and hand it over.",
        "%(number)d people were entered. Print their certificates below, and hand them over.",
        done.new,
    ) % {"number": done.new}


def _sheet(id: UUID, *, by: User) -> Sheet:
    """Return a sheet of people whom the person may see. Others hear that there is none."""
    try:
        row = duties.sheet(id=id)
        permissions.check_can_see(department=row.department, by=by)
    except Refused as missing:
        raise Http404(str(missing)) from None
    return row


def _titles(*, at: datetime) -> dict[str, str]:
    return {fact.course: fact.title for fact in courses.editions(known=at)}
