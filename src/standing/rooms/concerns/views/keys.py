"""One's own key, and the custodian's decisions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.sealed.api import people
from standing.kernel.refusals import Refused
from standing.rooms.concerns import permissions
from standing.rooms.concerns.actions import keys as actions
from standing.rooms.concerns.actions import naming
from standing.rooms.concerns.forms import (
    ASK_WORDS,
    DECISION_WORDS,
    ChangePassphraseForm,
    MakeKeyForm,
    PassphraseForm,
)
from standing.rooms.concerns.queries import keys, reports
from standing.rooms.concerns.rules.reports import AskingFact
from standing.rooms.concerns.rules.samples import PASSPHRASE


@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest) -> HttpResponse:
    """Make one's key, put it under another passphrase, or renew it."""
    by = person(request)
    deed = request.POST.get("deed", "") if request.method == "POST" else ""
    forms = {
        "make": MakeKeyForm(request.POST if deed == "make" else None, prefix="make"),
        "change": ChangePassphraseForm(request.POST if deed == "change" else None, prefix="change"),
        "renew": PassphraseForm(request.POST if deed == "renew" else None, prefix="renew"),
    }
    form = forms.get(deed)
    if deed == "give-up":
        try:
            actions.give_up_key(by=by, at=clock.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your key is gone. Make a new one."))
        return redirect("concerns:key")
    if form is not None and form.is_valid():
        said, now = form.cleaned_data, clock.now()
        try:
            if deed == "make":
                actions.make_key(passphrase=said["new_password"], by=by, at=now)
            elif deed == "change":
                actions.change_passphrase(old=said["old_password"], new=said["new_password"], by=by, at=now)
            else:
                actions.renew_key(passphrase=said["password"], by=by, at=now)
        except people.WrongPassphrase as refusal:
            actions.note_wrong_passphrase(by=by, at=now)
            form.add_error("old_password" if deed == "change" else "password", str(refusal))
        except Refused as refusal:
            form.add_error("new_password" if deed == "make" else None, str(refusal))
        else:
            messages.success(request, _("Done. Your key is ready."))
            return redirect("concerns:key")
    mine = keys.key_of(person=by)
    return TemplateResponse(
        request,
        "concerns/key.html",
        {
            **forms,
            "form": form,
            "key": mine,
            "mark": people.key_mark(mine.public) if mine is not None else "",
            "opens": keys.opens(person=by),
            "readers": keys.readers(),
            "custodians": keys.custodians(),
            "without": keys.overview().without,
            "reads": permissions.can_read(by=by),
            "sample_passphrase": PASSPHRASE if installation.is_sample() else "",
        },
        status=422 if form is not None else 200,
    )


@require_safe
def list_askings(request: HttpRequest) -> HttpResponse:
    """List who asked for a name, and what was decided."""
    return TemplateResponse(
        request,
        "concerns/list_askings.html",
        {
            "waiting": _with_words(reports.askings(is_waiting=True)),
            "decided": _with_words(reports.askings(is_waiting=False)),
            "has_key": keys.key_of(person=person(request)) is not None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def decide_asking(request: HttpRequest, asking: UUID) -> HttpResponse:
    """Give a name to the one who asked, or not."""
    by, now = person(request), clock.now()
    fact = reports.asking(id=asking)
    is_refusal = request.POST.get("deed") == "refuse"
    form = PassphraseForm(request.POST if request.method == "POST" and not is_refusal else None)
    if request.method == "POST" and (is_refusal or form.is_valid()):
        try:
            if is_refusal:
                naming.refuse_name(asking=asking, by=by, at=now)
            else:
                naming.grant_name(asking=asking, passphrase=form.cleaned_data["password"], by=by, at=now)
        except people.WrongPassphrase as refusal:
            actions.note_wrong_passphrase(by=by, at=now)
            form.add_error("password", str(refusal))
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("concerns:list_askings")
        else:
            messages.success(request, _("It is decided, and on record."))
            return redirect("concerns:list_askings")
    return TemplateResponse(
        request,
        "concerns/decide_asking.html",
        {
            "asking": fact,
            "why": ASK_WORDS[fact.reason],
            "form": form,
            "sample_passphrase": PASSPHRASE if installation.is_sample() else "",
        },
        status=422 if request.method == "POST" else 200,
    )


def _with_words(found: tuple[AskingFact, ...]) -> list[tuple[AskingFact, object, object]]:
    return [(one, ASK_WORDS[one.reason], DECISION_WORDS[one.decision] if one.decision else "") for one in found]
