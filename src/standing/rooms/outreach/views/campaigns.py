"""Campaigns: the list, one of them, writing, approving, taking back."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.web.forms import StandingForm
from standing.hall.web.views import render_invalid
from standing.kernel.refusals import Refused
from standing.rooms.outreach import actions, queries
from standing.rooms.outreach.actions import NotReady, NotTheseWords
from standing.rooms.outreach.forms import ApproveForm, ChangeForm, StartForm, TextsForm, WithdrawForm
from standing.rooms.outreach.rules.channels import measure
from standing.rooms.outreach.views.parts import campaign_of, origin


@require_safe
def list_campaigns(request: HttpRequest) -> HttpResponse:
    """Show every campaign, and how far messages went by language."""
    at = clock.now()
    rows = queries.campaigns(at=at)
    reach = queries.reach(sendings=queries.log(), known=at)
    return TemplateResponse(request, "outreach/list_campaigns.html", {"rows": rows, "reach": reach})


@require_safe
def show_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Show where a campaign stands: each channel in each language, what holds it back, what went out."""
    page = queries.overview(id=campaign, by=person(request), at=clock.now(), origin=origin())
    told = queries.told(campaign=campaign)
    return TemplateResponse(request, "outreach/show_campaign.html", {"page": page, "told": told, "reach": page.reach})


@require_http_methods(["GET", "HEAD", "POST"])
def start_campaign(request: HttpRequest) -> HttpResponse:
    """Begin a campaign."""
    at = clock.now()
    form = StartForm(request.POST or None, at=at, initial={"link": queries.file(known=at).link})
    if request.method != "POST":
        return TemplateResponse(request, "outreach/start_campaign.html", {"form": form})
    if form.is_valid():
        try:
            made = actions.start_campaign(**form.cleaned_data, by=person(request), at=at)
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The campaign is there. Now write its words."))
            return redirect("outreach:show_campaign", made.pk)
    return render_invalid(request, "outreach/start_campaign.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Change the name, the link or the last day of a draft."""
    row = campaign_of(campaign)
    was = {"name": row.name, "about": row.about, "link": row.link, "kill_date": row.kill_date}
    form = ChangeForm(request.POST or None, initial=was)
    context = {"form": form, "campaign": row}
    if request.method != "POST":
        return TemplateResponse(request, "outreach/change_campaign.html", context)
    if form.is_valid():
        try:
            actions.change_campaign(campaign=campaign, **form.cleaned_data, by=person(request), at=clock.now())
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:show_campaign", campaign)
    return render_invalid(request, "outreach/change_campaign.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_texts(request: HttpRequest, campaign: str, channel: str) -> HttpResponse:
    """Write the words of one channel; the counters are those of what is on the page."""
    row, at = campaign_of(campaign), clock.now()
    terms = queries.channel(id=channel, known=at)
    kept = queries.texts_of(campaign=campaign).get(channel, {})
    form = TextsForm(request.POST or None, channel=terms, initial=kept)
    is_sent = request.method == "POST"
    texts = form.texts if is_sent and form.is_valid() else kept
    context = {
        "form": form,
        "campaign": row,
        "channel": terms,
        "measure": measure(channel=terms, texts=texts),
        "faults": [
            one for one in queries.faults_of(campaign=campaign, known=at, origin=origin()) if one.channel == channel
        ],
    }
    if not is_sent:
        return TemplateResponse(request, "outreach/write_texts.html", context)
    if form.is_valid():
        try:
            actions.save_texts(campaign=campaign, channel=channel, texts=texts, by=person(request), at=at)
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("outreach:write_texts", campaign, channel)
    return render_invalid(request, "outreach/write_texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def approve_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Read all words, then approve exactly these."""
    page = queries.overview(id=campaign, by=person(request), at=clock.now(), origin=origin())
    fresh = {"seen_sha256": page.content.sha256}
    form = ApproveForm(request.POST or None, initial=fresh)
    if request.method != "POST":
        return TemplateResponse(request, "outreach/approve_campaign.html", {"form": form, "page": page})
    if form.is_valid():
        try:
            actions.approve_campaign(
                campaign=campaign,
                seen_sha256=form.cleaned_data["seen_sha256"],
                origin=origin(),
                by=person(request),
                at=clock.now(),
            )
        except Refused as refusal:
            form = ApproveForm(request.POST | fresh)  # the next try approves what is on this page
            form.is_valid()
            _say(form, refusal)
        else:
            messages.success(request, _("Approved. The translators can begin."))
            return redirect("outreach:show_campaign", campaign)
    return render_invalid(request, "outreach/approve_campaign.html", {"form": form, "page": page})


@require_POST
def reopen_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Open the words of an approved campaign again."""
    campaign_of(campaign)
    try:
        actions.reopen_campaign(campaign=campaign, by=person(request), at=clock.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The words are open again. Nothing goes out until they are approved anew."))
    return redirect("outreach:show_campaign", campaign)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_campaign(request: HttpRequest, campaign: str) -> HttpResponse:
    """Take a message back, and tell everybody who had it."""
    row = campaign_of(campaign)
    form = WithdrawForm(request.POST or None)
    outlets = sorted({one.outlet_name for one in queries.log(campaign=campaign)})
    context = {"form": form, "campaign": row, "outlets": outlets}
    if request.method != "POST":
        return TemplateResponse(request, "outreach/withdraw_campaign.html", context)
    if form.is_valid():
        try:
            actions.withdraw_campaign(campaign=campaign, **form.cleaned_data, by=person(request), at=clock.now())
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The message is taken back."))
            return redirect("outreach:show_campaign", campaign)
    return render_invalid(request, "outreach/withdraw_campaign.html", context)


def _say(form: StandingForm, refusal: Refused) -> None:
    """Put every sentence of a refusal above the form."""
    sentences: Iterable[str] = (str(refusal),)
    if isinstance(refusal, NotTheseWords):
        sentences = refusal.sentences
    elif isinstance(refusal, NotReady):
        sentences = dict.fromkeys(fault.sentence for fault in refusal.faults)
    for sentence in sentences:
        form.add_error(None, sentence)
