from concurrent.futures import ThreadPoolExecutor

import pytest

from standing.hall.audit import keys
from standing.hall.audit.keys import KeyRefused
from standing.kernel.notes import NoteRefused

ORIGIN = "log.example/standing"


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    path = tmp_path / "keys" / "log.key"
    made = keys.load_or_create(path=path, origin=ORIGIN)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.load_or_create(path=path, origin=ORIGIN).verifier == made.verifier
    assert keys.load(path=path, origin=ORIGIN).verifier == made.verifier
    assert [file.name for file in path.parent.iterdir()] == ["log.key"]


def test_all_who_start_at_once_get_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _: keys.load_or_create(path=tmp_path / "k" / "log.key", origin=ORIGIN).verifier, range(8))
        )
    assert len({key.text() for key in made}) == 1


def test_a_key_that_others_may_read_is_refused(tmp_path):
    path = tmp_path / "log.key"
    keys.load_or_create(path=path, origin=ORIGIN)
    path.chmod(0o640)
    with pytest.raises(KeyRefused, match="0600"):
        keys.load(path=path, origin=ORIGIN)


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path, content):
    path = tmp_path / "log.key"
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(KeyRefused):
        keys.load(path=path, origin=ORIGIN)


def test_a_lost_key_is_not_made_anew_by_loading(tmp_path):
    with pytest.raises(KeyRefused, match="There is no key"):
        keys.load(path=tmp_path / "log.key", origin=ORIGIN)
    assert list(tmp_path.iterdir()) == []


def test_a_log_has_a_name_without_spaces(tmp_path):
    with pytest.raises(NoteRefused):
        keys.load_or_create(path=tmp_path / "log.key", origin="our log")


def test_the_private_key_is_not_shown(tmp_path):
    assert "private" not in repr(keys.load_or_create(path=tmp_path / "log.key", origin=ORIGIN))
