"""What is forgotten when its time is over: office contacts and signers of firms. Counts and answers stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.audit import api as audit
from standing.hall.holds import api as holds
from standing.rooms.contractors.models import FirmContact, ImportMark, Notice
from standing.rooms.contractors.queries import ended

__all__ = ["forget_old"]


@transaction.atomic
def forget_old(*, at: datetime, most: int = 500) -> int:
    """
    This will forget contacts and signers of firms whose last contract ended longer ago than the pack keeps them.

    Returns how many. Nothing is forgotten before counsel approved that time (Gov. Code 34090: never under two
    years), or while a legal hold covers the firm.
    """
    since = ended.kept_since(at=at)
    if since is None:
        return 0
    holds.lock()
    contacts, signed = ended.contacts(since=since), ended.attestations(since=since)
    firms = {*contacts.values_list("firm", flat=True), *signed.values_list("firm", flat=True)}
    held = holds.held(subjects=[ended.subject(firm) for firm in firms])
    free = [firm for firm in firms if ended.subject(firm) not in held]
    contacts, signed = contacts.filter(firm__in=free), signed.filter(firm__in=free)
    asked = Notice.objects.filter(contact=OuterRef("pk"))
    gone = list(contacts.filter(~Exists(asked)).order_by("pk")[:most])
    named = list(contacts.filter(Exists(asked)).exclude(email__startswith="forgotten-").order_by("pk")[:most])
    # What lists brought names the addresses, too; lists as old as these are not taken back any more.
    ImportMark.objects.filter(
        kind="contact", key__in=[f"{row.firm_id} {row.email}" for row in (*gone, *named)]
    ).delete()
    FirmContact.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row in named:
        row.email, row.office, row.bad_since = f"forgotten-{row.pk}@firm.invalid", "", row.bad_since or at
    FirmContact.objects.bulk_update(named, ["email", "office", "bad_since"])
    count = acknowledgements.forget_signers(
        ids=list(signed.values_list("acknowledgement_id", flat=True)[:most]), by=audit.SYSTEM, at=at
    )
    number = len(gone) + len(named) + count
    if number:
        audit.record(
            verb="contractors.forget_old", subject="contractors", by=audit.SYSTEM, at=at, facts={"count": number}
        )
    return number
