"""
Search in the directory: words in any language with typing mistakes, kinds, languages, places, hours.

What somebody looks for is never written down: not in a log, not in a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from standing.kernel import places
from standing.kernel.places import Point
from standing.rooms.services.models import Word
from standing.rooms.services.queries import pack, results
from standing.rooms.services.queries.facts import CardFact
from standing.rooms.services.queries.pack import Ground
from standing.rooms.services.rules import hours as hours_rules
from standing.rooms.services.rules import words
from standing.rooms.services.rules.kinds import Directory

PAGE = 20
MOST = 200
_OPEN_AT_ONCE = 40
_OPEN_MOST = 400
_OPEN_ENOUGH = 2 * PAGE
_MOST_NEAR = 200
_MOST_BEGINNINGS = 2_000
_MOST_LONGER = 40
EVERYWHERE = "everywhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What somebody looks for. Nothing here is about the person."""

    words: str = ""
    kind: str = ""
    spoken: str = ""
    district: str = ""
    zip: str = ""
    is_open: bool = False
    is_free: bool = False

    @property
    def is_empty(self) -> bool:
        """Test whether nothing was asked for."""
        return self == Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One page of what was found. ``total`` is at most ``MOST``; then there are at least so many."""

    services: tuple[CardFact, ...]
    total: int
    page: int
    pages: int
    meant: tuple[str, ...] = ()

    @property
    def is_many(self) -> bool:
        """Test whether there are more than were counted."""
        return self.total >= MOST

    @property
    def first_number(self) -> int:
        """Return the number of the first of this page in the whole list."""
        return (self.page - 1) * PAGE + 1


def search(*, filters: Filters, language: str, at: datetime, page: int = 1) -> Result:
    """Return what was asked for: what fits best first, then what was checked lately, then what is near."""
    ground = pack.ground(at=at)
    ids, meant = found(filters=filters, language=language, ground=ground)
    pages = max(1, -(-len(ids) // PAGE))
    page = min(max(1, page), pages)
    facts = results.cards(ids=ids[(page - 1) * PAGE : page * PAGE], language=language, ground=ground)
    here = _point_of(filters, ground.directory)
    if here is not None:
        facts = tuple(replace(fact, kilometres=_far(fact, here)) for fact in facts)
    return Result(services=facts, total=len(ids), page=page, pages=pages, meant=meant)


def found(*, filters: Filters, language: str, ground: Ground) -> tuple[list[UUID], tuple[str, ...]]:
    """Return the services that fit, best first, at most ``MOST``; and the words that may have been meant."""
    known = ground.synonyms
    pieces = words.pieces_of(filters.words, known=known)
    if not pieces:
        return ([], ()) if filters.words.strip() else (_rows("", filters=filters, language=language, ground=ground), ())
    stands_for, meant = _looked_up(pieces)
    asked = words.tsquery(pieces, known=known, stands_for=stands_for)
    rows = _rows(asked, filters=filters, language=language, ground=ground)
    return rows, meant if rows else ()


def _looked_up(pieces: Sequence[tuple[str, ...]]) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return for each word of a query the words that it may be, and which words were taken for others."""
    typed = words.typed(pieces)
    begins = Q()
    for token in typed:
        for form in (token, *words.forms(token)):
            begins |= Q(word__startswith=form) if words.can_be_longer(form) else Q(word=form)
    listed = list(Word.objects.filter(begins).values_list("word", flat=True)[:_MOST_BEGINNINGS]) if typed else []
    stands_for: dict[str, tuple[str, ...]] = {}
    unknown = []
    for token in typed:
        forms = (token, *words.forms(token))
        longer = sorted((word for word in listed if word.startswith(forms)), key=len)[:_MOST_LONGER]
        if longer:
            stands_for[token] = tuple(longer)
        elif words.is_word(token):
            unknown.append(token)
    near = _near(unknown)
    return stands_for | near, tuple(dict.fromkeys(found[0] for found in near.values()))


