"""Pages of the city room: request, form, one action or question, page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.files import api as files
from standing.hall.installation.api import is_sample
from standing.hall.pack import api as packs
from standing.hall.paper import api as paper
from standing.hall.web.views import render_invalid
from standing.kernel import deadlines
from standing.kernel.refusals import Refused
from standing.rooms.city import actions, permissions, queries
from standing.rooms.city.forms import RANK_WORDS, REASON_WORDS, AppointForm, EndForm, OnCallForm
from standing.rooms.city.rules.appointments import AppointmentFact, Rank


@require_safe
def public_liaisons(request: HttpRequest) -> HttpResponse:
    """Show everybody who the liaisons are, by their offices."""
    now = clock.now()
    day, at = _asked_day(request, "on", now=now)
    rows = queries.register(at=at, known=at)
    return TemplateResponse(
        request,
        "city/public_liaisons.html",
        {"rows": rows, "day": day, "today": deadlines.local_day(now, queries.zone(known=now)), "ranks": _ranks()},
    )


@require_safe
def list_liaisons(request: HttpRequest) -> HttpResponse:
    """Show staff the register of the departments they may read, for any day and any state of knowledge."""
    now = clock.now()
    day, at = _asked_day(request, "on", now=now)
    known_day, known = _asked_day(request, "known", now=now) if request.GET.get("known") else (day, at)
    return TemplateResponse(
        request,
        "city/list_liaisons.html",
        {
            "rows": queries.register_for(by=person(request), at=at, known=known),
            "day": day,
            "known_day": known_day,
            "today": deadlines.local_day(now, queries.zone(known=now)),
        },
    )


@require_safe
def show_department(request: HttpRequest, department: str) -> HttpResponse:
    """Show a department's liaisons and everything that was ever recorded about them."""
    now = clock.now()
    day, at = _asked_day(request, "on", now=now)
    known_day, known = _asked_day(request, "known", now=now) if request.GET.get("known") else (day, at)
    held = {fact.rank: fact for fact in queries.appointments(at=at, known=known, department=department)}
    return TemplateResponse(
        request,
        "city/show_department.html",
        {
            "department": queries.department(id=department, known=now),
            "posts": [(RANK_WORDS[rank], rank, held.get(rank)) for rank in Rank],
            "history": queries.history(department=department, known=now),
            "rank_words": RANK_WORDS,
            "reason_words": REASON_WORDS,
            "can_appoint": permissions.can_appoint(department=department, by=person(request)),
            "day": day,
            "known_day": known_day,
            "today": deadlines.local_day(now, queries.zone(known=now)),
            "is_now": at == known == now,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appoint_liaison(request: HttpRequest, department: str) -> HttpResponse:
    """Appoint a liaison."""
    now = clock.now()
    fact = queries.department(id=department, known=now)
    zone = queries.zone(known=now)
    page = {"department": fact, "title_words": _("Appoint a liaison")}
    if request.method != "POST":
        form = AppointForm(zone=zone, now=now, initial={"rank": request.GET.get("rank", Rank.PRIMARY)})
        return TemplateResponse(request, "city/appoint_liaison.html", {**page, "form": form})
    form = AppointForm(request.POST, request.FILES, zone=zone, now=now)
    if not form.is_valid():
        return render_invalid(request, "city/appoint_liaison.html", {**page, "form": form})
    said = form.cleaned_data
    try:
        made = actions.appoint_liaison(
            department=department,
            rank=said["rank"],
            name=said["name"],
            title=said["title"],
            office_email=said["office_email"],
            office_phone=said["office_phone"],
            hours=form.hours,
            from_at=form.from_at,
            until_at=form.until_at,
            acting=said["acting"],
            letter=said["letter"],
            by=person(request),
            at=now,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "city/appoint_liaison.html", {**page, "form": form})
    messages.success(request, _("%(name)s is appointed. The letter can be printed now.") % {"name": made.name})
    return redirect("city:show_department", department=department)


@require_http_methods(["GET", "HEAD", "POST"])
def end_appointment(request: HttpRequest, department: str, appointment: UUID) -> HttpResponse:
    """End an appointment, or correct when it ended."""
    now = clock.now()
    zone = queries.zone(known=now)
    page = {
        "department": queries.department(id=department, known=now),
        "appointment": queries.appointment(id=appointment, department=department, known=now),
        "rank_words": RANK_WORDS,
    }
    if request.method != "POST":
        return TemplateResponse(request, "city/end_appointment.html", {**page, "form": EndForm(zone=zone, now=now)})
    form = EndForm(request.POST, zone=zone, now=now)
    if not form.is_valid():
        return render_invalid(request, "city/end_appointment.html", {**page, "form": form})
    try:
        actions.end_appointment(
            appointment=appointment,
            department=department,
            until_at=form.until_at,
            reason=form.cleaned_data["reason"],
            by=person(request),
            at=now,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "city/end_appointment.html", {**page, "form": form})
    messages.success(request, _("The end of the appointment is recorded."))
    return redirect("city:show_department", department=department)


@require_safe
def show_letter(request: HttpRequest, department: str, appointment: UUID) -> HttpResponse:
    """Show the letter of an appointment, ready to print and sign."""
    now = clock.now()
    fact = queries.appointment(id=appointment, department=department, known=now)
    return TemplateResponse(
        request,
        "city/show_letter.html",
        {
            "department": queries.department(id=department, known=now),
            "appointment": fact,
            "letter": _letter(fact, now=now),
        },
    )


@require_safe
def download_letter(_request: HttpRequest, department: str, appointment: UUID) -> HttpResponse:
    """Hand out the letter of an appointment as a PDF."""
    now = clock.now()
    fact = queries.appointment(id=appointment, department=department, known=now)
    letter = _letter(fact, now=now)
    content = paper.pdf(
        template="city/letter.typ", data=letter, title=str(letter["heading"]), language=get_language() or "en"
    )
    name = f"{'sample-' if is_sample() else ''}appointment-{department}-{fact.rank}.pdf"
    return HttpResponse(
        content,
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )


@require_safe
def download_signed_letter(_request: HttpRequest, department: str, appointment: UUID) -> HttpResponse:
    """Hand out the signed letter that was uploaded."""
    fact = queries.appointment(id=appointment, department=department, known=clock.now())
    return files.download(sha256=fact.letter_sha256, name="")


@require_safe
def on_call(request: HttpRequest) -> HttpResponse:
    """Show whom to call for a department, now or at another time."""
    now = clock.now()
    asked = "department" in request.GET
    form = OnCallForm(
        request.GET if asked else None,
        names=tuple((fact.id, fact.name) for fact in queries.departments(known=now)),
        zone=queries.zone(known=now),
        now=now,
    )
    if not asked:
        return TemplateResponse(request, "city/on_call.html", {"form": form, "now": now})
    if not form.is_valid():
        return render_invalid(request, "city/on_call.html", {"form": form, "now": now})
    code, moment = form.cleaned_data["department"], form.moment
    return TemplateResponse(
        request,
        "city/on_call.html",
        {
            "form": form,
            "now": now,
            "department": queries.department(id=code, known=now),
            "answer": queries.on_call(department=code, at=moment, known=now),
        },
    )


def _asked_day(request: HttpRequest, name: str, *, now: datetime) -> tuple[date, datetime]:
    """Return the local day that the address asks for, and its end; today and what lies ahead mean now."""
    zone = queries.zone(known=now)
    today = deadlines.local_day(now, zone)
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return today, now
    if day >= today or day.year < 1900:
        return today, now
    return day, deadlines.late_from(day, zone) - timedelta(microseconds=1)


def _ranks() -> list[tuple[Rank, object]]:
    return list(RANK_WORDS.items())


def _letter(fact: AppointmentFact, *, now: datetime) -> dict[str, object]:
    """Return the words of a letter, for the page and for the PDF."""
    zone = queries.zone(known=now)
    office = queries.department(id=fact.department, known=now)
    pack = packs.in_force(known=now)
    city = pack.info.city_name if pack is not None else ""
    backup = fact.rank is Rank.BACKUP
    first = deadlines.said(deadlines.local_day(fact.from_at, zone))
    until = deadlines.said(deadlines.local_day(fact.until_at, zone)) if fact.until_at is not None else ""
    return {
        "heading": _("Appointment of the backup liaison") if backup else _("Appointment of the liaison"),
        "city": city,
        "department": office.name,
        "head_title": office.head_title,
        "day": deadlines.said(deadlines.local_day(fact.known_at, zone)),
        "name": fact.name,
        "title": fact.title,
        "paragraphs": [
            (
                _("From %(day)s you are acting liaison of %(department)s.")
                if fact.acting
                else _("From %(day)s you are liaison of %(department)s.")
            )
            % {"day": first, "department": office.name},
            *(
                [_("You stand in when the primary liaison cannot be reached.")]
                if backup
                else [_("A backup liaison stands in when you cannot be reached.")]
            ),
            *([_("The appointment ends on %(day)s.") % {"day": until}] if until else []),
        ],
        "duties_heading": _("What the liaison does"),
        "duties": [
            _("tells the City’s coordinator right away about federal enforcement activity on City property"),
            _("answers questions of colleagues about the plan of the department"),
            _("helps families find the services of the City"),
            _("declines consent, complies with a judge’s order or an emergency order, refers, records and notifies"),
            _("never asks about anybody’s immigration status, and never stands in the way of an officer"),
        ],
        "contact_heading": _("How the liaison is reached"),
        "contact": [fact.office_phone, fact.office_email, *fact.hours_said],
        "signature": _("Signature of the %(head)s") % {"head": office.head_title},
        "signature_day": _("Day"),
        "id": str(fact.id),
    }
