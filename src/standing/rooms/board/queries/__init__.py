"""What several rooms know, put side by side."""

from standing.rooms.board.queries.board import Board, Named, Row, Wanted, board, zone_at
from standing.rooms.board.queries.changes import Step, changes, last_looked
from standing.rooms.board.queries.home import Home, home
from standing.rooms.board.queries.inventory import ColumnFact, PlaceFact, TableFact, inventory
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
from standing.rooms.board.queries.waiting import ToDo

__all__ = [
    "Board",
    "ClausePage",
    "ColumnFact",
    "DepartmentPage",
    "Home",
    "InstrumentPage",
    "LightPage",
    "Named",
    "PlaceFact",
    "Row",
    "Step",
    "TableFact",
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
    "inventory",
    "last_looked",
    "light",
    "waivers",
    "zone_at",
]
