"""Says amounts and codes of the ledger in words."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from standing.rooms.funds.models import Donor
from standing.rooms.funds.rules import amounts

register = template.Library()


@register.filter
def dollars(cents: int) -> str:
    """Show an amount of cents in dollars."""
    return amounts.dollars(cents)


@register.filter
def said(words: Mapping[object, str | Promise], code: object) -> object:
    """Return the words for a code; the bare code if none are known."""
    return words.get(code, code)


@register.filter
def donor_name(donor: Donor | None) -> str:
    """Return a donor as staff call them: the name they wish to be shown by, or that they give without one."""
    if donor is None:
        return _("The City")
    return donor.shown_as or _("Gives without a name")


@register.filter
def donor_number(donor: Donor) -> str:
    """Return a donor's number as it stands on receipts."""
    return f"D-{donor.number:04d}"
