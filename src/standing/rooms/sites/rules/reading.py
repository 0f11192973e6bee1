"""A row of a list as it is understood: what it says, what is wrong with it, and what was read with a guess."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import fuzz, process

from standing.kernel import words
from standing.kernel.lists.spelling import clean, has_unseen, line, plain
from standing.rooms.sites.rules import records, texts
from standing.rooms.sites.rules.records import Access, Locked, Use
from standing.rooms.sites.rules.shapes import Terms

_SURE, _MAYBE = 88, 60
_LENGTHS = {
    "name": 300, "address": 300, "zip": 10, "parcel": 40, "responsible": 120, "responsible_title": 120,
    "office_email": 254, "office_phone": 40, "use_because": 2000, "plan": 4000,
}  # fmt: skip
_NOTHING = {"", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "?", "tbd", "tba", "#n/a", "#ref!", "#value!"}
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
_ACCESS = {
    "public": Access.PUBLIC, "open": Access.PUBLIC, "p": Access.PUBLIC,
    "nonpublic": Access.NON_PUBLIC, "staff": Access.NON_PUBLIC, "staffonly": Access.NON_PUBLIC,
    "restricted": Access.NON_PUBLIC, "private": Access.NON_PUBLIC, "closed": Access.NON_PUBLIC, "np": Access.NON_PUBLIC,
    "perimeter": Access.PERIMETER, "outside": Access.PERIMETER, "grounds": Access.PERIMETER,
    "exterior": Access.PERIMETER,
}  # fmt: skip
_CLASS_COLUMNS = {
    "public_areas": (Access.PUBLIC, "Public area"),
    "non_public_areas": (Access.NON_PUBLIC, "Staff area"),
    "perimeter_areas": (Access.PERIMETER, "Grounds"),
}
_YES = {"yes", "y", "x", "true", "1", "✓"}
_NO = {"no", "n", "false", "0"}
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00ff\u20ac\u2018-\u203a\u0152-\u0192\u2122]|â€")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What rows are read against."""

    terms: Terms
    departments: Mapping[str, str]
    department_words: Mapping[str, str]
    default_department: str = ""


@dataclass(slots=True, kw_only=True)
class Reading:
    """What was made of one row. ``said`` holds only what the row speaks of."""

    id: str = ""
    said: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse(self, column: str, sentence: str, kept: str) -> None:
        """Note that a value cannot be taken in, with the value as the file has it."""
        self.problems.append((column, sentence, kept[:300]))


def understand(cells: Mapping[str, str], *, ground: Ground) -> Reading:
    """Return what a row says; ``cells`` holds the values by what their column means."""
    reading = Reading()
    said = {column: _mended(plain(value), reading) for column, value in cells.items()}
    said = {column: value for column, value in said.items() if value.casefold() not in _NOTHING}
    _read_number(said.get("id", ""), reading)
    for column, most in _LENGTHS.items():
        _read_words(column, said.get(column, ""), most, reading)
    _read_department(said.get("department", ""), reading, ground)
    _read_kind(said.get("kind", ""), reading, ground.terms)
    _read_district(said.get("district", ""), reading, ground.terms)
    _read_point(said, reading)
    _read_areas(cells, said, reading)
    _read_gates(cells.get("gates", ""), reading)
    _read_use(said.get("use", ""), reading)
    if "name" not in reading.said and not any(column == "name" for column, _, _ in reading.problems):
        if address := reading.said.get("address"):
            reading.said["name"] = address
            reading.notes.append("It has no name, so the address stands for it.")
        else:
            reading.refuse("name", "A site needs a name or an address.", "")
    for name in records.FREE_TEXT:
        value = str(reading.said.get(name, ""))
        if sentence := texts.privacy_sentence([value], free=[value] if name == "use_because" else []):
            reading.refuse(name, sentence, "")
    return reading


