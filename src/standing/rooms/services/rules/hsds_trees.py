"""Objects and tables: the same directory, nested as JSON wants it or flat as CSV wants it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from standing.rooms.services.rules.hsds_fields import TABLE, Nest, Row
from standing.rooms.services.rules.hsds_schemas import nests_of

_DEEPEST = 12
_KEYS: Mapping[str, frozenset[str]] = {
    name: frozenset(nest.key for each in TABLE.values() for nest in nests_of(each) if nest.table == name and nest.many)
    for name in TABLE
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A row of a table that stood somewhere inside an object; ``sentence`` says why it is none."""

    table: str
    raw: Mapping[object, object]
    sentence: str = ""
    field: str = ""


def flat(*, table: str, value: object, depth: int = 0) -> Iterator[Found]:
    """
    Yield every row inside an object, what others point to first.

    An object that only says its id is a pointer, not a row.
    """
    if not isinstance(value, Mapping):
        yield Found(table=table, raw={}, sentence="An object is wanted here.")
        return
    if depth > _DEEPEST:
        yield Found(table=table, raw={}, sentence="This is nested too deeply.")
        return
    own: dict[object, object] = dict(value)
    before: list[Found] = []
    after: list[Found] = []
    for nest in nests_of(TABLE[table]):
        inside = own.pop(nest.name, None)
        if inside is None:
            continue
        if nest.many:
            after.extend(_children(table, nest, inside, own.get("id"), depth))
        else:
            before.extend(_pointed_at(table, nest, inside, own, depth))
    yield from before
    yield Found(table=table, raw=own)
    yield from after


def _pointed_at(table: str, nest: Nest, inside: object, own: dict[object, object], depth: int) -> Iterator[Found]:
    """Yield the object that another points to, and put its id in its place."""
    if not isinstance(inside, Mapping):
        yield Found(table=table, raw={}, field=nest.name, sentence="An object is wanted here.")
        return
    own[nest.key] = inside.get("id", own.get(nest.key))
    if set(inside) != {"id"}:
        yield from flat(table=nest.table, value=inside, depth=depth + 1)


def _children(table: str, nest: Nest, inside: object, owner: object, depth: int) -> Iterator[Found]:
    """Yield what a list inside an object holds, each with the id of its owner."""
    if not isinstance(inside, list):
        yield Found(table=table, raw={}, field=nest.name, sentence="A list is wanted here.")
        return
    for each in inside:
        child = {nest.key: owner, **each} if isinstance(each, Mapping) else each
        if nest.key in {"link_id", "resource_id"} and isinstance(child, dict):
            child.setdefault("link_entity" if nest.key == "link_id" else "resource_type", table)
        yield from flat(table=nest.table, value=child, depth=depth + 1)


@dataclass(slots=True)
class Shelf:
    """Rows by table and by what they point to, for nesting."""

    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    under: dict[tuple[str, str, str], list[Row]] = field(default_factory=lambda: defaultdict(list))

    def put(self, table: str, rows: Iterable[Row]) -> None:
        """Take in rows of a table."""
        for row in rows:
            self.rows[table][str(row["id"])] = row
            for key in _KEYS[table]:
                if row.get(key) is not None:
                    self.under[table, key, str(row[key])].append(row)

    def get(self, table: str, id: object) -> Row | None:
        """Return one row."""
        return self.rows[table].get(str(id)) if id is not None else None

    def of(self, table: str, key: str, id: object) -> list[Row]:
        """Return the rows of a table that point to something, in the order in which they were put here."""
        return self.under.get((table, key, str(id)), [])


def nested(
    *,
    table: str,
    row: Row,
    shelf: Shelf,
    without: Iterable[str] = (),
    by_pointer: bool = False,
    is_inside: bool = False,
) -> dict[str, object]:
    """
    Return a row as an object, with all that hangs on it; empty fields are left out.

    ``by_pointer`` keeps ids instead of objects where many may point to one, as in a whole file. Inside
    another object the column that says whose it is falls away.
    """
    hidden = set(without)
    out = {name: row[name] for name in TABLE[table].columns if row.get(name) is not None}
    if is_inside:
        for owner in (*TABLE[table].owners, "link_id", "link_entity", "resource_id", "resource_type"):
            out.pop(owner, None)
    for nest in nests_of(TABLE[table]):
        if nest.name in hidden:
            continue
        if not nest.many:
            other = None if by_pointer else shelf.get(nest.table, row.get(nest.key))
            if other is not None:
                out[nest.name] = nested(
                    table=nest.table, row=other, shelf=shelf, without=_BACK[nest.table] | hidden, is_inside=True
                )
            continue
        if by_pointer and nest.table in {"location", "service"}:
            continue
        children = shelf.of(nest.table, nest.key, row["id"])
        if nest.key in {"link_id", "resource_id"}:
            kind = "link_entity" if nest.key == "link_id" else "resource_type"
            children = [child for child in children if child.get(kind) == table]
        if children:
            inside = hidden | _BACK.get(nest.table, frozenset())
            out[nest.name] = [
                _without_key(
                    nested(
                        table=nest.table, row=child, shelf=shelf, without=inside, by_pointer=by_pointer, is_inside=True
                    ),
                    nest.key,
                )
                for child in children
            ]
    return out


_BACK: Mapping[str, frozenset[str]] = defaultdict(
    frozenset,
    {
        "organization": frozenset({"services", "locations"}),
        "service_at_location": frozenset({"service"}),
        "location": frozenset(),
        "service": frozenset({"organization", "service_at_locations"}),
    },
)
"""What would lead back to where one came from."""


def _without_key(value: dict[str, object], key: str) -> dict[str, object]:
    value.pop(key, None)
    return value
