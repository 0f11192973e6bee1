"""Pages of the web package itself, and the answers that every room gives the same way."""

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standing.hall.web.catalogue import example
from standing.hall.web.kept import comes_from_here, kept
from standing.kernel.refusals import Refused


def render_invalid(request: HttpRequest, template: str, context: Mapping[str, object]) -> TemplateResponse:
    """Show the page again with its mistakes and all that was typed; the status says it was not taken in."""
    return TemplateResponse(request, template, dict(context), status=422)


def refused(request: HttpRequest, refusal: Refused) -> TemplateResponse:
    """Say why something is not carried out, and give back what was typed."""
    page = TemplateResponse(
        request, "422.html", {"sentence": str(refusal), "has_kept": bool(kept(request))}, status=422
    )
    add_never_cache_headers(page)
    return page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django names it)
    """
    Keep what was typed when the check against forged forms fails.

    It can be sent again with one press only when the browser says that the form stood on one of our
    own pages; otherwise the text is shown to copy, for the form may be a trap.
    """
    page = TemplateResponse(
        request,
        "403_csrf.html",
        {"can_send_again": comes_from_here(request), "has_kept": bool(kept(request))},
        status=403,
    )
    add_never_cache_headers(page)
    # Django answers for this page itself, so nobody else would draw it.
    return page.render()


@require_safe
def components(request: HttpRequest) -> TemplateResponse:
    """Show every component of the pages with the way it is written."""
    is_long = request.GET.get("long") == "1"
    rows = Paginator(range(120), 10)
    return TemplateResponse(
        request,
        "web/components.html",
        {
            "shown_direction": "rtl" if request.GET.get("dir") == "rtl" else "ltr",
            "is_long": is_long,
            "pages": rows.get_page(request.GET.get("page", 5)),
            **example(is_long=is_long, empty_words=_("No plans yet")),
        },
    )