def _mended(value: str, reading: Reading) -> str:
    """Return the value in its one spelling; UTF-8 that was once read as Windows-1252 is put right."""
    if _MOJIBAKE.search(value):
        try:
            value = value.encode("cp1252").decode("utf-8")
            reading.notes.append("Letters that another program had spoiled were put right.")
        except (UnicodeEncodeError, UnicodeDecodeError):
            pass
    cleaned = clean(value)
    if has_unseen(value):
        reading.notes.append("Letters that nobody sees were taken out.")
    return cleaned


def _read_number(value: str, reading: Reading) -> None:
    if not value:
        return
    number = re.sub(r"[\s/._]+", "-", value.upper().removesuffix(".0")).strip("-")
    if records.ID.match(number):
        reading.id = number
    else:
        reading.refuse("id", "A site's number has letters, digits and hyphens only, at most 16.", value)


def _read_words(column: str, value: str, most: int, reading: Reading) -> None:
    if not value:
        return
    text = value if column in {"plan", "use_because"} else line(value)
    if len(text) > most:
        reading.refuse(column, f"This is longer than {most} letters.", value)
    elif column == "office_email" and not _EMAIL.match(text):
        reading.notes.append(f"{text[:60]} is no e-mail address and is left out.")
    elif column == "zip":
        reading.said[column] = text.zfill(5) if text.isdigit() else text
    else:
        reading.said[column] = text


def _read_department(value: str, reading: Reading, ground: Ground) -> None:
    if not value:
        if ground.default_department:
            reading.said["department"] = ground.default_department
        else:
            reading.refuse("department", "No department is named. Choose one for such rows, or fill it in.", "")
        return
    if (code := ground.department_words.get(line(value).casefold())) is not None:
        reading.said["department"] = code
        return
    code, score, word = _nearest(value, ground.department_words)
    if score >= _SURE:
        reading.said["department"] = code
        reading.notes.append(f"“{value[:60]}” was read as {ground.departments.get(code, code)}.")
    else:
        meant = f" Is it {ground.departments.get(code, word)}?" if score >= _MAYBE else ""
        reading.refuse("department", f"No department has this name.{meant}", value)


def _read_kind(value: str, reading: Reading, terms: Terms) -> None:
    if not value:
        return
    if (kind := terms.kind_words.get(line(value).casefold())) is None:
        kind, score, _ = _nearest(value, terms.kind_words)
        if score < _SURE:
            reading.notes.append(f"The kind “{value[:60]}” is not known and stays open.")
            return
        reading.notes.append(f"“{value[:60]}” was read as {terms.kinds.get(kind, kind)}.")
    reading.said["kind"] = kind


def _read_district(value: str, reading: Reading, terms: Terms) -> None:
    if not value:
        return
    spoken = {name.casefold(): key for key, name in terms.districts.items()} | {key: key for key in terms.districts}
    number = re.search(r"\d+", value)
    key = spoken.get(line(value).casefold()) or (spoken.get(str(int(number[0]))) if number else None)
    if key is None:
        reading.notes.append(f"The district “{value[:60]}” is not known and stays open.")
    else:
        reading.said["district"] = key


def _read_point(said: Mapping[str, str], reading: Reading) -> None:
    if not ("latitude" in said or "longitude" in said):
        return
    try:
        latitude, longitude = (float(said.get(name, "").replace(",", ".")) for name in ("latitude", "longitude"))
    except ValueError:
        reading.notes.append("Latitude and longitude are no numbers and are left out.")
        return
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude, longitude) == (0, 0):
        reading.notes.append("Latitude and longitude lie nowhere on earth and are left out.")
        return
    reading.said["latitude"], reading.said["longitude"] = round(latitude, 6), round(longitude, 6)


