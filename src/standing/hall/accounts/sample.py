"""
Sign-ins by one click for a database of invented records.

The address itself signs in, by GET: nothing in a sample is worth protecting, and one click is what was
promised. For a real database the address answers 404 whatever it holds, and the mark that makes a database a
sample is set when it is created and cannot be changed.
"""

import hmac
from uuid import UUID

from django.urls import reverse
from django.utils.crypto import salted_hmac

from standing.hall.accounts import names, queries
from standing.hall.accounts.models import User
from standing.hall.installation import api as installation
from standing.kernel.access import Role


def sign_ins(*, base_url: str) -> list[dict[str, str]]:
    """Return role, department, person and address of everybody in the sample; nothing for a real database."""
    if not installation.is_sample():
        return []
    people = {user.email: user for user in User.objects.filter(is_active=True)}
    order = {role: place for place, role in enumerate(Role)}
    rows = queries.open_grants().filter(email__in=people).values_list("role", "department", "email")
    called = dict(names.departments())
    return [
        {
            "role": role,
            "department": department,
            "department_name": called.get(department, department),
            "person": str(people[email]),
            "url": f"{base_url.rstrip('/')}{address(people[email])}",
        }
        for role, department, email in sorted(rows, key=lambda row: (order[Role(row[0])], row[1], row[2]))
    ]


def address(user: User) -> str:
    """Return the path that signs this person in, in a sample."""
    return reverse("accounts:sample_sign_in", kwargs={"token": f"{user.pk.hex}-{_mark(user.pk)}"})


def person_behind(*, token: str) -> User | None:
    """Return whom a token signs in; nobody outside a sample."""
    if not installation.is_sample():
        return None
    said, _, mark = token.partition("-")
    try:
        pk = UUID(hex=said)
    except ValueError:
        return None
    if not hmac.compare_digest(mark.encode(), _mark(pk).encode()):
        return None
    return User.objects.filter(pk=pk, is_active=True).first()


def _mark(pk: UUID) -> str:
    return salted_hmac("standing.hall.accounts.sample", pk.hex, algorithm="sha256").hexdigest()
