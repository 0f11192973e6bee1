"""Counsel decides on words that others bring, and never on what they had a hand in: the same in every room."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from standing.hall.accounts import queries
from standing.hall.accounts.models import User
from standing.kernel.access import Role
from standing.kernel.refusals import NotAllowed, NotNow

TITLES: Mapping[Role, str] = {Role.ATTORNEY: _("City Attorney")}
"""Under which title each role approves; pages show it instead of a name."""
COUNSEL = frozenset(TITLES)


def is_counsel(*, by: User) -> bool:
    """Test whether the person answers for counsel."""
    return any(queries.holds(user=by, role=role) for role in COUNSEL)


def title_of(*, by: User) -> str:
    """Return the title under which a person approves; nothing for who does not."""
    return next((title for role, title in TITLES.items() if queries.holds(user=by, role=role)), "")


def title_words(title: str) -> str:
    """Return the title under which somebody approved, in the language of the page."""
    return gettext(title) if title in TITLES.values() else title


def had_a_hand(*, hands: Collection[object], by: User) -> bool:
    """Test whether the person is among those who wrote, sent or brought a text; ``hands`` are ids of accounts."""
    return str(by.pk) in {str(one) for one in hands}


def decides(*, hands: Collection[object], by: User) -> bool:
    """Test whether the person decides on a text: counsel, and none of those who had a hand in it."""
    return is_counsel(by=by) and not had_a_hand(hands=hands, by=by)


def check_decides(*, hands: Collection[object], otherwise: str, by: User) -> None:
    """
    Let the person through who decides on a text.

    :raises NotAllowed: with ``otherwise`` for who is not counsel, or if they had a hand in it
    """
    if not is_counsel(by=by):
        raise NotAllowed(otherwise)
    if had_a_hand(hands=hands, by=by):
        raise NotAllowed("Nobody approves a text they wrote, sent or brought in. Ask a colleague.")


def check_same(*, shown: str, stored: str) -> None:
    """Test that the person decides on what was on the screen. :raises NotNow: if it is another text"""
    if shown != stored:
        raise NotNow("This is not the text you opened. Read it again first.")
