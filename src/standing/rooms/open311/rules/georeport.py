"""The documents of GeoReport v2: which fields each has, in which order. Fields that this city never tells are empty."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from standing.rooms.open311.rules.asking import SAFE_TIMES, shown_time
from standing.rooms.open311.rules.documents import FORMATS, Value
from standing.rooms.open311.rules.shape import Place, Topic

Document = Mapping[str, Value]

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
INQUIRY = "http://wiki.open311.org/Inquiry_v1"


def discovery(*, origin: str, changed_at: dt.datetime, contact: str, key_service: str, is_sample: bool) -> Document:
    """Return where the doors stand. In a sample they are doors to try things at."""
    changeset = changed_at.isoformat(timespec="seconds")
    return {
        "changeset": changeset,
        "contact": contact,
        "key_service": key_service,
        "endpoints": [
            {
                "specification": specification,
                "url": f"{origin}{path}",
                "changeset": changeset,
                "type": "test" if is_sample else "production",
                "formats": [media_type.partition(";")[0] for media_type in FORMATS.values()],
            }
            for specification, path in ((SPECIFICATION, "/open311/v2"), (INQUIRY, "/open311/inquiry/v1"))
        ],
        **_sample(is_sample=is_sample),
    }


def service(topic: Topic, *, name: str, description: str, group: str, is_sample: bool) -> Document:
    """Return a topic in the list of services."""
    return {
        "service_code": topic.code,
        "service_name": name,
        "description": description,
        "metadata": True,
        "type": topic.type,
        "keywords": ",".join(topic.keywords),
        "group": group,
        **_sample(is_sample=is_sample),
    }


def definition(
    topic: Topic, *, languages: Sequence[tuple[str, str]], places: Iterable[Place], is_sample: bool
) -> Document:
    """Return what a topic asks for: a City place and nothing else, or a language and a time that is safe."""
    if topic.alerts:
        attributes = [
            _attribute(
                code="property",
                order=1,
                is_required=True,
                description="The number of the City property",
                hint="As the register of City property writes it, such as S-004217. Everything else is dropped unread.",
                values=(),
                datatype="string",
            )
        ]
    elif topic.asks_place:
        attributes = [
            _attribute(
                code="place",
                order=1,
                is_required=True,
                description="Which place of the City",
                hint="The place only. Do not send where a person is, or who.",
                values=[(place.id, place.name) for place in places],
            )
        ]
    else:
        attributes = [
            _attribute(
                code="language",
                order=1,
                is_required=False,
                description="Language of the answer",
                hint="The language the person wants to be answered in. Left out: that of the request.",
                values=languages,
            ),
            _attribute(
                code="safe_time",
                order=2,
                is_required=False,
                description="When it is safe to call",
                hint="Left out: any time.",
                values=[(time, time) for time in SAFE_TIMES],
            ),
        ]
    return {"service_code": topic.code, "attributes": attributes, **_sample(is_sample=is_sample)}


def _attribute(
    *,
    code: str,
    order: int,
    is_required: bool,
    description: str,
    hint: str,
    values: Iterable[tuple[str, str]],
    datatype: str = "singlevaluelist",
) -> Document:
    return {
        "variable": True,
        "code": code,
        "datatype": datatype,
        "required": is_required,
        "datatype_description": hint,
        "order": order,
        "description": description,
        "values": [{"key": key, "name": name} for key, name in values],
    }


def taken(*, token: str, receipt: str) -> list[Value]:
    """Return the answer to a request: a token for a batch, nothing to follow for a blackbox, and the receipt code."""
    notice = f"Receipt code {receipt}. Give it to the person: with it they read the answer. It is kept nowhere."
    return [{**({"token": token} if token else {}), "service_notice": notice, "account_id": None}]


def alerted() -> list[Value]:
    """Return the answer to an alert: it is with the liaison, and there is nothing to follow."""
    return [{"service_notice": "The liaison of the property is rung. Nothing of this is listed.", "account_id": None}]


def numbered(*, token: str, number: str) -> list[Value]:
    """Return what a token stands for; the number is empty until the batch."""
    return [{"service_request_id": number or None, "token": token}]


def request(
    *,
    number: str,
    topic: Topic | None,
    code: str,
    name: str,
    is_open: bool,
    day: dt.date,
    place: Place | None,
    agency: str,
    zone: dt.tzinfo,
    is_sample: bool,
) -> Document:
    """Return a request as everybody may see it: no words, no names, no position, and a day instead of an hour."""
    return {
        "service_request_id": number,
        "status": "open" if is_open else "closed",
        "status_notes": None,
        "service_name": name,
        "service_code": code,
        "description": None,
        "agency_responsible": agency if topic is not None else None,
        "service_notice": None,
        "requested_datetime": shown_time(day, zone=zone),
        "updated_datetime": None,
        "expected_datetime": None,
        "address": place.name if place is not None else None,
        "address_id": place.id if place is not None else None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
        **_sample(is_sample=is_sample),
    }


def _sample(*, is_sample: bool) -> Document:
    return {"sample": True} if is_sample else {}
