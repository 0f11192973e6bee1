"""What differs between two packs, thing by thing: whatever has an id is followed by it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from standing.kernel.canonical import Json

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference. ``before`` and ``after`` are JSON text; empty where there is nothing."""

    path: tuple[str, ...]
    kind: Kind
    before: str
    after: str

    @property
    def where(self) -> str:
        """Return the path as people read it."""
        return " › ".join(self.path)  # the sign of breadcrumbs


def changes(before: Json, after: Json) -> tuple[Change, ...]:
    """Return every difference, in the order of the new pack, what is gone last in its place."""
    return tuple(_compare((), before, after))


def _compare(path: tuple[str, ...], before: Json, after: Json) -> Iterator[Change]:
    if _same(before, after):
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _by_name(path, before, after)
        return
    if _is_list(before) and _is_list(after):
        old, new = _by_id(before), _by_id(after)
        if old is not None and new is not None:
            yield from _by_name(path, old, new)
            if [one for one in old if one in new] != [one for one in new if one in old]:
                yield Change(
                    path=(*path, "order"),
                    kind="changed",
                    before=_words(list(old)),
                    after=_words(list(new)),
                )
            return
    yield Change(path=path, kind="changed", before=_words(before), after=_words(after))


def _by_name(path: tuple[str, ...], before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[Change]:
    for name, value in after.items():
        if name not in before:
            yield Change(path=(*path, name), kind="added", before="", after=_words(value))
        else:
            yield from _compare((*path, name), before[name], value)
    for name, value in before.items():
        if name not in after:
            yield Change(path=(*path, name), kind="removed", before=_words(value), after="")


def _same(before: Json, after: Json) -> bool:
    return _words(before) == _words(after)  # for True == 1 in Python, and not in a pack


def _is_list(value: Json) -> bool:
    return isinstance(value, list | tuple)


def _by_id(value: Json) -> dict[str, Json] | None:
    assert isinstance(value, Sequence)
    found: dict[str, Json] = {}
    for item in value:
        name = item.get("id", item.get("code")) if isinstance(item, Mapping) else None
        if not isinstance(name, str) or name in found:
            return None
        found[name] = item
    return found


def _words(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
