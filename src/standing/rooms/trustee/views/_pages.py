"""What the staff pages share: 404 where there is nothing, a page around one form, one press of a button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise

from standing.hall.audit.api import KeyRefused
from standing.hall.web.views import refused, render_invalid
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotFound, NotNow, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """The words around one form."""

    title: str | Promise
    lead: str | Promise
    button: str | Promise
    back: str
    back_title: str | Promise


def ask(
    request: HttpRequest, form: forms.Form, page: FormPage, *, do: Callable[[], str], done: str | Promise
) -> HttpResponse:
    """
    Show a form; when it is sent and right, do what it asks and go on to the address that ``do`` returns.

    What is wrong, or refused, stands in the page with all that was typed.
    """
    context = {"form": form, "page": page}
    if request.method != "POST":
        return TemplateResponse(request, "trustee/form.html", context)
    if form.is_valid():
        try:
            there = do()
        except (Refused, BlindRefused, KeyRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect(there)
    return render_invalid(request, "trustee/form.html", context)


def press(request: HttpRequest, *, do: Callable[[], object], done: str | Promise, there: str) -> HttpResponse:
    """Do what a single button asks, say so, and go there; or say why not."""
    try:
        do()
    except NotFound as missing:
        raise Http404(str(missing)) from None
    except (Refused, BlindRefused) as refusal:
        return refused(request, NotNow(str(refusal)))
    messages.success(request, str(done))
    return redirect(there)