def _near(unknown: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each mistyped word those that may have been meant."""
    if not unknown:
        return {}
    stubs = sorted({stub for token in unknown for stub in words.stubs(token)})
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, {"stubs": stubs, "most": _MOST_NEAR})
        candidates = [row[0] for row in cursor.fetchall()]
    found = {token: words.nearest(token, candidates) for token in unknown}
    return {token: near for token, near in found.items() if near}


# One stub at a time: asked for all at once, PostgreSQL takes so many stubs for common and reads every word there is.
_NEAR = """
    SELECT DISTINCT near.word FROM unnest(%(stubs)s::varchar[]) AS stub
    CROSS JOIN LATERAL (SELECT word FROM services_word WHERE stubs @> ARRAY[stub] LIMIT %(most)s) AS near
    LIMIT %(most)s
"""


def _rows(asked: str, *, filters: Filters, language: str, ground: Ground) -> list[UUID]:
    """Return the services that fit: those whose name or kind fits before those that only mention it."""
    if not filters.is_open:
        return _ids(asked, filters=filters, language=language, ground=ground, most=MOST)
    # The index knows the half hours in which a place may be open; each is then asked about this very moment.
    candidates = _ids(asked, filters=filters, language=language, ground=ground, most=_OPEN_MOST)
    open_now: list[UUID] = []
    for start in range(0, len(candidates), _OPEN_AT_ONCE):
        some = candidates[start : start + _OPEN_AT_ONCE]
        is_open = results.open_now(ids=some, ground=ground)
        open_now += [one for one in some if one in is_open]
        if len(open_now) >= _OPEN_ENOUGH:
            break
    return open_now


def _ids(asked: str, *, filters: Filters, language: str, ground: Ground, most: int) -> list[UUID]:
    """
    Return the services that fit, in the order in which the index keeps them: the fresh ones first.

    One question for each language and each rank, and each ends as soon as enough are found. So a word that
    stands everywhere costs no more than a rare one.
    """
    here = _point_of(filters, ground.directory)
    values: dict[str, Any] = {
        "today": ground.today,
        "asked": asked,
        "most": most,
        "slot": [hours_rules.slot_of(ground.local)],
        "x": here[0] if here else None,
        "y": here[1] if here else None,
    }
    where = ["language = %(language)s", "shown_until >= %(today)s"]
    for place, group in enumerate(_tags(filters, ground.directory)):
        values[f"tags{place}"] = group
        where.append(f"tags && %(tags{place})s::varchar[]")
    if filters.is_free:
        where.append("is_free")
    if filters.is_open:
        where.append("open_slots @> %(slot)s::smallint[]")
        where += ["NOT closed_on_holidays"] if ground.is_holiday(ground.today) else []
    order = "fresh_until DESC, service_id"
    if here:
        where.append("latitude IS NOT NULL")
        order = f"{_FAR}, service_id"
    picked: dict[UUID, None] = {}
    languages = dict.fromkeys((language.lower(), ground.first))
    for column in ("named", "words") if asked else ("",):
        matches = [f"{column} @@ %(asked)s::tsquery"] if column else []
        sql = (
            f"SELECT service_id FROM services_found WHERE {' AND '.join([*where, *matches])}"  # noqa: S608  # our words
            f" ORDER BY {order} LIMIT %(most)s"
        )
        for tongue in languages:
            if len(picked) < most:
                picked.update(dict.fromkeys(run(sql, values | {"language": tongue})))
    return list(picked)[:most]


_FAR = "(latitude - %(y)s) ^ 2 + ((longitude - %(x)s) * 0.83) ^ 2"
"""How far away, squared, in degrees: a degree of longitude is shorter. Near enough to sort by."""


def run(sql: str, values: Mapping[str, Any]) -> list[UUID]:
    """Ask the index."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _tags(filters: Filters, known: Directory) -> list[list[str]]:
    """Return the groups of tags of which a service needs one each."""
    groups: list[list[str]] = []
    if filters.kind:
        groups.append([f"kind:{filters.kind}"])
    if filters.spoken:
        groups.append([f"spoken:{filters.spoken.lower()}"])
    if filters.district:
        groups.append([f"district:{filters.district}", EVERYWHERE])
    if filters.zip:
        area = known.areas.get(filters.zip)
        if area is None or area.point is None:
            near = [f"zip:{filters.zip}", EVERYWHERE]
            if area is not None and area.district:
                near.append(f"district:{area.district}")
            groups.append(near)
    return groups


def _point_of(filters: Filters, known: Directory) -> Point | None:
    area = known.areas.get(filters.zip) if filters.zip else None
    return area.point if area is not None else None


def _far(fact: CardFact, here: Point) -> float | None:
    points = [place.point for place in fact.places if place.point is not None]
    return min((places.kilometres(here, point) for point in points), default=None)
