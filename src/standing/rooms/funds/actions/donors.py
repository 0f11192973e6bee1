"""Who gives, and how to reach them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Max

from standing.hall.accounts.api import User
from standing.hall.audit import api as audit
from standing.hall.audit.api import SYSTEM
from standing.hall.holds import api as holds
from standing.kernel.refusals import Refused
from standing.rooms.funds import permissions
from standing.rooms.funds.actions._naming import check_name, earliest_end, subject
from standing.rooms.funds.models import Donor, DonorContact, DonorKind
from standing.rooms.funds.queries import giving, ledger

__all__ = ["change_donor", "earliest_end", "enter_donor", "forget_contacts", "keep_contact", "stretch_contact"]

_MOST_AT_ONCE = 500


@transaction.atomic
def enter_donor(*, kind: DonorKind, shown_as: str, by: User, at: datetime) -> UUID:
    """
    This will enter somebody who gives, and give them the next number. An empty name: they give without a name.

    :raises NotAllowed: if the person is no treasurer
    :raises Refused: if the name tells what may not be kept about a person
    """
    permissions.check_posts(by=by)
    name = check_name(shown_as)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('funds.donors'))")
    last = Donor.objects.aggregate(last=Max("number"))["last"] or 0
    row = Donor.objects.create(number=last + 1, kind=kind.value, shown_as=name, entered_by=by, entered_at=at)
    audit.record(
        verb="funds.enter_donor", subject=subject(row.pk), by=by, at=at, facts={"number": row.number, "kind": kind}
    )
    return row.pk


@transaction.atomic
def change_donor(*, donor: UUID, kind: DonorKind, shown_as: str, by: User, at: datetime) -> None:
    """
    This will change under which name a donor is shown from now on; receipts that were made keep theirs.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such donor
    :raises Refused: if the name tells what may not be kept about a person
    """
    permissions.check_posts(by=by)
    name = check_name(shown_as)
    row = giving.donor(id=donor)
    Donor.objects.filter(pk=row.pk).update(kind=kind.value, shown_as=name)
    audit.record(verb="funds.change_donor", subject=subject(donor), by=by, at=at, facts={"kind": kind})


@transaction.atomic
def keep_contact(
    *,
    donor: UUID,
    name: str,
    email: str = "",
    phone: str = "",
    address: str = "",
    keep_until: date,
    by: User,
    at: datetime,
) -> None:
    """
    This will keep how to reach a donor until a day, in place of what was kept.

    :raises NotAllowed: if the person is no treasurer
    :raises NotFound: if there is no such donor
    :raises Refused: if no name is given, the e-mail is none, or the day is sooner than two years after the last gift
    """
    permissions.check_posts(by=by)
    row = giving.donor(id=donor)
    if not name.strip():
        raise Refused("Say whom to write to.")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused("This is no e-mail address.") from None
    if keep_until < (least := earliest_end(donor=donor, at=at)):
        raise Refused(f"City records are kept two years: choose {least.isoformat()} or a later day.")
    DonorContact.objects.update_or_create(
        donor=row,
        defaults={
            "name": name.strip(),
            "email": email.strip(),
            "phone": phone.strip(),
            "address": address.strip(),
            "keep_until": keep_until,
            "entered_by": by,
            "entered_at": at,
        },
    )
    audit.record(
        verb="funds.keep_contact", subject=subject(donor), by=by, at=at, facts={"until": keep_until.isoformat()}
    )


@transaction.atomic
def stretch_contact(*, donor: UUID, at: datetime) -> None:
    """This will keep a donor's contact for two years after a gift that was just booked, if one is kept."""
    least = earliest_end(donor=donor, at=at)
    DonorContact.objects.filter(donor=donor, keep_until__lt=least).update(keep_until=least)


@transaction.atomic
def forget_contacts(*, at: datetime, most: int = _MOST_AT_ONCE) -> int:
    """
    This will delete contacts whose day is over, with a record for each donor, and say how many.

    Held ones stay. Each further gift has moved the day on.
    """
    holds.lock()
    today = ledger.local_day(at=at)
    found = list(
        DonorContact.objects.select_for_update().filter(keep_until__lt=today).order_by("keep_until", "pk")[:most]
    )
    held = holds.held(subjects=[subject(row.pk) for row in found])
    gone = [row for row in found if subject(row.pk) not in held]
    DonorContact.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row in gone:
        audit.record(verb="funds.forget_contact", subject=subject(row.pk), by=SYSTEM, at=at)
    return len(gone)
