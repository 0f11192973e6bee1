"""Which way leads to the issuer of cards, and from which bank the City pays; told by the settings."""

from pathlib import Path

from django.conf import settings

from standing.hall.installation.api import is_sample
from standing.rooms.cards import api as cards
from standing.rooms.cards.adapters.files import FileIssuer
from standing.rooms.cards.adapters.rest import RestIssuer

_SAMPLE_BANK = cards.Sender(
    bank_routing="120000003", bank_name="SAMPLE RIVER BANK", company="SAMPLE CITY", company_id="1900000000"
)


def plug_in() -> None:
    """Tell the room of cards; safe to call again."""
    cards.set_issuer(_issuer)
    cards.set_sender(_sender)


def _issuer(program: str, rail: str) -> cards.Issuer | None:
    if rail == "file":
        return FileIssuer(folder=Path(str(settings.STANDING["var"])) / "issuer" / program, program=program)
    url = str(settings.STANDING["issuer_url"])
    return RestIssuer(url, token=str(settings.STANDING["issuer_token"])) if url else None


def _sender() -> cards.Sender | None:
    said = settings.STANDING["city_bank"]
    if said:
        return cards.Sender(**said)
    return _SAMPLE_BANK if is_sample() else None
