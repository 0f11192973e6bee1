"""What this package reads from a pack: words in other languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from standing.hall.audit.api import Actor
from standing.hall.pack.api import Effect, PackFact, Section
from standing.hall.translations.actions.pack import take_from_pack, take_terms
from standing.hall.translations.rules import pack as rules
from standing.hall.translations.rules.pack import TermsFile, WordsFile

__all__ = ["SECTIONS", "TermsFile", "WordsFile"]


def _apply(*, pack: PackFact, by: Actor, at: datetime) -> None:
    if pack.many(WordsFile):
        take_from_pack(pack=pack, by=by, at=at)


def _apply_terms(*, pack: PackFact, by: Actor, at: datetime) -> None:
    take_terms(pack=pack, by=by, at=at)


def _effects(*, old: PackFact | None, new: PackFact, at: datetime) -> Iterator[Effect]:  # noqa: ARG001  # told at a moment
    before, after = _counts(old) if old is not None else {}, _counts(new)
    for language in sorted(before.keys() | after.keys()):
        was, now = before.get(language, 0), after.get(language, 0)
        if was != now:
            yield Effect(
                subject=f"words:{language}",
                sentence="The pack brings another number of translations; a second person has yet to read them.",
                before=str(was),
                after=str(now),
            )


def _counts(pack: PackFact) -> dict[str, int]:
    counts: dict[str, int] = {}
    for file in pack.many(WordsFile):
        counts[file.language] = counts.get(file.language, 0) + len(file.texts)
    return counts


SECTIONS = (
    Section(
        name="words",
        files=rules.FILES,
        model=WordsFile,
        many=True,
        required=False,
        about="Translations that come with the pack.",
        check=rules.check,
        apply=_apply,
        effects=_effects,
    ),
    Section(
        name="terms",
        files="terms.yaml",
        model=TermsFile,
        required=False,
        about="Words that are always said the same way.",
        check=rules.check_terms,
        apply=_apply_terms,
    ),
)
