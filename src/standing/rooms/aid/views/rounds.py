"""Rounds, for those who run them: the draft, the steps to a signed manifest, desks, counts by day, what seals it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from standing.hall import clock
from standing.hall.accounts.api import User, person
from standing.hall.pack import api as packs
from standing.hall.web.views import render_invalid
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.refusals import NotFound, Refused
from standing.rooms.aid import permissions
from standing.rooms.aid.actions import desks as desk_actions
from standing.rooms.aid.actions import parties, sealing
from standing.rooms.aid.actions import rounds as actions
from standing.rooms.aid.actions.applications import fetch_commitment
from standing.rooms.aid.forms import KIND_WORDS, STEP_WORDS, DeskForm, DraftForm, FileForm, typed
from standing.rooms.aid.queries import applications, audit, desks, rounds, verifying
from standing.rooms.aid.rules import verifying as checks
from standing.rooms.aid.rules.asking import Kind
from standing.rooms.aid.rules.rounds import DraftRefused, Step
from standing.rooms.aid.views._pages import sheet

ROWS = 50
_OF_DRAW = ("commitment.json", "commitment.note", "receipts.bin", "result.json", "result.note")


@require_safe
def list_rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds."""
    return TemplateResponse(
        request,
        "aid/rounds.html",
        {
            "page": Paginator(rounds.rounds(), ROWS).get_page(request.GET.get("page")),
            "step_words": STEP_WORDS,
            "runs": permissions.runs(by=person(request)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def draft_round(request: HttpRequest) -> HttpResponse:
    """Propose a round."""
    now = clock.now()
    asks = request.method != "POST" or _wants_groups(request)
    form = DraftForm(None if asks else request.POST, zone=_zone(now), initial=_typed_so_far(request))
    context = {
        "form": form,
        "title": _("A new round"),
        "back": reverse("aid:list_rounds"),
        "trustee_url": _trustee_url(),
    }
    if asks:
        return TemplateResponse(request, "aid/draft.html", context)
    if form.is_valid():
        try:
            code = actions.draft_round(draft=form.draft(), by=person(request), at=now)
        except Refused as refusal:
            _tell(form, refusal, "round")
        else:
            messages.success(request, _("The round is drafted. Now the trustee makes its keys."))
            return redirect("aid:show_staff_round", round=code)
    return render_invalid(request, "aid/draft.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change_draft(request: HttpRequest, round: str) -> HttpResponse:
    """Change a round that nobody signed yet."""
    row = rounds.row(round_=round)
    asks = request.method != "POST" or _wants_groups(request)
    form = DraftForm(
        None if asks else {**request.POST.dict(), "round": round},
        zone=row.time_zone,
        initial=typed(row, zone=row.time_zone) | _typed_so_far(request) | {"round": round},
    )
    form.fields["round"].disabled = True
    back = reverse("aid:show_staff_round", args=[round])
    context = {"form": form, "title": _("Change the draft"), "back": back, "trustee_url": _trustee_url()}
    if asks:
        return TemplateResponse(request, "aid/draft.html", context)
    if form.is_valid():
        try:
            actions.change_draft(draft=form.draft(), by=person(request), at=clock.now())
        except NotFound:
            raise
        except Refused as refusal:
            _tell(form, refusal, "round")
        else:
            is_without = row.draw is not None and not form.cleaned_data["has_draw"]
            messages.success(
                request,
                _("The draft is changed. It has no draw any more.") if is_without else _("The draft is changed."),
            )
            return redirect(back)
    return render_invalid(request, "aid/draft.html", context)


@require_safe
def show_staff_round(request: HttpRequest, round: str) -> HttpResponse:
    """Show a round with its steps, desks and what seals it."""
    return TemplateResponse(request, "aid/staff_round.html", _shown(request, round))


@require_POST
def step_round(request: HttpRequest, round: str) -> HttpResponse:
    """Do one step of a round: ask the trustee, sign, seal, close, or end the keys whose day has come."""
    deed = _STEPS.get(request.POST.get("what", ""))
    if deed is not None:
        ask, said = deed
        try:
            ask(round, person(request), clock.now())
        except NotFound:
            raise
        except (Refused, BlindRefused) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(said))
    return redirect("aid:show_staff_round", round=round)


@require_POST
def take_file(request: HttpRequest, round: str) -> HttpResponse:
    """Take the trustee's offer, signature or statement from a file, where its process is not reached."""
    form = FileForm(request.POST, request.FILES)
    take = _FILES.get(request.POST.get("what", ""))
    if form.is_valid() and take is not None:
        try:
            take(round, form.cleaned_data["file"], person(request), clock.now())
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("The file was taken."))
            return redirect("aid:show_staff_round", round=round)
    return render_invalid(request, "aid/staff_round.html", _shown(request, round) | {"file_form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def add_desk(request: HttpRequest, round: str) -> HttpResponse:
    """Let a desk ask. The page that follows shows its link, this once."""
    fact = rounds.round_fact(round_=round)
    form = DeskForm(request.POST if request.method == "POST" else None, groups=fact.groups)
    context = {"form": form, "round": fact}
    if request.method != "POST":
        return TemplateResponse(request, "aid/add_desk.html", context)
    if form.is_valid():
        said, by, now = form.cleaned_data, person(request), clock.now()
        kind, a_day = Kind(said["kind"]), said["a_day"] or 0
        try:
            credential = (
                desk_actions.add_desk(
                    round_=round, group=said["group"], name=said["name"], evaluations_a_day=a_day, by=by, at=now
                )
                if kind is Kind.INTAKE
                else desk_actions.add_station(
                    round_=round, group=said["group"], name=said["name"], cards_a_day=a_day, by=by, at=now
                )
            )
        except NotFound:
            raise
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            return _shown_once(
                request, round, credential=credential, kind=kind, desk=f"{said['group']}: {said['name']}"
            )
    return render_invalid(request, "aid/add_desk.html", context)


@require_POST
def end_desk(request: HttpRequest, desk: UUID) -> HttpResponse:
    """Let a desk ask no more; or give it a new link in place of one that was lost or seen."""
    fact = desks.desk(id=desk)
    by, now = person(request), clock.now()
    try:
        if request.POST.get("what") == "renew":
            credential = desk_actions.renew_desk(desk=desk, by=by, at=now)
            return _shown_once(
                request, fact.round, credential=credential, kind=fact.kind, desk=f"{fact.group}: {fact.name}"
            )
        desk_actions.revoke_desk(desk=desk, by=by, at=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This desk may not ask any more."))
    return redirect("aid:show_staff_round", round=fact.round)


@require_safe
def export_days(request: HttpRequest, round: str) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    """Give what desks did by day as CSV: counts."""
    rounds.row(round_=round)
    rows = desks.tallies(round_=round).values_list(
        "day", "desk__group", "desk__kind", "desk__name", "evaluations", "redemptions", "replacements", "refusals"
    )
    columns = ("day", "group", "desk", "name", "evaluations", "cards", "replaced", "refused")
    return sheet(f"aid-days-{round}", columns, rows.iterator(chunk_size=2000))


def _shown(request: HttpRequest, round_: str) -> dict[str, object]:
    fact, row, now = rounds.round_fact(round_=round_), rounds.row(round_=round_), clock.now()
    return {
        "round": fact,
        "row": row,
        "runs": permissions.runs(by=person(request)),
        "step_words": STEP_WORDS,
        "kind_words": KIND_WORDS,
        "desks": desks.desks(round_=round_),
        "page": Paginator(desks.tallies(round_=round_), ROWS).get_page(request.GET.get("page")),
        "checkpoint": audit.latest_checkpoint(round_=round_),
        "statements": audit.statements(round_=round_)[:10],
        "findings": verifying.findings(round_=round_) if row.trustee_note else (),
        "is_sound": checks.is_sound,
        "file_form": FileForm(),
        "has_trustee": bool(parties.trustee_url()),
        "trustee_url": _trustee_url(),
        "exceptions_used": audit.exceptions_used(round_=round_),
        "is_over": now >= row.closes_at,
        "is_open": fact.step is Step.SIGNED,
        "is_end": fact.destroyed_at is None and bool(row.trustee_note) and now >= row.destroy_at,
        "is_held": rounds.is_held(round_=round_),
        "applications": applications.counted(round_=round_) if fact.draw is not None and row.trustee_note else None,
        "is_applied": fact.draw is not None and now >= fact.draw.closes_at,
        "trustee_files": _OF_DRAW,
    }


def _shown_once(request: HttpRequest, round_: str, *, credential: str, kind: Kind, desk: str) -> HttpResponse:
    """Show the link that opens a desk. The credential stands behind ``#``, where no server sees it."""
    link = (
        f"{_trustee_url()}/desk/{round_}/#city={credential}"
        if kind is Kind.INTAKE
        else f"{request.build_absolute_uri(reverse('aid:station'))}#station={credential}"
    )
    page = TemplateResponse(
        request,
        "aid/shown_once.html",
        {
            "round": round_,
            "desk": desk,
            "link": link,
            "is_intake": kind is Kind.INTAKE,
            "credential": credential,
            "picture": segno.make(link, micro=False, error="m").svg_data_uri(scale=6, border=4, light="white"),
        },
    )
    add_never_cache_headers(page)
    return page


def _tell(form: DraftForm, refusal: Refused, field: str) -> None:
    """Put each mistake at its field."""
    if not isinstance(refusal, DraftRefused):
        form.add_error(field, str(refusal))
        return
    for name, sentence in refusal.mistakes.items():
        form.add_error(name if name in form.fields else None, sentence)


def _trustee_url() -> str:
    return parties.trustee_url().rstrip("/")


def _wants_groups(request: HttpRequest) -> bool:
    """Test whether somebody asks for the places and the key of each group that was named, and saves nothing yet."""
    return request.POST.get("what") == "groups"


def _typed_so_far(request: HttpRequest) -> dict[str, object]:
    return {**request.POST.dict(), "has_draw": True} if _wants_groups(request) else {}


def _zone(now: datetime) -> str:
    pack = packs.in_force(known=now)
    return pack.time_zone if pack is not None else "UTC"


def _sealed(code: str, by: User, at: datetime) -> None:
    permissions.check_runs(by=by)
    sealing.make_checkpoint(round_=code, with_today=True, by=by, at=at)


def _stated(code: str, by: User, at: datetime) -> None:
    permissions.check_runs(by=by)
    sealing.fetch_statement(round_=code, by=by, at=at)


def _statement_taken(code: str, data: bytes, by: User, at: datetime) -> None:
    permissions.check_runs(by=by)
    sealing.take_statement(round_=code, data=data, by=by, at=at)


def _destroyed(code: str, by: User, at: datetime) -> None:
    permissions.check_runs(by=by)
    actions.destroy_keys(round_=code, by=by, at=at)


def _seed_opened(code: str, by: User, at: datetime) -> None:
    permissions.check_runs(by=by)
    if applications.intake(round_=code) is None:
        fetch_commitment(round_=code, by=by, at=at)
    actions.open_draw_seed(round_=code, by=by, at=at)


Deed = Callable[[str, User, datetime], object]
_STEPS: Mapping[str, tuple[Deed, object]] = {
    "offer": (
        lambda code, by, at: actions.fetch_offer(round_=code, by=by, at=at),
        gettext_lazy("The trustee's keys are here. Look at the draft once more, then sign it."),
    ),
    "manifest": (
        lambda code, by, at: actions.make_manifest(round_=code, by=by, at=at),
        gettext_lazy("The manifest is signed by the City. Now the trustee looks and signs."),
    ),
    "signature": (
        lambda code, by, at: actions.fetch_trustee_signature(round_=code, by=by, at=at),
        gettext_lazy("Both parties signed the round."),
    ),
    "checkpoint": (
        _sealed,
        gettext_lazy("A checkpoint was sealed."),
    ),
    "statement": (
        _stated,
        gettext_lazy("The trustee's last statement is here."),
    ),
    "seed": (
        _seed_opened,
        gettext_lazy("The City's seed of the draw is open."),
    ),
    "close": (
        lambda code, by, at: actions.close_round(round_=code, by=by, at=at),
        gettext_lazy("The round is closed. No card gets money any more."),
    ),
    "destroy": (
        _destroyed,
        gettext_lazy("The City's keys are destroyed. Nobody can test a name with them any more."),
    ),
}
_FILES: Mapping[str, Callable[[str, bytes, User, datetime], object]] = {
    "offer": lambda code, data, by, at: actions.take_offer(round_=code, data=data, by=by, at=at),
    "signature": lambda code, data, by, at: actions.take_trustee_signature(round_=code, data=data, by=by, at=at),
    "statement": _statement_taken,
}
