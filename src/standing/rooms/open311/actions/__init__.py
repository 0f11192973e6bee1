"""All that can be done at the doors for 311."""

from standing.rooms.open311.actions.evidence import record_published, record_service_lists
from standing.rooms.open311.actions.keys import issue_key, revoke_key, use_key
from standing.rooms.open311.actions.requests import (
    Taken,
    forget_requests,
    number_requests,
    pass_on_alert,
    take_request,
)
from standing.rooms.open311.actions.words import put_words

__all__ = [
    "Taken",
    "forget_requests",
    "issue_key",
    "number_requests",
    "pass_on_alert",
    "put_words",
    "record_published",
    "record_service_lists",
    "revoke_key",
    "take_request",
    "use_key",
]
