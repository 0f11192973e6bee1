"""A recording is what its frames say, and loses its labels."""

from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from standing.hall.files import sounds
from standing.hall.files.cleaning import clean
from standing.hall.files.kinds import NotWhatItSays, TooLarge
from standing.hall.files.quarantine import clean_apart
from tests.make import files
from tests.make import sounds as make
from tests.make.sounds import SECRET

GOOD = [
    (make.mp3(), "a.mp3", "audio/mpeg"),
    (make.ogg(), "a.ogg", "audio/ogg"),
    (make.ogg(codec="vorbis"), "a.oga", "audio/ogg"),
    (make.m4a(), "a.m4a", "audio/mp4"),
]


@pytest.mark.parametrize(("content", "name", "media_type"), GOOD)
def test_a_recording_keeps_its_sound_and_loses_its_labels(content, name, media_type):
    kept = clean(content=content, name=name, as_sound=True)
    assert kept.kind.media_type == media_type
    assert SECRET not in kept.content
    assert clean(content=kept.content, name=name, as_sound=True).content == kept.content


def test_what_is_heard_stays_as_it_was():
    assert clean(content=make.mp3(frames=5), name="a.mp3", as_sound=True).content == make.mp3(frames=5)[53:][: 417 * 5]
    for content in (make.ogg(), make.m4a()):
        kept = clean(content=content, name="", as_sound=True).content
        assert len(kept) == len(content)
        assert b"sound" * 40 in kept


def test_dates_of_recording_are_taken_out():
    kept = clean(content=make.m4a(), name="a.m4a", as_sound=True).content
    assert struct.pack(">I", 3_900_000_000) in make.m4a()
    assert struct.pack(">I", 3_900_000_000) not in kept


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (make.mp3(), "a.ogg", "The name ends in .ogg, but the file is an MP3 recording."),
        (make.mp3(frames=2), "a.mp3", "The recording is damaged"),
        (make.mp3()[:60] + b"rubbish" * 900, "a.mp3", "The recording is damaged"),
        (b"ID3", "a.mp3", "The recording is damaged"),
        (make.ogg()[:-3], "a.ogg", "The recording is damaged"),
        (make.ogg().replace(b"sound", b"SOUND"), "a.ogg", "The recording is damaged: a check sum is wrong."),
        (make.ogg(serial=8), "a.ogg", "The file holds more than one stream."),
        (make.ogg().replace(b"OpusHead", b"theoraXX"), "a.ogg", "The recording is damaged: a check sum is wrong."),
        (make.ogg(extra=b"x" * 3000), "a.ogg", "The recording is damaged"),
        (make.m4a(handler=b"vide"), "a.m4a", "The file holds a moving picture."),
        (make.m4a(handler=b"text"), "a.m4a", "The file holds no sound that can be kept."),
        (make.m4a()[:-1], "a.m4a", "The recording is damaged"),
        (b"plain words", "a.mp3", "The file is no recording."),
        (files.jpeg(), "a.jpg", "The file is no recording."),
        (b"", "a.mp3", "The file is empty."),
    ],
)
def test_what_is_no_good_recording_is_refused(content, name, said):
    with pytest.raises((NotWhatItSays, TooLarge)) as caught:
        clean(content=content, name=name, as_sound=True)
    assert str(caught.value).startswith(said)


def test_recordings_are_kept_only_where_they_are_asked_for():
    with pytest.raises(NotWhatItSays):
        clean(content=make.mp3(), name="a.mp3")


def test_what_stands_beside_the_sound_at_the_top_is_blanked():
    top = struct.pack(">I", 8 + len(SECRET)) + b"uuid" + SECRET
    kept = clean(content=make.m4a(top=top), name="a.m4a", as_sound=True).content
    assert SECRET not in kept


def test_a_recording_is_cleaned_in_a_process_of_its_own():
    assert SECRET not in clean_apart(content=make.ogg(), name="a.ogg", as_sound=True).content


@settings(max_examples=200)
@given(data=st.data())
def test_no_bytes_break_the_walk(data):
    content = bytearray(data.draw(st.sampled_from([good for good, *_rest in GOOD])))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(1, len(content)))]
    kind = sounds.kind_of(bytes(content))
    if kind is not None:
        with contextlib.suppress(NotWhatItSays):
            sounds.clean(bytes(content), kind)
