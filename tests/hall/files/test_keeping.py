"""Files are kept once, under the hash of what was kept, and handed out safely."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from standing.hall.audit.api import SYSTEM
from standing.hall.audit.models import Record
from standing.hall.files import api, store
from standing.hall.files.models import StoredFile
from standing.hall.installation import api as installation
from standing.kernel.refusals import NotFound
from tests.make import files as make

pytestmark = pytest.mark.django_db

AT = datetime(2025, 7, 20, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(store, "folder", lambda: tmp_path / "files")
    return tmp_path / "files"


def test_a_file_is_kept_under_the_hash_of_what_was_kept(folder: Path) -> None:
    fact = api.keep(content=make.jpeg(), name="../scene.jpeg", by=SYSTEM, at=AT)

    about, content = api.read(sha256=fact.sha256)
    assert about == fact
    assert (fact.media_type, fact.name, fact.size) == ("image/jpeg", "scene.jpg", len(content))
    assert hashlib.sha256(content).hexdigest() == fact.sha256
    path = folder / "sha256" / fact.sha256[:2] / fact.sha256[2:4] / fact.sha256
    assert path.read_bytes() == content
    assert [one.name for one in path.parent.iterdir()] == [fact.sha256]
    assert path.stat().st_mode & 0o777 == 0o400
    assert [(row.verb, row.subject, row.facts) for row in Record.objects.all()] == [
        ("files.keep", fact.sha256, {"size": fact.size, "media_type": "image/jpeg"})
    ]


def test_the_same_content_is_kept_once_and_each_handing_in_is_recorded() -> None:
    first = api.keep(content=b"Plan\n", name="plan.txt", by=SYSTEM, at=AT)
    second = api.keep(content=b"Plan\n", name="again.txt", by=SYSTEM, at=AT)

    assert (first.sha256, first.name, second.name) == (second.sha256, "plan.txt", "again.txt")
    assert list(StoredFile.objects.values_list("original_name", flat=True)) == ["plan.txt"]
    assert Record.objects.count() == 2


def test_a_refused_file_leaves_nothing(folder: Path) -> None:
    with pytest.raises(api.NotWhatItSays):
        api.keep(content=b"MZ\x90\x00", name="plan.pdf", by=SYSTEM, at=AT)

    assert not folder.exists()
    assert StoredFile.objects.count() == 0
    assert Record.objects.count() == 0


def test_what_is_not_kept_is_not_found_and_what_was_changed_is_loud(folder: Path) -> None:
    fact = api.keep(content=b"Plan\n", name="plan.txt", by=SYSTEM, at=AT)
    with pytest.raises(NotFound):
        api.read(sha256="0" * 64)
    with pytest.raises(ValueError, match="Not a SHA-256"):
        store.path_of("../../etc/passwd")

    path = store.path_of(fact.sha256)
    path.chmod(0o600)
    path.write_bytes(b"Other plan\n")
    with pytest.raises(api.FileDamaged, match="has changed"):
        api.read(sha256=fact.sha256)

    api.keep(content=b"Plan\n", name="plan.txt", by=SYSTEM, at=AT)
    assert api.read(sha256=fact.sha256)[1] == b"Plan\n"
    path.unlink()
    with pytest.raises(api.FileDamaged, match="cannot be read"):
        api.read(sha256=fact.sha256)


def test_a_download_is_saved_and_never_run() -> None:
    fact = api.keep(content=b"<script>x</script>\n", name="plan.txt", by=SYSTEM, at=AT)

    answer = api.download(sha256=fact.sha256, name='Plan "2" Año\r\nX: y.txt')

    assert answer.content == b"<script>x</script>\n"
    assert dict(answer.items()) == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Disposition": "attachment; filename*=utf-8''Plan%20-2-%20A%C3%B1o%20X-%20y.txt",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }
    assert api.download(sha256=fact.sha256, name="")["Content-Disposition"] == 'attachment; filename="plan.txt"'


def test_in_a_sample_every_download_says_so() -> None:
    installation.create(is_sample=True, at=AT)
    fact = api.keep(content=b"Plan\n", name="plan.txt", by=SYSTEM, at=AT)

    assert api.download(sha256=fact.sha256, name="plan.txt")["Content-Disposition"] == (
        'attachment; filename="sample-plan.txt"'
    )


def test_rows_are_only_added() -> None:
    api.keep(content=b"Plan\n", name="plan.txt", by=SYSTEM, at=AT)

    for sql in (
        "UPDATE files_storedfile SET size = 1",
        "DELETE FROM files_storedfile",
        "TRUNCATE files_storedfile CASCADE",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert StoredFile.objects.count() == 1
