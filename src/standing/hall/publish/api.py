"""The door of publishing: rooms say which pages they have, and when something changed."""

from standing.hall.publish.actions import publish, roll_back
from standing.hall.publish.queries import current, history
from standing.hall.publish.queue import IsPublishing, soon
from standing.hall.publish.rules import NotAPage, Page, Problem, ReleaseFact, Report
from standing.hall.publish.sources import register, set_offered

__all__ = [
    "IsPublishing",
    "NotAPage",
    "Page",
    "Problem",
    "ReleaseFact",
    "Report",
    "current",
    "history",
    "publish",
    "register",
    "roll_back",
    "set_offered",
    "soon",
]
