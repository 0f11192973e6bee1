"""What was checked and changed, by whom and when: only ever added to."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.services.models._columns import STAYS, identity, known, one_of, short
from standing.rooms.services.models.directory import Service
from standing.rooms.services.rules.rounds import NEXT
from standing.rooms.services.rules.terms import Deed, Field, How, Outcome, Step

_SHA256 = r"^[0-9a-f]{64}$"


def _person(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        "accounts.User",
        null=null,
        blank=null,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"{about} · {STAYS}",
    )


class FieldCheck(models.Model):
    """Somebody asked whether one thing about a service is still so. Holds no words, only the hash of the value."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {STAYS}")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="checks", help_text=f"nobody · which service · {STAYS}"
    )
    field = models.CharField(
        max_length=12, choices=one_of(Field), help_text=f"nobody · what was checked; public · {STAYS}"
    )
    outcome = models.CharField(
        max_length=12, choices=one_of(Outcome), help_text=f"nobody · what came of it; public · {STAYS}"
    )
    how = models.CharField(
        max_length=8, choices=one_of(How), help_text=f"nobody · how it was checked; public · {STAYS}"
    )
    value_sha256 = models.CharField(
        max_length=64, help_text=f"nobody · hash of the value that was found right · {STAYS}"
    )
    checked_at = models.DateTimeField(help_text=f"nobody · when it was checked; public · {STAYS}")
    recorded_at = models.DateTimeField(help_text=f"staff · when it was recorded · {STAYS}")
    by = _person("staff · who checked; not public", null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="fieldcheck_by_service", fields=["service", "field", "-checked_at"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("fieldcheck_field_is_known", "field", Field),
            known("fieldcheck_outcome_is_known", "outcome", Outcome),
            known("fieldcheck_how_is_known", "how", How),
            models.CheckConstraint(name="fieldcheck_value_is_a_hash", condition=Q(value_sha256__regex=_SHA256)),
            models.CheckConstraint(
                name="fieldcheck_not_ahead_of_time", condition=Q(checked_at__lte=models.F("recorded_at"))
            ),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("fieldcheck")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.field} {self.outcome}"


class Change(models.Model):
    """What one column of a record was before and after; HSDS calls it metadata."""

    id = identity()
    resource_type = short("nobody · what kind of record; public", length=40, keep=STAYS)
    resource_id = models.UUIDField(help_text=f"nobody · which record; public · {STAYS}")
    last_action_type = models.CharField(
        max_length=8, choices=one_of(Deed), help_text=f"nobody · what happened; public · {STAYS}"
    )
    field_name = short("nobody · which column; public", length=60, keep=STAYS)
    previous_value = models.TextField(blank=True, default="", help_text=f"nobody · before; public · {STAYS}")
    replacement_value = models.TextField(blank=True, default="", help_text=f"nobody · after; public · {STAYS}")
    updated_by = short("an office · name of the office; public", length=200, keep=STAYS)
    at = models.DateTimeField(help_text=f"nobody · when; public · {STAYS}")
    by = _person("staff · who changed it; not public", null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="change_by_record", fields=["resource_type", "resource_id", "at"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [known("change_deed_is_known", "last_action_type", Deed)]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("change")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.resource_type} {self.field_name}"


class Round(models.Model):
    """One checking of one service: assigned, claimed, submitted, approved."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {STAYS}")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="rounds", help_text=f"nobody · which service · {STAYS}"
    )
    step = models.CharField(
        max_length=10,
        choices=one_of(Step),
        default=Step.ASSIGNED.value,
        help_text=f"nobody · where it stands · {STAYS}",
    )
    assigned_by = _person("staff · who asked for it")
    assigned_at = models.DateTimeField(help_text=f"staff · when it was asked for · {STAYS}")
    claimed_by = _person("staff · who took it", null=True)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken · {STAYS}")
    submitted_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was handed in · {STAYS}")
    decided_by = _person("staff · who approved or returned it", null=True)
    decided_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was decided · {STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("round_step_is_known", "step", Step),
            models.UniqueConstraint(
                name="round_is_one_at_a_time",
                fields=["service"],
                condition=Q(step__in=[Step.ASSIGNED.value, Step.CLAIMED.value, Step.SUBMITTED.value, "returned"]),
            ),
            models.CheckConstraint(
                name="round_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("claimed_by")) | Q(step="dropped"),
            ),
            models.CheckConstraint(
                name="round_claimed_by_somebody",
                condition=Q(claimed_by__isnull=True, claimed_at__isnull=True, step__in=["assigned", "dropped"])
                | Q(claimed_by__isnull=False, claimed_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.FSM(
                name="round_steps_follow_the_table",
                field="step",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            pgtrigger.Protect(name="round_stays", operation=pgtrigger.Delete),
            never_emptied("round_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.service_id} {self.step}"


class Finding(models.Model):
    """What somebody found in a round about one field. A later one about the same field stands for it."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {STAYS}")
    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="findings", help_text=f"nobody · which round · {STAYS}"
    )
    field = models.CharField(max_length=12, choices=one_of(Field), help_text=f"nobody · what was checked · {STAYS}")
    outcome = models.CharField(max_length=12, choices=one_of(Outcome), help_text=f"nobody · what was found · {STAYS}")
    how = models.CharField(max_length=8, choices=one_of(How), help_text=f"nobody · how it was checked · {STAYS}")
    seen_sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the value that was shown · {STAYS}")
    value = models.JSONField(null=True, blank=True, help_text=f"nobody · the new value, if it changed · {STAYS}")
    at = models.DateTimeField(help_text=f"staff · when it was found · {STAYS}")
    by = _person("staff · who found it")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("finding_field_is_known", "field", Field),
            known("finding_outcome_is_known", "outcome", Outcome),
            known("finding_how_is_known", "how", How),
            models.CheckConstraint(
                name="finding_has_a_value_if_changed",
                condition=Q(outcome="changed", value__isnull=False) | (~Q(outcome="changed") & Q(value__isnull=True)),
            ),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("finding")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.field} {self.outcome}"


class Attestation(models.Model):
    """A department said that the list of its services is complete on a day, and what was widened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {STAYS}")
    department = models.CharField(max_length=64, help_text=f"nobody · which department; public · {STAYS}")
    day = models.DateField(help_text=f"nobody · complete as of that day; public · {STAYS}")
    widened = models.TextField(
        blank=True, default="", help_text=f"nobody · what was made wider for families; public · {STAYS}"
    )
    services = ArrayField(
        models.UUIDField(), default=list, blank=True, help_text=f"nobody · the services on the list; public · {STAYS}"
    )
    list_sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of exactly that list · {STAYS}")
    by = _person("staff · who said so")
    at = models.DateTimeField(help_text=f"staff · when it was said · {STAYS}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="attestation_by_department", fields=["department", "-at"])
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="attestation_list_is_a_hash", condition=Q(list_sha256__regex=_SHA256)),
            models.CheckConstraint(name="attestation_names_a_department", condition=~Q(department="")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("attestation")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.department} {self.day}"
