"""Certificates: the paper, and the page where anybody checks its code."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from standing.hall import clock
from standing.hall.paper import api as paper
from standing.hall.sealed import api as sealed
from standing.hall.sealed.api import NotACode
from standing.hall.web import open_forms
from standing.hall.web.open_forms import CameFromElsewhere, OpenFormRefused
from standing.kernel.refusals import NotFound
from standing.rooms.training.forms import CodeForm
from standing.rooms.training.queries import certificates
from standing.rooms.training.queries import courses as queries
from standing.rooms.training.rules.answers import CODE_LENGTH
from standing.rooms.training.rules.facts import CertificateFact

VERIFY, CERTIFICATE = "training.verify", "training.certificate"  # what a token is for


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def verify(request: HttpRequest) -> HttpResponse:
    """Show what a certificate says and whether it holds, to whoever has its code."""
    return _looked_up(request, VERIFY)


@require_http_methods(["GET", "HEAD", "POST"])
@open_forms.open_form
def certificate(request: HttpRequest) -> HttpResponse:
    """Return the certificate with a code, as a tagged PDF."""
    return _looked_up(request, CERTIFICATE)


def _looked_up(request: HttpRequest, purpose: str) -> HttpResponse:
    now = clock.now()
    form = CodeForm(request.POST if request.method == "POST" else None)
    status, found = 200, None
    if request.method == "POST":
        status = 422
        try:
            open_forms.check(request, purpose, now, youngest=timedelta(0))
            if form.is_valid():
                found = certificates.certificate(code=form.cleaned_data["code"], at=now)
                if purpose == CERTIFICATE:
                    return printed(found, code=form.cleaned_data["code"], at=now)
                status = 200
        except OpenFormRefused as refusal:
            form.add_error(None, str(refusal))
            status = 403 if isinstance(refusal, CameFromElsewhere) else 422
        except NotACode:
            form.add_error("code", _("A code has 16 letters and numbers. Please look at the certificate again."))
        except NotFound:
            form.add_error("code", _("We find no certificate with this code. Please look at it again."))
    name = "verify" if purpose == VERIFY else "certificate"
    context = {"form": form, "found": found, "guard": open_forms.guard(purpose, now, sent=request)}
    return TemplateResponse(request, f"training/{name}.html", context, status=status)


def printed(found: CertificateFact, *, code: str, at: datetime) -> HttpResponse:
    """Return a certificate with its code, as a tagged PDF in the language in which the course was read."""
    with override(found.language):
        made = paper.pdf(
            template="training/certificate.typ",
            data=said_on(found, code=sealed.tidy(code, length=CODE_LENGTH)),
            title=title_of(found),
            language=found.language,
            author=queries.city_name(at=at),
        )
    return handed_out(made, name=f"certificate-{found.course}-{found.on}.pdf")


def handed_out(content: bytes, *, name: str) -> HttpResponse:
    """Return a PDF to keep; nothing on its way stores it."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def title_of(found: CertificateFact) -> str:
    """Return the first line of a certificate."""
    return f"{_('Certificate')}: {found.title}"


def said_on(found: CertificateFact, *, code: str) -> dict[str, object]:
    """Return what stands on a certificate, in the language that is spoken now."""
    address = f"{settings.STANDING['origin']}{reverse('training_pages:verify')}"
    until = _day(found.valid_until) if found.valid_until is not None else _("It does not expire.")
    return {
        "name": found.name or _("Name no longer kept"),
        "finished": _("finished the course"),
        "facts": [
            [_("Edition"), str(found.edition)],
            [_("On"), _day(found.on)],
            [_("Valid until"), until],
            *([[_("Right answers"), f"{found.score} / {found.out_of}"]] if found.score is not None else []),
        ],
        "code": code,
        "qr": qr(f"{address}#{code}"),
        "address": address.partition("://")[2],
        "words": {
            "check": _("To check this certificate, open the page and type the code:"),
            "qr_alt": _("Square code that opens the page where this certificate is checked"),
            "code": _("Code:"),
            "means": _("It says that the course was finished. It gives nobody more rights than they had."),
            "unofficial": _("This comes from sample records. It is no official paper of any city."),
        },
    }


def qr(address: str) -> str:
    """Return a square code that opens an address, as SVG."""
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="svg", border=2, xmldecl=False, light="#ffffff")
    return made.getvalue().decode()


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
