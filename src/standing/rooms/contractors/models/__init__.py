"""Tables: firms and contracts, what they were told, what they answered, lists that were brought."""

from standing.rooms.contractors.models.answers import (
    Attestation,
    AttestedContract,
    ContractException,
    CrewReport,
    Decline,
    Subcontract,
)
from standing.rooms.contractors.models.asked import Asking, Declaration, Fed, Notice, Sending
from standing.rooms.contractors.models.brought import Import, ImportMark, ImportPart, ImportRow
from standing.rooms.contractors.models.register import ClauseStatus, Contract, Firm, FirmContact, Presence

__all__ = [
    "Asking",
    "Attestation",
    "AttestedContract",
    "ClauseStatus",
    "Contract",
    "ContractException",
    "CrewReport",
    "Declaration",
    "Decline",
    "Fed",
    "Firm",
    "FirmContact",
    "Import",
    "ImportMark",
    "ImportPart",
    "ImportRow",
    "Notice",
    "Presence",
    "Sending",
    "Subcontract",
]
