"""The door of files: keep one, read one, hand one out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.files import kinds, restricted, store
from standing.hall.files.kinds import LIMIT, NotWhatItSays, TooLarge
from standing.hall.files.marks import WHOLE, Mark, NotAMark
from standing.hall.files.marks import read as read_marks
from standing.hall.files.models import StoredFile
from standing.hall.files.quarantine import clean_apart
from standing.hall.files.store import FileDamaged
from standing.hall.installation.api import is_sample
from standing.kernel.refusals import NotFound

__all__ = [
    "LIMIT",
    "WHOLE",
    "FileDamaged",
    "FileFact",
    "Mark",
    "NotAMark",
    "NotWhatItSays",
    "TooLarge",
    "about",
    "download",
    "hand_out",
    "keep",
    "read",
    "read_marks",
    "restricted",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFact:
    """A file that is kept. ``sha256`` and ``size`` are those of the bytes after cleaning."""

    sha256: str
    media_type: str
    size: int
    name: str


@transaction.atomic
def keep(*, content: bytes, name: str, by: Actor, at: datetime, as_sound: bool = False) -> FileFact:
    """
    This will clean a file, keep it under the hash of what is left, and record that it was handed in.

    The same content is kept once; each handing in is recorded. ``as_sound``: only recordings are taken.

    :raises TooLarge: if it is larger than 10 MB, or would be once unfolded
    :raises NotWhatItSays: if it is of no kind that is kept, or not what its name says
    """
    cleaned = clean_apart(content=content, name=name, as_sound=as_sound)
    shown = kinds.clean_name(name=name, kind=cleaned.kind)

    sha256 = store.put(cleaned.content)
    StoredFile.objects.bulk_create(
        [
            StoredFile(
                sha256=sha256,
                media_type=cleaned.kind.media_type,
                size=len(cleaned.content),
                original_name=shown,
                kept_by=str(by.pk),
                kept_at=at,
            )
        ],
        ignore_conflicts=True,
    )

    audit.record(
        verb="files.keep",
        subject=sha256,
        by=by,
        at=at,
        facts={"size": len(cleaned.content), "media_type": cleaned.kind.media_type},
    )
    return FileFact(
        sha256=sha256,
        media_type=cleaned.kind.media_type,
        size=len(cleaned.content),
        name=shown,
    )


def about(*, sha256: str) -> FileFact:
    """Return what is known of a file, by its first name. :raises NotFound: if it is not kept."""
    row = StoredFile.objects.filter(pk=sha256).first()
    if row is None:
        raise NotFound("There is no such file.")
    return FileFact(sha256=row.sha256, media_type=row.media_type, size=row.size, name=row.original_name)


def read(*, sha256: str) -> tuple[FileFact, bytes]:
    """
    Return a file with its bytes, which are checked against the hash.

    :raises NotFound: if it is not kept
    :raises FileDamaged: if the disk has lost or changed it
    """
    fact = about(sha256=sha256)
    return fact, store.get(sha256)


def download(*, sha256: str, name: str) -> HttpResponse:
    """
    Return the file as an answer that a browser saves and never runs.

    The room asks first whether the person may have it. ``name`` is what the room calls the file.

    :raises NotFound: if it is not kept
    """
    fact, content = read(sha256=sha256)
    return hand_out(content=content, media_type=fact.media_type, name=name or fact.name)


def hand_out(*, content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return bytes as an answer that a browser saves and never runs. The room asks first who may have them."""
    shown = kinds.clean_name(name=name, kind=kinds.by_media_type(media_type))
    if is_sample() and not shown.lower().startswith("sample"):
        shown = f"sample-{shown}"
    return HttpResponse(
        content,
        headers={
            "Content-Type": media_type,
            "Content-Disposition": content_disposition_header(True, shown) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )
