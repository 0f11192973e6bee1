"""A backup is made while everything goes on, restored elsewhere, and asked whether all is there."""

from standing.config import postgres
from tests.faults.house import WHOLE, new_house


def test_a_backup_restores_whole_and_continues_a_checkpoint_kept_elsewhere(house, whole, tmp_path):
    kept, folder = tmp_path / "kept.txt", tmp_path / "backups" / "one"
    house.start().until_ready()
    assert house.run("log", "seal").returncode == 0
    kept.write_text(house.run("log", "checkpoint").stdout)
    made = house.run("backup", str(folder))
    assert (made.returncode, made.stderr) == (0, "")
    assert {each.name for each in folder.iterdir()} >= {"database.dump", "keys"}
    assert house.run("backup", str(folder)).returncode == 1
    assert house.stop() == 0

    other = new_house(tmp_path / "other")
    try:
        restored = other.run("restore", str(folder))
        assert (restored.returncode, restored.stderr) == (0, "")
        with postgres.held(other.var):
            assert other.ask(WHOLE) == whole
        verified = other.run("log", "verify", str(kept))
        assert (verified.returncode, "every record is as it was sealed" in verified.stdout) == (0, True)
        replayed = other.run("board", "replay")
        assert (replayed.returncode, "differs" in replayed.stdout) == (0, False)
        again = other.run("restore", str(folder))
        assert (again.returncode, "is not empty" in again.stderr) == (1, True)
        other.start().until_ready()
        assert "Writing the sample" not in other.text()
        assert other.stop() == 0
        other.nothing_is_left()
    finally:
        other.tear_down()


def test_what_is_no_backup_is_refused(empty, tmp_path):
    said = empty.run("restore", str(tmp_path))
    assert (said.returncode, said.stderr) == (1, f"There is no backup in {tmp_path}: it has no database.dump.\n")
