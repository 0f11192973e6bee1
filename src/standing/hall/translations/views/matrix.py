"""The staff home of words: pages, languages, states; what is stale; what waits for a second person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.translations.forms import STATE_WORDS, FilterForm
from standing.hall.translations.queries import choices, offers, work
from standing.hall.translations.views.parts import can_write, languages


@require_safe
def list_pages(request: HttpRequest) -> HttpResponse:
    """Show how every page stands in every language."""
    known = languages()
    form = FilterForm(request.GET or None, languages=known)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    codes = [said["language"]] if said.get("language") else [code for code, _name in known]
    rows = (
        work.matrix(
            languages=codes,
            state=said.get("state", ""),
            words=said.get("words", ""),
            critical=bool(said.get("critical")),
        )
        if codes
        else ()
    )
    facts = {one.code.lower(): one for one in offers.languages(at=clock.now())}
    return TemplateResponse(
        request,
        "translations/list_pages.html",
        {
            "form": form if form.is_bound else FilterForm(languages=known),
            "rows": rows,
            "columns": [(code, name, facts.get(code)) for code, name in known if code in codes],
            "totals": [(STATE_WORDS[state], state, count) for state, count in work.totals(rows).items()],
            "state_words": STATE_WORDS,
            "can_write": can_write(request),
        },
    )


@require_safe
def list_stale(request: HttpRequest) -> HttpResponse:
    """Show the pages with texts whose source has moved on."""
    known = languages()
    rows = work.stale(languages=[code for code, _name in known])
    return TemplateResponse(request, "translations/list_stale.html", {"rows": rows, "names": dict(known)})


@require_safe
def list_reviews(request: HttpRequest) -> HttpResponse:
    """Show what this person may review."""
    known = dict(languages())
    waiting = work.waiting_for_review(languages=list(known), by=str(person(request).pk))
    titles = dict(choices.pages())
    rows = [
        {"page": page, "title": titles[page], "language": language, "name": known[language], "count": count}
        for (page, language), count in sorted(waiting.items(), key=lambda one: (known[one[0][1]], titles[one[0][0]]))
    ]
    return TemplateResponse(request, "translations/list_reviews.html", {"rows": rows})
