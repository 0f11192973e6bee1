"""The same lights as the pages show, for programs and spreadsheets."""

import csv
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.hall.web.api import light as light_words
from standing.kernel.refusals import NotFound, NotNow, Refused
from standing.rooms.board import queries, rules
from standing.rooms.board.queries import Step
from standing.rooms.board.rules import Moment
from standing.rooms.board.views.asked import exact_moment_or_refusal, moment_or_refusal
from standing.rooms.city import api as city
from standing.rooms.obligations import api as obligations

_COLUMNS = (
    "obligation", "clause", "instrument", "department", "status", "due_date", "period", "sentence",
    "claimed", "verified", "work", "judgement",
)  # fmt: skip


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        return value


def _at(
    read: Callable[[HttpRequest], Moment],
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Hand the moment that was asked for to a view; 422 with a sentence where it cannot be read."""

    def around(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @require_safe
        @wraps(view)
        def answer(request: HttpRequest, **parts: str) -> HttpResponseBase:
            try:
                moment = read(request)
            except Refused as refusal:
                return JsonResponse({"detail": str(refusal)}, status=422)
            return view(moment, **parts)

        return answer

    return around


@_at(moment_or_refusal)
def board_csv(moment: Moment) -> StreamingHttpResponse:
    """Give every light of the moment asked for as CSV (RFC 4180, UTF-8)."""
    facts = obligations.statuses(at=moment.at, known=moment.known)
    mark = "sample" if installation.is_sample() else "record"
    writer = csv.writer(_Echo())
    times = (facts.at.isoformat(), facts.known.isoformat())
    rows: Iterable[tuple[object, ...]] = (
        (mark, *times, *(getattr(pair, name) for name in _COLUMNS)) for pair in facts.pairs
    )
    lines = _after(("kind", "as_of", "known_by", *_COLUMNS), rows)
    answer = StreamingHttpResponse(
        (writer.writerow([rules.cell(value) for value in row]) for row in lines),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{_file_name("board", moment.day.isoformat())}.csv"'
    return answer


@_at(moment_or_refusal)
def board_json(moment: Moment) -> JsonResponse:
    """Give every light of the moment asked for as JSON."""
    facts = obligations.statuses(at=moment.at, known=moment.known)
    return JsonResponse(
        {
            "sample": installation.is_sample(),
            "as_of": facts.at.isoformat(),
            "known_by": facts.known.isoformat(),
            "rules_version": facts.rules_version,
            "pack_version": facts.pack_version,
            "pack_sha256": facts.pack_sha256,
            "lights": [{name: getattr(pair, name) for name in _COLUMNS} for pair in facts.pairs],
        }
    )


@_at(exact_moment_or_refusal)
def light_json(moment: Moment, obligation: str, department: str) -> HttpResponse:
    """
    Give the proof of a light in its one spelling; its SHA-256 is the one the page shows.

    The page asks for its own moment to the microsecond, so that both speak of the same one.
    """
    try:
        page = queries.light(obligation=obligation, department=department, moment=moment)
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    return _sealed(page.proof.body, _file_name("proof", obligation, department))


@require_safe
def frozen_json(_request: HttpRequest, day: str) -> HttpResponse:
    """Give the bytes of a frozen board."""
    try:
        _, body = obligations.frozen(day=date.fromisoformat(day))
    except (ValueError, NotFound) as missing:
        raise Http404 from missing
    return _sealed(body, _file_name("board", day))


class _Feed(Atom1Feed):
    """A feed that says when it was last looked at, not when it was asked for: the same news, the same bytes."""

    def latest_post_date(self) -> datetime:
        """Return the moment of the last frozen board."""
        looked_at: datetime = self.feed["looked_at"]
        return looked_at


@require_safe
def board_feed(request: HttpRequest) -> HttpResponse:
    """Give what changed from midnight to midnight, as an Atom feed."""
    now = clock.now()
    return _feed(request, queries.changes(now=now), _("Changes on the board"), now)


@require_safe
def department_feed(request: HttpRequest, department: str) -> HttpResponse:
    """Give what changed for one department."""
    now = clock.now()
    found = city.department(id=department, known=now)
    steps = [step for step in queries.changes(now=now) if step.department.id == department]
    return _feed(request, steps, _("Changes: %(name)s") % {"name": found.name}, now)


def _feed(request: HttpRequest, steps: Iterable[Step], title: str, now: datetime) -> HttpResponse:
    origin = str(settings.STANDING["origin"])
    sample = f"{_('Sample')}: " if installation.is_sample() else ""
    feed = _Feed(
        title=sample + title,
        link=origin + reverse("board:show_board"),
        description=title,
        feed_url=origin + request.path,
        feed_guid=origin + request.path,
        language="en",
        looked_at=queries.last_looked(now=now),
        author_name="Standing",  # Atom wants somebody; no person stands behind a computed light
    )
    for step in steps:
        address = reverse("board:open_light", args=[step.obligation.id, step.department.id])
        feed.add_item(
            title=f"{sample}{step.department.name}: {step.obligation.title}: {light_words(step.after).word}",
            link=origin + address,
            description=step.sentence,
            unique_id=f"{origin}{address}#{step.at.isoformat()}",
            updateddate=step.at,
            pubdate=step.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _sealed(body: bytes, name: str) -> HttpResponse:
    """Give bytes that have a hash as they are; that they are a sample is said around them."""
    answer = HttpResponse(body, content_type="application/json")
    answer["Content-Disposition"] = f'inline; filename="{name}.json"'
    answer["X-Standing-Records"] = "sample" if installation.is_sample() else "city"
    return answer


def _file_name(*parts: str) -> str:
    return "-".join((*parts, "sample") if installation.is_sample() else parts)


def _after(first: tuple[object, ...], rest: Iterable[tuple[object, ...]]) -> Iterable[tuple[object, ...]]:
    yield first
    yield from rest
