"""Pages of the room: request → form → one action or question → page."""

from standing.rooms.encounters.views.alerts import (
    confirm_alert,
    dismiss_alert,
    list_alerts,
    screen,
    send_alert,
    show_alert,
    take_alert,
)
from standing.rooms.encounters.views.cards import list_codes, make_code, revoke_code
from standing.rooms.encounters.views.months import attest_month, compare, compare_csv, list_months
from standing.rooms.encounters.views.public import alert, card, figures, figures_csv, send
from standing.rooms.encounters.views.reports import (
    close_report,
    hold,
    lift_hold,
    list_reports,
    reopen_report,
    reports_csv,
    save_draft,
    show_report,
    show_version,
    submit_report,
    write_section,
)
from standing.rooms.encounters.views.restricted import add_file, open_sealed, seal_officers

__all__ = [
    "add_file",
    "alert",
    "attest_month",
    "card",
    "close_report",
    "compare",
    "compare_csv",
    "confirm_alert",
    "dismiss_alert",
    "figures",
    "figures_csv",
    "hold",
    "lift_hold",
    "list_alerts",
    "list_codes",
    "list_months",
    "list_reports",
    "make_code",
    "open_sealed",
    "reopen_report",
    "reports_csv",
    "revoke_code",
    "save_draft",
    "screen",
    "seal_officers",
    "send",
    "send_alert",
    "show_alert",
    "show_report",
    "show_version",
    "submit_report",
    "take_alert",
    "write_section",
]
