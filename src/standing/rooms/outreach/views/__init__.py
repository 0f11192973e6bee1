"""Pages of the room: request → form → one action or question → page."""

from standing.rooms.outreach.views.campaigns import (
    approve_campaign,
    change_campaign,
    list_campaigns,
    reopen_campaign,
    show_campaign,
    start_campaign,
    withdraw_campaign,
    write_texts,
)
from standing.rooms.outreach.views.downloads import card_png, kit_zip, poster_pdf, preview, public_kit, sent_csv
from standing.rooms.outreach.views.outlets import add_outlet, close_outlet, list_outlets
from standing.rooms.outreach.views.public import index
from standing.rooms.outreach.views.sending import send

__all__ = [
    "add_outlet",
    "approve_campaign",
    "card_png",
    "change_campaign",
    "close_outlet",
    "index",
    "kit_zip",
    "list_campaigns",
    "list_outlets",
    "poster_pdf",
    "preview",
    "public_kit",
    "reopen_campaign",
    "send",
    "sent_csv",
    "show_campaign",
    "start_campaign",
    "withdraw_campaign",
    "write_texts",
]
