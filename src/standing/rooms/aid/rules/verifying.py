"""
A whole round checked from public data alone: the manifest, both signatures, and what the City publishes.

Needs no database and no network: bytes and parsed JSON in, one finding for each check out, in words.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from standing.kernel import notes
from standing.kernel.blind import manifest as manifests
from standing.kernel.blind import rsa, signed
from standing.kernel.blind.manifest import Manifest
from standing.kernel.blind.refusals import BlindRefused
from standing.kernel.blind.tokens import NONCE, Token, verify_token
from standing.kernel.notes import NoteRefused
from standing.rooms.aid.rules import offers
from standing.rooms.aid.rules.leaves import MoveLeaf, NotALeaf, SpentLeaf, origin_of, read_leaf, root_of, token_hash
from standing.rooms.aid.rules.offers import Claimed, NotFromTrustee

_DEAD = frozenset({"void", "replaced"})
"""States in which a card stands for nothing any more; any other after its load stands for its obligation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check: whether it holds (None: it cannot be told yet), and in words what was found."""

    holds: bool | None
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """What anybody can fetch of a round: bytes of the manifest, both notes, and the City's audit data."""

    manifest: bytes
    city_note: str
    trustee_note: str
    audit: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    size: int
    through: date
    note: str
    root: bytes


@dataclass(slots=True, kw_only=True)
class _Read:
    """The audit data after it was read once."""

    manifest: Manifest
    leaves: tuple[str, ...]
    spent: list[tuple[int, SpentLeaf]]
    moves: list[MoveLeaf]
    points: list[_Point]
    figures: Mapping[str, Any] | None
    tokens: list[tuple[Token, int, bool]]
    statements: list[tuple[bytes, str]]


class Unreadable(Exception):
    """The data is not what a round publishes; the sentence says where."""


def verify(public: Public) -> tuple[Finding, ...]:
    """Check a round from public data. Every check gives a finding; what cannot be read ends it with one that fails."""
    try:
        read = _read(public)
    except (Unreadable, BlindRefused, NotALeaf, NoteRefused) as trouble:
        return (Finding(holds=False, said=f"The data cannot be read: {trouble}"),)
    return (
        *_signatures(public, read),
        *_tokens(read),
        *_loads(read),
        *_checkpoints(read),
        *_statements(read),
        *_books(read),
    )


def is_sound(findings: Sequence[Finding]) -> bool:
    """Test whether nothing was found wrong."""
    return all(one.holds is not False for one in findings)


def _read(public: Public) -> _Read:
    manifest = manifests.read(public.manifest)
    said = public.audit
    try:
        leaves = tuple(str(one) for one in said["leaves"])
        parsed = [read_leaf(one) for one in leaves]
        return _Read(
            manifest=manifest,
            leaves=leaves,
            spent=[(place, one) for place, one in enumerate(parsed) if isinstance(one, SpentLeaf)],
            moves=[one for one in parsed if isinstance(one, MoveLeaf)],
            points=[_point(one, manifest) for one in said["checkpoints"]],
            figures=said["figures"],
            tokens=[
                (Token(nonce=_bytes(one["nonce"]), signature=_bytes(one["signature"])), one["cents"], one["exception"])
                for one in said["tokens"]
            ],
            statements=[(_bytes(one["statement"]), str(one["note"])) for one in said["statements"]],
        )
    except (KeyError, TypeError, ValueError) as trouble:
        raise Unreadable(f"something is missing or is of another kind ({type(trouble).__name__}).") from None


def _point(said: Mapping[str, Any], manifest: Manifest) -> _Point:
    signer = notes.read_key(manifest.signers["city"])
    point = notes.open_note(str(said["note"]), keys=[signer])
    if (point.origin, point.size) != (origin_of(name=signer.name, round_=manifest.round), said["size"]):
        raise Unreadable("a checkpoint is of another round or another size.")
    return _Point(size=point.size, through=date.fromisoformat(said["through"]), note=str(said["note"]), root=point.root)


def _signatures(public: Public, read: _Read) -> Iterator[Finding]:
    try:
        read.manifest.check()
        for party, note in (("city", public.city_note), ("trustee", public.trustee_note)):
            signed.check(
                public.manifest,
                note,
                what=signed.MANIFEST,
                round_=read.manifest.round,
                key=read.manifest.signers[party],
            )
    except BlindRefused as refusal:
        yield Finding(holds=False, said=f"The manifest does not hold: {refusal}")
        return
    is_named = public.audit.get("manifest") == hashlib.sha256(public.manifest).hexdigest()
    yield Finding(
        holds=is_named,
        said="Both parties signed the manifest, and the audit data is about it."
        if is_named
        else "The audit data is about another manifest.",
    )


