"""Tables of cards, custody, loads and days."""

from standing.rooms.cards.models.cards import Card, Move, Order, Program, Shipment, Voiding
from standing.rooms.cards.models.custody import Consignment, Count
from standing.rooms.cards.models.days import Answered, ClosedDay, Comparison, DayFile, DayLine, Difference, Funding
from standing.rooms.cards.models.loads import Load, LoadAnswer, LoadBatch, Take

__all__ = [
    "Answered",
    "Card",
    "ClosedDay",
    "Comparison",
    "Consignment",
    "Count",
    "DayFile",
    "DayLine",
    "Difference",
    "Funding",
    "Load",
    "LoadAnswer",
    "LoadBatch",
    "Move",
    "Order",
    "Program",
    "Shipment",
    "Take",
    "Voiding",
]
