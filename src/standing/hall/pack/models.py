"""The versions of the pack that were in force, and the one that waits to be applied."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from standing.hall.triggers import never_emptied


class PackVersion(models.Model):
    """A pack that is or was in force. Rows are only ever added."""

    number = models.PositiveIntegerField(primary_key=True, help_text="nobody · the order of versions here · for ever")
    pack_id = models.CharField(max_length=64, help_text="nobody · which pack this is · for ever")
    version = models.CharField(max_length=32, help_text="nobody · what its authors call it · for ever")
    sha256 = models.CharField(max_length=64, help_text="nobody · proves which content was in force · for ever")
    content = models.JSONField(
        help_text="nobody · the whole pack, so that past boards can be worked out again · for ever"
    )
    applied_at = models.DateTimeField(help_text="staff · from when the version counts · for ever")
    applied_by = models.CharField(max_length=64, help_text="staff · the account that applied it · for ever")
    reason = models.CharField(max_length=500, help_text="staff · why the pack was changed · for ever")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version"], name="packversion_version_is_used_once"),
            models.CheckConstraint(
                name="packversion_sha256_is_a_hash",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="packversion_number_counts_from_one", condition=models.Q(number__gte=1)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="packversion_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            never_emptied("packversion_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.pack_id} {self.version}"


class PackProposal(models.Model):
    """A pack that was read and compared, and waits for somebody to apply or decline it."""

    class Outcome(models.TextChoices):
        """How a proposal ended."""

        WAITING = "", "waiting"
        APPLIED = "applied", "applied"
        DECLINED = "declined", "declined"
        REPLACED = "replaced", "replaced by a newer one"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="nobody · names the proposal · for ever")
    content = models.JSONField(help_text="nobody · the pack that is proposed · for ever")
    sha256 = models.CharField(max_length=64, help_text="nobody · proves which content was shown · for ever")
    pack_id = models.CharField(max_length=64, help_text="nobody · which pack this is · for ever")
    version = models.CharField(max_length=32, help_text="nobody · what its authors call it · for ever")
    base = models.ForeignKey(
        PackVersion,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="nobody · the version it was compared with; none for the first · for ever",
    )
    changes = models.JSONField(help_text="nobody · what differs from the base · for ever")
    effects = models.JSONField(help_text="nobody · what it would do, as was shown · for ever")
    proposed_by = models.CharField(max_length=64, help_text="staff · the account that proposed it · for ever")
    proposed_at = models.DateTimeField(help_text="staff · when it was proposed · for ever")
    outcome = models.CharField(
        max_length=8,
        choices=Outcome,
        default=Outcome.WAITING,
        blank=True,
        help_text="nobody · how it ended · for ever",
    )
    closed_by = models.CharField(
        max_length=64,
        default="",
        help_text="staff · the account that applied, declined or replaced it · for ever",
    )
    closed_at = models.DateTimeField(null=True, help_text="staff · when it ended · for ever")
    reason = models.CharField(max_length=500, default="", help_text="staff · why it was applied or declined · for ever")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["outcome"],
                name="packproposal_one_waits_at_most",
                condition=models.Q(outcome=""),
            ),
            models.CheckConstraint(
                name="packproposal_end_is_whole",
                condition=models.Q(outcome="", closed_at__isnull=True, closed_by="")
                | (~models.Q(outcome="") & models.Q(closed_at__isnull=False) & ~models.Q(closed_by="")),
            ),
            models.CheckConstraint(
                name="packproposal_sha256_is_a_hash",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="packproposal_shows_what_was_shown",
                fields=[
                    "id",
                    "content",
                    "sha256",
                    "pack_id",
                    "version",
                    "base",
                    "changes",
                    "effects",
                    "proposed_by",
                    "proposed_at",
                ],
            ),
            pgtrigger.Protect(
                name="packproposal_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__outcome__in=["applied", "declined", "replaced"]),
            ),
            pgtrigger.Protect(name="packproposal_is_not_deleted", operation=pgtrigger.Delete),
            never_emptied("packproposal_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.pack_id} {self.version}"
