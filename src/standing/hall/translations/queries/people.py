"""Names of those who wrote or reviewed, for staff pages."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from standing.hall.accounts.api import User


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return a name for each who is written down; what came with the pack was written by nobody here."""
    wanted = set(codes) - {""}
    people = {
        str(pk): name or email
        for pk, name, email in User.objects.filter(pk__in=[one for one in wanted if _is_account(one)]).values_list(
            "pk", "name", "email"
        )
    }
    return {code: people.get(code, _("came with the pack")) for code in wanted}


def _is_account(code: str) -> bool:
    try:
        UUID(code)
    except ValueError:
        return False
    return True
