"""What a check gets and what it answers: plain values."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date

from standing.rooms.plans.rules.template import Kind, SectionTerms
from standing.rooms.plans.rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend, said to the person who can mend it. An advice does not hold up a signature."""

    rule: str
    section: str
    sentence: str
    blocking: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSection:
    """A section of the template with what was written in it and the number of files beside it."""

    terms: SectionTerms
    value: Value
    files: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanContent:
    """A text and the local day on which it is judged."""

    sections: tuple[WrittenSection, ...]
    today: date

    def only(self, sections: Collection[str], kinds: Collection[Kind]) -> PlanContent:
        """Return the part a rule is about: the sections named, or all of the kinds it can judge."""
        return replace(
            self,
            sections=tuple(
                section
                for section in self.sections
                if section.terms.kind in kinds and (not sections or section.terms.id in sections)
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A check, the kinds of section it can judge, and the samples that show what it means."""

    check: Callable[[PlanContent], list[Finding]]
    kinds: frozenset[Kind]
    should_pass: tuple[PlanContent, ...]
    should_fail: tuple[PlanContent, ...]

    @property
    def id(self) -> str:
        """Return the name under which a pack puts the rule to use."""
        return self.check.__name__


ALL_KINDS = frozenset(Kind)
ROWS = frozenset({Kind.TABLE, Kind.SITES, Kind.CONTACTS})
A_DAY = date(2025, 7, 20)


def sample(
    kind: Kind,
    value: Value,
    *,
    required: bool = True,
    min_words: int = 0,
    must_mention: tuple[str, ...] = (),
    files: int = 0,
) -> PlanContent:
    """Return a plan of one section, for the samples beside each rule."""
    terms = SectionTerms(
        id="part",
        heading="Part",
        guidance="",
        kind=kind,
        required=required,
        min_words=min_words,
        must_mention=must_mention,
    )
    return PlanContent(sections=(WrittenSection(terms=terms, value=value, files=files),), today=A_DAY)
