"""Proof of work instead of a riddle: a browser counts for a second; nobody is told apart."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from altcha import v1 as altcha

from standing.kernel.refusals import Refused

LASTS = timedelta(minutes=20)


class NoWork(Refused):
    """The sum is missing, wrong, too old, or was sent before."""


def challenge(*, key: str, most: int, at: datetime) -> dict[str, object]:
    """Return a sum for a browser."""
    made = altcha.create_challenge(
        altcha.ChallengeOptions(algorithm="SHA-256", max_number=most, hmac_key=key, expires=at + LASTS)
    )
    return made.to_dict()


def check(solved: str, *, key: str, at: datetime) -> str:
    """Return the mark of a sum that was done, so that it counts once. :raises NoWork: if it was not"""
    try:
        payload = altcha.Payload.from_base64(solved)
        _nonce, expires, _params = payload.parse_salt()
        is_right, _why = altcha.verify_solution(solved, key, check_expires=False)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NoWork("Your device could not be checked. Please send it again.") from None
    if not is_right or expires is None or not at.timestamp() <= expires:
        raise NoWork("Your device could not be checked. Please send it again.")
    return hashlib.sha256(payload.challenge.encode()).hexdigest()
