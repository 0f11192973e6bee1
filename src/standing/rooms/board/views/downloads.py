"""The same lights as the pages show, for programs and spreadsheets."""

import csv
import json
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.installation import api as installation
from standing.kernel.refusals import NotFound, NotNow
from standing.rooms.board import queries, rules
from standing.rooms.board.queries import Step
from standing.rooms.board.views.asked import moment_or_404
from standing.rooms.obligations import api as obligations

_COLUMNS = (
    "obligation", "clause", "instrument", "department", "status", "due_date", "period", "sentence",
    "claimed", "verified", "work", "judgement",
)  # fmt: skip


class _Echo:
    """A file that hands back each line."""

    def write(self, value: str) -> str:
        return value


@require_safe
def board_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Give every light of the moment asked for as CSV (RFC 4180, UTF-8)."""
    moment = moment_or_404(request)
    facts = obligations.statuses(at=moment.at, known=moment.known)
    mark = "sample" if installation.is_sample() else "record"
    writer = csv.writer(_Echo())
    lines = [("kind", "as_of", "known_by", *_COLUMNS)]
    answer = StreamingHttpResponse(
        (
            writer.writerow([rules.cell(value) for value in row])
            for row in _chain(
                lines,
                (
                    (mark, facts.at.isoformat(), facts.known.isoformat(), *(getattr(pair, name) for name in _COLUMNS))
                    for pair in facts.pairs
                ),
            )
        ),
        content_type="text/csv; charset=utf-8",
    )
    name = f"board-{moment.day.isoformat()}{'-sample' if mark == 'sample' else ''}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
def board_json(request: HttpRequest) -> JsonResponse:
    """Give every light of the moment asked for as JSON."""
    moment = moment_or_404(request)
    facts = obligations.statuses(at=moment.at, known=moment.known)
    return JsonResponse(
        {
            "sample": installation.is_sample(),
            "as_of": facts.at.isoformat(),
            "known_by": facts.known.isoformat(),
            "rules_version": facts.rules_version,
            "pack_version": facts.pack_version,
            "pack_sha256": facts.pack_sha256,
            "lights": [{name: _plain(getattr(pair, name)) for name in _COLUMNS} for pair in facts.pairs],
        }
    )


@require_safe
def light_json(request: HttpRequest, obligation: str, department: str) -> HttpResponse:
    """Give the proof of a light in its one spelling; its SHA-256 is the one the page shows."""
    moment = moment_or_404(request)
    try:
        page = queries.light(obligation=obligation, department=department, moment=moment)
    except (NotFound, NotNow) as missing:
        raise Http404 from missing
    answer = HttpResponse(page.proof.body, content_type="application/json")
    answer["X-Standing-Records"] = "sample" if installation.is_sample() else "city"
    return answer


@require_safe
def frozen_json(_request: HttpRequest, day: str) -> HttpResponse:
    """Give the bytes of a frozen board."""
    try:
        _, body = obligations.frozen(day=date.fromisoformat(day))
    except (ValueError, NotFound) as missing:
        raise Http404 from missing
    answer = HttpResponse(body, content_type="application/json")
    answer["X-Standing-Records"] = "sample" if installation.is_sample() else "city"
    return answer


@require_safe
def board_feed(request: HttpRequest) -> HttpResponse:
    """Give what changed from midnight to midnight, as an Atom feed."""
    return _feed(request, queries.changes(now=clock.now()), _("Changes on the board"))


@require_safe
def department_feed(request: HttpRequest, department: str) -> HttpResponse:
    """Give what changed for one department."""
    try:
        found = queries.city.department(id=department, known=clock.now())
    except NotFound as missing:
        raise Http404 from missing
    steps = [step for step in queries.changes(now=clock.now()) if step.department.id == department]
    return _feed(request, steps, _("Changes: %(name)s") % {"name": found.name})


def _feed(request: HttpRequest, steps: Iterable[Step], title: str) -> HttpResponse:
    origin = settings.STANDING["origin"]
    sample = f"{_('Sample')}: " if installation.is_sample() else ""
    feed = Atom1Feed(
        title=sample + title,
        link=origin + reverse("board:show_board"),
        description=title,
        feed_url=origin + request.path,
        language="en",
    )
    for step in steps:
        address = reverse("board:open_light", args=[step.obligation.id, step.department.id])
        feed.add_item(
            title=f"{sample}{step.department.name}: {step.obligation.title}: {step.after}",
            link=origin + address,
            description=step.sentence,
            unique_id=f"{origin}{address}#{step.at.isoformat()}",
            updateddate=step.at,
            pubdate=step.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _chain(*many: Iterable[tuple[object, ...]]) -> Iterable[tuple[object, ...]]:
    for each in many:
        yield from each


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str) else json.loads(json.dumps(value, default=str))