def _read_areas(cells: Mapping[str, str], said: Mapping[str, str], reading: Reading) -> None:
    found: list[dict[str, str]] = []
    for part in _parts(said.get("areas", "")):
        name, access = _name_and_word(part, lambda word: _ACCESS.get(_letters(word)))
        if access is None:
            reading.notes.append(
                f"The area “{part[:60]}” is neither public, non-public nor perimeter, and is left out."
            )
        else:
            found.append({"name": name or _default_name(access), "access": str(access)})
    for column, (access, default) in _CLASS_COLUMNS.items():
        value = clean(cells.get(column, ""))
        if value.casefold() in _YES:
            found.append({"name": default, "access": str(access)})
        elif value.casefold() not in _NO | _NOTHING:
            found.extend({"name": line(part)[:120], "access": str(access)} for part in _parts(value, commas=True))
    if found:
        unique: dict[str, dict[str, str]] = {}
        for one in found:
            unique.setdefault(one["name"].casefold(), one)
        reading.said["areas"] = list(unique.values())[: records.MOST_PARTS]


def _read_gates(value: str, reading: Reading) -> None:
    text = clean(plain(value))
    if text.casefold() in {"none", "no gates", "no gate", "no gates or doors"}:
        reading.said["has_no_gates"] = True
        return
    if text.casefold() in _NOTHING:
        return
    if text.casefold() in _YES | _NO | {"locked", "not locked", "open"}:
        locked = Locked.YES if text.casefold() in _YES | {"locked"} else Locked.NO
        reading.said["gates"] = [{"name": "Gates and doors", "locked": str(locked), "why": ""}]
        return
    gates = []
    for part in _parts(text)[: records.MOST_PARTS]:
        name, _, rest = part.partition(":")
        state, _, why = rest.partition("(") if "(" in rest else rest.partition(" - ")
        word = _letters(state)
        locked = (
            Locked.YES
            if word in {"locked", "yes"}
            else Locked.NO
            if word in {"notlocked", "no", "open"}
            else Locked.UNKNOWN
        )
        gates.append({"name": line(name)[:120], "locked": str(locked), "why": line(why.rstrip(") "))[:500]})
    reading.said["gates"] = gates


def _read_use(value: str, reading: Reading) -> None:
    word = line(value).casefold()
    if not word:
        return
    if word in {"used", "was used", "yes, used", "yes (used)"}:
        reading.said["use"] = str(Use.USED)
    elif word in {"could", "could be used", "usable", "possible", "yes", "y"}:
        reading.said["use"] = str(Use.COULD)
    elif word in {"no", "n", "not usable", "cannot"}:
        reading.said["use"] = str(Use.NO)
    elif word not in {"unjudged", "not yet judged", "not judged"}:
        reading.notes.append(f"“{value[:60]}” does not say whether it was or could be used. That stays open.")


def _nearest(value: str, spoken: Mapping[str, str]) -> tuple[str, int, str]:
    keys = {texts.key_of(word): word for word in spoken if len(word) > 1}
    found = process.extractOne(texts.key_of(value), list(keys), scorer=fuzz.token_sort_ratio)
    if found is None:
        return "", 0, ""
    word = keys[found[0]]
    return spoken[word], round(found[1]), word


def _parts(value: str, *, commas: bool = False) -> list[str]:
    return [part for part in (line(one) for one in re.split(r"[;\n|,]" if commas else r"[;\n|]", value)) if part]


def _name_and_word(part: str, meaning: Callable[[str], Access | None]) -> tuple[str, Access | None]:
    """Return the name of an area and its class: "Lobby (public)", "Lobby: public", or the class alone."""
    match = re.match(r"^(.*?)\s*[(\[:\u2013-]\s*([^()\[\]:]+?)\s*[)\]]?$", part)
    if match is not None and (access := meaning(match[2])) is not None:
        return match[1][:120], access
    return "", meaning(part)


def _default_name(access: Access) -> str:
    return next(name for one, name in _CLASS_COLUMNS.values() if one is access)


def _letters(text: str) -> str:
    return "".join(words.tokens(text))
