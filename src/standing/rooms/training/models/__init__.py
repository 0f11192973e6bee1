"""Tables of courses, and of who has to take them. The database has the last word."""

from standing.rooms.training.models.courses import Approval, Course, Edition, Gate

__all__ = ["Approval", "Course", "Edition", "Gate"]
