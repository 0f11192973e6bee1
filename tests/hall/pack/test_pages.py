"""The staff's pages of the pack."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from standing.hall import clock
from standing.hall.accounts.api import Role
from standing.hall.audit.api import SYSTEM
from standing.hall.pack import api
from tests.make import accounts
from tests.make.pack import FILES, pack_files, write_pack, zipped

pytestmark = pytest.mark.django_db


def signed_in(role: Role) -> Client:
    return accounts.client_of(accounts.person(role=role))


@pytest.fixture
def in_force(tmp_path: Path) -> None:
    at = clock.now() - timedelta(days=2)
    api.load(directory=write_pack(tmp_path), by=SYSTEM, at=at)


def second() -> dict[str, bytes]:
    return pack_files(
        pack=FILES["pack.yaml"].replace('version: "1"', 'version: "2"'),
        thresholds=FILES["thresholds.yaml"].replace("at_risk_days: 5", "at_risk_days: 7"),
    )


def send(client: Client, content: bytes, name: str = "pack.zip") -> Any:
    return client.post(reverse("pack:upload"), {"file": SimpleUploadedFile(name, content, "application/zip")})


@pytest.mark.usefixtures("in_force")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR, Role.REVIEWER])
def test_who_sees_and_who_changes(role: Role) -> None:
    client = signed_in(role)
    sees = role is not Role.REVIEWER
    changes = role is Role.ADMINISTRATOR

    assert client.get(reverse("pack:show")).status_code == (200 if sees else 404)
    assert client.get(reverse("pack:show_version", args=[1])).status_code == (200 if sees else 404)
    assert client.get(reverse("pack:upload")).status_code == (200 if changes else 404)
    assert send(client, zipped(second())).status_code == (302 if changes else 404)
    assert (api.waiting() is not None) is changes


def test_a_pack_is_sent_shown_confirmed_and_in_force(in_force: None) -> None:
    client = signed_in(Role.ADMINISTRATOR)

    answer = send(client, zipped(second()))
    waiting = api.waiting()
    assert waiting is not None
    assert answer.headers["Location"] == reverse("pack:show_proposal", args=[waiting.id])
    page = client.get(reverse("pack:show_proposal", args=[waiting.id])).content.decode()
    assert "thresholds › at_risk_days" in page
    assert waiting.sha256 in page
    assert "No duty, date or light changes." in page

    apply = reverse("pack:apply_proposal", args=[waiting.id])
    unsure = client.post(apply, {"seen_sha256": waiting.sha256, "reason": "Counsel asked."})
    assert unsure.status_code == 422
    assert "Tick the box if you want to put this pack in force." in unsure.content.decode()
    assert "Counsel asked." in unsure.content.decode()
    other = client.post(apply, {"seen_sha256": "0" * 64, "reason": "Counsel asked.", "sure": "on"})
    assert other.status_code == 422
    assert "The pack is not the one that was shown to you." in other.content.decode()
    assert [one.number for one in api.history()] == [1]

    done = client.post(apply, {"seen_sha256": waiting.sha256, "reason": "Counsel asked.", "sure": "on"}, follow=True)
    assert done.status_code == 200
    assert "Version 2 is in force." in done.content.decode()
    assert [(one.number, one.reason) for one in api.history()] == [
        (2, "Counsel asked."),
        (1, "The first pack of this installation."),
    ]
    assert "thresholds › at_risk_days" in client.get(reverse("pack:show_version", args=[2])).content.decode()
    assert client.get(reverse("pack:show_version", args=[3])).status_code == 404


def test_all_problems_are_shown_at_once(in_force: None) -> None:
    broken = pack_files(thresholds="a: [1\n", languages="languages: []\n", retention="classes: 5\n")

    answer = send(signed_in(Role.ADMINISTRATOR), zipped(broken))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The pack has 3 problems" in page
    for name in ("thresholds.yaml", "languages.yaml", "retention.yaml"):
        assert f">{name}</code>" in page
    assert api.waiting() is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no zip", "This is no .zip file that can be read."),
        (zipped({"../evil.yaml": b""}), "The .zip names a place outside the pack"),
        (zipped(pack_files()), "Version 1 of this pack is in force: nothing to change."),
        (b"", "The file is empty."),
    ],
)
def test_what_cannot_be_taken_in_is_said(in_force: None, content: bytes, said: str) -> None:
    answer = send(signed_in(Role.ADMINISTRATOR), content)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_proposal_is_declined_with_a_reason(in_force: None) -> None:
    client = signed_in(Role.ADMINISTRATOR)
    send(client, zipped(second()))
    waiting = api.waiting()
    assert waiting is not None
    decline = reverse("pack:decline_proposal", args=[waiting.id])

    assert client.post(decline, {"reason": " "}).status_code == 422
    assert client.post(decline, {"reason": "Not yet."}).status_code == 302
    assert api.waiting() is None
    assert "declined" in client.get(reverse("pack:show_proposal", args=[waiting.id])).content.decode()


def test_without_a_pack_the_page_says_so() -> None:
    assert "No pack is in force" in signed_in(Role.ADMINISTRATOR).get(reverse("pack:show")).content.decode()
