"""Desks of community groups: what each may ask for, and how often it did."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import never_emptied
from standing.rooms.aid.models.rounds import KEPT, Round
from standing.rooms.aid.rules.asking import Kind


class Desk(models.Model):
    """A desk that checks families, or one that gives cards. Two people sit there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the desk · {KEPT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · in which round · {KEPT}")
    kind = models.CharField(
        max_length=6,
        choices=[(one.value, one.value) for one in Kind],
        help_text=f"nobody · whether it checks families or gives cards · {KEPT}",
    )
    group = models.SlugField(max_length=60, help_text=f"a community group · whose desk it is · {KEPT}")
    name = models.CharField(max_length=80, help_text=f"a community group · what it calls the desk · {KEPT}")
    credential = models.BinaryField(help_text=f"nobody · SHA-256 of what the desk shows · {KEPT}")
    a_day = models.PositiveIntegerField(help_text=f"nobody · strings, or cards, that it may ask for a day · {KEPT}")
    revoked_at = models.DateTimeField(null=True, help_text=f"nobody · from when it may not ask any more · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="aid_desk_kind_is_known", condition=Q(kind__in=[one.value for one in Kind])),
            models.UniqueConstraint(fields=["credential"], name="aid_desk_credential_once"),
            models.UniqueConstraint(fields=["round", "kind", "group", "name"], name="aid_desk_once"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="aid_desk_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="aid_desk_keeps_its_words", fields=["id", "round", "kind", "group", "name", "credential"]
            ),
            never_emptied("aid_desks_not_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"


class Tally(models.Model):
    """How often a desk asked on a day. The only trace of its work that names it."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, help_text=f"a community group · which desk · {KEPT}")
    day = models.DateField(help_text=f"nobody · the local day · {KEPT}")
    evaluations = models.PositiveIntegerField(default=0, help_text=f"nobody · strings evaluated · {KEPT}")
    redemptions = models.PositiveIntegerField(default=0, help_text=f"nobody · tokens that became cards · {KEPT}")
    replacements = models.PositiveIntegerField(default=0, help_text=f"nobody · lost cards replaced · {KEPT}")
    refusals = models.PositiveIntegerField(default=0, help_text=f"nobody · tokens and codes refused · {KEPT}")
    is_sealed = models.BooleanField(default=False, help_text=f"nobody · the counts stand in the log · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["desk", "day"], name="aid_tally_once_a_day"),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="aid_tally_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="aid_tally_keeps_its_day", fields=["desk", "day"]),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day}"
