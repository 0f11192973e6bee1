"""
Where every text stands in every language, computed in one question.

This SQL says what ``rules.states.state_of`` and ``shown_of`` say in Python; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from standing.hall import memory
from standing.hall.installation.api import is_sample
from standing.hall.translations.rules.states import Said, State, direction_of, tidy_code

_WHERE = {"keys": "s.key = ANY(%(asked)s)", "pages": "s.page_id = ANY(%(asked)s) AND s.retired_at IS NULL"}
Asked = str | list[str] | None
_EVERY = "s.retired_at IS NULL"

STANDING = """
WITH asked AS (
    SELECT s.key, s.page_id, s.place, s.critical, s.about, v.text, v.sha256, v.written_at
    FROM translations_segment s
    JOIN translations_source v ON v.segment_id = s.key AND v.number = s.number
    WHERE {where}
), versions AS (
    SELECT a.key, t.id, t.language, t.number, t.text, t.written_by, t.written_at, t.source_sha256,
        t.source_sha256 = a.sha256 AS is_fresh,
        CASE
            WHEN t.state = 'draft' OR x.outcome = 'returned' THEN 'draft'
            WHEN x.outcome = 'approved' THEN 'reviewed'
            ELSE 'translated'
        END AS state
    FROM asked a
    JOIN translations_translation t ON t.segment_id = a.key AND t.language = ANY(%(languages)s)
    LEFT JOIN LATERAL (
        SELECT outcome FROM translations_verdict
        WHERE translation_id = t.id ORDER BY id DESC LIMIT 1
    ) x ON true
    WHERE x.outcome IS DISTINCT FROM 'withdrawn'
), newest AS (
    SELECT DISTINCT ON (key, language) *, CASE WHEN is_fresh THEN state ELSE 'stale' END AS stands
    FROM versions ORDER BY key, language, is_fresh DESC, number DESC
), shown AS (
    SELECT DISTINCT ON (key, language) key, language, text, state
    FROM versions WHERE is_fresh AND state = ANY(%(shown)s)
    ORDER BY key, language, state = 'reviewed' DESC, number DESC
), standing AS (
    SELECT a.key, a.page_id, a.place, a.critical, a.about, a.text AS source, a.sha256, a.written_at AS since,
        l.language,
        coalesce(n.stands, 'missing') AS state, n.id AS newest_id, n.text AS newest, n.number,
        n.source_sha256 AS made_from, n.written_by, n.written_at,
        w.text AS shown, w.state AS shown_state
    FROM asked a
    CROSS JOIN unnest(%(languages)s::text[]) AS l(language)
    LEFT JOIN newest n ON n.key = a.key AND n.language = l.language
    LEFT JOIN shown w ON w.key = a.key AND w.language = l.language
)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one text stands in one language. ``newest`` is what is worked on, ``shown`` what readers get."""

    key: str
    page: str
    place: int
    critical: bool
    about: str
    source: str
    sha256: str
    language: str
    state: State
    newest_id: int | None
    newest: str
    number: int
    made_from: str
    written_by: str
    shown: str
    shown_state: str

    @property
    def is_shown(self) -> bool:
        """Test whether readers get it in the language they asked for."""
        return bool(self.shown)


def parameters(*, asked: Iterable[str] | None, languages: Iterable[str]) -> dict[str, Asked]:
    """Return what the SQL above asks for."""
    return {
        "asked": None if asked is None else list(asked),
        "languages": [tidy_code(one) for one in languages],
        "shown": ["reviewed", "translated"] if is_sample() else ["reviewed"],
    }


def sql(*, by: str = "", then: str) -> str:
    """Return the SQL for texts by their keys, by their pages, or for all there are."""
    return STANDING.format(where=_WHERE.get(by, _EVERY)) + then


def standings(
    *, languages: Collection[str], keys: Collection[str] | None = None, pages: Collection[str] | None = None
) -> list[Standing]:
    """Return where texts stand, in the order of their pages; all there are when neither keys nor pages are given."""
    by, asked = ("keys", keys) if keys is not None else ("pages", pages) if pages is not None else ("", None)
    with connection.cursor() as cursor:
        cursor.execute(
            sql(
                by=by,
                then="""
                SELECT key, page_id, place, critical, about, source, sha256, language, state, newest_id, newest,
                    number, made_from, written_by, shown, shown_state
                FROM standing ORDER BY page_id, place, key, language
                """,
            ),
            parameters(asked=asked, languages=languages),
        )
        return [
            Standing(
                key=row[0],
                page=row[1],
                place=row[2],
                critical=row[3],
                about=row[4],
                source=row[5],
                sha256=row[6],
                language=row[7],
                state=State(row[8]),
                newest_id=row[9],
                newest=row[10] or "",
                number=row[11] or 0,
                made_from=row[12] or "",
                written_by=row[13] or "",
                shown=row[14] or "",
                shown_state=row[15] or "",
            )
            for row in cursor.fetchall()
        ]


def said(*, keys: Iterable[str], language: str) -> dict[str, Said]:
    """Return what is shown for each key in a language, in one question; keys that nobody declared are left out."""
    code, asked = tidy_code(language), tuple(keys)
    return dict(memory.once_for_many((__name__, code, asked), lambda: _said(asked, code)))


def _said(keys: tuple[str, ...], code: str) -> dict[str, Said]:
    return {one.key: said_of(one) for one in standings(keys=keys, languages=[code])}


def said_of(one: Standing) -> Said:
    """Return what a reader gets of a text."""
    first = tidy_code(settings.LANGUAGE_CODE)
    if one.language == first:
        return Said(
            text=one.source, language=first, direction=direction_of(first), state=State.SOURCE, is_fallback=False
        )
    if one.is_shown:
        return Said(
            text=one.shown,
            language=one.language,
            direction=direction_of(one.language),
            state=State(one.shown_state),
            is_fallback=False,
        )
    return Said(text=one.source, language=first, direction=direction_of(first), state=one.state, is_fallback=True)
