"""The doors of desks: an evaluation for the page that the trustee serves, and what a card desk asks."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from standing.hall import clock
from standing.hall.web.cross_origin import open_to
from standing.kernel.blind.slips import Slip
from standing.rooms.aid.actions import asking, parties, redeeming
from standing.rooms.aid.views._doors import (
    Asked,
    Said,
    answered,
    credential_of,
    door,
    list_of_bytes,
    read_bytes,
    spelt,
    text,
    whole,
)


def trustee_origin() -> str:
    """Return the trustee's origin; empty if the City knows no trustee."""
    parts = urlsplit(parties.trustee_url())
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


@open_to(trustee_origin)
@door
def evaluate(asked: Asked, credential: str) -> Said:
    """Evaluate blinded strings. Takes ``blinded``; answers ``elements`` in the same order, and ``proof``."""
    found = asking.evaluate(credential=credential, blinded=list_of_bytes(asked, "blinded"), at=clock.now())
    return {"elements": [spelt(one) for one in found.elements], "proof": spelt(found.proof)}


@door
def redeem(asked: Asked, credential: str) -> Said:
    """Turn a token into money on a card. The desk draws ``receipt``; it comes back when it leads to the card."""
    done = redeeming.redeem(
        credential=credential,
        slip=Slip(
            round=text(asked, "round"),
            cents=whole(asked, "cents"),
            token=read_bytes(asked.get("token"), "token"),
            is_exception=asked.get("is_exception") is True,
        ),
        receipt=text(asked, "receipt"),
        program=text(asked, "program"),
        proxy=text(asked, "proxy"),
        at=clock.now(),
    )
    return _said(done)


@door
def hand_over(asked: Asked, credential: str) -> Said:
    """Note that a loaded card was handed over."""
    done = redeeming.hand_over(
        credential=credential, program=text(asked, "program"), proxy=text(asked, "proxy"), at=clock.now()
    )
    return _said(done)


@door
def mark_out(asked: Asked, credential: str) -> Said:
    """Note that a card was given out inactive while the desk was offline."""
    done = redeeming.mark_out(
        credential=credential, program=text(asked, "program"), proxy=text(asked, "proxy"), at=clock.now()
    )
    return _said(done)


@door
def lost(asked: Asked, credential: str) -> Said:
    """Put another card in the place of a lost one. ``waiting``: ask the same again in some minutes."""
    done = redeeming.replace_lost(
        credential=credential,
        receipt=text(asked, "receipt"),
        program=text(asked, "program"),
        new_proxy=text(asked, "new_proxy"),
        at=clock.now(),
    )
    return _said(done)


@require_safe
def card_state(request: HttpRequest, program: str, proxy: str) -> HttpResponse:
    """Say where a card of the desk's group stands."""
    return answered(
        lambda: _said(
            redeeming.report_state(credential=credential_of(request), program=program, proxy=proxy, at=clock.now())
        )
    )


def _said(done: redeeming.CardDone) -> Said:
    return {"state": done.state, "cents": done.cents, **({"receipt": done.receipt} if done.receipt else {})}
