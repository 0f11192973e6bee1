"""
What a person could leave behind: what was typed, how it is matched, and everything that is commonly made of either.

Coding and packing are undone by ``opened``; what cannot be undone, hashes and points of a curve, is made here for
each person and looked for as it is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from standing.config.drills import opened
from standing.config.drills.needles import SHORTEST, Needles
from standing.kernel.blind import oprf, people
from standing.kernel.blind.manifest import Cost
from standing.kernel.blind.people import Adult
from standing.kernel.blind.ristretto import Scalar

_HASHES: Final = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
_DAY: Final = re.compile(rb"(?:19|20)\d\d-[01]\d-[0-3]\d")
_RUN: Final = re.compile(rb"[a-z0-9]+")
_WORD: Final = 4
_ONE: Final = (1).to_bytes(32, "little")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Hit:
    """A trace that was found: of what, where, and how it was hidden."""

    what: str
    where: str
    how: str


def stretched(text: str, *, round_: str, cost: Cost) -> bytes:
    """Return what goes into the blinded function: argon2id of a canonical string, salted with the round."""
    salt = hashlib.sha256(f"standing aid {round_}".encode()).digest()[:16]
    argon = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory)
    return argon.derive(text.encode())


def point_of(data: bytes) -> bytes:
    """Return H(x): the point that a desk blinds. Without a key over it, anybody could test a name with it."""
    return oprf.blind(data, scalar=Scalar(_ONE)).element


class Traces:
    """All traces of some people in some rounds, ready to be looked for."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._plain: dict[bytes, str] = {}
        self._exact: dict[bytes, str] = {}
        self._births: dict[bytes, str] = {}
        self._short: dict[bytes, str] = {}
        self._ready: tuple[Needles, Needles] | None = None

    def copy(self) -> Traces:
        """Return the same once more, to which other traces can be added."""
        other = Traces()
        for ours, theirs in zip(self._all(), other._all(), strict=True):
            theirs.update(ours)
        return other

    def _all(self) -> tuple[dict[bytes, str], ...]:
        return self._plain, self._exact, self._births, self._short

    def add_text(self, what: str, text: str) -> None:
        """Look for this text in capitals, small letters and without accents; a very short one as a word of its own."""
        for said in {text, text.upper(), text.lower(), _plain(text), people.name(text), people.number(text)}:
            # Wide letters without their empty bytes are Latin-1.
            for spelt in {said.encode().lower(), said.encode("latin-1", "ignore").lower()}:
                if len(spelt) >= SHORTEST:
                    self._plain.setdefault(spelt, what)
                elif len(spelt) >= _WORD:
                    self._short.setdefault(spelt, what)

    def add_code(self, what: str, code: str) -> None:
        """
        Look for a code, with its hyphens and without them, in any case, and for the hashes of both.

        Whole, for it is no name: the letters of a code that is nearly all digits make a word of four, and among
        thousands of codes that stands by chance in some megabytes of random bytes.
        """
        for said in {code, code.replace("-", "")}:
            self._plain.setdefault(said.lower().encode(), what)
            self.add_hashes(what, said)

    def add_bytes(self, what: str, data: bytes) -> None:
        """Look for these bytes as they are."""
        self._exact.setdefault(data, what)

    def add_hashes(self, what: str, text: str) -> None:
        """Look for each usual hash of this text."""
        for name in _HASHES:
            self.add_bytes(f"{name} of {what}", hashlib.new(name, text.encode(), usedforsecurity=False).digest())

    def add_adult(self, who: str, adult: Adult, *, rounds: Mapping[str, Cost]) -> None:
        """Look for one adult: each input, each spelling, each canonical string and what is made of it."""
        inputs = {
            "given name": adult.given,
            "surname": adult.surname,
            "second surname": adult.surname2,
            "document": adult.number,
            "full name": f"{adult.given} {adult.surname} {adult.surname2}".strip(),
        }
        for what, text in inputs.items():
            if text:
                self.add_text(f"{who}: {what}", text)
                for spelt in {text, text.upper(), text.lower(), people.name(text), people.number(text)} - {""}:
                    self.add_hashes(f"{who}: {what}", spelt)
        self._births[adult.born.isoformat().encode()] = f"{who}: date of birth"
        for round_, cost in rounds.items():
            for text in people.strings(round_=round_, adult=adult):
                self._add_canonical(f"{who}: canonical string", text, round_=round_, cost=cost)

    def add_canonical(self, adult: Adult, *, rounds: Mapping[str, Cost]) -> None:
        """Look for what these rounds would make of an adult, and for nothing that was typed."""
        for round_, cost in rounds.items():
            for text in people.strings(round_=round_, adult=adult):
                self._add_canonical("canonical string", text, round_=round_, cost=cost)

    def _add_canonical(self, what: str, text: str, *, round_: str, cost: Cost) -> None:
        # The string itself holds names, which are looked for; so no needle of its own is needed.
        self.add_hashes(what, text)
        slow = stretched(text, round_=round_, cost=cost)
        self.add_bytes(f"argon2id of {what}", slow)
        for name in ("sha256", "sha512"):
            self.add_bytes(f"{name} of argon2id of {what}", hashlib.new(name, slow).digest())
        self.add_bytes(f"H(x) of {what}", point_of(slow))
        self.add_bytes(f"H(x) of {what}, without argon2id", point_of(text.encode()))

    def __len__(self) -> int:
        """Return how many byte strings are looked for."""
        return sum(map(len, self._all()))

    def found(self, where: str, content: bytes) -> Iterator[Hit]:
        """Yield each trace in this content, however it is packed or coded. :raises NotOpenable: if it cannot be read"""
        if self._ready is None:
            self._ready = (Needles(self._plain), Needles(self._exact))
        plain, exact = self._ready
        told: set[str] = set()
        for how, view in opened.views(content, name=where):
            small = view.lower()
            listed = {*plain.found(small), *exact.found(view), *self._days(view), *self._words(small)} - told
            told |= listed
            for what in sorted(listed):
                yield Hit(what=what, where=where, how=how)

    def _days(self, view: bytes) -> Iterator[str]:
        for day in set(_DAY.findall(view)) & self._births.keys():
            yield self._births[day]

    def _words(self, view: bytes) -> Iterator[str]:
        # Thousands of short names: whole words are asked for together, only those of several words one by one.
        for spelt in self._short.keys() & set(_RUN.findall(view)):
            yield self._short[spelt]
        for spelt in self._short_phrases():
            if spelt in view and re.search(rb"(?<![a-z0-9])" + re.escape(spelt) + rb"(?![a-z0-9])", view):
                yield self._short[spelt]

    def _short_phrases(self) -> Iterator[bytes]:
        return (spelt for spelt in self._short if _RUN.fullmatch(spelt) is None)


