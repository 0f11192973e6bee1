"""What is true about roles and access without a database."""

from collections.abc import Collection
from datetime import datetime, timedelta

from standing.kernel.access import CITY_ROLES, DEPARTMENT_ROLES, GrantFact, Role
from standing.kernel.refusals import Refused

SECOND_FACTOR_ROLES = frozenset({Role.REVIEWER, Role.HEAD, Role.ADMINISTRATOR, Role.TREASURER, Role.VAULT, Role.KEEPER})

# What a head may hand out in the own department; everything else is the administrator's.
HEAD_GIVES = frozenset({Role.AUTHOR, Role.LIAISON, Role.BACKUP})

# Who appoints liaisons gives them their role with the appointment, and takes it with its end.
COORDINATOR_GIVES = frozenset({Role.LIAISON, Role.BACKUP})

LONGEST_SESSION = timedelta(hours=12)
LONGEST_IDLE = timedelta(minutes=30)


class WrongScope(Refused):
    """A role was given for the wrong kind of scope."""


def clean_email(said: str) -> str:
    """Return an e-mail in the one spelling that is kept: no spaces around it, lower case."""
    return said.strip().lower()


def check_scope(*, role: Role, department: str) -> None:
    """Let a role through that fits its scope. :raises WrongScope: if it does not."""
    if role in DEPARTMENT_ROLES and not department:
        raise WrongScope("This role belongs to a department. Choose the department.")
    if role in CITY_ROLES and department:
        raise WrongScope("This role is for the whole City. Leave the department empty.")


def needs_second_factor(grants: Collection[GrantFact]) -> bool:
    """Test whether somebody with these grants must prove themselves twice."""
    return any(grant.role in SECOND_FACTOR_ROLES for grant in grants)


def is_over(*, signed_in_at: datetime, seen_at: datetime, now: datetime, strict: bool) -> bool:
    """
    Test whether a session has ended: after 12 hours, and for the strict also after 30 idle minutes.

    NIST SP 800-63B-4, authentication assurance level 2.
    """
    if now - signed_in_at >= LONGEST_SESSION:
        return True
    return strict and now - seen_at >= LONGEST_IDLE
