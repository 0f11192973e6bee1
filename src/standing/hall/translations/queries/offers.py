"""Which languages are offered, and how far each one is."""

from __future__ import annotations

from datetime import datetime
from threading import Lock

from django.db import connection

from standing.hall.installation.api import is_sample
from standing.hall.pack import api as packs
from standing.hall.translations.catalogues import compiled
from standing.hall.translations.queries import pages, recordings
from standing.hall.translations.queries.standing import parameters, sql
from standing.hall.translations.rules.states import LanguageFact, Share, Shares, tidy_code

_Key = tuple[object, ...]
_lock = Lock()
_known: dict[_Key, tuple[LanguageFact, ...]] = {}


def offered(*, at: datetime) -> tuple[str, ...]:
    """Return the codes of the languages in which nothing critical is missing; the first language always."""
    found = tuple(one.code for one in languages(at=at) if one.offered)
    return found or (pages.first_language(),)


def languages(*, at: datetime) -> tuple[LanguageFact, ...]:
    """Return the languages of the pack that was in force, each with how far it is."""
    pack = packs.in_force(known=at)
    if pack is None:
        return ()
    key: _Key = (connection.settings_dict["NAME"], pages.changes(), pack.sha256, is_sample())
    with _lock:
        if key in _known:
            return _known[key]
    facts = _counted(pack)
    with _lock:
        _known.clear()
        _known[key] = facts
    return facts


def forget() -> None:
    """Count anew; for tests, which change the compiled words and use one database in many transactions."""
    with _lock:
        _known.clear()


def _counted(pack: packs.PackFact) -> tuple[LanguageFact, ...]:
    first = pages.first_language()
    codes = [tidy_code(one.code) for one in pack.languages.languages]
    counts = _counts([code for code in codes if code != first])
    whole = next(iter(counts.values()), (0, 0, 0, 0))
    heard = recordings.of_pages()
    spoken = {code: len({one.page for one in heard if one.language == code and not one.is_stale}) for code in codes}
    pages_in_all = _critical_pages()
    facts = []
    for one in pack.languages.languages:
        code = tidy_code(one.code)
        critical, critical_shown, every, every_shown = counts.get(code, (whole[0], whole[0], whole[2], whole[2]))
        shares = Shares(
            interface=compiled.share_of(language=code),
            critical=Share(done=critical_shown, total=critical),
            content=Share(done=every_shown, total=every),
            recordings=Share(done=spoken[code], total=pages_in_all),
        )
        facts.append(
            LanguageFact(
                code=one.code,
                own_name=one.own_name,
                english_name=one.english_name,
                direction=one.direction,
                medium=one.medium,
                tier=one.tier,
                offered=code == first or (shares.interface.is_whole and shares.critical.is_whole),
                shares=shares,
            )
        )
    return tuple(facts)


def _counts(codes: list[str]) -> dict[str, tuple[int, int, int, int]]:
    """Return for each language: critical texts, those shown, all texts, those shown."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql(
                then="""
                SELECT language, count(*) FILTER (WHERE critical), count(shown) FILTER (WHERE critical),
                    count(*), count(shown)
                FROM standing GROUP BY language
                """
            ),
            parameters(asked=None, languages=codes),
        )
        return {row[0]: (row[1], row[2], row[3], row[4]) for row in cursor.fetchall()}


def _critical_pages() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT page_id) FROM translations_segment WHERE critical AND retired_at IS NULL")
        row = cursor.fetchone()
    return int(row[0]) if row else 0
