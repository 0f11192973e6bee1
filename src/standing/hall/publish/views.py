"""The pages of publishing: what the public needs beside the rooms' pages, and what staff see and do."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from standing.hall import clock
from standing.hall.accounts.api import person
from standing.hall.installation import api as installation
from standing.hall.publish import actions, permissions, queries, queue, sources
from standing.hall.publish.forms import PublishForm, RollBackForm
from standing.hall.publish.rules import TYPES, Page, without_language
from standing.kernel.refusals import NotNow, Refused

_WORKER = Path(__file__).parent / "worker" / "sw.js"


@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Tell robots where not to go; a sample is not for them at all."""
    closed = ["/"] if installation.is_sample() else ["/staff/", "/accounts/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {_origin()}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type=TYPES["txt"])


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the public pages in the languages that are offered, each with its other languages."""
    at = clock.now()
    offered = sources.offered(at)
    pages = [
        page
        for page in sources.public_pages(at).values()
        if page.path.endswith("/") and page.group != sources.OWN and page.language in offered
    ]
    by_meaning: dict[str, list[Page]] = {}
    for page in sorted(pages, key=lambda page: (offered.index(page.language), page.path)):
        by_meaning.setdefault(without_language(page.path, page.language), []).append(page)
    return TemplateResponse(
        request,
        "publish/sitemap.xml",
        {"origin": _origin(), "meanings": list(by_meaning.values()), "first": offered[0]},
        content_type=TYPES["xml"],
    )


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """List what changed last on the public pages of this language, as an Atom feed."""
    language = _language()
    pages = sources.latest(sources.public_pages(clock.now()).values(), language)
    return TemplateResponse(
        request,
        "publish/changes.atom",
        {"origin": _origin(), "pages": pages, "latest": pages[0].changed if pages else None},
        content_type=TYPES["atom"],
    )


@require_safe
def offline_list(_request: HttpRequest) -> HttpResponse:
    """List what a phone saves in this language, with a version that changes when any of it may have changed."""
    at = clock.now()
    language = _language()
    pages = sources.essential(sources.public_pages(at).values(), language)
    return JsonResponse(
        {
            "language": language,
            "version": sources.version_of(pages, shell=sources.shell(at)),
            "sample": installation.is_sample(),
            # The page that lists the others comes first: the network may be gone before all is saved.
            "pages": [_offline_path(), *(page.path for page in pages)],
        }
    )


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say that there is no network, and which pages are saved."""
    pages = sources.essential(sources.public_pages(clock.now()).values(), _language())
    return TemplateResponse(
        request, "publish/offline.html", {"pages": [page for page in pages if page.path.endswith("/")]}
    )


@require_safe
def not_found(request: HttpRequest) -> HttpResponse:
    """Answer as any address that does not exist; published for a web server without the application."""
    return _quietly(TemplateResponse(request, "404.html", status=404))


@require_safe
def unavailable(request: HttpRequest) -> HttpResponse:
    """Say that a part does not work at this moment; published for the web server in front of us."""
    return _quietly(TemplateResponse(request, "publish/unavailable.html", status=503))


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """Hand out the service worker, which saves essential pages on the phone."""
    return HttpResponse(_WORKER.read_bytes(), content_type=TYPES["js"])


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what the public sees, what changed, and how a run that goes on is getting on."""
    current, before = queries.current(), queries.before_current()
    return TemplateResponse(
        request,
        "publish/show.html",
        {
            "current": current,
            "before": before,
            "history": queries.history(),
            "languages": sorted(current.languages.items()) if current else [],
            "more_changed": current is not None and current.written + current.removed > len(current.changed),
            "run": queries.latest_run(),
            "can_publish": permissions.can_publish(by=person(request)),
            "publish_form": PublishForm(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def publish_now(request: HttpRequest) -> HttpResponse:
    """Have the pages published by the worker."""
    form = PublishForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return redirect("publish:show")
    is_new = queue.ask(queue.BY_HAND, by=str(person(request).pk), everything=form.cleaned_data["everything"])
    messages.success(
        request, _("Publishing begins. This page shows how far it is.") if is_new else _("It was asked for already.")
    )
    return redirect("publish:show")


@require_http_methods(["GET", "HEAD", "POST"])
def roll_back(request: HttpRequest) -> HttpResponse:
    """Ask whether the last release is to be taken back, and do so."""
    form = RollBackForm(request.POST if request.method == "POST" else None)
    current, before = queries.current(), queries.before_current()
    if form.is_bound and form.is_valid():
        try:
            _check_seen(form.cleaned_data["seen"], current.number if current else 0)
            now = actions.roll_back(by=person(request), at=clock.now(), patience=5)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The public sees release %(number)s again.") % {"number": now.number})
            return redirect("publish:show")
    if not form.is_bound:
        form = RollBackForm(initial={"seen": current.number if current else 0})
    return TemplateResponse(
        request,
        "publish/roll_back.html",
        {"form": form, "current": current, "before": before},
        status=422 if form.is_bound else 200,
    )


def _check_seen(seen: int, now: int) -> None:
    if seen != now:
        raise NotNow("Another release came out since you opened this page. Look at it again.")


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE).lower()


def _offline_path() -> str:
    return reverse("publish_pages:offline")


def _origin() -> str:
    return str(settings.STANDING["origin"])


def _quietly(response: TemplateResponse) -> TemplateResponse:
    """Return an answer that looks like an error and is none: nothing is written to the log of errors."""
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 - Django's own mark for it
    return response
