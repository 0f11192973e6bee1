"""What several rooms know, put side by side."""

from standing.rooms.board.queries.board import Board, Named, Row, Wanted, board, zone_at
from standing.rooms.board.queries.changes import Step, changes, last_looked
from standing.rooms.board.queries.home import Home, ToDo, home
from standing.rooms.board.queries.pages import (
    ClausePage,
    DepartmentPage,
    InstrumentPage,
    LightPage,
    clause,
    department,
    filed_plans,
    instrument,
    instruments,
    light,
    waivers,
)

__all__ = [
    "Board",
    "ClausePage",
    "DepartmentPage",
    "Home",
    "InstrumentPage",
    "LightPage",
    "Named",
    "Row",
    "Step",
    "ToDo",
    "Wanted",
    "board",
    "changes",
    "clause",
    "department",
    "filed_plans",
    "home",
    "instrument",
    "instruments",
    "last_looked",
    "light",
    "waivers",
    "zone_at",
]
