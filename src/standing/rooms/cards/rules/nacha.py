"""
A NACHA file with one CCD batch of credits, which funds the reserve at the issuer's bank.

94 characters a record, ten records a block, filled with nines (NACHA Operating Rules, appendix on record formats).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from standing.kernel.refusals import NotNow

WIDTH, BLOCK = 94, 10
LARGEST_CENTS = 99_999_999_99
_CREDITS_ONLY = "220"
_CHECKING_CREDIT = "22"
_WORDS = re.compile(r"[A-Z0-9 .,&'/#-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who pays: the City's bank and how it names the City."""

    bank_routing: str
    bank_name: str
    company: str
    company_id: str
    destination: str = ""
    """Routing number of the bank that takes the file; the City's bank if empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One payment into an account."""

    routing: str
    account: str
    cents: int
    reference: str
    receiver: str


def check_digit(first_eight: str) -> int:
    """Return the ninth digit of a routing number."""
    weights = (3, 7, 1, 3, 7, 1, 3, 7)
    return -sum(int(digit) * weight for digit, weight in zip(first_eight, weights, strict=True)) % 10


def is_routing(said: str) -> bool:
    """Test whether this is a routing number whose check digit fits."""
    return bool(re.fullmatch(r"[0-9]{9}", said)) and check_digit(said[:8]) == int(said[8])


def faults(sender: Sender, credits: Sequence[Credit]) -> tuple[str, ...]:  # noqa: C901 - one test a field
    """Return a sentence for everything that cannot be written; empty if all is well."""
    said = []
    if not is_routing(sender.bank_routing):
        said.append("The City's bank has no right routing number: nine digits, the last one a check digit.")
    if sender.destination and not is_routing(sender.destination):
        said.append("The bank that takes the file has no right routing number.")
    if not re.fullmatch(r"[0-9A-Z]{1,10}", sender.company_id):
        said.append("The company identification has one to ten digits or capital letters.")
    said += [
        f"The {what} can have capital letters, digits and simple signs only, at most {length}."
        for what, text, length in (("name of the bank", sender.bank_name, 23), ("name of the City", sender.company, 16))
        if not text or not _WORDS.fullmatch(text) or len(text) > length
    ]
    if not credits:
        said.append("There is nothing to pay.")
    for one in credits:
        if not is_routing(one.routing):
            said.append(f"Payment {one.reference}: the routing number is not right.")
        if not re.fullmatch(r"[0-9A-Z-]{1,17}", one.account):
            said.append(f"Payment {one.reference}: the account number is not right.")
        if not 0 < one.cents <= LARGEST_CENTS:
            said.append(f"Payment {one.reference}: the amount must be from one cent to 99,999,999.99 dollars.")
        if not re.fullmatch(r"[A-Z0-9-]{1,15}", one.reference):
            said.append(f"Payment {one.reference}: a reference has at most 15 capital letters, digits and hyphens.")
        if not one.receiver or not _WORDS.fullmatch(one.receiver) or len(one.receiver) > 22:
            said.append(f"Payment {one.reference}: the receiver's name is not right.")
    if sum(one.cents for one in credits) > 9_999_999_999_99:
        said.append("The payments together are too large for one file.")
    return tuple(said)


def write(*, sender: Sender, credits: Sequence[Credit], made: datetime, settles: date, modifier: str = "A") -> bytes:
    """
    Return the file. ``made`` is in the City's own time; ``settles`` is the day on which the money should arrive.

    :raises NotNow: with every sentence about what cannot be written
    """
    if said := faults(sender, credits):
        raise NotNow(" ".join(said))
    to = sender.destination or sender.bank_routing
    bank = sender.bank_routing[:8]
    records = [
        (
            f"101 {to} {sender.bank_routing}{made:%y%m%d%H%M}{modifier}094101{sender.bank_name:<23}"
            f"{sender.company:<23}{'':8}"
        ),
        (
            f"5{_CREDITS_ONLY}{sender.company:<16}{'':20}{sender.company_id:<10}CCD{'RESERVE':<10}{made:%y%m%d}"
            f"{settles:%y%m%d}{'':3}1{bank}{1:07d}"
        ),
    ]
    for number, one in enumerate(credits, start=1):
        records.append(
            f"6{_CHECKING_CREDIT}{one.routing}{one.account:<17}{one.cents:010d}{one.reference:<15}"
            f"{one.receiver:<22}{'':2}0{bank}{number:07d}"
        )
    total, hashed = sum(one.cents for one in credits), entry_hash(credits)
    records.append(
        f"8{_CREDITS_ONLY}{len(credits):06d}{hashed:010d}{0:012d}{total:012d}{sender.company_id:<10}"
        f"{'':19}{'':6}{bank}{1:07d}"
    )
    blocks = -(-(len(records) + 1) // BLOCK)
    records.append(f"9{1:06d}{blocks:06d}{len(credits):08d}{hashed:010d}{0:012d}{total:012d}{'':39}")
    records += ["9" * WIDTH] * (blocks * BLOCK - len(records))
    if any(len(record) != WIDTH for record in records):
        raise AssertionError("A record has 94 characters")
    return ("\r\n".join(records) + "\r\n").encode("ascii")


def read_credits(content: bytes) -> tuple[tuple[str, int], ...]:
    """Return reference and cents of each payment in a file; none if it is no such file. A sample's bank reads so."""
    lines = content.decode("ascii", "replace").splitlines()
    if not lines or any(len(line) != WIDTH for line in lines) or not lines[0].startswith("101"):
        return ()
    entries = [line for line in lines if line.startswith("6") and line[29:39].isdigit()]
    return tuple((line[39:54].strip(), int(line[29:39])) for line in entries)


def entry_hash(credits: Sequence[Credit]) -> int:
    """Return the sum of the first eight digits of the routing numbers, its last ten digits."""
    return sum(int(one.routing[:8]) for one in credits) % 10**10
