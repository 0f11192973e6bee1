"""All that can be done at the disclosure desk."""

from standing.rooms.disclosure.actions.clockwork import forget_requests, send_notices
from standing.rooms.disclosure.actions.deciding import decide_request, open_advice, release_data, seal_by_court
from standing.rooms.disclosure.actions.holding import lift_hold, place_hold
from standing.rooms.disclosure.actions.intake import read_again, record_request, take_request
from standing.rooms.disclosure.actions.sharing import enter_partner, review_partner

__all__ = [
    "decide_request",
    "enter_partner",
    "forget_requests",
    "lift_hold",
    "open_advice",
    "place_hold",
    "read_again",
    "record_request",
    "release_data",
    "review_partner",
    "seal_by_court",
    "send_notices",
    "take_request",
]
