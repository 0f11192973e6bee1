"""Quiet months, and what other books of the City show."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only
from standing.rooms.encounters.models._columns import KEEP, person


class Attestation(models.Model):
    """A liaison says that nothing happened on a department's property in a month."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="nobody · names it · for good")
    department = models.CharField(max_length=64, help_text="nobody · whose property · for good")
    month = models.DateField(help_text="nobody · the first day of the month · for good")
    at = models.DateTimeField(help_text="staff · when · for good")
    by = person("staff · who said so · for good")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="attestation_is_one_a_month", fields=["department", "month"]),
            models.CheckConstraint(name="attestation_is_of_a_month", condition=Q(month__day=1)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("attestations")]

    def __str__(self) -> str:
        """Return department and month."""
        return f"{self.department} {self.month:%Y-%m}"


class Trace(models.Model):
    """What another book of the City shows for a day: calls that came in, or an export of a camera."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it · {KEEP}")
    day = models.DateField(help_text=f"nobody · the day · {KEEP}")
    department = models.CharField(max_length=64, help_text=f"nobody · whose property · {KEEP}")
    calls = models.PositiveIntegerField(null=True, help_text=f"nobody · how many calls of that kind · {KEEP}")
    camera = models.CharField(max_length=40, blank=True, help_text=f"nobody · number of a camera export · {KEEP}")
    at = models.DateTimeField(help_text=f"staff · when it was entered · {KEEP}")
    by = person(f"staff · who entered it · {KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="trace_is_calls_or_a_camera",
                condition=Q(calls__isnull=False, camera="") | Q(calls=None) & ~Q(camera=""),
            ),
            models.UniqueConstraint(
                name="trace_of_a_camera_once", fields=["department", "camera"], condition=~Q(camera="")
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="encounters_trace_by_day", fields=["-day", "department"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("traces")]

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.day:%Y-%m-%d} {self.department}"
