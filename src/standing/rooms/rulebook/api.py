"""The door of the rulebook: the rules that guide staff, and the hook for a court's order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from standing.hall.accounts.api import User
from standing.hall.publish.api import Page
from standing.hall.translations import api as translations
from standing.kernel.refusals import NotFound
from standing.rooms.rulebook import actions, permissions, queries
from standing.rooms.rulebook.queries import CitationFact, RuleFact, SuspensionFact
from standing.rooms.rulebook.rules.book import Kind

__all__ = [
    "CitationFact",
    "Kind",
    "RuleFact",
    "SuspensionFact",
    "lift_suspension",
    "published_pages",
    "rule",
    "rules",
    "suspend_rule",
    "waiting_for",
]


def rules(*, language: str, at: datetime) -> tuple[RuleFact, ...]:
    """Return the rules that guide staff at a moment; none before counsel has approved them."""
    book = queries.book(language=language, at=at)
    return () if book is None else book.rules


def rule(*, id: str, language: str, at: datetime) -> RuleFact:
    """Return one rule. :raises NotFound: if it does not guide staff at that moment"""
    found = next((one for one in rules(language=language, at=at) if one.id == id), None)
    if found is None:
        raise NotFound("No such rule guides staff.")
    return found


def waiting_for(*, by: User) -> tuple[int, ...]:
    """Return the numbers of the editions that this person may answer as counsel."""
    return tuple(one.number for one in queries.waiting() if permissions.can_answer(taken_by=one.taken_by, by=by))


def suspend_rule(*, rule: str, order: str, reason: str, by: User, at: datetime) -> str:
    """
    This will tell staff that a court's order keeps a rule from being applied.

    :raises Refused: if the person is not counsel, no such rule guides staff, or something is missing
    """
    return actions.suspend_rule(rule=rule, order=order, reason=reason, by=by, at=at)


def lift_suspension(*, rule: str, reason: str, by: User, at: datetime) -> None:
    """
    This will let a rule be applied again.

    :raises Refused: if the person is not counsel, the rule is not suspended, or no reason is given
    """
    actions.lift_suspension(rule=rule, reason=reason, by=by, at=at)


def published_pages(at: datetime) -> Iterator[Page]:
    """Yield the page of the rules in every language that is offered; questions are answered by the application."""
    if queries.in_force(at=at) is None:
        return
    first = queries.first_language(at=at)
    for language in dict.fromkeys([first, *(code.lower() for code in translations.offered(at=at))]):
        yield Page(
            path="/rules/" if language == first else f"/{language}/rules/",
            language=language,
            stamp=queries.stamp(language=language, at=at),
            title=_("What City workers may do"),
            group="rulebook",
        )
