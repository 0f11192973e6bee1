"""Writing an article block by block, putting it in its place, sending it to counsel and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.rights import actions, queries
from standing.rooms.rights.forms import Editor, PlaceForm, StartForm, press_of
from standing.rooms.rights.rules.text import NotSaid
from standing.rooms.rights.views.keeping import kept_for
from standing.rooms.rights.views.parts import attempt


@require_http_methods(["GET", "HEAD", "POST"])
def start_article(request: HttpRequest) -> HttpResponse:
    """Begin an article: its name, its place, its first draft."""
    others = _others("")
    if request.method != "POST":
        return _start_page(request, StartForm(initial={"order": 50}), Editor(others=others).rearranged_with_one())
    editor = Editor(others=others, data=request.POST)
    if press := press_of(request.POST.get("do", "")):
        form = StartForm(initial={name: request.POST.get(name, "") for name in StartForm.base_fields})
        return _start_page(request, form, editor.rearranged(press, request.POST))
    form = StartForm(request.POST)
    if not (form.is_valid() & editor.is_valid()):
        return _start_page(request, form, editor, mistakes=[*_told(form), *editor.mistakes])
    try:
        actions.start_article(
            slug=form.cleaned_data["slug"], place=form.place, text=editor.text, by=person(request), at=clock.now()
        )
    except NotSaid as refusal:
        return _start_page(request, form, editor, mistakes=list(refusal.sentences))
    except Refused as refusal:
        return _start_page(request, form, editor, mistakes=[str(refusal)])
    messages.success(request, _("The draft is saved. Nobody but staff sees it."))
    return redirect("rights:show_history", form.cleaned_data["slug"])


@require_http_methods(["GET", "HEAD", "POST"])
def edit_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the next version, starting from the newest."""
    kept = kept_for(slug)
    others, next_block = _others(slug), queries.next_block_number(slug=slug)
    base = kept.newest.row.number
    if request.method != "POST":
        return _edit_page(request, slug, Editor(others=others, text=kept.newest.text, next_block=next_block), base)
    editor = Editor(others=others, data=request.POST, next_block=next_block)
    seen = request.POST.get("base", "")
    base = int(seen) if seen.isdigit() else 0
    if press := press_of(request.POST.get("do", "")):
        return _edit_page(request, slug, editor.rearranged(press, request.POST), base)
    if not editor.is_valid():
        return _edit_page(request, slug, editor, base, mistakes=editor.mistakes)
    try:
        version = actions.save_draft(slug=slug, text=editor.text, base=base, by=person(request), at=clock.now())
    except NotSaid as refusal:
        return _edit_page(request, slug, editor, base, mistakes=list(refusal.sentences))
    except Refused as refusal:
        return _edit_page(request, slug, editor, base, mistakes=[str(refusal)])
    messages.success(request, _("Version %(number)s is saved as a draft.") % {"number": version.number})
    return redirect("rights:read_version", slug, version.number)


@require_http_methods(["GET", "HEAD", "POST"])
def place_article(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an article in another place."""
    kept = kept_for(slug)
    article = kept.article
    now = {
        name: getattr(article, name) for name in ("topic", "audience", "order", "owner", "paper", "critical", "offline")
    }
    form = PlaceForm(request.POST if request.method == "POST" else None, initial=now)
    context = {"form": form, "kept": kept, "slug": slug}
    if request.method != "POST":
        return TemplateResponse(request, "rights/place.html", context)
    if not form.is_valid():
        return render_invalid(request, "rights/place.html", context)
    try:
        actions.place_article(slug=slug, place=form.place, by=person(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return render_invalid(request, "rights/place.html", context)
    messages.success(request, _("The article stands in its new place."))
    return redirect("rights:show_history", slug)


@require_POST
def submit_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Send a version to counsel."""
    attempt(
        request,
        _("Counsel has the text now."),
        lambda: actions.submit_version(slug=slug, number=number, by=person(request), at=clock.now()),
    )
    return redirect("rights:show_history", slug)


@require_POST
def take_back_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a version back from counsel."""
    attempt(
        request,
        _("The text is with you again."),
        lambda: actions.take_back_version(slug=slug, number=number, by=person(request), at=clock.now()),
    )
    return redirect("rights:show_history", slug)


@require_POST
def restore_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Bring an earlier text back as a new draft."""
    base = kept_for(slug).newest.row.number
    attempt(
        request,
        _("The earlier text stands as a new draft."),
        lambda: actions.restore_version(slug=slug, number=number, base=base, by=person(request), at=clock.now()),
    )
    return redirect("rights:show_history", slug)


def _others(slug: str) -> list[tuple[str, str]]:
    return [(one.article.pk, one.title) for one in queries.kept(at=clock.now()) if one.article.pk != slug]


def _told(form: StartForm) -> list[str]:
    return [f"{form[name].label}: {one}" for name, some in form.errors.items() for one in some]


def _start_page(
    request: HttpRequest, form: StartForm, editor: Editor, *, mistakes: list[str] | None = None
) -> HttpResponse:
    context = {"place_form": form, "is_new": True, **_editor_context(editor, mistakes)}
    return TemplateResponse(request, "rights/edit.html", context, status=422 if mistakes else 200)


def _edit_page(
    request: HttpRequest, slug: str, editor: Editor, base: int, *, mistakes: list[str] | None = None
) -> HttpResponse:
    context = {"slug": slug, "base": base, **_editor_context(editor, mistakes)}
    return TemplateResponse(request, "rights/edit.html", context, status=422 if mistakes else 200)


def _editor_context(editor: Editor, mistakes: list[str] | None) -> dict[str, object]:
    reading = queries.reading_of_text(editor.draft)
    by_name = {part.name: part.reading for part in reading.parts}
    rows = [{"form": form, "reading": by_name.get(str(form["id"].value() or ""))} for form in editor.blocks]
    return {
        "editor": editor,
        "rows": rows,
        "reading": reading,
        "mistakes": mistakes or [],
        "numbers": queries.numbers_in_force(at=clock.now()),
    }
