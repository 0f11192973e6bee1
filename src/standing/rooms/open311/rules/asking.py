"""What was asked at a door: read, checked, and freed of all that is not kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from standing.rooms.open311.rules.problems import check_none
from standing.rooms.open311.rules.shape import Limits, Open311File, Topic

LONGEST = 4000
LONGEST_NUMBER = 16
SAFE_TIMES = ("any", "morning", "afternoon", "evening", "weekend")
NEVER_KEPT = ("lat", "long", "address_string", "first_name", "last_name", "device_id", "account_id", "media_url")
"""What the standard lets people send and this door never keeps: positions, names, devices, pictures."""
_YEARS = (1900, 2200)
_STATUSES = frozenset({"open", "closed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A request as it goes on: what may be kept, and nothing else."""

    topic: Topic
    text: str
    answer_by: str
    contact: str
    language: str
    safe_time: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which requests a list is asked for; ``ids`` overrides all else."""

    ids: tuple[str, ...] = ()
    codes: frozenset[str] = field(default_factory=frozenset)
    statuses: frozenset[str] = field(default_factory=frozenset)
    first: dt.date
    last: dt.date


def given(params: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that say something: an empty one is an absent one."""
    return {name: value.strip() for name, value in params.items() if value.strip()}


def read_post(
    params: Mapping[str, str],
    *,
    topic: Topic,
    file: Open311File,
    languages: Mapping[str, str],
    preferred: str,
) -> Posted:
    """
    Return what somebody hands in. ``languages``: tidy code → code of the pack; ``preferred``: what the caller speaks.

    :raises Problem: with every mistake at once
    """
    said = given(params)
    language = _attribute(said, "language").lower().replace("_", "-") or preferred
    safe_time = _attribute(said, "safe_time") or SAFE_TIMES[0]
    place = said.get("address_id", "") or _attribute(said, "place")
    text, phone, email = said.get("description", ""), said.get("phone", ""), said.get("email", "")
    check_none(
        sentence
        for is_wrong, sentence in (
            (len(text) > LONGEST, f"The description has at most {LONGEST} characters."),
            (language not in languages, "attribute[language] is none of the languages of this topic."),
            (safe_time not in SAFE_TIMES, f"attribute[safe_time] is one of: {', '.join(SAFE_TIMES)}."),
            (bool(place) and file.place(place) is None, "address_id is none of the places of the City."),
            (topic.asks_place and not place, "attribute[place] is required: the place of the City, and nothing else."),
        )
        if is_wrong
    )
    return Posted(
        topic=topic,
        text=text,
        answer_by="phone" if phone else "email" if email else "code",
        contact=phone or email,
        language=languages[language],
        safe_time=safe_time,
        place=place,
    )


def read_property(params: Mapping[str, str]) -> str:
    """Return the number of a City property; nothing else of an alert is read. :raises Problem: if it is missing"""
    said = given(params)
    number = _attribute(said, "property") or said.get("address_id", "")
    check_none(
        sentence
        for is_wrong, sentence in (
            (not number, "attribute[property] is required: the number of the City property, and nothing else."),
            (len(number) > LONGEST_NUMBER, "attribute[property] is no number of a City property."),
        )
        if is_wrong
    )
    return number


def _attribute(said: Mapping[str, str], code: str) -> str:
    return said.get(f"attribute[{code}]", "") or said.get(f"attribute[{code}][]", "")


def read_list(params: Mapping[str, str], *, limits: Limits, zone: dt.tzinfo, at: dt.datetime) -> Wanted:
    """
    Return which requests are asked for. Without days: the latest ones.

    :raises Problem: with every mistake at once
    """
    said = given(params)
    wrong: list[str] = []
    ids = _listed(said.get("service_request_id", ""))
    statuses = frozenset(_listed(said.get("status", "")))
    if statuses - _STATUSES:
        wrong.append("status is open, closed, or both with a comma.")
    today = at.astimezone(zone).date()
    span = dt.timedelta(days=limits.days)
    first, last = (_day(said.get(name, ""), name=name, zone=zone, wrong=wrong) for name in ("start_date", "end_date"))
    if last is None:
        last = today if first is None else min(today, first + span)
    if first is None:
        first = last - span
    if not wrong and not ids:
        if last < first:
            wrong.append("end_date comes before start_date.")
        elif last - first > span:
            wrong.append(f"Ask for at most {limits.days} days at a time.")
    check_none(wrong)
    return Wanted(
        ids=ids[: limits.rows],
        codes=frozenset(_listed(said.get("service_code", ""))),
        statuses=statuses,
        first=first,
        last=last,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _day(text: str, *, name: str, zone: dt.tzinfo, wrong: list[str]) -> dt.date | None:
    """Return the local day of a time; one without a zone is a time of the city."""
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        local = moment.astimezone(zone) if moment.tzinfo is not None else moment
        day = local.date()
    except (ValueError, OverflowError):
        day = None
    if day is None or not _YEARS[0] <= day.year <= _YEARS[1]:
        wrong.append(f"{name} is a time such as 2026-01-05T08:15:30-08:00.")
        return None
    return day


def shown_time(day: dt.date, *, zone: dt.tzinfo) -> str:
    """Return the beginning of a day with its zone: the hour of a request is not kept."""
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).isoformat()


def chosen_language(*, header: str, known: Collection[str], first: str) -> str:
    """Return the language somebody asks for, the best that is known; the first language where none is."""
    for code in _preferred(header):
        if code in known:
            return code
        base = code.split("-", maxsplit=1)[0]
        if code in _SCRIPTS and _SCRIPTS[code] in known:
            return _SCRIPTS[code]
        if base in known:
            return base
    return first


_SCRIPTS: Mapping[str, str] = {
    "zh": "zh-hans",
    "zh-cn": "zh-hans",
    "zh-sg": "zh-hans",
    "zh-tw": "zh-hant",
    "zh-hk": "zh-hant",
    "zh-mo": "zh-hant",
    "fil": "tl",
    "iw": "he",
}


def _preferred(header: str) -> Iterable[str]:
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:500].split(",")):
        code, _, quality = part.partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=")) if quality.strip() else 1.0
        except ValueError:
            weight = 0.0
        if code.strip() and weight > 0:
            weighted.append((-weight, place, code.strip().lower().replace("_", "-")))
    return (code for _, _, code in sorted(weighted))
