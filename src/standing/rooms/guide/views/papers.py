"""What can be printed: counter card, poster and wallet card, each as a tagged PDF in the language of its address."""

from __future__ import annotations

import io
from datetime import date, datetime

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.accounts.api import counsel
from standing.hall.pack import api as packs
from standing.hall.paper import api as paper_api
from standing.rooms.guide import queries
from standing.rooms.guide.queries import CardFact
from standing.rooms.guide.views.parts import language_now

_NAMES = {
    "counter-card": (gettext_lazy("Counter card"), gettext_lazy("One page to stand on the counter")),
    "poster": (gettext_lazy("Poster"), gettext_lazy("For the staff room, Letter size")),
    "poster-tabloid": (gettext_lazy("Large poster"), gettext_lazy("For the staff room, Tabloid size")),
    "wallet-card": (gettext_lazy("Wallet card"), gettext_lazy("Eight cards on a page, to cut out")),
}


@require_safe
def choose_paper(request: HttpRequest) -> HttpResponse:
    """Show what can be printed in this language."""
    card = queries.card(language=language_now(), at=clock.now())
    return TemplateResponse(
        request,
        "guide/print.html",
        {
            "card": card,
            "is_ready": card is not None and card.is_whole,
            "papers": [
                {"paper": one, "name": _NAMES[one.name][0], "about": _NAMES[one.name][1]} for one in queries.papers()
            ],
        },
    )


@require_safe
def print_paper(request: HttpRequest, paper: str) -> HttpResponse:
    """Return one paper; where it cannot be printed in this language, say so."""
    at, language = clock.now(), language_now()
    fact = next((one for one in queries.papers() if one.name == paper), None)
    card = queries.card(language=language, at=at)
    if fact is None or card is None:
        raise Http404("There is no such paper.")
    if not card.is_whole:
        return _cannot(request, card)
    try:
        made = paper_api.pdf(
            template=f"guide/{fact.template}.typ",
            data=_data(fact.name, fact.size, card, at=at),
            title=f"{card.title.text}: {_NAMES[fact.name][0]}",
            language=language,
            author=_city(at=at),
        )
    except paper_api.MissingGlyph:
        return _cannot(request, card)
    name = f"guide-{fact.name}-{language}-v{card.version}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _cannot(request: HttpRequest, card: CardFact) -> HttpResponse:
    return TemplateResponse(request, "guide/print.html", {"card": card, "is_ready": False, "papers": []}, status=404)


def _data(name: str, size: str, card: CardFact, *, at: datetime) -> dict[str, object]:
    address = f"{settings.STANDING['origin']}{reverse('guide_pages:show')}"
    return {
        "city": _city(at=at),
        "heading": card.title.text,
        "size": size,
        "rules": [one.text for one in card.rules],
        "steps": [one.text for one in card.steps],
        "says": [
            {"text": said.text, "aloud": "" if said.is_source else aloud}
            for said, aloud in zip(card.says, card.says_aloud, strict=True)
        ],
        "aloud_language": queries.default_language(at=at),
        "judge": card.judge.text,
        "contacts": [{"label": one.label.text, "number": one.number} for one in card.contacts if one.number],
        "qr": _qr(address),
        "address": address.partition("://")[2],
        "id": f"GUIDE-{name.upper()}/{language_now().upper()}/{card.version}",
        "days": f"{_('Approved by:')} {counsel.title_words(card.approved_by_title)}, {_day(card.approved_on)}",
        "words": {
            "say": _("You can say:"),
            "call": _("Whom to call"),
            "liaison": _("My liaison:"),
            "more": _("The whole guide on your phone"),
            "rules": _("Rules that never change"),
            "number": _("No. of this paper:"),
            "newest": _("Compare the number with the guide: use the newest paper only."),
            "qr_alt": _("Square code that opens the guide on a phone"),
            "cut": _("Cut on the lines."),
        },
    }


def _qr(address: str) -> str:
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="svg", border=2, xmldecl=False, light="#ffffff")
    return made.getvalue().decode()


def _day(day: date) -> str:
    return date_format(day, "F j, Y" if language_now() == queries.ENGLISH else "DATE_FORMAT")


def _city(*, at: datetime) -> str:
    pack = packs.in_force(known=at)
    return pack.info.city_name if pack is not None else ""
