"""Takes in the words that come with a pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.audit.api import Actor
from standing.hall.pack import api as packs
from standing.hall.pack.api import PackFact
from standing.hall.translations.actions._ground import begin_change, code_of, name_of, tell_readers
from standing.hall.translations.actions.terms import agree_term
from standing.hall.translations.models import Term, TermWord, Translation
from standing.hall.translations.queries.standing import Standing, standings
from standing.hall.translations.rules import texts as rules
from standing.hall.translations.rules.pack import TermsFile, Words, WordsFile
from standing.hall.translations.rules.states import Kept, Report, tidy_code

THE_PACK = name_of(audit.SYSTEM)  # who wrote what nobody here wrote


@transaction.atomic
def take_from_pack(*, pack: PackFact, by: Actor, at: datetime) -> Report:
    """
    This will add the words of a pack where their source is the source of today.

    What a person wrote since, or what is there already, stays; nobody has reviewed what comes in. The words are
    the pack's own: ``by``, who brings it into force, need not be a translator, and did not write them.
    """
    begin_change()
    return _take(pack, dict(_by_language(pack)), by=by, at=at)


@transaction.atomic
def take_terms(*, pack: PackFact, by: Actor, at: datetime) -> int:
    """This will agree the terms of a pack; a word that people have agreed since stays theirs."""
    taken = 0
    people_wrote = set(Term.objects.exclude(written_by=THE_PACK).values_list("word", flat=True)) | set(
        TermWord.objects.exclude(written_by=THE_PACK).values_list("word", flat=True)
    )
    for file in _one(pack):
        for term in file.terms:
            if rules.tidy(term.en) not in people_wrote:
                agree_term(word=term.en, meaning=term.note, said=term.words, by=audit.SYSTEM, at=at)
                taken += 1
    if taken:
        audit.record(
            verb="translations.take_terms", subject=pack.id, by=by, at=at, facts={"pack": pack.sha256, "taken": taken}
        )
    return taken


def _one(pack: PackFact) -> tuple[TermsFile, ...]:
    return tuple(value for value in pack.parsed.values() if isinstance(value, TermsFile))


def take_for(*, keys: Collection[str], at: datetime) -> Report:
    """
    This will add the words that the pack in force brings for these texts.

    A pack comes into force before counsel approves what its words translate; so they wait for it here.
    """
    pack = packs.in_force(known=at)
    if pack is None:
        return Report()
    wanted = {language: {key: words[key] for key in keys if key in words} for language, words in _by_language(pack)}
    return _take(pack, {language: words for language, words in wanted.items() if words}, by=audit.SYSTEM, at=at)


def _take(pack: PackFact, wanted: Mapping[str, Mapping[str, Words]], *, by: Actor, at: datetime) -> Report:
    counts: Counter[str] = Counter()
    taken: set[str] = set()
    for language, words in wanted.items():
        known = {one.key: one for one in standings(keys=list(words), languages=[language])}
        latest = _latest(language=language, keys=list(words))
        rows = []
        for key, one in words.items():
            outcome = _outcome(one, known.get(key), latest.get(key))
            counts[outcome] += 1
            if outcome == "taken":
                taken.add(key)
                rows.append(
                    Translation(
                        segment_id=key,
                        language=language,
                        number=(latest[key].number if key in latest else 0) + 1,
                        text=rules.tidy(one.text),
                        source_sha256=known[key].sha256,
                        state=Kept.TRANSLATED,
                        written_by=THE_PACK,
                        written_at=at,
                    )
                )
        Translation.objects.bulk_create(rows)

    report = Report(**counts)
    if counts["taken"]:
        tell_readers(keys=sorted(taken), at=at)
        audit.record(
            verb="translations.take_from_pack",
            subject=pack.id,
            by=by,
            at=at,
            facts={"pack": pack.sha256, **{name: counts[name] for name in sorted(counts)}},
        )
    return report


def _by_language(pack: PackFact) -> Iterator[tuple[str, dict[str, Words]]]:
    found: dict[str, dict[str, Words]] = {}
    for file in pack.many(WordsFile):
        found.setdefault(tidy_code(file.language), {}).update({one.key: one for one in file.texts})
    for language, words in sorted(found.items()):
        yield code_of(language), words


def _latest(*, language: str, keys: list[str]) -> dict[str, Translation]:
    """Return the newest version of each text, also one that was taken back."""
    rows = Translation.objects.filter(language=language, segment_id__in=keys)
    return {row.segment_id: row for row in rows.order_by("segment_id", "number")}


def _outcome(words: Words, now: Standing | None, latest: Translation | None) -> str:
    if now is None:
        return "unknown"
    source, text = rules.tidy(words.en), rules.tidy(words.text)
    if source != now.source:
        return "stale"
    if rules.translation_mistakes(source=source, text=text):
        return "refused"
    if latest is None:
        return "taken"
    if latest.text == text and latest.source_sha256 == now.sha256:
        return "unchanged"
    is_ours = latest.written_by == THE_PACK and latest.imported_id is None
    return "taken" if is_ours and latest.source_sha256 != now.sha256 else "newer"
