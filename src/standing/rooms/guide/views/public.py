"""What everybody reads: the guide, for a department too, as one file to keep. No cookie, no script needed."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.translations.api import direction_of
from standing.kernel.deadlines import local_day
from standing.rooms.guide import queries
from standing.rooms.guide.queries import DepartmentContacts
from standing.rooms.guide.views.parts import assets, drawn, language_now


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the guide."""
    return _page(request, None)


@require_safe
def show_department(request: HttpRequest, department: str) -> HttpResponse:
    """Show the guide with the offices of a department's liaisons in it."""
    contacts = queries.liaisons_of(department=department, at=clock.now())
    return _page(request, contacts)


@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """Return the guide as one file that opens from a disk; links in it are whole addresses."""
    at, language = clock.now(), language_now()
    fact = queries.guide(language=language, at=at)
    if fact is None:
        raise Http404("No guide is in force.")
    context = {
        **drawn(fact, contacts=None, first=queries.default_language(at=at)),
        **assets(is_file=True),
        "is_file": True,
        "origin": str(settings.STANDING["origin"]),
        "made": local_day(at, queries.zone(at=at)),
    }
    text = render_to_string("guide/document.html", context, request)
    name = f"guide-{language}-v{fact.version}.html"
    return HttpResponse(text, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_safe
def version(_request: HttpRequest) -> HttpResponse:
    """Say which version is in force, so that a saved copy can find out that it is old."""
    current = queries.in_force(at=clock.now())
    if current is None:
        return JsonResponse({"version": 0, "sha256": "", "approved": ""})
    return JsonResponse(
        {"version": current.number, "sha256": current.sha256, "approved": current.approved_on.isoformat()}
    )


def _page(request: HttpRequest, contacts: DepartmentContacts | None) -> HttpResponse:
    at, language = clock.now(), language_now()
    fact = queries.guide(language=language, at=at)
    if fact is None:
        return TemplateResponse(request, "guide/none.html", {"contacts": contacts})
    department = contacts.department.id if contacts is not None else ""
    return TemplateResponse(
        request,
        "guide/document.html",
        {
            **drawn(fact, contacts=contacts, first=queries.default_language(at=at)),
            **assets(is_file=False),
            "is_file": False,
            "origin": "",
            "department": department,
            "departments": queries.departments(at=at) if contacts is None else (),
            "tongues": _tongues(language, department),
        },
    )


def _tongues(language: str, department: str) -> list[dict[str, object]]:
    """Return this page in every language in which some of the guide is said."""
    at = clock.now()
    default = queries.default_language(at=at).lower()
    names = queries.names_of_languages(at=at)
    rest = f"{department}/" if department else ""
    return [
        {
            "code": code,
            "name": names.get(code, code),
            "direction": direction_of(code),
            "url": queries.public_path(language=code, default=default, rest=rest),
            "is_here": code == language,
        }
        for code in dict.fromkeys((*queries.offered(at=at), language))
    ]
