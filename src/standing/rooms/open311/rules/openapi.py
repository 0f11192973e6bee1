"""The description of the doors for programs: OpenAPI 3.1, written from the same tables as the doors."""

from __future__ import annotations

from collections.abc import Mapping

from standing.rooms.open311.rules.asking import SAFE_TIMES
from standing.rooms.open311.rules.documents import FORMATS, Value

_TEXT: Value = {"type": "string"}
_MAYBE: Value = {"type": ["string", "null"]}
_NUMBER: Value = {"type": ["number", "null"]}
_SAMPLE: Mapping[str, Value] = {"sample": {"type": "boolean"}}


def document(*, title: str, version: str, codes: list[str], languages: list[str], places: list[str]) -> Value:
    """Return the description. What may be sent is named by example, so that a program can try it."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": "GeoReport v2 and a content door in the shape of Inquiry v1. Sent positions, names, devices "
            "and pictures are dropped and never kept. Every answer is also there as XML.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            **_both("/open311/v2/discovery", "Where the doors stand", _DISCOVERY),
            **_both("/open311/v2/services", "What can be handed in", _list(_SERVICE)),
            **_both(
                "/open311/v2/services/{service_code}",
                "What a topic asks for",
                _DEFINITION,
                parameters=[_in_path("service_code", enum=codes)],
            ),
            **_requests(codes, languages, places),
            **_both(
                "/open311/v2/requests/{service_request_id}",
                "One request, as a list",
                _list(_REQUEST),
                parameters=[_in_path("service_request_id")],
            ),
            **_both(
                "/open311/v2/tokens/{token}",
                "The number behind a token, once it has one",
                _list(_NUMBERED),
                parameters=[_in_path("token")],
            ),
            **_inquiry("services", "Help"),
            **_inquiry("facilities", "Places where help is given"),
            **_inquiry("web_faqs", "Questions and answers about rights"),
        },
        "components": {"schemas": {"errors": _ERRORS}},
    }


def _object(required: list[str], properties: Mapping[str, Value], *, is_open: bool = False) -> Mapping[str, Value]:
    return {
        "type": "object",
        "required": required,
        "properties": {**properties, **_SAMPLE},
        "additionalProperties": is_open,
    }


def _list(item: Value) -> Value:
    return {"type": "array", "items": item}


_ERRORS: Value = {
    "type": "array",
    "minItems": 1,
    "items": _object(["code", "description"], {"code": {"enum": [400, 403, 404]}, "description": _TEXT}),
}
_DISCOVERY = _object(
    ["changeset", "contact", "key_service", "endpoints"],
    {
        "changeset": {"type": "string", "format": "date-time"},
        "contact": _TEXT,
        "key_service": _TEXT,
        "endpoints": {
            "type": "array",
            "minItems": 2,
            "items": _object(
                ["specification", "url", "changeset", "type", "formats"],
                {
                    "specification": {"type": "string", "format": "uri"},
                    "url": {"type": "string", "format": "uri"},
                    "changeset": {"type": "string", "format": "date-time"},
                    "type": {"enum": ["production", "test"]},
                    "formats": {"type": "array", "minItems": 1, "items": {"enum": ["text/xml", "application/json"]}},
                },
            ),
        },
    },
)
_SERVICE = _object(
    ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"],
    {
        "service_code": _TEXT,
        "service_name": _TEXT,
        "description": _TEXT,
        "metadata": {"type": "boolean"},
        "type": {"enum": ["realtime", "batch", "blackbox"]},
        "keywords": _TEXT,
        "group": _TEXT,
    },
)
_DEFINITION = _object(
    ["service_code", "attributes"],
    {
        "service_code": _TEXT,
        "attributes": {
            "type": "array",
            "items": _object(
                ["variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"],
                {
                    "variable": {"type": "boolean"},
                    "code": _TEXT,
                    "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]},
                    "required": {"type": "boolean"},
                    "datatype_description": _TEXT,
                    "order": {"type": "integer"},
                    "description": _TEXT,
                    "values": {
                        "type": "array",
                        "items": _object(["key", "name"], {"key": _TEXT, "name": _TEXT}),
                    },
                },
            ),
        },
    },
)
_REQUEST = _object(
    ["service_request_id", "status", "service_code", "requested_datetime"],
    {
        "service_request_id": _TEXT,
        "status": {"enum": ["open", "closed"]},
        "status_notes": {"type": "null"},
        "service_name": _TEXT,
        "service_code": _TEXT,
        "description": {"type": "null"},
        "agency_responsible": _MAYBE,
        "service_notice": {"type": "null"},
        "requested_datetime": {"type": "string", "format": "date-time"},
        "updated_datetime": {"type": "null"},
        "expected_datetime": {"type": "null"},
        "address": _MAYBE,
        "address_id": _MAYBE,
        "zipcode": {"type": "null"},
        "lat": {"type": "null"},
        "long": {"type": "null"},
        "media_url": {"type": "null"},
    },
)
_NUMBERED = _object(["service_request_id", "token"], {"service_request_id": _MAYBE, "token": _TEXT})
_TAKEN = _object(["service_notice"], {"token": _TEXT, "service_notice": _TEXT, "account_id": {"type": "null"}})
_CONTENT: Mapping[str, Value] = {
    "id": _TEXT,
    "expiration": {"type": "string", "format": "date"},
    "language": _TEXT,
    "translation": {"enum": ["source", "reviewed", "not reviewed", "partly translated", "not translated"]},
}
_FORMS: Value = sorted(FORMATS)


def _both(
    path: str,
    summary: str,
    answer: Value,
    *,
    parameters: list[Value] | None = None,
) -> Mapping[str, Value]:
    return {f"{path}.{{f}}": {"get": _get(summary, answer, parameters or [])}}


def _get(summary: str, answer: Value, parameters: list[Value]) -> Mapping[str, Value]:
    form: Value = {"name": "f", "in": "path", "required": True, "schema": {"enum": _FORMS}}
    return {
        "summary": summary,
        "parameters": [
            form,
            *parameters,
            {"name": "jurisdiction_id", "in": "query", "required": False, "schema": _TEXT},
            {
                "name": "Accept-Language",
                "in": "header",
                "required": False,
                "schema": {"enum": ["en", "es", "fa;q=0.8"]},
            },
        ],
        "responses": {"200": _said(answer), "400": _said(_ERRORS), "403": _said(_ERRORS), "404": _said(_ERRORS)},
    }


def _said(schema: Value) -> Mapping[str, Value]:
    return {
        "description": "The answer, or why there is none.",
        "content": {FORMATS["json"]: {"schema": schema}, FORMATS["xml"]: {"schema": {}}},
    }


def _in_path(name: str, *, enum: list[str] | None = None) -> Value:
    schema: Value = {"enum": list(enum)} if enum else {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _requests(codes: list[str], languages: list[str], places: list[str]) -> Mapping[str, Value]:
    day: Value = {"type": "string", "format": "date-time"}
    query: list[Value] = [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in (
            ("service_request_id", _TEXT),
            ("service_code", {"enum": codes}),
            ("start_date", day),
            ("end_date", day),
            ("status", {"enum": ["open", "closed", "open,closed"]}),
        )
    ]
    form: Value = {
        "type": "object",
        "required": ["api_key", "service_code"],
        "properties": {
            "api_key": _TEXT,
            "service_code": {"enum": codes},
            "description": {"type": "string", "maxLength": 2000},
            "email": _TEXT,
            "phone": _TEXT,
            "address_id": {"enum": places or [""]},
            "attribute[language]": {"enum": languages},
            "attribute[safe_time]": {"enum": list(SAFE_TIMES)},
            "attribute[place]": {"enum": places or [""]},
            "attribute[property]": {"type": "string", "maxLength": 16},
        },
    }
    post: Mapping[str, Value] = {
        "summary": "Hand something in; needs a key",
        "parameters": [{"name": "f", "in": "path", "required": True, "schema": {"enum": _FORMS}}],
        "requestBody": {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form}}},
        "responses": {
            "200": _said(_list(_TAKEN)),
            "400": _said(_ERRORS),
            "403": _said(_ERRORS),
            "404": _said(_ERRORS),
        },
    }
    return {
        "/open311/v2/requests.{f}": {
            "get": _get("Requests that have a number; no words, names or positions", _list(_REQUEST), query),
            "post": post,
        }
    }


def _inquiry(kind: str, summary: str) -> Mapping[str, Value]:
    return _both(
        f"/open311/inquiry/v1/{kind}/{{which}}",
        f"{summary}: all, those of a category, or one by its id",
        {
            "anyOf": [
                _list(_object(["id", "expiration"], _CONTENT, is_open=True)),
                _object(["id", "expiration"], _CONTENT, is_open=True),
            ]
        },
        parameters=[_in_path("which")],
    )
