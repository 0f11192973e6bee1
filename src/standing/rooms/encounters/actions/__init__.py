"""All that can be done with alerts and reports."""

from standing.rooms.encounters.actions.alerts import confirm_alert, dismiss_alert, raise_alert, take_alert
from standing.rooms.encounters.actions.cards import make_code, revoke_code
from standing.rooms.encounters.actions.keeping import forget_reports, lift_hold, place_hold
from standing.rooms.encounters.actions.months import attest_month, enter_traces
from standing.rooms.encounters.actions.reports import close_report, reopen_report, save_draft, submit_report
from standing.rooms.encounters.actions.restricted import add_file, open_file, open_officers, seal_officers

__all__ = [
    "add_file",
    "attest_month",
    "close_report",
    "confirm_alert",
    "dismiss_alert",
    "enter_traces",
    "forget_reports",
    "lift_hold",
    "make_code",
    "open_file",
    "open_officers",
    "place_hold",
    "raise_alert",
    "reopen_report",
    "revoke_code",
    "save_draft",
    "seal_officers",
    "submit_report",
    "take_alert",
]
