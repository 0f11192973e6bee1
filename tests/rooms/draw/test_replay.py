"""Anybody draws again from public files: with the command, and with the script of the standard library."""

from __future__ import annotations

import base64
import json
import subprocess
import sys

import pytest

from standing.config.environment import CHECKOUT
from standing.config.trustee import draw as command
from standing.hall.sealed.api import people
from standing.kernel.refusals import Refused
from standing.rooms.draw.queries import draws
from tests.make import draw as make
from tests.make.trustee import GROUPS, ROUND

SCRIPT = CHECKOUT / "tools" / "replay_draw.py"


@pytest.fixture
def folder(held, tmp_path):
    for number in range(9):
        make.send(held, f"Adult {number % 8}", group=GROUPS[number % 2])
    make.hold_draw(held)
    (tmp_path / "manifest.json").write_bytes(held.manifest.to_bytes())
    for name in ("commitment", "result"):
        data, note = draws.published(round_=ROUND, name=name)
        (tmp_path / f"{name}.json").write_bytes(data)
        (tmp_path / f"{name}.note").write_text(note)
    return tmp_path


def by_script(folder):
    return subprocess.run([sys.executable, "-I", str(SCRIPT), str(folder)], capture_output=True, text=True, check=False)


def by_command(folder, round_=ROUND):
    said = []
    return command.replay(round_=round_, source=str(folder), say=said.append), "\n".join(said)


def test_both_find_the_same_numbers(folder):
    done = by_script(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "harbor-hands: 5 entries" in done.stdout
    code, said = by_command(folder)
    assert code == 0, said
    assert said.count("✓") == 4


def forge(folder, name, change):
    said = json.loads((folder / name).read_text())
    change(said)
    (folder / name).write_text(json.dumps(said, sort_keys=True, separators=(",", ":")))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("result.json", lambda said: said["drawn"].update({GROUPS[0]: [1, 2, 3, 4, 5]})),
        ("result.json", lambda said: said.update(city_seed="00" * 32)),
        ("commitment.json", lambda said: said["entries"].update({GROUPS[0]: 50})),
        ("commitment.json", lambda said: said.update(root="00" * 32)),
        ("manifest.json", lambda said: said["draw"]["places"].update({GROUPS[0]: 1})),
    ],
)
def test_whatever_is_changed_is_found(folder, name, change):
    forge(folder, name, change)
    done = by_script(folder)
    assert done.returncode == 1
    assert "WRONG" in done.stdout
    code, said = by_command(folder)
    assert code == 1
    assert "✗" in said


def test_a_note_of_somebody_else_and_a_missing_file_are_named(folder):
    (folder / "result.note").write_text((folder / "commitment.note").read_text())
    assert by_command(folder)[0] == 1
    (folder / "result.note").unlink()
    code, said = by_command(folder)
    assert code == 1
    assert "lacks result.note" in said
    assert by_command(folder, round_="another")[0] == 1


def test_a_group_makes_its_key_once(tmp_path):
    file, said = tmp_path / "group.key", []
    assert command.group_key(file=file, say=said.append) == 0
    assert file.stat().st_mode & 0o077 == 0
    pair = people.pair_of(base64.b64decode(file.read_text()))
    assert base64.b64encode(pair.public).decode() in said[-1]
    with pytest.raises(Refused, match="there already"):
        command.group_key(file=file, say=said.append)
