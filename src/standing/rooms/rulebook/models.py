"""Tables of the rulebook: editions as a pack brought them, what counsel said, and rules that a court suspended."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only

_PERSON = "accounts.User"
_STAYS = "for good: what staff were told on a day must be found again"
_OTHER_PERSON = """
    IF EXISTS (SELECT 1 FROM rulebook_edition e WHERE e.id = NEW.edition_id AND e.taken_by = NEW.by_id::text) THEN
        RAISE EXCEPTION 'Who brought the rules does not approve them.' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class Edition(models.Model):
    """The rulebook as a pack brought it. It guides nobody until counsel approves exactly these bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    number = models.PositiveIntegerField(unique=True, help_text=f"nobody · the order of editions · {_STAYS}")
    content = models.JSONField(help_text=f"nobody · all rules, questions and stories · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · the hash of the content · {_STAYS}")
    pack_sha256 = models.CharField(max_length=64, help_text=f"nobody · the pack that brought it · {_STAYS}")
    taken_by = models.CharField(max_length=64, help_text=f"staff · who brought the pack into force · {_STAYS}")
    taken_at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="edition_hash_is_one", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("editions")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"edition {self.number}"


class Reading(models.Model):
    """What counsel said of an edition, once."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    edition = models.OneToOneField(
        Edition, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which edition · {_STAYS}"
    )
    is_approval = models.BooleanField(help_text=f"nobody · approved, or returned · {_STAYS}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · the hash of what counsel saw · {_STAYS}")
    note = models.TextField(blank=True, help_text=f"nobody · what to change, or what to know · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · which counsel · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="reading_says_what_to_change", condition=Q(is_approval=True) | ~Q(note="")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = (
            *append_only("readings"),
            pgtrigger.Trigger(
                name="reading_by_another", when=pgtrigger.Before, operation=pgtrigger.Insert, func=_OTHER_PERSON
            ),
        )

    def __str__(self) -> str:
        """Return what staff call it."""
        return "approved" if self.is_approval else "returned"


class Suspension(models.Model):
    """A court's order keeps a rule from being applied."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_STAYS}")
    rule = models.CharField(max_length=40, help_text=f"nobody · the name of the rule · {_STAYS}")
    order = models.CharField(max_length=200, help_text=f"nobody · which order of which court, and its day · {_STAYS}")
    reason = models.TextField(help_text=f"nobody · what the order says of the rule · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · which counsel · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · from when staff are told · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="suspension_has_an_order", condition=~Q(order="") & ~Q(reason="")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("suspensions")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.rule}: {self.order}"


class SuspensionEnd(models.Model):
    """The rule is applied again."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {_STAYS}")
    suspension = models.OneToOneField(
        Suspension, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which suspension · {_STAYS}"
    )
    reason = models.TextField(help_text=f"nobody · why the rule holds again · {_STAYS}")
    by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · which counsel · {_STAYS}"
    )
    at = models.DateTimeField(help_text=f"staff · from when · {_STAYS}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="suspension_ends_with_a_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("suspension_ends")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.suspension_id} ended"
