"""All that can be done with messages."""

from standing.rooms.outreach.actions._deeds import NotTheseWords
from standing.rooms.outreach.actions.approving import NotReady, approve_campaign, reopen_campaign
from standing.rooms.outreach.actions.outlets import add_outlet, close_outlet
from standing.rooms.outreach.actions.sending import record_sending
from standing.rooms.outreach.actions.withdrawing import withdraw_campaign
from standing.rooms.outreach.actions.writing import change_campaign, save_texts, start_campaign

__all__ = [
    "NotReady",
    "NotTheseWords",
    "add_outlet",
    "approve_campaign",
    "change_campaign",
    "close_outlet",
    "record_sending",
    "reopen_campaign",
    "save_texts",
    "start_campaign",
    "withdraw_campaign",
]
