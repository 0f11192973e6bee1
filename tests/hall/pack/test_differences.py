"""What differs, followed by id."""

from __future__ import annotations

from standing.hall.pack.differences import Change, changes
from standing.kernel.canonical import Json


def test_nothing_differs() -> None:
    before: Json = {"a": [{"id": "x", "n": 1}]}
    after: Json = {"a": [{"n": 1, "id": "x"}]}

    assert changes(before, after) == ()


def test_things_with_ids_are_followed_wherever_they_stand() -> None:
    before: Json = {"d": [{"id": "fire", "name": "Fire", "n": 1}, {"id": "parks", "name": "Parks"}]}
    after: Json = {"d": [{"id": "zoo", "name": "Zoo"}, {"id": "fire", "name": "Fire Department", "n": True}]}

    assert changes(before, after) == (
        Change(path=("d", "zoo"), kind="added", before="", after='{"id": "zoo", "name": "Zoo"}'),
        Change(path=("d", "fire", "name"), kind="changed", before='"Fire"', after='"Fire Department"'),
        Change(path=("d", "fire", "n"), kind="changed", before="1", after="true"),
        Change(path=("d", "parks"), kind="removed", before='{"id": "parks", "name": "Parks"}', after=""),
    )
    assert changes(before, after)[1].where == "d › fire › name"


def test_another_order_is_one_change() -> None:
    before: Json = {"d": [{"id": "a"}, {"id": "b"}]}
    after: Json = {"d": [{"id": "b"}, {"id": "a"}]}

    assert changes(before, after) == (
        Change(path=("d", "order"), kind="changed", before='["a", "b"]', after='["b", "a"]'),
    )


def test_languages_are_followed_by_code_and_plain_lists_as_a_whole() -> None:
    before: Json = {"l": [{"code": "en", "tier": 2}], "days": [3, 1]}
    after: Json = {"l": [{"code": "en", "tier": 1}], "days": [3, 1, 0]}

    assert changes(before, after) == (
        Change(path=("l", "en", "tier"), kind="changed", before="2", after="1"),
        Change(path=("days",), kind="changed", before="[3, 1]", after="[3, 1, 0]"),
    )
