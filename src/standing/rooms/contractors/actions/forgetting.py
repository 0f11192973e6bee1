"""What is forgotten when its time is over: office contacts and signers of firms. Counts and answers stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from standing.hall.acknowledgements import api as acknowledgements
from standing.hall.audit import api as audit
from standing.rooms.contractors.models import Attestation, AttestedContract, Contract, FirmContact, Notice, Subcontract
from standing.rooms.contractors.queries import pack

KEPT = timedelta(days=5 * 366)
"""Five years after the last contract ended, the longest that they can be."""


@transaction.atomic
def forget_old(*, at: datetime, most: int = 500) -> int:
    """This will forget contacts and signers of firms whose last contract ended over five years ago; return how many."""
    since = pack.today(at=at) - KEPT
    own = Contract.objects.filter(firm=OuterRef("firm"), ends_on__gte=since)
    under = Subcontract.objects.filter(firm=OuterRef("firm"), contract__ends_on__gte=since)
    covered = AttestedContract.objects.filter(attestation=OuterRef("pk"), contract__ends_on__gte=since)
    ever = Contract.objects.filter(firm=OuterRef("firm"))
    asked = Notice.objects.filter(contact=OuterRef("pk"))
    contacts = FirmContact.objects.filter(~Exists(own), ~Exists(under), Exists(ever))
    gone = list(contacts.filter(~Exists(asked)).values_list("pk", flat=True)[:most])
    FirmContact.objects.filter(pk__in=gone).delete()
    named = list(contacts.filter(Exists(asked)).exclude(email__startswith="forgotten-").order_by("pk")[:most])
    for row in named:
        row.email, row.office, row.bad_since = f"forgotten-{row.pk}@firm.invalid", "", row.bad_since or at
    FirmContact.objects.bulk_update(named, ["email", "office", "bad_since"])
    signed = Attestation.objects.filter(~Exists(covered)).exclude(acknowledgement__signer_name="")
    count = acknowledgements.forget_signers(
        ids=list(signed.values_list("acknowledgement_id", flat=True)[:most]), by=audit.SYSTEM, at=at
    )
    number = len(gone) + len(named) + count
    if number:
        audit.record(
            verb="contractors.forget_old", subject="contractors", by=audit.SYSTEM, at=at, facts={"count": number}
        )
    return number
