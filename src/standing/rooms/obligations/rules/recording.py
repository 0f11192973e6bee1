"""What must be true of something before it is put on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from urllib.parse import urlsplit

from standing.kernel import privacy
from standing.kernel.refusals import NotFound, NotNow, Refused

_LONGEST_WAIVER = dt.timedelta(days=366)


def check_kind(*, kind: str, asked: Collection[str]) -> None:
    """Test that the duty asks for this kind. :raises Refused: if it does not."""
    if kind not in asked:
        raise Refused(f"This duty does not ask for {kind}. It asks for: {', '.join(asked)}.")


def check_owes(*, owes: bool) -> None:
    """Test that the department owes the duty. :raises NotFound: if it does not."""
    if not owes:
        raise NotFound("The clause does not address this department.")


def check_times(*, true_from: dt.datetime, expires_at: dt.datetime | None, at: dt.datetime) -> None:
    """Test that evidence is about the past or present and has an end after its beginning. :raises Refused: if not."""
    if true_from > at:
        raise NotNow("This has not happened yet. File it when it has.")
    if expires_at is not None and expires_at <= true_from:
        raise Refused("The last day must come after the first.")


def check_not_sealed(*, is_sealed: bool) -> None:
    """Test that no sealed board claims to hold this moment already. :raises NotNow: if one does."""
    if is_sealed:
        raise NotNow("The board of that moment is sealed. Record it with the present time.")


def check_waiver_days(*, from_date: dt.date, until_date: dt.date) -> None:
    """Test that a waiver ends, and within a year. :raises Refused: if not."""
    if until_date < from_date:
        raise Refused("The last day must not come before the first.")
    if until_date - from_date > _LONGEST_WAIVER:
        raise Refused("A waiver holds for at most a year. Ask again when it runs out.")


def check_reason(reason: str) -> str:
    """Return a reason without spaces around it. :raises Refused: if nothing is left, or it may not be kept."""
    if not reason.strip():
        raise Refused("Say why, in a sentence.")
    return check_words(reason)


def check_words(text: str) -> str:
    """Return free text without spaces around it. :raises Refused: if it tells what is never kept."""
    if found := privacy.screen(text):
        raise Refused(privacy.sentence(found))
    return text.strip()


def check_link(link: str) -> str:
    """Return a web address. :raises Refused: if it is none."""
    parts = urlsplit(link.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise Refused("Give a whole web address that begins with https://.")
    return link.strip()