def _tokens(read: _Read) -> Iterator[Finding]:
    keys = {(cents, False): rsa.read_public(key) for cents, key in read.manifest.tiers.items()}
    keys[read.manifest.exceptions.cents, True] = rsa.read_public(read.manifest.exception)
    forged = sum(
        1
        for token, cents, is_exception in read.tokens
        if (key := keys.get((cents, is_exception))) is None or not verify_token(key, token)
    )
    yield Finding(
        holds=not forged,
        said=f"{len(read.tokens)} tokens bear the trustee's signature for their amount."
        if not forged
        else f"{forged} of {len(read.tokens)} tokens do not bear the trustee's signature for their amount.",
    )
    nonces = Counter(token.nonce for token, _cents, _is in read.tokens)
    twice = sum(1 for number in nonces.values() if number > 1) + sum(1 for one in nonces if len(one) != NONCE)
    listed = Counter(
        (token_hash(nonce=token.nonce, signature=token.signature), cents, is_exception)
        for token, cents, is_exception in read.tokens
    )
    sealed = Counter((one.token, one.cents, one.is_exception) for _place, one in read.spent)
    yield Finding(
        holds=not twice and listed == sealed,
        said="Each of them was used once, and stands in the sealed tree."
        if not twice and listed == sealed
        else "Some tokens were used twice, or what is listed is not what was sealed.",
    )
    exceptions = sum(1 for _place, one in read.spent if one.is_exception)
    most = read.manifest.exceptions.most
    yield Finding(holds=exceptions <= most, said=f"{exceptions} exceptions were used; the manifest allows {most}.")


def _loads(read: _Read) -> Iterator[Finding]:
    owed: dict[str, int] = {}
    doubled = 0
    for _place, one in read.spent:
        doubled += one.obligation in owed
        owed[one.obligation] = one.cents
    loads: dict[str, list[MoveLeaf]] = defaultdict(list)
    for move in sorted(read.moves, key=lambda each: each.number):
        loads[move.load].append(move)
    broken = sum(
        1
        for moves in loads.values()
        if len({(one.obligation, one.cents, one.replaces) for one in moves}) != 1
        or [one.number for one in moves] != list(range(moves[0].number, moves[0].number + len(moves)))
    )
    yield Finding(
        holds=not broken,
        said=f"The moves of {len(loads)} loaded cards are told without a gap."
        if not broken
        else f"The moves of {broken} cards have gaps or contradict each other.",
    )
    by_obligation: dict[str, list[str]] = defaultdict(list)
    for reference, moves in loads.items():
        by_obligation[moves[0].obligation].append(reference)
    without = [one for one in by_obligation if one not in owed]
    unpaid = [one for one in owed if one not in by_obligation]
    wrong = [
        one
        for one, references in by_obligation.items()
        if one in owed and not _is_one_card(references, loads, owed[one])
    ]
    holds = not (doubled or without or unpaid or wrong)
    yield Finding(
        holds=holds,
        said="Every loaded card has exactly one token or exception, worth as much, and every token one card."
        if holds
        else f"{len(without)} loaded cards have no token, {len(unpaid)} tokens no card, {doubled} cards two tokens, "
        f"and {len(wrong)} tokens more than one live card or another amount.",
    )


def _is_one_card(references: Sequence[str], loads: Mapping[str, Sequence[MoveLeaf]], cents: int) -> bool:
    """Test that loads for one token follow each other: one stands at most, none is worth more than the one before."""
    standing = 0
    for reference in references:
        first, last = loads[reference][0], loads[reference][-1]
        standing += last.after not in _DEAD
        if first.replaces:
            before = loads.get(first.replaces)
            if before is None or before[-1].after != "replaced" or first.cents > before[0].cents:
                return False
        elif first.cents > cents or (first.cents != cents and not _follows_a_void(reference, references, loads)):
            return False
    return standing <= 1


def _follows_a_void(reference: str, references: Sequence[str], loads: Mapping[str, Sequence[MoveLeaf]]) -> bool:
    """Test that a load without a predecessor stands for one of the same worth that the issuer refused."""
    cents = loads[reference][0].cents
    return any(
        one != reference and loads[one][-1].after == "void" and loads[one][0].cents == cents for one in references
    )


def _checkpoints(read: _Read) -> Iterator[Finding]:
    wrong = sum(1 for one in read.points if one.size > len(read.leaves) or root_of(read.leaves[: one.size]) != one.root)
    sizes = [one.size for one in read.points]
    is_whole = (sizes[-1] if sizes else 0) == len(read.leaves) and sizes == sorted(set(sizes))
    yield Finding(
        holds=(not wrong and is_whole) if read.points else None,
        said=(
            f"{len(read.points)} checkpoints that the City signed each continue the one before."
            if not wrong and is_whole
            else f"{wrong} of {len(read.points)} checkpoints do not stand on the sealed facts."
        )
        if read.points
        else "The City has not sealed a checkpoint yet: a round waits for ten tokens.",
    )


