"""What an operator types."""

import json
import zipfile

import pytest

from standing.hall.publish import commands
from standing.kernel.refusals import NotNow


@pytest.fixture
def said():
    return []


def test_publish_says_what_it_did(room, disk, said):
    room.say("/made-up/", "Page")
    room.say("/made-up/bad/", "Bad", cookie=True)

    assert commands.publish(say=said.append) == 1

    assert said[0].startswith("Release 1: 19 pages new or different, 0 as they were, 0 gone (")
    assert said[1] == "not taken: /made-up/bad/: It sets a cookie."
    room.forget("/made-up/bad/")
    said.clear()
    assert commands.publish(say=said.append) == 0
    assert said[0].startswith("Release 2: 1 pages new or different, 18 as they were, 0 gone (")  # the sitemap
    said.clear()
    assert commands.publish(say=said.append) == 0
    assert said[0].startswith("Nothing changed: 19 pages are as they were (")


def test_publish_speaks_to_programs_too(room, disk, said):
    room.say("/made-up/", "Page")

    commands.publish(as_json=True, say=said.append)
    commands.show(as_json=True, say=said.append)

    assert json.loads(said[0])["release"] == json.loads(said[1])["release"] == 1


def test_everything_anew_names_stamps_that_leave_something_out(room, disk, said):
    room.say("/made-up/", "One", stamp="never moves")
    commands.publish(say=said.append)
    room.say("/made-up/", "Two", stamp="never moves")
    said.clear()

    commands.publish(everything=True, say=said.append)

    assert said[-1] == "different although its stamp had not changed: /made-up/"


def test_check_finds_every_kind_of_damage(room, disk, said):
    assert commands.check(say=said.append) == 0
    assert said == ["Nothing is published; the application answers alone."]
    room.say("/made-up/", "Page")
    commands.publish(say=said.append)
    assert commands.check(say=said.append) == 0
    said.clear()

    tree = disk.of(1) / "tree"
    (tree / "made-up" / "index.html").write_text("<h1>Somebody was here</h1>")
    (tree / "robots.txt.gz").unlink()
    (tree / "stranger.html").write_text("new")
    (disk.of(1) / "release.json").write_bytes((disk.of(1) / "release.json").read_bytes() + b" ")
    disk.switch_off()

    assert commands.check(say=said.append) == 1
    assert said == [
        "release.json is not the list that was recorded",
        "made-up/index.html is not as it was published",
        "robots.txt.gz is not as it was published",
        "stranger.html is not as it was published",
        "the link leads to release None",
        "Release 1: 5 things are wrong. 'standing publish' writes damaged pages anew.",
    ]


def test_the_way_back_is_a_command_too(room, disk, said):
    room.say("/made-up/", "First")
    commands.publish(say=said.append)
    room.say("/made-up/", "Second")
    commands.publish(say=said.append)
    said.clear()

    assert commands.roll_back(say=said.append) == 0
    assert said[0].startswith("The public sees release 1 of ")


def test_a_zip_holds_the_whole_tree_and_is_the_same_each_time(room, disk, tmp_path, said):
    with pytest.raises(NotNow):
        commands.export(tmp_path / "none.zip", say=said.append)
    room.say("/made-up/", "Page")
    commands.publish(say=said.append)

    commands.export(tmp_path / "one.zip", say=said.append)
    commands.export(tmp_path / "two.zip", say=said.append)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        tree = disk.of(1) / "tree"
        assert {name: packed.read(name) for name in packed.namelist()} == {
            str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()
        }
    with pytest.raises(NotNow):
        commands.export(tmp_path / "one.zip", say=said.append)
