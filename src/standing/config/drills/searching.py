"""
Everything that a seizure takes, place by place, and what must not be there.

Four places: the City, the trustee, the tablets of the desks, the issuer's books. What is a place's own is no hit:
tags at the trustee, cards at the City and the issuer, a desk's codes on its tablet while it works.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from standing.config import postgres
from standing.config.drills.desk import Desk, Visit
from standing.config.drills.parties import Party
from standing.config.drills.play import Truth
from standing.config.drills.traces import Hit, Traces
from standing.hall.sealed import api as sealed
from standing.kernel.blind.manifest import Cost

Content = Iterable[tuple[str, bytes]]
_PIECE: Final = 32 * 1024 * 1024
_NOT_RECORDS: Final = frozenset({"static", "fonts"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """What came out of one place."""

    hits: tuple[Hit, ...]
    traces: int
    places: int
    size: int

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.traces} traces in {self.places} places, {-(-self.size >> 20)} MB: {len(self.hits)} found"


@dataclass(kw_only=True)
class Search:
    """What is known to the drill alone, ready to be looked for."""

    truth: Truth
    desks: Sequence[Desk]
    costs: Mapping[str, Cost]
    step: Callable[[], None]
    _families: Traces = field(default_factory=Traces)
    _known: set[int] = field(default_factory=set)

    def through(self, contents: Content, traces: Traces) -> Found:
        """Look for these traces in these contents."""
        hits: set[Hit] = set()
        places = size = 0
        for where, content in contents:
            self.step()
            places += 1
            size += len(content)
            hits.update(traces.found(where, content))
        return Found(hits=tuple(sorted(hits)), traces=len(traces), places=places, size=size)

    def not_at_the_city(self) -> Traces:
        """Return families, receipt codes and the codes of desks; and what is made of tags before they are tags."""
        traces = self._everywhere()
        for visit in self.truth.visits:
            _add_evaluation(traces, visit)
            traces.add_bytes("a blinded token", visit.kept["blinding"].blinded)
        return traces

    def not_at_the_trustee(self, *, after_nights: bool) -> Traces:
        """Return families, receipt codes and the codes of desks; tokens and cards; past answers after the nights."""
        traces = self._everywhere()
        for visit in self.truth.visits:
            if after_nights and not visit.is_exception:  # an exception's token lies with the decision of two people
                traces.add_bytes("a blinded token", visit.kept["blinding"].blinded)
            for point in visit.kept["points"]:
                traces.add_bytes("a blinded string", point)
            _add_token(traces, visit)
            _add_card(traces, visit)
        return traces

    def not_on_tablets(self, *, theirs: Sequence[Desk], passphrases: Iterable[str]) -> Traces:
        """Return families and all that a visit makes, but for the nonces of a tablet's own; and the codes of others."""
        traces = self._everywhere(but=theirs)
        for visit in self.truth.visits:
            _add_evaluation(traces, visit)
            _add_card(traces, visit)
            traces.add_bytes("the signature of a token", visit.token[32:])
            if not any(one is visit for one in self.truth.by_page):
                traces.add_bytes("the nonce of a token", visit.token[:32])
        for said in passphrases:
            traces.add_text("the passphrase of a tablet", said)
        return traces

    def not_at_the_issuer(self) -> Traces:
        """Return everything but cards."""
        traces = self._everywhere()
        for visit in self.truth.visits:
            _add_evaluation(traces, visit)
            _add_token(traces, visit)
            traces.add_bytes("a blinded token", visit.kept["blinding"].blinded)
        return traces

    def _everywhere(self, *, but: Sequence[Desk] = ()) -> Traces:
        for family in (*self.truth.helped, *self.truth.typed):
            if family.number not in self._known:
                self._known.add(family.number)
                for number, adult in enumerate(family.adults):
                    who = f"family {family.number}, adult {number + 1}"
                    self._families.add_adult(who, adult, rounds=self.costs)
        traces = self._families.copy()
        for code in self.truth.codes:
            traces.add_code("a receipt code", code)
        for desk in self.desks:
            own = () if desk not in but else codes_of(desk)
            for credential in {*codes_of(desk), desk.cards_credential} - set(own):
                traces.add_text("a credential of a desk", credential)
        return traces


def codes_of(desk: Desk) -> tuple[str, str]:
    """Return the two codes that lie on a desk's tablet while it works."""
    return desk.city_credential, desk.trustee_credential


def nonces_of(visits: Iterable[Visit]) -> Traces:
    """Return what a tablet writes down while a claim is open, and drops: the nonces of its own tokens."""
    traces = Traces()
    for number, visit in enumerate(visits):
        traces.add_bytes(f"nonce {number}", visit.token[:32])
    return traces


def of_party(party: Party, *, known: Mapping[Path, tuple[int, int]], copies: Sequence[Path]) -> Content:
    """Yield everything of a party: its dump, every file that changed, what it said, and its copies."""
    dump = subprocess.run(
        [str(postgres.binaries() / "pg_dump"), "--no-owner", f"--dbname={party.url}"],
        capture_output=True, check=True, env={**os.environ, "LC_ALL": "C"},
    ).stdout  # fmt: skip
    yield from _pieces(f"{party.role}: dump", dump)
    yield f"{party.role}: what it said", party.said.read_bytes()
    if party.copies is not None and party.pair is not None:
        for path in party.copies.iterdir():
            # The worst case: whoever holds the key of the copies was made to open them.
            with path.open("rb") as file, sealed.SealedReader(file, pair=party.pair) as opened:
                content = opened.read()
            yield f"{party.role}: sealed copy {path.name}, opened", content
    for root in (party.var, *copies):
        yield from of_folder(root, who=party.role, known=known)


def of_folder(root: Path, *, who: str, known: Mapping[Path, tuple[int, int]]) -> Content:
    """Yield every file of a folder that is new or changed, and the names of all."""
    listed = sorted(root.rglob("*"))
    yield f"{who}: names of files", "\n".join(str(path.relative_to(root)) for path in listed).encode()
    for path in listed:
        with suppress(FileNotFoundError):
            if path.is_file() and not _NOT_RECORDS & set(path.parts) and known.get(path) != _state(path):
                yield from _pieces(f"{who}: {path.relative_to(root)}", path.read_bytes())


def of_issuer(books: Mapping[str, object]) -> Content:
    """Yield the issuer's books as it would hand them over."""
    yield "issuer: books", json.dumps(books).encode()


def snapshot(root: Path) -> dict[Path, tuple[int, int]]:
    """Return how each file is before anything happens: programs and empty tables need not be searched."""
    return {path: _state(path) for path in root.rglob("*") if path.is_file()}


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _pieces(where: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    for start in range(0, len(content), _PIECE):
        yield where, content[max(0, start - 4096) : start + _PIECE]


def _add_evaluation(traces: Traces, visit: Visit) -> None:
    for point in visit.kept["points"]:
        traces.add_bytes("a blinded string", point)
    for tag in visit.tags:
        traces.add_bytes("a tag", tag)


def _add_token(traces: Traces, visit: Visit) -> None:
    traces.add_bytes("the nonce of a token", visit.token[:32])
    traces.add_bytes("the signature of a token", visit.token[32:])


def _add_card(traces: Traces, visit: Visit) -> None:
    if visit.proxy:
        traces.add_text("the number of a card", visit.proxy)
