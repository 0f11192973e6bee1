"""Tables of this room: the ledger, those who give, and decisions that need two people."""

from standing.rooms.funds.models.decisions import Act, Decision, Step
from standing.rooms.funds.models.donors import Donor, DonorContact, DonorKind, Gift, Pledge, Receipt, VoidedBecause
from standing.rooms.funds.models.ledger import Account, ClosedDay, ClosedRound, Entry, Fund, Leg

__all__ = [
    "Account",
    "Act",
    "ClosedDay",
    "ClosedRound",
    "Decision",
    "Donor",
    "DonorContact",
    "DonorKind",
    "Entry",
    "Fund",
    "Gift",
    "Leg",
    "Pledge",
    "Receipt",
    "Step",
    "VoidedBecause",
]
