"""The list of terms: agreed, changed, dropped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.translations import permissions
from standing.hall.translations.actions._ground import begin_change, name_of
from standing.hall.translations.models import Term, TermWord
from standing.hall.translations.queries.terms import terms
from standing.hall.translations.rules.states import hash_of, tidy_code
from standing.hall.translations.rules.texts import check_source, tidy
from standing.kernel.refusals import NotFound, Refused


@transaction.atomic
def agree_term(*, word: str, meaning: str, said: Mapping[str, str], by: Actor, at: datetime) -> None:
    """
    This will agree how a word of the first language is said in others; languages left out stay as they are.

    Several ways are divided by a slash. An empty way takes the agreed one back.

    :raises NotAllowed: if the person does not translate
    :raises Refused: if the word is empty or too long, or a text holds what none may hold
    """
    permissions.check_can_translate(by=by)
    word, meaning = tidy(word), tidy(meaning)
    _check(word, meaning, said)
    begin_change()
    held = next((one for one in terms() if one.word == word), None)
    if held is None or held.meaning != meaning:
        Term.objects.create(word=word, meaning=meaning, written_by=name_of(by), written_at=at)
    before = held.said if held is not None else {}
    changed = {tidy_code(code): tidy(way) for code, way in said.items()}
    rows = [
        TermWord(word=word, language=code, said=way, written_by=name_of(by), written_at=at)
        for code, way in sorted(changed.items())
        if before.get(code, "") != way
    ]
    TermWord.objects.bulk_create(rows)
    audit.record(
        verb="translations.agree_term",
        subject=hash_of(word),
        by=by,
        at=at,
        facts={"languages": [row.language for row in rows]},
    )


@transaction.atomic
def drop_term(*, word: str, by: Actor, at: datetime) -> None:
    """
    This will end the agreement about a word; what was translated with it stays.

    :raises NotAllowed: if the person does not translate
    :raises NotFound: if it is not agreed
    """
    permissions.check_can_translate(by=by)
    begin_change()
    held = next((one for one in terms() if one.word == word), None)
    if held is None:
        raise NotFound("There is no such term.")
    Term.objects.create(word=word, meaning=held.meaning, dropped=True, written_by=name_of(by), written_at=at)
    audit.record(verb="translations.drop_term", subject=hash_of(word), by=by, at=at, facts={})


def _check(word: str, meaning: str, said: Mapping[str, str]) -> None:
    if not word or len(word) > 100:
        raise Refused("A term has 1 to 100 characters.")
    if len(meaning) > 500 or any(len(way) > 200 for way in said.values()):
        raise Refused("A meaning has at most 500 characters, a way to say it at most 200.")
    for text in (word, meaning, *said.values()):
        if text.strip():
            check_source(tidy(text))
