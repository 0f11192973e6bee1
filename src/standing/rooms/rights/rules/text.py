"""What a version of an article says, and the one way to write it as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from standing.kernel.canonical import canonical, sha256_hex
from standing.kernel.refusals import Refused
from standing.rooms.rights.rules.shape import (
    LONGEST_SHORT,
    ArticleTerms,
    BlockKind,
    check_plain,
    names_in,
)

LONGEST = {"title": 120, "summary": 400, "short": LONGEST_SHORT, "block": 2000}


class NotSaid(Refused):
    """The text cannot be kept as it is; every reason is told."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = tuple(sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of the text."""

    id: str
    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LawFact:
    """A law an article rests on: what it says, where it is written, how sure that is."""

    says: str
    where: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleText:
    """All that counsel approves."""

    title: str
    summary: str
    short: str
    blocks: tuple[Block, ...]
    laws: tuple[LawFact, ...]
    see: tuple[str, ...]
    review_days: int

    @property
    def content(self) -> bytes:
        """Return the text as bytes; equal texts are equal bytes."""
        return canonical(
            {
                "title": self.title,
                "summary": self.summary,
                "short": self.short,
                "blocks": [{"id": one.id, "kind": one.kind.value, "text": one.text} for one in self.blocks],
                "laws": [{"says": one.says, "where": one.where, "confidence": one.confidence} for one in self.laws],
                "see": list(self.see),
                "review_days": self.review_days,
            }
        )

    @property
    def sha256(self) -> str:
        """Return the name of exactly this text."""
        return sha256_hex(self.content)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield everything that is translated with the last part of its key."""
        yield "title", self.title
        yield "summary", self.summary
        yield "short", self.short
        for block in self.blocks:
            yield block.id, block.text

    @property
    def as_words(self) -> str:
        """Return the whole as lines, to compare two versions."""
        lines = [self.title, "", self.summary, "", self.short, ""]
        for block in self.blocks:
            lines += [f"[{block.kind.value}] {block.text}", ""]
        for law in self.laws:
            lines += [f"[law, {law.confidence}] {law.says} ({law.where})", ""]
        lines.append(f"[read again after {self.review_days} days]")
        if self.see:
            lines.append(f"[see also: {', '.join(self.see)}]")
        return "\n".join(lines)


def of_terms(terms: ArticleTerms) -> ArticleText:
    """Return the text of an article as it stands in a pack."""
    return ArticleText(
        title=terms.title,
        summary=terms.summary,
        short=terms.short,
        blocks=tuple(Block(id=one.id, kind=one.kind, text=one.text) for one in terms.blocks),
        laws=tuple(LawFact(says=one.says, where=one.where, confidence=one.confidence) for one in terms.laws),
        see=terms.see,
        review_days=terms.review_days,
    )


@lru_cache(maxsize=256)
def of_content(content: bytes) -> ArticleText:
    """Return the text that these bytes are; what was read lately is not read again."""
    given = json.loads(content)
    return ArticleText(
        title=given["title"],
        summary=given["summary"],
        short=given["short"],
        blocks=tuple(Block(id=one["id"], kind=BlockKind(one["kind"]), text=one["text"]) for one in given["blocks"]),
        laws=tuple(LawFact(**one) for one in given["laws"]),
        see=tuple(given["see"]),
        review_days=given["review_days"],
    )


def check_whole(text: ArticleText, *, numbers: frozenset[str]) -> None:
    """
    Test that a text can be kept: plain words, nothing too long, every number known.

    :raises NotSaid: with every reason at once
    """
    if found := tuple(_faults(text, numbers)):
        raise NotSaid(found)


def _faults(text: ArticleText, numbers: frozenset[str]) -> Iterator[str]:
    yield from _head_faults(text)
    yield from _block_faults(text)
    for place, law in enumerate(text.laws, start=1):
        if not (law.says.strip() and law.where.strip()):
            yield f"Law {place} needs both what it says and where it is written."
    for where, words in text.texts():
        yield from _word_faults(where, words, numbers)


def _head_faults(text: ArticleText) -> Iterator[str]:
    for part, words in (("title", text.title), ("summary", text.summary), ("short", text.short)):
        if not words.strip():
            yield f"The {_NAMES[part]} is empty."
        elif len(words) > LONGEST[part]:
            yield f"The {_NAMES[part]} has {len(words)} characters; {LONGEST[part]} fit."


def _block_faults(text: ArticleText) -> Iterator[str]:
    if not text.blocks:
        yield "An article has at least one block."
    ids = [block.id for block in text.blocks]
    if len(set(ids)) != len(ids):
        yield "Two blocks have the same name."
    for place, block in enumerate(text.blocks, start=1):
        if not block.text.strip():
            yield f"Block {place} is empty: write it, or take it away."
        elif len(block.text) > LONGEST["block"]:
            yield f"Block {place} has {len(block.text)} characters; {LONGEST['block']} fit."


def _word_faults(where: str, words: str, numbers: frozenset[str]) -> Iterator[str]:
    try:
        check_plain(words)
    except ValueError as fault:
        yield f"In “{where}”: {fault}."
        return
    for name in names_in(words):
        if name not in numbers:
            yield f"In “{where}”: no telephone number is called {{{name}}}."


_NAMES = {"title": "title", "summary": "summary", "short": "short form"}
