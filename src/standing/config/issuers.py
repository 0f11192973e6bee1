"""Which way leads to the issuer of cards, and from which bank the City pays; told by the settings."""

from pathlib import Path

from django.conf import settings

from standing.hall.installation.api import is_sample
from standing.rooms.cards import api as cards
from standing.rooms.cards.adapters.files import FileIssuer
from standing.rooms.cards.adapters.rest import RestIssuer
from standing.sample.figures import CITY_BANK


def plug_in() -> None:
    """Tell the room of cards; safe to call again."""
    cards.set_issuer(_issuer)
    cards.set_sender(_sender)


def _issuer(program: str, rail: str) -> cards.Issuer | None:
    if rail == "file":
        return FileIssuer(folder=Path(str(settings.STANDING["var"])) / "issuer" / program, program=program)
    url = str(settings.STANDING["issuer_url"] or (settings.STANDING["sample_issuer_url"] if is_sample() else ""))
    return RestIssuer(url, token=str(settings.STANDING["issuer_token"])) if url else None


def _sender() -> cards.Sender | None:
    said = settings.STANDING["city_bank"]
    if said:
        return cards.Sender(**said)
    return CITY_BANK if is_sample() else None
