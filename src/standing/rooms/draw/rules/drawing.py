"""
The draw as arithmetic: the same applications and seeds give the same result, whoever computes it.

1. Each application gets a place in a secret order: HMAC(order secret, mark). When it came plays no part.
2. In this order an application stays unless one of its tags is in one that stays already, or was helped: no adult
   stands in two that stay. It is not a chain: two families that a stranger names together do not fall out as one.
3. Entries are numbered in this order within each group. How many there are and which of them are void is public,
   signed with the root over salted leaves, and fixed before any seed is opened.
4. seed = SHA-256(city's seed, trustee's seed, root). The entries of a group that stay are ranked by
   SHA-256(seed, group, number); the first ones, as many as there are places, are drawn.

From 3 on everything is public: ``replay`` and tools/replay_draw.py need nothing else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from standing.kernel import merkle
from standing.kernel.canonical import Json, canonical
from standing.kernel.refusals import Refused

FORMAT = 1
COMMITMENT, RESULT = "draw-commitment", "draw-result"
"""What a note under each of the two files says that it is."""


class WrongSeed(Refused):
    """A seed is not the one whose hash stands in the manifest."""


class NotReplayed(Refused):
    """The published draw is not what its own data gives; the sentence says where it differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One application under its number. Only counts and void numbers of these are ever told."""

    group: str
    number: int
    mark: bytes = field(repr=False)
    is_void: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What is fixed before the seeds are opened. ``sha256`` of the manifest says which round."""

    round: str
    manifest: str
    entries: Mapping[str, int]
    void: Mapping[str, Sequence[int]]
    root: bytes
    receipts_root: bytes
    is_sample: bool = False

    @property
    def count(self) -> int:
        """Return how many applications there are."""
        return sum(self.entries.values())

    def to_bytes(self) -> bytes:
        """Return its one spelling."""
        said: dict[str, Json] = {
            **({"sample": True} if self.is_sample else {}),
            "format": FORMAT,
            "round": self.round,
            "manifest": self.manifest,
            "entries": dict(self.entries),
            "void": {group: list(numbers) for group, numbers in self.void.items()},
            "root": self.root.hex(),
            "receipts_root": self.receipts_root.hex(),
        }
        return canonical(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Who was drawn, by number, and both seeds, opened."""

    round: str
    commitment: str
    city_seed: bytes
    trustee_seed: bytes
    drawn: Mapping[str, Sequence[int]]
    is_sample: bool = False

    def to_bytes(self) -> bytes:
        """Return its one spelling."""
        said: dict[str, Json] = {
            **({"sample": True} if self.is_sample else {}),
            "format": FORMAT,
            "round": self.round,
            "commitment": self.commitment,
            "city_seed": self.city_seed.hex(),
            "trustee_seed": self.trustee_seed.hex(),
            "drawn": {group: list(numbers) for group, numbers in self.drawn.items()},
        }
        return canonical(said)


def order_of(secret: bytes, mark: bytes) -> bytes:
    """Return the place of an application in the secret order."""
    return hmac.digest(secret, b"order\n" + mark, "sha256")


def stay(ordered: Iterable[tuple[bytes, Sequence[bytes]]], *, helped: Collection[bytes] = ()) -> frozenset[bytes]:
    """
    Return the marks of the applications that fall out, of marks with tags in the secret order.

    ``helped`` are tags of adults who were helped already.
    """
    taken, void = set(helped), set()
    for mark, tags in ordered:
        if taken.isdisjoint(tags):
            taken.update(tags)
        else:
            void.add(mark)
    return frozenset(void)


def number(applications: Iterable[tuple[str, bytes]], *, secret: bytes, void: Collection[bytes]) -> tuple[Entry, ...]:
    """Return the applications (group, mark) as entries, by group and number."""
    groups: dict[str, list[tuple[bytes, bytes]]] = defaultdict(list)
    for group, mark in applications:
        groups[group].append((order_of(secret, mark), mark))
    return tuple(
        Entry(group=group, number=place, mark=mark, is_void=mark in void)
        for group in sorted(groups)
        for place, (_, mark) in enumerate(sorted(groups[group]), start=1)
    )


def root_of(entries: Sequence[Entry], *, secret: bytes) -> bytes:
    """Return the root over the entries as salted leaves: it binds each number to its application and tells none."""
    return merkle.root_of([leaf_of(one, salt=salt_of(secret, one.mark)) for one in entries])


def leaf_of(entry: Entry, *, salt: bytes) -> bytes:
    """Return the hash of an entry; with its salt, an entry could be shown to be in the root."""
    return merkle.leaf_hash(salt + f"{entry.group}\n{entry.number}\n".encode() + entry.mark)


def salt_of(secret: bytes, mark: bytes) -> bytes:
    """Return the salt of one leaf."""
    return hmac.digest(secret, b"salt\n" + mark, "sha256")


def receipts_root(marks: Iterable[bytes]) -> bytes:
    """Return the root over the marks of all receipts in their order; the City computes it from what it was handed."""
    return merkle.root_of([merkle.leaf_hash(one) for one in sorted(marks)])


def commitment_of(
    entries: Sequence[Entry], *, round_: str, manifest: str, groups: Sequence[str], secret: bytes, is_sample: bool
) -> Commitment:
    """Return what is signed and published before the seeds are opened."""
    counts, void = dict.fromkeys(groups, 0), {group: [] for group in groups}  # type: dict[str, int], dict[str, list[int]]
    for one in entries:
        counts[one.group] += 1
        if one.is_void:
            void[one.group].append(one.number)
    return Commitment(
        round=round_,
        manifest=manifest,
        entries=counts,
        void=void,
        root=root_of(entries, secret=secret),
        receipts_root=receipts_root(one.mark for one in entries),
        is_sample=is_sample,
    )


def check_seed(seed: bytes, *, committed: bytes, whose: str) -> None:
    """Let a seed through whose hash stands in the manifest. :raises WrongSeed: otherwise"""
    if hashlib.sha256(seed).digest() != committed:
        raise WrongSeed(f"This is not the seed of the {whose} whose hash stands in the manifest.")


def joint_seed(*, city: bytes, trustee: bytes, root: bytes) -> bytes:
    """Return the seed that decides. Neither party knew it before the root was fixed."""
    return hashlib.sha256(city + trustee + root).digest()


def drawn(commitment: Commitment, *, places: Mapping[str, int], seed: bytes) -> dict[str, list[int]]:
    """Return the numbers that are drawn in each group, in their order."""
    return {
        group: sorted(ranked(group, count, void=commitment.void[group], seed=seed)[: places[group]])
        for group, count in commitment.entries.items()
    }


def ranked(group: str, count: int, *, void: Sequence[int], seed: bytes) -> list[int]:
    """Return the numbers of a group that stay, the first drawn first."""
    out = set(void)
    live = [one for one in range(1, count + 1) if one not in out]
    return sorted(live, key=lambda one: hashlib.sha256(seed + f"{group}\n{one}".encode()).digest())


def read_commitment(data: bytes) -> Commitment:
    """Return the commitment in these bytes. :raises NotReplayed: if they are none, or not its one spelling"""
    try:
        said = json.loads(data)
        found = Commitment(
            round=said["round"],
            manifest=said["manifest"],
            entries=said["entries"],
            void=said["void"],
            root=bytes.fromhex(said["root"]),
            receipts_root=bytes.fromhex(said["receipts_root"]),
            is_sample=said.get("sample", False),
        )
        spelt = found.to_bytes()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotReplayed("This is no commitment of a draw.") from None
    if spelt != data:
        raise NotReplayed("The commitment is spelt otherwise than it was signed.")
    return found


def read_result(data: bytes) -> Result:
    """Return the result in these bytes. :raises NotReplayed: if they are none, or not its one spelling"""
    try:
        said = json.loads(data)
        found = Result(
            round=said["round"],
            commitment=said["commitment"],
            city_seed=bytes.fromhex(said["city_seed"]),
            trustee_seed=bytes.fromhex(said["trustee_seed"]),
            drawn=said["drawn"],
            is_sample=said.get("sample", False),
        )
        spelt = found.to_bytes()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotReplayed("This is no result of a draw.") from None
    if spelt != data:
        raise NotReplayed("The result is spelt otherwise than it was signed.")
    return found


def replay(
    commitment: bytes,
    result: bytes,
    *,
    manifest: str,
    places: Mapping[str, int],
    city_seed: bytes,
    trustee_seed: bytes,
) -> Mapping[str, int]:
    """
    Draw again from what was published, and return how many were drawn in each group.

    ``manifest`` is the SHA-256 of the manifest, ``places`` and the hashes of both seeds stand in it.

    :raises NotReplayed: with the first thing that differs
    :raises WrongSeed: if a seed is not the one that was committed to
    """
    fixed, found = read_commitment(commitment), read_result(result)
    if fixed.manifest != manifest or set(fixed.entries) != set(places) or set(fixed.void) != set(places):
        raise NotReplayed("The commitment belongs to another manifest.")
    for group, numbers in fixed.void.items():
        if list(numbers) != sorted(set(numbers)) or (
            numbers and not 1 <= numbers[0] <= numbers[-1] <= fixed.entries[group]
        ):
            raise NotReplayed(f"The void numbers of {group} are no numbers of its entries, each once.")
    if found.commitment != hashlib.sha256(commitment).hexdigest() or found.round != fixed.round:
        raise NotReplayed("The result belongs to another commitment.")
    check_seed(found.city_seed, committed=city_seed, whose="City")
    check_seed(found.trustee_seed, committed=trustee_seed, whose="trustee")
    seed = joint_seed(city=found.city_seed, trustee=found.trustee_seed, root=fixed.root)
    again = drawn(fixed, places=places, seed=seed)
    for group, numbers in again.items():
        if list(found.drawn.get(group, ())) != numbers:
            raise NotReplayed(f"The draw of {group} gives other numbers than were published.")
    if set(found.drawn) != set(again):
        raise NotReplayed("The result has groups that the commitment does not have.")
    return {group: len(numbers) for group, numbers in again.items()}
