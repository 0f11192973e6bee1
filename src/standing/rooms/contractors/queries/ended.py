"""Firms whose last contract ended, and which of them are due to be forgotten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from standing.rooms.contractors.models import Attestation, AttestedContract, Contract, FirmContact, Subcontract
from standing.rooms.contractors.queries import pack


def subject(firm: str) -> str:
    """Return the name under which a legal hold covers one firm; ``contractors`` covers all."""
    return f"contractors:firm:{firm}"


def kept_since(*, at: datetime) -> date | None:
    """
    Return the day from which on a contract must have lasted for its firm to be kept whole.

    None while the pack, or counsel's approval of that time, is missing: nobody is forgotten then.
    """
    terms = pack.terms_or_none(known=at)
    if terms is None or terms.keep_ended.counsel_approval != "approved":
        return None
    return pack.today(at=at) - timedelta(days=terms.keep_ended.days)


def contacts(*, since: date) -> QuerySet[FirmContact]:
    """Return the offices of firms that had contracts, of which none, and none above them, lasted until that day."""
    own = Contract.objects.filter(firm=OuterRef("firm"), ends_on__gte=since)
    under = Subcontract.objects.filter(firm=OuterRef("firm"), contract__ends_on__gte=since)
    ever = Contract.objects.filter(firm=OuterRef("firm"))
    return FirmContact.objects.filter(~Exists(own), ~Exists(under), Exists(ever))


def attestations(*, since: date) -> QuerySet[Attestation]:
    """Return the attestations with a signer of which no contract lasted until that day."""
    covered = AttestedContract.objects.filter(attestation=OuterRef("pk"), contract__ends_on__gte=since)
    return Attestation.objects.filter(~Exists(covered)).exclude(acknowledgement__signer_name="")
