"""Files appear whole or not at all, for their owner only."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from standing.hall import disk


def test_a_file_is_put_over_the_one_before_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "deep" / "letter"
    disk.write_whole(path, b"one")
    disk.write_whole(path, b"two")

    assert path.read_bytes() == b"two"
    assert [one.name for one in path.parent.iterdir()] == ["letter"]
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


def test_the_first_of_many_wins(tmp_path):
    path = tmp_path / "key"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: disk.write_first(path, b"%d" % n * 1000), range(32)))

    said = path.read_bytes()
    disk.write_first(path, b"late")
    assert path.read_bytes() == said
    assert len(set(said)) <= 2
    assert [one.name for one in tmp_path.iterdir()] == ["key"]


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    path = tmp_path / "letter"
    disk.write_whole(path, b"old")
    with pytest.raises(TypeError):
        disk.write_whole(path, "no bytes")  # type: ignore[arg-type]

    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["letter"]
