"""Keys that end: what they close opens while they last, and nowhere after."""

import pytest
from django.conf import settings

from standing.config import backups
from standing.hall.sealed import apart, api

TEXT = "a share of a key"


@pytest.fixture(autouse=True)
def var(tmp_path, monkeypatch):
    monkeypatch.setitem(settings.STANDING, "apart_dir", tmp_path / "apart")
    return tmp_path


def closed(key: str = "aid-round-1") -> bytes:
    return api.seal_apart(text=TEXT, about="a", key=key)


def test_a_box_opens_while_its_key_lasts_and_never_again():
    box, other = closed(), closed("aid-round-2")
    assert api.open_apart(box=box, about="a", key="aid-round-1") == TEXT

    assert api.destroy_key(key="aid-round-1") is True

    with pytest.raises(api.NotOpened, match="No backup holds it"):
        api.open_apart(box=box, about="a", key="aid-round-1")
    assert api.open_apart(box=other, about="a", key="aid-round-2") == TEXT
    assert api.destroy_key(key="aid-round-1") is False


def test_a_key_of_the_same_name_made_later_opens_nothing_old():
    box = closed()
    api.destroy_key(key="aid-round-1")
    closed()
    with pytest.raises(api.NotOpened, match="key"):
        api.open_apart(box=box, about="a", key="aid-round-1")


def test_one_round_does_not_open_the_box_of_another_and_nothing_else_does():
    box = closed()
    closed("aid-round-2")
    with pytest.raises(api.NotOpened):
        api.open_apart(box=box, about="a", key="aid-round-2")
    with pytest.raises(api.NotOpened, match="changed"):
        api.open_apart(box=box, about="b", key="aid-round-1")
    api.seal(text="makes the key of this installation", about="a")
    with pytest.raises(api.NotOpened):
        api.open_box(box=box, about="a")


def test_the_key_stands_in_one_file_for_its_owner_alone_and_not_among_the_keys_that_backups_hold(var):
    closed()
    closed()
    [file] = [path for path in var.rglob("*") if path.is_file()]
    assert file.parent == var / "apart"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(api.KeysRefused, match="0600"):
        closed()


def test_the_file_is_overwritten_before_it_goes(var):
    closed()
    [file] = (var / "apart").iterdir()
    twin = var / "twin"
    twin.hardlink_to(file)
    before = twin.read_bytes()
    api.destroy_key(key="aid-round-1")
    assert len(twin.read_bytes()) == len(before)
    assert twin.read_bytes() != before
    assert not any((var / "apart").iterdir())


@pytest.mark.parametrize("said", ["", "standing key apart 1\n", "standing key apart 1\nxyz\n", "other\n" + "00" * 32])
def test_a_broken_file_is_named_and_never_made_anew(var, said):
    closed()
    [file] = (var / "apart").iterdir()
    file.write_text(said)
    with pytest.raises(api.KeysRefused, match=file.name):
        closed()
    assert file.read_text() == said


@pytest.mark.parametrize("name", ["", "../box", "Aid", "a/b", "a.key", "-a", "a" * 90])
def test_a_name_leads_nowhere_else(name):
    with pytest.raises(ValueError, match="named in small letters"):
        api.destroy_key(key=name)


def test_the_folder_that_a_backup_copies_is_another(var):
    closed()
    assert apart.place() == var / "apart"
    assert {apart.place().name, *backups.FOLDERS} == {"apart", "files", "keys"}
