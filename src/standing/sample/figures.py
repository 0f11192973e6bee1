"""The invented names and figures that the sample's cash aid, its bank and its issuer share."""

from typing import Final

from standing.rooms.cards.rules.nacha import Sender

ROUND: Final = "sample-2026"
GROUPS: Final = ("sample-harbor-table", "sample-valley-kitchen")
AMOUNTS: Final = (200_00, 300_00, 500_00)
"""What a card may be worth, in cents."""
DESK: Final = "Front table"
STATION: Final = "Card table"
PROGRAM: Final = "SAMPLE-GIFTS"
ACCOUNT: Final = "900100200"
ROUTING: Final = "110000000"
CITY_BANK: Final = Sender(
    bank_routing="120000003", bank_name="SAMPLE RIVER BANK", company="SAMPLE CITY", company_id="1900000000"
)