def _statements(read: _Read) -> Iterator[Finding]:
    stated: list[Claimed] = []
    for said, note in read.statements:
        try:
            signed.check(
                said, note, what=signed.STATEMENT, round_=read.manifest.round, key=read.manifest.signers["trustee"]
            )
            found = offers.read_claimed(said)
        except (BlindRefused, NotFromTrustee) as refusal:
            yield Finding(holds=False, said=f"A statement of the trustee does not hold: {refusal}")
            continue
        if (found.round, found.manifest) != (read.manifest.round, read.manifest.sha256):
            yield Finding(holds=False, said="A statement of the trustee is about another round.")
            continue
        stated.append(found)
    if not stated:
        yield Finding(holds=None, said="The trustee has not stated yet how many tokens it signed.")
        return
    last = max(stated, key=lambda each: each.through)
    yield _counters(read, last)
    yield _countersigned(read, [one.city_checkpoint for one in stated if one.city_checkpoint])


def _counters(read: _Read, last: Claimed) -> Finding:
    """Compare with what was sealed for the days that the statement is about."""
    size = max((one.size for one in read.points if one.through <= last.through), default=0)
    then = [one for place, one in read.spent if place < size]
    used = Counter(one.cents for one in then if not one.is_exception)
    exceptions = sum(1 for one in then if one.is_exception)
    short = [cents for cents, number in used.items() if number > last.claims.get(cents, 0)]
    later = len(read.spent) - len(then)
    rest = f" {later} are younger than the statement." if later else ""
    if short or exceptions > last.exceptions:
        return Finding(holds=False, said=f"More tokens were used than the trustee signed up to {last.through}.")
    return Finding(
        holds=True,
        said=f"Up to {last.through} the trustee signed {sum(last.claims.values())} tokens and {last.exceptions} "
        f"exceptions, and {sum(used.values())} and {exceptions} of them became cards.{rest}",
    )


def _countersigned(read: _Read, notes_: Sequence[str]) -> Finding:
    ours = {one.note for one in read.points}
    foreign = [one for one in notes_ if one not in ours]
    if foreign:
        return Finding(holds=False, said="The trustee countersigned a checkpoint that the City does not publish.")
    if not notes_:
        return Finding(holds=None, said="The trustee has not countersigned a checkpoint yet.")
    return Finding(holds=True, said=f"The trustee countersigned {len(set(notes_))} of {len(ours)} checkpoints.")


def _books(read: _Read) -> Iterator[Finding]:
    if read.figures is None:
        yield Finding(holds=None, said="There are no figures yet: they come with the first checkpoint.")
        return
    ledger = read.figures["ledger"]
    begun = sum({one.load: one.cents for one in read.moves}.values())
    replaced = sum({one.load: one.cents for one in read.moves if one.replaces}.values())
    back = ledger["unloaded"]
    holds = ledger["loaded"] == begun and back >= replaced
    yield Finding(
        holds=holds,
        said=f"The ledger booked {_dollars(begun)} onto cards, as much as the sealed loads; "
        f"{_dollars(ledger['refused'])} of it was refused and {_dollars(back)} came back."
        if holds
        else f"The ledger booked {_dollars(ledger['loaded'])} onto cards, and the sealed loads are {_dollars(begun)}.",
    )
    left = ledger["allocated"] - (ledger["loaded"] - ledger["refused"] - back)
    yield Finding(
        holds=left >= 0,
        said=f"{_dollars(ledger['allocated'])} was set aside for the round; {_dollars(left)} of it is not on cards.",
    )
    for one in read.figures["closed_days"]:
        yield _closed_days(one)
    for one in read.figures["stock"]:
        stands = sum(one[name] for name in ("not_given_out", "consigned", "loaded", "void", "lost"))
        yield Finding(
            holds=stands == one["ordered"],
            said=f"{one['program']}: {one['ordered']} cards were ordered, and each stands in one place."
            if stands == one["ordered"]
            else f"{one['program']}: {one['ordered']} cards were ordered, and {stands} stand somewhere.",
        )


def _closed_days(said: Mapping[str, Any]) -> Finding:
    program, days = said["program"], said["days"]
    if not days:
        return Finding(holds=None, said=f"{program}: no day is closed yet.")
    three = [_dollars(said[book]) for book in ("ledger", "issuer", "bank")]
    if len({said[book] for book in ("ledger", "issuer", "bank")}) == 1:
        return Finding(holds=True, said=f"{program}: over {days} closed days ledger, issuer and bank say {three[0]}.")
    return Finding(
        holds=False,
        said=f"{program}: over {days} closed days the ledger says {three[0]}, the issuer {three[1]}, "
        f"the bank {three[2]}.",
    )


def _bytes(said: object) -> bytes:
    if not isinstance(said, str):
        raise TypeError("base64 is text")
    try:
        return base64.b64decode(said, validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def _dollars(cents: int) -> str:
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02d}"
