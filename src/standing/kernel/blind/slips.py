"""
The slip that a family carries from the desk to the card table: a token, what it is worth, and of which round.

Only capitals, digits, full stops and hyphens, so that a QR code stays small and a scanner that types like a keyboard
types it right under any layout of the country. The page of the desk writes the same (npm/desk/slip.js).
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field

from standing.kernel.blind.refusals import BlindRefused

_BEGINS = "AID1"
_AMOUNT = re.compile(r"(E?)([1-9][0-9]{0,8})")
_ROUND = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What stands on a slip. ``cents`` is what the token says it is worth: which key signed it decides."""

    round: str
    cents: int
    is_exception: bool
    token: bytes = field(repr=False)

    def text(self) -> str:
        """Return it as it is printed and scanned."""
        amount = f"{'E' if self.is_exception else ''}{self.cents}"
        said = base64.b32encode(self.token).decode().rstrip("=")
        return f"{_BEGINS}.{self.round.upper()}.{amount}.{said}"


def read(text: str) -> Slip:
    """Return the slip in a text that was scanned or pasted. :raises BlindRefused: if it is none, or a part of one"""
    parts = "".join(text.split()).upper().split(".")
    if len(parts) != 4 or parts[0] != _BEGINS:
        raise BlindRefused("This is not the text of a slip. It begins with AID1; scan or copy the whole of it.")
    amount = _AMOUNT.fullmatch(parts[2])
    round_ = parts[1].lower()
    try:
        token = base64.b32decode(parts[3] + "=" * (-len(parts[3]) % 8))
    except binascii.Error:
        token = b""
    if amount is None or not _ROUND.fullmatch(round_) or not token:
        raise BlindRefused("A part of the slip is missing or was changed. Scan or copy the whole of it.")
    slip = Slip(round=round_, cents=int(amount[2]), is_exception=bool(amount[1]), token=token)
    if slip.text() != ".".join(parts):
        raise BlindRefused("A part of the slip is missing or was changed. Scan or copy the whole of it.")
    return slip
