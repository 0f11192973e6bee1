"""Which site of ours a row of a list is: by its number first, then by how alike name and address are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from standing.rooms.sites.rules import records, texts
from standing.rooms.sites.rules.reading import Reading
from standing.rooms.sites.rules.records import Access, Area, Gate, Locked, SiteRecord, Use
from standing.rooms.sites.rules.steps import Answer, Verdict

SURE, MAYBE = 93, 80
_EACH = 88
_ROW = "#"
_COMMON = 400
_RAREST = 4
_HOUSE = re.compile(r"^\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A site of ours, or an earlier row, as it is compared."""

    id: str
    name: str
    address: str
    department: str

    @property
    def house(self) -> str:
        """Return the number of the house."""
        found = _HOUSE.match(self.address)
        return found[0] if found else ""


def known(*, id: str, name: str, address: str, department: str) -> Known:
    """Return a site in the form in which it is compared."""
    return Known(id=id, name=texts.key_of(name), address=texts.key_of(address), department=department)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What taking a row in would do."""

    verdict: Verdict
    twin: str = ""
    twin_line: int | None = None
    likeness: int = 0


class Register:
    """Our sites, and the rows judged so far, ready to be compared with the rows of a list one after the other."""

    def __init__(self, sites: Iterable[tuple[str, SiteRecord]]) -> None:
        self.records = dict(sites)
        self._compared: dict[str, Known] = {}
        self._postings: dict[str, list[str]] = defaultdict(list)
        self._lines: dict[str, int] = {}
        for key, one in self.records.items():
            self._compare_with(known(id=key, name=one.name, address=one.address, department=one.department))

    def judge(self, *, line: int, reading: Reading, answer: Answer | None = None, twin: str = "") -> Judged:
        """Return what taking this row in would do, after the rows before it."""
        if reading.problems:
            return Judged(verdict=Verdict.WRONG)
        if reading.id in self.records:
            return self._as_ours(reading.id, 100, line, reading)
        if reading.id in self._lines:
            return Judged(verdict=Verdict.DUPLICATE, twin_line=self._lines[reading.id])
        if answer is Answer.SAME and twin in self.records:
            return self._as_ours(twin, 100, line, reading)
        if answer is Answer.OTHER:
            return self._as_new(line, reading)
        best, alike = self._nearest(reading)
        if alike < MAYBE:
            return self._as_new(line, reading)
        is_sure = alike >= SURE and not reading.id
        if best.startswith(_ROW):
            earlier = int(best.removeprefix(_ROW))
            repeats = is_sure or answer is Answer.SAME
            return Judged(verdict=Verdict.DUPLICATE if repeats else Verdict.UNSURE, twin_line=earlier, likeness=alike)
        if is_sure:
            return self._as_ours(best, alike, line, reading)
        return Judged(verdict=Verdict.UNSURE, twin=best, likeness=alike)

    def _as_ours(self, site: str, alike: int, line: int, reading: Reading) -> Judged:
        if site in self._lines:
            return Judged(verdict=Verdict.DUPLICATE, twin=site, twin_line=self._lines[site], likeness=alike)
        self._lines[site] = line
        ours = self.records[site]
        same = joined(ours, reading.said) == ours
        return Judged(verdict=Verdict.SAME if same else Verdict.CHANGED, twin=site, likeness=alike)

    def _as_new(self, line: int, reading: Reading) -> Judged:
        if reading.id:
            self._lines[reading.id] = line
        self._compare_with(replace(_compared(reading), id=f"{_ROW}{line}"))
        return Judged(verdict=Verdict.NEW)

    def _compare_with(self, one: Known) -> None:
        self._compared[one.id] = one
        for token in {*one.name.split(), *one.address.split()}:
            self._postings[token].append(one.id)

    def _nearest(self, reading: Reading) -> tuple[str, int]:
        row = _compared(reading)
        best, score, is_alone = "", 0, True
        for key in sorted(self._candidates(row)):
            alike = likeness(row, self._compared[key])
            if alike > score:
                best, score, is_alone = key, alike, True
            elif alike == score:
                is_alone = False
        if score >= SURE and (not is_alone or not (row.address and self._compared[best].address)):
            # two fit equally well, or only the names can be compared: a person looks
            return best, SURE - 1
        return best, score

    def _candidates(self, row: Known) -> set[str]:
        tokens = {*row.name.split(), *row.address.split()}
        rare = sorted((len(self._postings[token]), token) for token in tokens if token in self._postings)
        chosen = [token for often, token in rare[:_RAREST] if often <= _COMMON] or [token for _, token in rare[:1]]
        return {key for token in chosen for key in self._postings[token]}


def likeness(one: Known, other: Known) -> int:
    """Return how alike two sites are, of a hundred. Two numbers in one street are two sites."""
    name = texts.likeness(one.name, other.name)
    if one.address and other.address:
        address = texts.likeness(one.address, other.address)
        whole = round(0.5 * name + 0.5 * address)
        if one.house != other.house:
            return min(whole, MAYBE - 1)
        return whole if min(name, address) >= _EACH else min(whole, SURE - 1)
    return name if one.department == other.department else min(name, MAYBE - 1)


def joined(ours: SiteRecord | None, said: Mapping[str, Any]) -> SiteRecord:
    """
    Return our site with what a row says: an empty cell leaves what we have, and no area or gate is lost.

    A site that was given up stands in the register again when a list names it.
    """
    record = ours if ours is not None else SiteRecord()
    plain = {
        name: value
        for name, value in said.items()
        if name not in {"areas", "gates", "use", "has_no_gates"} and not _is_respelled(record, name, value)
    }
    record = replace(record, is_listed=True, **plain)
    if "use" in said:
        record = replace(record, use=Use(said["use"]))
    if "areas" in said:
        record = replace(record, areas=_with_areas(record.areas, said["areas"]))
    if "gates" in said:
        record = replace(record, gates=_with_gates(record.gates, said["gates"]), has_no_gates=False)
    elif said.get("has_no_gates") and not record.gates:
        record = replace(record, has_no_gates=True)
    return record


def _is_respelled(record: SiteRecord, name: str, value: object) -> bool:
    """Test whether a list only writes a name or an address in another way; ours stays then."""
    ours = str(getattr(record, name) or "")
    return name in {"name", "address"} and bool(ours) and texts.key_of(ours) == texts.key_of(str(value))


def _with_areas(ours: tuple[Area, ...], said: Iterable[Mapping[str, str]]) -> tuple[Area, ...]:
    found = list(ours)
    for one in said:
        place = next((at for at, area in enumerate(found) if area.name.casefold() == one["name"].casefold()), None)
        if place is not None:
            found[place] = replace(found[place], access=Access(one["access"]))
        elif len(found) < records.MOST_PARTS:
            number = records.next_area(area.id for area in found)
            found.append(Area(id=f"A{number}", name=one["name"], access=Access(one["access"])))
    return tuple(found)


def _with_gates(ours: tuple[Gate, ...], said: Iterable[Mapping[str, str]]) -> tuple[Gate, ...]:
    found = {gate.name.casefold(): gate for gate in ours}
    for one in said:
        gate = Gate(name=one["name"], locked=Locked(one["locked"]), why=one.get("why", ""))
        held = found.get(gate.name.casefold())
        if held is not None and gate.locked is Locked.UNKNOWN:
            continue
        found[gate.name.casefold()] = gate
    return tuple(found.values())[: records.MOST_PARTS]


def _compared(reading: Reading) -> Known:
    return known(
        id=reading.id,
        name=reading.said.get("name", ""),
        address=reading.said.get("address", ""),
        department=reading.said.get("department", ""),
    )
