"""Tables of courses, and of who has to take them. The database has the last word."""

from standing.rooms.training.models.completions import Completion
from standing.rooms.training.models.courses import Approval, Course, Edition, Gate
from standing.rooms.training.models.duties import (
    Assignment,
    CoverageProof,
    Reminded,
    Sheet,
    SheetCompletion,
    SheetEntry,
    SheetLine,
    SheetWithdrawal,
)

__all__ = [
    "Approval",
    "Assignment",
    "Completion",
    "Course",
    "CoverageProof",
    "Edition",
    "Gate",
    "Reminded",
    "Sheet",
    "SheetCompletion",
    "SheetEntry",
    "SheetLine",
    "SheetWithdrawal",
]
