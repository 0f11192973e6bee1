"""What firms answered, whom they named, what was excepted, and which crews were told."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.contractors.models.asked import Asking
from standing.rooms.contractors.models.register import KEPT, Contract, Firm, who


class Attestation(models.Model):
    """A firm attested to exactly one text for the contracts named beside it. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="+", help_text=f"firms · who · {KEPT}")
    acknowledgement = models.ForeignKey(
        "acknowledgements.Acknowledgement",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"signers of firms · who signed which text on which day · {KEPT}",
    )
    edition = models.PositiveIntegerField(help_text=f"nobody · which edition of the notice · {KEPT}")
    asking = models.ForeignKey(
        Asking, on_delete=models.PROTECT, related_name="+", help_text=f"firms · what it answers · {KEPT}"
    )
    code = models.CharField(max_length=12, unique=True, help_text=f"firms · opens the check at a gate · {KEPT}")
    at = models.DateTimeField(help_text=f"firms · when · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contractors_attestation_code", condition=Q(code__regex=r"^[2-9A-HJ-NP-Z]{12}$")
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contractors_attestation_firm", fields=["firm", "at"])
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("contractors_attestations")

    def __str__(self) -> str:
        """Return its code."""
        return self.code


class AttestedContract(models.Model):
    """A contract that an attestation covers, as it stood at that moment."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    attestation = models.ForeignKey(
        Attestation, on_delete=models.PROTECT, related_name="+", help_text=f"firms · which attestation · {KEPT}"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", help_text=f"firms · which contract · {KEPT}"
    )
    as_prime = models.BooleanField(help_text=f"firms · whether the firm holds the contract itself · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="contractors_attested_once", fields=["attestation", "contract"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contractors_attested_contract", fields=["contract", "as_prime"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("contractors_attested")

    def __str__(self) -> str:
        """Return the contract."""
        return str(self.contract_id)


class Decline(models.Model):
    """A firm says that it does not attest, and why. That is an answer and no attestation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    asking = models.OneToOneField(
        Asking, on_delete=models.PROTECT, related_name="+", help_text=f"firms · what it answers · {KEPT}"
    )
    reason = models.TextField(help_text=f"firms · in the firm's words; tells of no person · {KEPT}")
    at = models.DateTimeField(help_text=f"firms · when · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="contractors_decline_has_a_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("contractors_declines")

    def __str__(self) -> str:
        """Return what it answers."""
        return str(self.asking_id)


class Subcontract(models.Model):
    """A firm named another that works for it under one of the City's contracts, so the tree is kept."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", help_text=f"firms · under which contract · {KEPT}"
    )
    parent = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="+", help_text=f"firms · who named it · {KEPT}"
    )
    firm = models.ForeignKey(
        Firm, on_delete=models.PROTECT, related_name="+", help_text=f"firms · who was named · {KEPT}"
    )
    named_in = models.ForeignKey(
        Attestation, on_delete=models.PROTECT, related_name="+", help_text=f"firms · in which attestation · {KEPT}"
    )
    at = models.DateTimeField(help_text=f"firms · when · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="contractors_subcontract_once", fields=["contract", "firm"]),
            models.CheckConstraint(name="contractors_nobody_is_their_own_sub", condition=~Q(parent=F("firm"))),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="contractors_subcontract_firm", fields=["firm"])]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("contractors_subcontracts")

    def __str__(self) -> str:
        """Return who works for whom."""
        return f"{self.firm_id} for {self.parent_id}"


class ContractException(models.Model):
    """A contract need not be answered until a day: asked by one person, approved by another, never without an end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", help_text=f"firms · which contract · {KEPT}"
    )
    reason = models.TextField(help_text=f"firms · why; tells of no person · {KEPT}")
    until = models.DateField(help_text=f"firms · the last day on which it holds · {KEPT}")
    asked_by = who("staff · who asked for it")
    asked_at = models.DateTimeField(help_text=f"staff · when · {KEPT}")
    decided_by = who("staff · who decided", null=True)
    decided_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when · {KEPT}")
    is_approved = models.BooleanField(default=False, help_text=f"firms · whether it was approved · {KEPT}")
    ended_by = who("staff · who ended it early", null=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="contractors_exception_one_waits",
                fields=["contract"],
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(name="contractors_exception_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="contractors_exception_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="contractors_exception_decided_by_somebody",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, is_approved=False)
                | Q(decided_by__isnull=False, decided_at__gte=F("asked_at")),
            ),
            models.CheckConstraint(
                name="contractors_exception_ended_after_approval",
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__gte=F("decided_at"), is_approved=True),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_exception_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="contractors_exception_says_what_it_said",
                fields=["id", "contract", "reason", "until", "asked_by", "asked_at"],
            ),
            pgtrigger.Protect(
                name="contractors_exception_is_decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.ended_at IS NOT NULL OR (OLD.decided_at IS NOT NULL "
                    "AND (NEW.decided_at, NEW.decided_by_id, NEW.is_approved) "
                    "IS DISTINCT FROM (OLD.decided_at, OLD.decided_by_id, OLD.is_approved))"
                ),
            ),
            never_emptied("contractors_exceptions_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its last day."""
        return f"{self.contract_id} until {self.until}"


class CrewReport(models.Model):
    """A foreman says that a crew had the course on a day: how many, never who."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    attestation = models.ForeignKey(
        Attestation, on_delete=models.PROTECT, related_name="+", help_text=f"firms · by whose link · {KEPT}"
    )
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", help_text=f"firms · under which contract · {KEPT}"
    )
    site = models.CharField(max_length=200, blank=True, default="", help_text=f"nobody · at which site · {KEPT}")
    on = models.DateField(help_text=f"nobody · on which day · {KEPT}")
    heads = models.PositiveSmallIntegerField(help_text=f"nobody · how many people, a number only · {KEPT}")
    course_sha256 = models.CharField(max_length=64, help_text=f"nobody · exactly which course · {KEPT}")
    leader_title = models.CharField(max_length=120, help_text=f"firms · office of who led it, no name · {KEPT}")
    at = models.DateTimeField(help_text=f"firms · when it was reported · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="contractors_crew_of_somebody", condition=Q(heads__gte=1, heads__lte=2000)),
            models.CheckConstraint(
                name="contractors_crew_course_is_a_hash", condition=Q(course_sha256__regex=r"^[0-9a-f]{64}$")
            ),
            models.UniqueConstraint(
                name="contractors_crew_once_a_day", fields=["contract", "site", "on", "heads", "leader_title"]
            ),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("contractors_crews")

    def __str__(self) -> str:
        """Return how many on which day."""
        return f"{self.heads} on {self.on}"
