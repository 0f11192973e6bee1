"""One page in one language: written side by side with its source, and read by a second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.translations.actions import reviewing, writing
from standing.hall.translations.forms import STATE_WORDS, BenchForm, ReviewForm
from standing.hall.translations.queries import choices, work
from standing.hall.translations.queries.work import Bench, Line
from standing.hall.translations.rules.states import Kept, State, direction_of, tidy_code
from standing.hall.translations.views.parts import can_write
from standing.hall.web.views import render_invalid


@require_http_methods(["GET", "HEAD", "POST"])
def translate_page(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """Show a page beside its translation, and save what was written."""
    bench, context = _bench(request, page, language)
    if request.method != "POST":
        form = BenchForm(lines=bench.lines, language=bench.language)
        return TemplateResponse(request, "translations/bench.html", {**context, **_drawn(form, bench)})
    form = BenchForm(request.POST, lines=bench.lines, language=bench.language)
    state = Kept.TRANSLATED if "whole" in request.POST else Kept.DRAFT
    if form.is_valid():
        saved = writing.write_page(
            language=bench.language, entries=form.entries(), state=state, by=person(request), at=clock.now()
        )
        new = sum(one.is_new for one in saved.written)
        if not saved.mistakes:
            messages.success(request, _said(new, state))
            return redirect("translations:translate_page", page, bench.language)
        for key, sentences in saved.mistakes.items():
            for sentence in sentences:
                form.add_error(f"text:{key}", sentence)
        bench, context = _bench(request, page, language)
        context["saved_count"] = new
    return render_invalid(request, "translations/bench.html", {**context, **_drawn(form, bench)})


@require_POST
def autosave_page(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """Keep what is being written as a draft, without a new page."""
    bench, _context = _bench(request, page, language)
    form = BenchForm(request.POST, lines=bench.lines, language=bench.language)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors.get_json_data()}, status=422)
    saved = writing.write_page(
        language=bench.language, entries=form.entries(), state=Kept.DRAFT, by=person(request), at=clock.now()
    )
    if saved.mistakes:
        return JsonResponse({"mistakes": {key: list(told) for key, told in saved.mistakes.items()}}, status=422)
    return JsonResponse({"fields": {f"number:{one.key}": str(one.number) for one in saved.written if one.is_new}})


@require_http_methods(["GET", "HEAD", "POST"])
def review_page(request: HttpRequest, page: str, language: str) -> HttpResponse:
    """Show what waits for a second person, and record what that person says."""
    bench, context = _bench(request, page, language)
    mine = str(person(request).pk)
    lines = [
        line for line in bench.lines if line.standing.state is State.TRANSLATED and line.standing.written_by != mine
    ]
    own = sum(line.standing.state is State.TRANSLATED for line in bench.lines) - len(lines)
    context["own"] = own
    if request.method != "POST":
        form = ReviewForm(lines=lines)
        return TemplateResponse(request, "translations/review.html", {**context, **_asked(form, lines)})
    form = ReviewForm(request.POST, lines=lines)
    if form.is_valid():
        done = reviewing.review_page(
            language=bench.language, decisions=form.decisions(), by=person(request), at=clock.now()
        )
        if not done.mistakes:
            messages.success(
                request,
                _("Approved: %(approved)d. Given back: %(returned)d.")
                % {"approved": done.approved, "returned": done.returned},
            )
            return redirect("translations:review_page", page, bench.language)
        for key, sentence in done.mistakes.items():
            form.add_error(f"says:{key}", sentence)
    return render_invalid(request, "translations/review.html", {**context, **_asked(form, lines)})


def _bench(request: HttpRequest, page: str, language: str) -> tuple[Bench, dict[str, object]]:
    code = tidy_code(language)
    name = choices.language_name(code=code, known=clock.now())
    bench = work.bench(page=page, language=code)
    return bench, {
        "bench": bench,
        "language_name": name,
        "direction": direction_of(code),
        "state_words": STATE_WORDS,
        "can_write": can_write(request),
    }


def _drawn(form: BenchForm, bench: Bench) -> dict[str, object]:
    """Return the lines with their fields; at the end what was typed into a text that the page no longer has."""
    known = {line.standing.key: line for line in bench.lines}
    lines: list[tuple[Line | None, str, object]] = [
        (known.get(key), key, form[f"text:{key}"]) for key in form.keys if f"text:{key}" in form.fields
    ]
    hidden = [form[name] for name in form.fields if name.startswith(("seen:", "number:"))]
    return {"form": form, "lines": lines, "hidden": hidden}


def _asked(form: ReviewForm, lines: list[Line]) -> dict[str, object]:
    return {
        "form": form,
        "lines": [
            (
                line,
                form[f"says:{line.standing.key}"],
                form[f"note:{line.standing.key}"],
                form[f"read:{line.standing.key}"],
            )
            for line in lines
        ],
    }


def _said(count: int, state: Kept) -> str:
    if not count:
        return _("Nothing had changed.")
    if state is Kept.DRAFT:
        return ngettext("%(count)d draft saved.", "%(count)d drafts saved.", count) % {"count": count}
    return ngettext(
        "%(count)d text marked translated. A second person reads it next.",
        "%(count)d texts marked translated. A second person reads them next.",
        count,
    ) % {"count": count}
