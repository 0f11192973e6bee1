"""Tables of the room: rounds and keys, desks, what was spent, and what seals it."""

from standing.rooms.aid.models.applications import Evaluated, Intake
from standing.rooms.aid.models.desks import Desk, Tally
from standing.rooms.aid.models.rounds import Key, Round
from standing.rooms.aid.models.seals import Checkpoint, Leaf, Statement
from standing.rooms.aid.models.spent import Receipt, Token

__all__ = [
    "Checkpoint",
    "Desk",
    "Evaluated",
    "Intake",
    "Key",
    "Leaf",
    "Receipt",
    "Round",
    "Statement",
    "Tally",
    "Token",
]
