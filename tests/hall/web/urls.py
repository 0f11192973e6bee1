"""Addresses for the tests of the web package: its own, and a few that stand in for rooms."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_POST

from standing.hall.web.forms import StandingForm
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import NotFound, NotNow


class NoteForm(StandingForm):
    """One text."""

    title = forms.CharField(label="Title")
    body = forms.CharField(label="Body", widget=forms.Textarea)


def note(request: HttpRequest) -> HttpResponse:
    """Take a note, or show what is wrong with it."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and not form.is_valid():
        return render_invalid(request, "web/example_form.html", {"form": form})
    return render(request, "web/example_form.html", {"form": form})


def too_late(_request: HttpRequest) -> HttpResponse:
    """Refuse, deep in the house."""
    raise NotNow("The text has changed since you opened it.")


def gone(_request: HttpRequest) -> HttpResponse:
    """Find nothing, deep in the house."""
    raise NotFound("There is no such note.")


def broken(_request: HttpRequest) -> HttpResponse:
    """Break, which is no refusal."""
    raise ValueError("broken")


def signed_out(request: HttpRequest) -> HttpResponse:
    """Give back what was typed after the session has ended."""
    return render(request, "web/kept_text.html", {"sign_in_url": "/accounts/login/"}, status=401)


def blank(request: HttpRequest) -> HttpResponse:
    """Answer."""
    return HttpResponse("ok")


urlpatterns = [
    path("", include("standing.hall.web.urls")),
    path("accounts/login/", blank, name="account_login"),
    path("accounts/logout/", blank, name="account_logout"),
    path("status/", blank, name="status"),
    path("status/rules/", blank, name="rules"),
    path("staff/", note, name="staff"),
    path("staff/note/", note, name="note"),
    path("staff/late/", too_late, name="late"),
    path("staff/gone/", gone, name="gone"),
    path("staff/broken/", broken, name="broken"),
    path("staff/out/", signed_out, name="out"),
    path("only-post/", require_POST(blank), name="only_post"),
]
