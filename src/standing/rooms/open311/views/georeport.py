"""GeoReport v2: where the doors stand, what can be handed in, and what became of it."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from standing.hall import clock
from standing.hall.installation.api import is_sample
from standing.rooms.open311 import actions, queries
from standing.rooms.open311.queries import Ground, RequestFact
from standing.rooms.open311.rules import asking, georeport
from standing.rooms.open311.rules import openapi as description
from standing.rooms.open311.rules.documents import Value
from standing.rooms.open311.rules.problems import WRONG, Problem, missing
from standing.rooms.open311.rules.shape import Topic
from standing.rooms.open311.views.doors import Said, door, here, language_of, origin, told


@door("GET")
def discovery(request: HttpRequest) -> Said:  # noqa: ARG001 (a door is asked)
    """Say where the doors stand, whom to ask, and how to get a key."""
    ground = here()
    return Said(
        root="discovery",
        content=georeport.discovery(
            origin=origin(),
            changed_at=ground.applied_at.astimezone(ground.zone),
            contact=ground.file.contact,
            key_service=ground.file.key_service,
            is_sample=is_sample(),
        ),
    )


@door("GET")
def services(request: HttpRequest) -> Said:
    """List what can be handed in."""
    ground = here()
    said = queries.said(ground.file, language=language_of(request, ground))
    groups = queries.groups(ground.file)
    listed = [
        georeport.service(
            topic,
            name=said[f"{topic.code}:name"].text,
            description=said[f"{topic.code}:description"].text,
            group=said[f"group:{groups.index(topic.group)}"].text if topic.group else "",
            is_sample=is_sample(),
        )
        for topic in ground.file.topics
    ]
    spoken = dict.fromkeys(
        said[f"{topic.code}:{part}"].language for topic in ground.file.topics for part in ("name", "description")
    )
    return Said(root="services", content=listed, languages=", ".join(spoken))


@door("GET")
def definition(request: HttpRequest, code: str) -> Said:  # noqa: ARG001 (a door is asked)
    """Say what a topic asks for."""
    ground = here()
    return Said(
        root="service_definition",
        content=georeport.definition(
            _topic(ground, code),
            languages=tuple(ground.names.items()),
            places=ground.file.places,
            is_sample=is_sample(),
        ),
        languages="en",
    )


@door("GET", "POST")
def requests(request: HttpRequest) -> Said:
    """List the requests that have a number, or take one in."""
    return _take(request) if request.method == "POST" else _list(request)


@door("GET")
def request(request: HttpRequest, number: str) -> Said:
    """Show one request, as a list."""
    ground, at = here(), clock.now()
    fact = queries.request(number=number, oldest=_oldest(ground, at=at))
    return _listed(request, ground, (fact,))


@door("GET")
def token(request: HttpRequest, token: str) -> Said:  # noqa: ARG001 (a door is asked)
    """Say which number a token stands for, once it has one."""
    number = queries.number_of(token=token)
    return Said(root="service_requests", content=georeport.numbered(token=token, number=number), is_kept=False)


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Say in the form that was asked for that there is no such door."""
    return told(missing("door"), form=request.path.rpartition(".")[2], methods=("GET",))


@door("GET")
def openapi(request: HttpRequest) -> Said:  # noqa: ARG001 (a door is asked)
    """Describe the doors for programs."""
    ground = here()
    return Said(
        root="openapi",
        content=description.document(
            title=f"311, {ground.city}" + (" (sample)" if is_sample() else ""),
            version="2",
            codes=[topic.code for topic in ground.file.topics],
            languages=list(ground.codes),
            places=[place.id for place in ground.file.places],
        ),
    )


def _list(request: HttpRequest) -> Said:
    ground, at = here(), clock.now()
    limits = ground.file.limits
    wanted = asking.read_list(request.GET.dict(), limits=limits, zone=ground.zone, at=at)
    found = queries.listed(wanted=wanted, rows=limits.rows, oldest=_oldest(ground, at=at))
    return _listed(request, ground, found)


def _listed(request: HttpRequest, ground: Ground, found: tuple[RequestFact, ...]) -> Said:
    said = queries.said(ground.file, language=language_of(request, ground))
    rows: list[Value] = []
    for one in found:
        topic = ground.file.topic(one.service_code)
        rows.append(
            georeport.request(
                number=one.number,
                topic=topic,
                code=one.service_code,
                name=said[f"{one.service_code}:name"].text if topic is not None else one.service_code,
                is_open=one.is_open,
                day=one.day,
                place=ground.file.place(one.place),
                agency=ground.city,
                zone=ground.zone,
                is_sample=is_sample(),
            )
        )
    spoken = dict.fromkeys(said[f"{topic.code}:name"].language for topic in ground.file.topics)
    return Said(root="service_requests", content=rows, languages=", ".join(spoken))


def _take(request: HttpRequest) -> Said:
    ground, at = here(), clock.now()
    params = asking.given(request.POST.dict())
    actions.use_key(key=params.get("api_key", ""), most=ground.file.limits.requests_a_minute, at=at)
    code = params.get("service_code", "")
    if not code:
        raise Problem(WRONG, "service_code is required.")
    topic = _topic(ground, code)
    if topic.not_yet:  # whatever else was sent, nothing of it is read
        raise Problem(WRONG, topic.not_yet)
    if topic.alerts:
        actions.pass_on_alert(property_number=asking.read_property(params), key=params.get("api_key", ""), at=at)
        return Said(root="service_requests", content=georeport.alerted(), is_kept=False)
    posted = asking.read_post(
        params, topic=topic, file=ground.file, languages=ground.codes, preferred=language_of(request, ground)
    )
    taken = actions.take_request(posted=posted, at=at)
    return Said(
        root="service_requests", content=georeport.taken(token=taken.token, receipt=taken.receipt), is_kept=False
    )


def _topic(ground: Ground, code: str) -> Topic:
    topic = ground.file.topic(code)
    if topic is None:
        raise missing("service_code")
    return topic


def _oldest(ground: Ground, *, at: dt.datetime) -> dt.date:
    return at.astimezone(ground.zone).date() - dt.timedelta(days=ground.file.limits.keep_days)
