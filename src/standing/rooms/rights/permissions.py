"""Who writes, who approves, who takes down, and who may enter which page."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from standing.hall.accounts.api import Role, User, counsel, holds
from standing.kernel.access import Access, Who
from standing.kernel.refusals import NotAllowed
from standing.rooms.rights.models import ArticleVersion, Submission

READS = frozenset(
    {
        Role.EDITOR,
        Role.TRANSLATOR,
        Role.AGENT,
        Role.COORDINATOR,
        Role.REVIEWER,
        Role.ATTORNEY,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    }
)
WRITES = frozenset({Role.EDITOR, Role.COORDINATOR})
WITHDRAWS = WRITES | counsel.COUNSEL

_PUBLIC = Access(Who(public=True))
_READ = Who(city=READS)
_WRITE = Who(city=WRITES)
_APPROVE = Who(city=counsel.COUNSEL)
_WITHDRAW = Who(city=WITHDRAWS)

ROUTES: Mapping[str, Access] = {
    "rights_pages:index": _PUBLIC,
    "rights_pages:list_numbers": _PUBLIC,
    "rights_pages:choose_paper": _PUBLIC,
    "rights_pages:print_paper": _PUBLIC,
    "rights_pages:show_article": _PUBLIC,
    "rights:list_articles": Access(_READ),
    "rights:list_withdrawn": Access(_READ),
    "rights:start_article": Access(_WRITE, _WRITE),
    "rights:show_history": Access(_READ),
    "rights:edit_article": Access(_WRITE, _WRITE),
    "rights:place_article": Access(_WRITE, _WRITE),
    "rights:read_version": Access(_READ),
    "rights:compare_versions": Access(_READ),
    "rights:submit_version": Access(_WRITE, _WRITE),
    "rights:take_back_version": Access(_WRITE, _WRITE),
    "rights:restore_version": Access(_WRITE, _WRITE),
    "rights:answer_version": Access(_APPROVE, _APPROVE),
    "rights:confirm_version": Access(_APPROVE, _APPROVE),
    "rights:withdraw_article": Access(_WITHDRAW, _WITHDRAW),
}


def _any(by: User, roles: Collection[Role]) -> bool:
    return any(holds(user=by, role=role) for role in roles)


def can_write(*, by: User) -> bool:
    """Test whether the person writes public words."""
    return _any(by, WRITES)


def check_can_write(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: if they do not write public words"""
    if not can_write(by=by):
        raise NotAllowed("Editors of public words and coordinators write articles.")


def had_a_hand(*, version: ArticleVersion, submission: Submission | None, by: User) -> bool:
    """Test whether the person wrote or sent a version."""
    return counsel.had_a_hand(hands=_hands(version, submission), by=by)


def can_answer(*, version: ArticleVersion, submission: Submission | None, by: User) -> bool:
    """Test whether the person may approve or return this version: counsel, and no text of their own."""
    return counsel.decides(hands=_hands(version, submission), by=by)


def check_can_answer(*, version: ArticleVersion, submission: Submission | None, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    counsel.check_decides(
        hands=_hands(version, submission), otherwise="Counsel approves what the City says about rights.", by=by
    )


def _hands(version: ArticleVersion, submission: Submission | None) -> tuple[object, ...]:
    """Return who wrote and who sent a version."""
    return (version.written_by_id, *((submission.by_id,) if submission is not None else ()))


def can_withdraw(*, by: User) -> bool:
    """Test whether the person may take an article down."""
    return _any(by, WITHDRAWS)


def check_can_withdraw(*, by: User) -> None:
    """Let the person through. :raises NotAllowed: with a sentence that says who may"""
    if not can_withdraw(by=by):
        raise NotAllowed("Counsel, editors and coordinators take an article down.")
