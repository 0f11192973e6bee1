"""The list of terms."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.translations.actions import terms as actions
from standing.hall.translations.forms import TermForm
from standing.hall.translations.queries.terms import terms
from standing.hall.translations.views.parts import can_write, languages
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused


@require_safe
def list_terms(request: HttpRequest) -> HttpResponse:
    """Show the words that are agreed, and how each language says them."""
    known = languages()
    codes = dict(known)
    code = request.GET.get("language", "")
    shown = [code] if code in codes else list(codes)
    rows = [(term, [(one, codes[one], term.said.get(one, "")) for one in shown]) for term in terms()]
    return TemplateResponse(
        request,
        "translations/terms.html",
        {"rows": rows, "languages": known, "language": code, "can_write": can_write(request)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_term(request: HttpRequest) -> HttpResponse:
    """Agree a term, or change how it is said."""
    known = languages()
    held = next((one for one in terms() if one.word == request.GET.get("word", "")), None)
    if request.method != "POST":
        words = {f"said:{code}": way for code, way in held.said.items()} if held is not None else {}
        initial = {"word": held.word, "meaning": held.meaning, **words} if held is not None else {}
        form = TermForm(initial=initial, languages=known)
        return TemplateResponse(request, "translations/term.html", {"form": form, "term": held})
    form = TermForm(request.POST, languages=known)
    if form.is_valid():
        try:
            actions.agree_term(
                word=form.cleaned_data["word"],
                meaning=form.cleaned_data["meaning"],
                said=form.said(),
                by=person(request),
                at=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The term is agreed."))
            return redirect("translations:list_terms")
    return render_invalid(request, "translations/term.html", {"form": form, "term": held})


@require_POST
def drop_term(request: HttpRequest) -> HttpResponse:
    """End the agreement about a word."""
    actions.drop_term(word=request.POST.get("word", ""), by=person(request), at=clock.now())
    messages.success(request, _("The term is agreed no longer."))
    return redirect("translations:list_terms")
