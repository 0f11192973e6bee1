"""A message as it is printed and posted: poster, cards, everything of one language in a .zip."""

from __future__ import annotations

import csv
import io
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.rooms.outreach import queries
from standing.rooms.outreach.models import Campaign
from standing.rooms.outreach.views import kit
from standing.rooms.outreach.views.parts import campaign_of, language_of, origin


@require_safe
def preview(request: HttpRequest, campaign: str, language: str) -> HttpResponse:
    """Show all words of a campaign in one language, with their counters."""
    row, terms = campaign_of(campaign), language_of(language)
    return TemplateResponse(
        request,
        "outreach/preview.html",
        {
            "campaign": row,
            "language": terms,
            "wordings": _wordings(row, terms),
            "languages": queries.languages(known=clock.now()),
        },
    )


@require_safe
def poster_pdf(_request: HttpRequest, campaign: str, language: str) -> HttpResponse:
    """Hand out the poster, a PDF that can be listened to."""
    row, terms = campaign_of(campaign), language_of(language)
    piece = _piece(row, terms, kind="poster")
    content = kit.poster(piece)
    return _file(content, name=f"{row.pk}-{terms.code}-poster.pdf", media_type="application/pdf")


@require_safe
def card_png(_request: HttpRequest, campaign: str, language: str, shape: str) -> HttpResponse:
    """Hand out the social card, square or tall."""
    row, terms = campaign_of(campaign), language_of(language)
    if shape not in kit.SHAPES:
        raise Http404
    piece = _piece(row, terms, kind="card")
    content = kit.card(piece, shape=shape)
    return _file(content, name=f"{row.pk}-{terms.code}-{shape}.png", media_type="image/png")


@require_safe
def kit_zip(request: HttpRequest, campaign: str, language: str) -> HttpResponse:  # noqa: ARG001 (Django hands it in)
    """Hand out everything of a campaign in one language; only words that may go out are in it."""
    return _kit(campaign_of(campaign), language_of(language))


@require_safe
def public_kit(request: HttpRequest, campaign: str, language: str) -> HttpResponse:  # noqa: ARG001 (Django hands it in)
    """Hand out the same to everybody, once the message went out and as long as it stands."""
    terms = language_of(language)
    for row in queries.going_out(at=clock.now()):
        if row.pk == campaign:
            response = _kit(row, terms)
            response.headers["Cache-Control"] = "public, max-age=600"
            return response
    raise Http404


@require_safe
def sent_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django hands it in)
    """Hand out the log of everything that went out."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["sent_at", "campaign", "version", "channel", "outlet", "language", "sha256", "sent_by", "sample"])
    for one in queries.log():
        for language, sha256 in one.texts.items():
            rows.writerow(
                kit.plain_cells(
                    one.sent_at.isoformat(),
                    one.campaign,
                    one.version,
                    one.channel,
                    one.outlet_name,
                    language,
                    sha256,
                    one.sent_by,
                    "sample" if is_sample() else "",
                )
            )
    return _file(out.getvalue().encode(), name="sent.csv", media_type="text/csv; charset=utf-8")


def _kit(row: Campaign, terms: queries.LanguageTerms) -> HttpResponse:
    if row.step != "approved":
        raise Http404
    pieces = [
        kit.Piece(campaign=row, wording=one, version=queries.approved_version(campaign=row.pk), origin=origin())
        for one in _wordings(row, terms)
        if one.is_ready
    ]
    if not pieces:
        raise Http404
    return _file(kit.zipped(pieces), name=f"{row.pk}-{terms.code}.zip", media_type="application/zip")


def _piece(row: Campaign, terms: queries.LanguageTerms, *, kind: str) -> kit.Piece:
    for one in _wordings(row, terms):
        if one.channel.kind == kind and one.texts.get("headline"):
            return kit.Piece(
                campaign=row, wording=one, version=queries.newest_version(campaign=row.pk), origin=origin()
            )
    raise Http404


def _wordings(row: Campaign, terms: queries.LanguageTerms) -> list[queries.Wording]:
    at = clock.now()
    return [
        queries.wording(campaign=row, channel=channel, language=terms, known=at, origin=origin())
        for channel in queries.used(campaign=row.pk, known=at)
    ]


def _file(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type, status=HTTPStatus.OK)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response
