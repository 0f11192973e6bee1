"""Recordings: heard on the page, played by our own address, stale when the page has changed."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from standing.hall.files import api as files
from standing.hall.translations import api
from standing.hall.translations.actions import recordings as actions
from standing.hall.translations.api import SourceText
from standing.hall.translations.models import Recording
from standing.kernel.refusals import NotAllowed, NotFound, NotNow, Refused
from tests.make import accounts, sounds
from tests.make import translations as make
from tests.make.translations import ASK, DOOR, TEXTS

pytestmark = pytest.mark.django_db
VIDEO = "https://video.example/door"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STANDING = {**settings.STANDING, "files_dir": tmp_path / "files"}


def sound(by):
    return files.keep(content=sounds.ogg(), name="door.ogg", by=by, at=make.AT, as_sound=True).sha256


def attach(by, **given):
    given = given or {"link": VIDEO}
    return api.attach_recording(
        page=DOOR, language="mix", transcript="Stay calm.", title="Ve'e", by=by, at=make.AT, **given
    )


def drawn():
    return Template("{% load translations %}{% recordings 'rights:at-the-door' %}").render(Context())


def test_a_sound_is_played_from_here_once_a_second_person_heard_it(writer, reader):
    make.page()
    made = attach(writer, file_sha256=sound(writer))
    assert drawn().strip() == ""
    address = reverse("translations:play_recording", args=[made, "ogg"])
    assert Client().get(address).status_code == 404

    actions.approve_recording(recording=made, by=reader, at=make.AT)

    page = drawn()
    assert f'<audio controls preload="none" src="{address}"' in page
    assert "Stay calm." in page
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"], answer.cookies) == (200, "audio/ogg", {})
    assert sounds.SECRET not in answer.content
    assert Client().get(address.replace(".ogg", ".mp3")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("bytes=0-3", 206, b"OggS"),
        ("bytes=-2", 206, b"nd"),
        ("bytes=9999999-", 416, b""),
        ("bytes=5-2", 416, b""),
        ("lines=1-2", 200, None),
        ("bytes=-", 200, None),
    ],
)
def test_a_player_may_jump(writer, asked, status, said):
    make.sample()
    make.page()
    made = attach(writer, file_sha256=sound(writer))
    answer = Client().get(reverse("translations:play_recording", args=[made, "ogg"]), headers={"Range": asked})
    assert answer.status_code == status
    assert said is None or answer.content == said


def test_a_recording_of_an_older_page_says_so(writer, reader):
    make.page()
    made = attach(writer)
    make.page([SourceText(key=ASK, text="Ask again."), *TEXTS[1:]])
    with pytest.raises(NotNow, match="Record it again"):
        actions.approve_recording(recording=made, by=reader, at=make.AT)

    make.page()
    actions.approve_recording(recording=made, by=reader, at=make.AT)
    make.page([SourceText(key=ASK, text="Ask again."), *TEXTS[1:]])
    assert api.recordings(page=DOOR)[0].is_stale
    assert "newer than the recording" in drawn()


def test_a_link_is_a_plain_link(writer):
    make.sample()
    make.page()
    attach(writer)
    page = drawn()
    assert f'<a href="{VIDEO}" rel="noreferrer"' in page
    assert "<audio" not in page
    assert "<iframe" not in page


def test_the_newest_stands_and_one_taken_off_is_gone(writer, reader):
    make.sample()
    make.page()
    first = attach(writer)
    second = attach(writer, link="https://video.example/again")
    assert [one.id for one in api.recordings(page=DOOR)] in ([first], [second])
    for one in (first, second):
        try:
            actions.withdraw_recording(recording=one, by=writer, at=make.AT)
        except NotNow:
            continue
    assert len(api.recordings(page=DOOR)) <= 1


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"link": VIDEO, "file_sha256": "0" * 64},
        {"link": "http://video.example/"},
        {"link": "javascript:alert(1)"},
        {"link": "https://user@video.example/"},
        {"link": 'https://video.example/"onclick='},
        {"file_sha256": "0" * 64},
        {"link": VIDEO, "transcript": " "},
        {"link": VIDEO, "transcript": "<b>Stay</b>"},
        {"link": VIDEO, "page": "no:such"},
    ],
)
def test_a_recording_without_what_it_needs_is_refused(writer, given):
    make.page()
    whole = {"page": DOOR, "language": "mix", "transcript": "Stay.", "by": writer, "at": make.AT, **given}
    with pytest.raises(Refused):
        api.attach_recording(**whole)
    assert Recording.objects.count() == 0


def test_a_picture_is_no_sound(writer):
    make.page()
    text = files.keep(content=b"words\n", name="a.txt", by=writer, at=make.AT).sha256
    with pytest.raises(Refused, match="The file is no sound"):
        attach(writer, file_sha256=text)


def test_strangers_attach_and_approve_nothing(writer):
    make.page()
    with pytest.raises(NotAllowed):
        attach(accounts.person())
    made = attach(writer)
    with pytest.raises(NotAllowed):
        actions.approve_recording(recording=made, by=writer, at=make.AT)
    with pytest.raises(NotFound):
        actions.approve_recording(recording=uuid.uuid4(), by=make.translator(), at=make.AT)


def test_a_sound_comes_in_by_the_form(writer, tmp_path):
    make.load_town(tmp_path / "pack")
    make.page()
    client = accounts.client_of(writer)
    answer = client.post(
        reverse("translations:list_recordings"),
        {
            "page": DOOR, "language": "mix", "transcript": "Stay calm.",
            "file": SimpleUploadedFile("door.mp3", sounds.mp3()),
        },
    )  # fmt: skip
    assert answer.status_code == 302
    made = Recording.objects.get()
    heard = client.get(reverse("translations:hear_recording", args=[made.pk]))
    assert (heard.status_code, heard["Content-Type"]) == (200, "audio/mpeg")

    refused = client.post(
        reverse("translations:list_recordings"),
        {"page": DOOR, "language": "mix", "transcript": "x", "file": SimpleUploadedFile("door.mp3", b"no sound")},
    )
    assert refused.status_code == 422
