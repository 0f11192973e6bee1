"""Tables of courses, and of who has to take them. The database has the last word."""

from standing.rooms.training.models.completions import Completion
from standing.rooms.training.models.courses import Approval, Course, Edition, Gate

__all__ = ["Approval", "Completion", "Course", "Edition", "Gate"]
