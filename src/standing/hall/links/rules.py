"""What is true about links without a database."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from standing.kernel.refusals import NotFound, NotNow

TOKEN_BYTES = 32
PURPOSE = re.compile(r"[a-z][a-z-]*(\.[a-z_-]+)+")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_UNKNOWN = "This link does not open anything. Look at the letter again: the code has 43 letters, numbers and dashes."


class LinkOver(NotNow):
    """The link was right once; it was used, taken back, or its time is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFact:
    """For what a link is."""

    purpose: str
    subject: str
    made_at: datetime
    expires_at: datetime
    uses: int
    used: int
    ended_at: datetime | None

    def check_open(self, *, at: datetime) -> None:
        """Let a link through that can still be used. :raises LinkOver: with why not"""
        if self.ended_at is not None:
            raise LinkOver("This link was replaced by a newer one. Use the last letter you got.")
        if self.used >= self.uses:
            raise LinkOver("This link was used already. What was done with it is on record.")
        if at >= self.expires_at:
            raise LinkOver("The time of this link is over. Ask the City for a new one.")


def tidy(token: str) -> str:
    """Return a token as it was made, without the spaces of pasting. :raises NotFound: if it cannot be one"""
    token = "".join(token.split()).rpartition("#")[2]
    if not _TOKEN.fullmatch(token):
        raise NotFound(_UNKNOWN)
    return token


def unknown() -> NotFound:
    """Return the one answer for every token that is not ours."""
    return NotFound(_UNKNOWN)


def fingerprint(token: str) -> str:
    """Return what is kept of a token; 256 bits of chance need no slow hash."""
    return hashlib.sha256(f"standing link {token}".encode()).hexdigest()