def _plain(text: str) -> str:
    """Return the text without accents, with its spaces."""
    return "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))


def spellings(name: str) -> tuple[str, ...]:
    """Return how a full name may be written down: words in other orders, with a comma, without particles."""
    words = name.split()
    short = [word for word in words if people.name(word) not in people.PARTICLES] or words
    ways = {name}
    for said in (words, short):
        for turn in range(len(said)):
            first, rest = said[:turn], said[turn:]
            if first and rest:
                ways |= {" ".join(rest + first), f"{' '.join(rest)}, {' '.join(first)}"}
        for one in range(1, len(said)):
            ways |= {f"{said[0]} {said[one]}", f"{said[one]} {said[0]}", f"{said[one]}, {said[0]}"}
        ways |= {
            " ".join(said),
            "".join(said),
            "_".join(said),
            ".".join(said),
            "-".join(said),
            "|".join(reversed(said)),
        }
    return tuple(sorted(ways))


def adults_of(name: str, born: date) -> Iterable[Adult]:
    """Return each way in which a desk could have typed this name: which words are given names, which surnames."""
    words = name.split()
    for given in range(1, len(words)):
        surnames = words[given:]
        for cut in range(1, len(surnames) + 1):
            yield Adult(
                given=" ".join(words[:given]),
                surname=" ".join(surnames[:cut]),
                surname2=" ".join(surnames[cut:]),
                born=born,
                document="",
                number="",
            )
