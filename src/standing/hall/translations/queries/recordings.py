"""Recordings of pages: what can be heard or seen, and whether the page still says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from standing.hall.files import api as files
from standing.hall.installation.api import is_sample
from standing.hall.pack import api as packs
from standing.hall.translations.models import Recording
from standing.hall.translations.rules.states import tidy_code
from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingFact:
    """A page spoken or signed in a language. ``is_stale``: the page says something else by now."""

    id: UUID
    page: str
    language: str
    title: str
    file_sha256: str
    link: str
    transcript: str
    attached_by: str
    attached_at: datetime
    is_stale: bool
    is_reviewed: bool

    @property
    def is_link(self) -> bool:
        """Test whether it plays somewhere else."""
        return bool(self.link)

    @property
    def ending(self) -> str:
        """Return the end of the sound's address."""
        return files.about(sha256=self.file_sha256).name.rpartition(".")[2] if self.file_sha256 else ""

    @property
    def media_type(self) -> str:
        """Return what the sound is called on the web."""
        return files.about(sha256=self.file_sha256).media_type if self.file_sha256 else ""

    @property
    def is_shown(self) -> bool:
        """Test whether the public may have it: a second person approved it, or this is a sample."""
        return self.is_reviewed or is_sample()


def of_pages(*, pages: Collection[str] | None = None, public: bool = True) -> tuple[RecordingFact, ...]:
    """Return the newest recording of each page and language; ``public``: only those that are shown."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (r.page_id, r.language)
                r.id, r.page_id, r.language, r.title, r.file_sha256, r.link, r.transcript, r.attached_by,
                r.attached_at, r.page_sha256, x.outcome
            FROM translations_recording r
            LEFT JOIN LATERAL (
                SELECT outcome FROM translations_recordingverdict
                WHERE recording_id = r.id ORDER BY id DESC LIMIT 1
            ) x ON true
            WHERE (%(every)s OR r.page_id = ANY(%(pages)s)) AND x.outcome IS DISTINCT FROM 'withdrawn'
                AND (%(unread)s OR x.outcome = 'approved')
            ORDER BY r.page_id, r.language, r.attached_at DESC, r.id
            """,
            {
                "every": pages is None,
                "pages": list(pages or ()),
                "unread": not public or is_sample(),
            },
        )
        rows = cursor.fetchall()
    now = page_hashes(pages=sorted({row[1] for row in rows})) if rows else {}
    return tuple(
        RecordingFact(
            id=row[0],
            page=row[1],
            language=row[2],
            title=row[3],
            file_sha256=row[4],
            link=row[5],
            transcript=row[6],
            attached_by=row[7],
            attached_at=row[8],
            is_stale=row[9] != now.get(row[1]),
            is_reviewed=row[10] == "approved",
        )
        for row in rows
    )


def of_page(*, page: str) -> tuple[RecordingFact, ...]:
    """Return what can be heard or seen of a page, by language."""
    return of_pages(pages=[page])


def public_sound(*, recording: UUID) -> RecordingFact:
    """Return a recording that the public may hear. :raises NotFound: if there is none"""
    page = Recording.objects.filter(pk=recording).values_list("page_id", flat=True).first()
    for one in of_pages(pages=[page]) if page is not None else ():
        if one.id == recording and one.file_sha256:
            return one
    raise NotFound("There is no such recording.")


def any_sound(*, recording: UUID) -> RecordingFact:
    """Return a recording that staff may hear. :raises NotFound: if there is none"""
    for one in of_pages(public=False):
        if one.id == recording and one.file_sha256:
            return one
    raise NotFound("There is no such recording.")


def page_hashes(*, pages: Collection[str]) -> dict[str, str]:
    """Return the hash of what each page says in the first language now."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT s.page_id, s.key, v.sha256 FROM translations_segment s
            JOIN translations_source v ON v.segment_id = s.key AND v.number = s.number
            WHERE s.page_id = ANY(%s) AND s.retired_at IS NULL ORDER BY s.page_id, s.place, s.key
            """,
            [list(pages)],
        )
        parts: dict[str, list[str]] = defaultdict(list)
        for page, key, digest in cursor.fetchall():
            parts[page].append(f"{key} {digest}")
    return {page: sha256_hex(canonical(parts[page])) for page in pages}


def names(*, known: datetime) -> dict[str, str]:
    """Return what each language of the pack calls itself."""
    pack = packs.in_force(known=known)
    return {tidy_code(one.code): one.own_name for one in pack.languages.languages} if pack is not None else {}
