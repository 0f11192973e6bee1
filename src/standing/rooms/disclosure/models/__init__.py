"""Tables of the disclosure desk."""

from standing.rooms.disclosure.models.decisions import CourtSeal, Decision, Release
from standing.rooms.disclosure.models.requests import Reading, Request
from standing.rooms.disclosure.models.sharing import Partner, Review

__all__ = ["CourtSeal", "Decision", "Partner", "Reading", "Release", "Request", "Review"]
