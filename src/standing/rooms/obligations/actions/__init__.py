"""All that can be done about duties. Nothing here sets a status: facts are recorded, the light follows."""

from standing.rooms.obligations.actions.boards import freeze_board, freeze_missed, replay_board
from standing.rooms.obligations.actions.evidence import (
    FILED,
    end_evidence,
    file_evidence,
    record_evidence,
    verify_evidence,
    withdraw_evidence,
)
from standing.rooms.obligations.actions.facts import record_event, record_judgement, set_work_state
from standing.rooms.obligations.actions.naming import name_duties
from standing.rooms.obligations.actions.reminding import Reminded, send_reminders
from standing.rooms.obligations.actions.waivers import end_waiver, grant_waiver, refuse_waiver, request_waiver

__all__ = [
    "FILED",
    "Reminded",
    "end_evidence",
    "end_waiver",
    "file_evidence",
    "freeze_board",
    "freeze_missed",
    "grant_waiver",
    "name_duties",
    "record_event",
    "record_evidence",
    "record_judgement",
    "refuse_waiver",
    "replay_board",
    "request_waiver",
    "send_reminders",
    "set_work_state",
    "verify_evidence",
    "withdraw_evidence",
]
