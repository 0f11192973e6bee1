"""Boxes: what opens, and everything that does not."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standing.hall.sealed import api, keys

TEXT = "Please call me after six. Ask for nobody by name."
TEXTS = st.text(st.characters(codec="utf-8"), max_size=700)
STILL = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


@STILL
@given(text=TEXTS, about=TEXTS)
def test_a_box_gives_back_what_was_put_in_and_hides_it(text, about):
    box = api.seal(text=text, about=about)

    assert api.open_box(box=box, about=about) == text
    assert api.open_box(box=memoryview(box), about=about) == text  # as the database hands it out
    assert len(text) < 4 or text.encode() not in box


def test_the_same_text_never_looks_the_same_and_its_length_hardly_shows():
    boxes = [api.seal(text=text, about="a") for text in (TEXT, TEXT, "", "x" * 252)]

    assert len(set(boxes)) == 4
    assert {len(box) for box in boxes} == {len(boxes[0])}
    assert len(api.seal(text="x" * 253, about="a")) == len(boxes[0]) + 256


def test_every_changed_byte_is_seen():
    box = api.seal(text=TEXT, about="a")
    for place in range(len(box)):
        changed = box[:place] + bytes([box[place] ^ 1]) + box[place + 1 :]
        with pytest.raises(api.NotOpened):
            api.open_box(box=changed, about="a")


@pytest.mark.parametrize("cut", [0, 1, 5, 16, 17, 100, -1])
def test_a_box_cut_short_or_made_longer_does_not_open(cut):
    box = api.seal(text=TEXT, about="a")
    for broken in (box[:cut], box + b"\0"):
        with pytest.raises(api.NotOpened):
            api.open_box(box=broken, about="a")


def test_a_box_opens_only_for_what_it_is_about():
    box = api.seal(text=TEXT, about="contact:1")

    assert api.open_box(box=box, about="contact:1") == TEXT
    with pytest.raises(api.NotOpened, match="changed"):
        api.open_box(box=box, about="contact:2")


def test_another_key_opens_nothing(key_file: Path):
    box = api.seal(text=TEXT, about="a")
    key_file.unlink()
    api.seal(text="makes a new key", about="a")

    with pytest.raises(api.NotOpened, match="key"):
        api.open_box(box=box, about="a")


def test_a_new_first_key_closes_and_the_old_one_still_opens(key_file: Path):
    old = api.seal(text=TEXT, about="a")
    head, rest = key_file.read_text().split("\n", 1)
    key_file.write_text(f"{head}\nbox {'ab' * 32}\n{rest}")

    new = api.seal(text=TEXT, about="a")

    assert [api.open_box(box=box, about="a") for box in (old, new)] == [TEXT, TEXT]
    assert old[1:5] != new[1:5]


def test_the_key_is_made_once_for_its_owner_only(key_file: Path):
    first = keys.load_or_create(key_file)

    assert keys.load_or_create(key_file) == first
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert first.boxes[0].secret.hex() not in repr(first)
    assert sorted(file.name for file in key_file.parent.iterdir()) == ["box.key"]


def test_no_box_is_opened_with_a_key_made_on_the_spot(key_file: Path):
    box = api.seal(text=TEXT, about="a")
    key_file.unlink()

    with pytest.raises(api.KeysRefused, match="no keys"):
        api.open_box(box=box, about="a")
    assert not key_file.exists()


@pytest.mark.parametrize(
    "text",
    ["", "something else", "standing sealed keys 1\n", "standing sealed keys 1\nbox 12\nreceipt 34\n",
     f"standing sealed keys 1\nbox {'ab' * 32}\n", f"standing sealed keys 1\nbox zz\nreceipt {'ab' * 32}\n"],
)  # fmt: skip
def test_a_file_that_holds_no_keys_is_refused(key_file: Path, text: str):
    key_file.parent.mkdir(mode=0o700)
    key_file.write_text(text)
    key_file.chmod(0o600)
    with pytest.raises(api.KeysRefused):
        api.seal(text=TEXT, about="a")


def test_a_file_others_may_read_is_refused(key_file: Path):
    api.seal(text=TEXT, about="a")
    key_file.chmod(0o640)
    with pytest.raises(api.KeysRefused, match="0600"):
        api.seal(text=TEXT, about="a")
