"""
Tables of the trustee, cut by noun. None says who was helped, and the tags do not say when or where.

``Tag`` has no time, no number and no desk. PostgreSQL still tells by ``ctid`` and ``xmin`` in which order rows came,
until the nightly rewrite (facts: actions/nightly.py).
"""

from standing.rooms.trustee.models.appeals import Appeal, Approval
from standing.rooms.trustee.models.desks import Desk, Reply, Tag, Tally
from standing.rooms.trustee.models.nights import Night
from standing.rooms.trustee.models.rounds import Key, Round
from standing.rooms.trustee.models.statements import CitySeal, Statement

__all__ = [
    "Appeal",
    "Approval",
    "CitySeal",
    "Desk",
    "Key",
    "Night",
    "Reply",
    "Round",
    "Statement",
    "Tag",
    "Tally",
]
