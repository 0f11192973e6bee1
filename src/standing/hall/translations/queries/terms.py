"""The terms that are agreed now."""

from __future__ import annotations

from collections import defaultdict

from standing.hall.translations.models import Term, TermWord
from standing.hall.translations.rules.terms import TermFact


def terms() -> tuple[TermFact, ...]:
    """Return every agreed term with its words, by the alphabet."""
    newest = Term.objects.order_by("word", "-pk").distinct("word")
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for row in TermWord.objects.order_by("word", "language", "-pk").distinct("word", "language"):
        if row.said:
            said[row.word][row.language] = row.said
    return tuple(
        TermFact(word=row.word, meaning=row.meaning, said=said.get(row.word, {})) for row in newest if not row.dropped
    )
