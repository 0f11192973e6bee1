"""Entrances of the room: the doors for programs, the script for agents, the keys."""

from standing.rooms.open311.views.georeport import (
    definition,
    discovery,
    nowhere,
    openapi,
    request,
    requests,
    services,
    token,
)
from standing.rooms.open311.views.inquiry import inquiry_facilities, inquiry_questions, inquiry_services
from standing.rooms.open311.views.keys import issue_key, list_keys, revoke_key
from standing.rooms.open311.views.script import answer, script, short_texts, short_texts_csv, short_texts_json

__all__ = [
    "answer",
    "definition",
    "discovery",
    "inquiry_facilities",
    "inquiry_questions",
    "inquiry_services",
    "issue_key",
    "list_keys",
    "nowhere",
    "openapi",
    "request",
    "requests",
    "revoke_key",
    "script",
    "services",
    "short_texts",
    "short_texts_csv",
    "short_texts_json",
    "token",
]
