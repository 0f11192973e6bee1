"""The words a pack brings: ``words/<language>/<name>.yaml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field

from standing.hall.pack.api import Fault, Languages, Parsed, Shape
from standing.hall.translations.rules.states import tidy_code
from standing.hall.translations.rules.texts import tidy, translation_mistakes

FILES = "words/*/*.yaml"


class Words(Shape):
    """One text: what it says in the first language, and what it says in this one."""

    key: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]*$", max_length=240, description="The name of the text on its page."
    )
    en: str = Field(min_length=1, max_length=5000, description="The source this was translated from, word for word.")
    text: str = Field(min_length=1, max_length=5000, description="The translation: plain text, {places} kept.")


class WordsFile(Shape):
    """words/*/*.yaml: translations that come with the pack, not read by a second person."""

    language: str = Field(
        pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="The language; one of languages.yaml."
    )
    texts: tuple[Words, ...] = Field(default=(), description="The texts, in any order.")


class PackTerm(Shape):
    """One word that is always said the same way."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=64, description="A short name that never changes.")
    en: str = Field(min_length=1, max_length=100, description="The word in the first language.")
    note: str = Field(default="", max_length=500, description="What it means here.")
    words: dict[str, str] = Field(
        default_factory=dict, description="How each language says it, by its code; several ways are divided by a slash."
    )


class TermsFile(Shape):
    """terms.yaml: words that are always said the same way."""

    terms: tuple[PackTerm, ...] = Field(default=(), description="The terms.")


def check_terms(parsed: Parsed) -> Iterator[Fault]:
    """Find words agreed twice and languages the pack does not know."""
    file, languages = parsed.get("terms"), parsed.get("languages")
    if not isinstance(file, TermsFile):
        return
    known = {tidy_code(one.code) for one in languages.languages} if isinstance(languages, Languages) else None
    seen: set[str] = set()
    for place, term in enumerate(file.terms):
        if term.en in seen:
            yield Fault(file="terms.yaml", path=("terms", place, "en"), sentence=f"{term.en} stands twice: keep one.")
        seen.add(term.en)
        for code in term.words:
            if known is not None and tidy_code(code) not in known:
                yield Fault(
                    file="terms.yaml",
                    path=("terms", place, "words", code),
                    sentence=f"languages.yaml does not have {code}.",
                )


def check(parsed: Parsed) -> Iterator[Fault]:
    """Find languages the pack does not know, texts written twice, and translations that lost something."""
    files, languages = parsed.get("words"), parsed.get("languages")
    if not isinstance(files, Mapping):
        return
    known = {tidy_code(one.code) for one in languages.languages} if isinstance(languages, Languages) else None
    seen: dict[tuple[str, str], str] = {}
    for name, file in sorted(files.items()):
        if not isinstance(file, WordsFile):
            continue
        if known is not None and tidy_code(file.language) not in known:
            yield Fault(file=name, path=("language",), sentence=f"languages.yaml does not have {file.language}.")
        for place, one in enumerate(file.texts):
            where = ("texts", place, "text")
            first = seen.setdefault((tidy_code(file.language), one.key), name)
            if first != name or any(one.key == other.key for other in file.texts[:place]):
                yield Fault(
                    file=name, path=("texts", place, "key"), sentence=f"{one.key} stands twice, also in {first}."
                )
            for sentence in translation_mistakes(source=tidy(one.en), text=tidy(one.text)):
                yield Fault(file=name, path=where, sentence=sentence)
