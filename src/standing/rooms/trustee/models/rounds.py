"""A round as both parties signed it, and its keys."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.trustee.models import until


class Round(models.Model):
    """One distribution, as both parties signed it."""

    id = models.SlugField(primary_key=True, max_length=40, help_text=f"nobody · names the round · {until.ROUND}")
    manifest = models.BinaryField(help_text=f"nobody · the manifest, byte for byte · {until.ROUND}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · its hash · {until.ROUND}")
    city_note = models.TextField(help_text=f"nobody · the City's signature under it · {until.ROUND}")
    note = models.TextField(help_text=f"nobody · our signature under it · {until.ROUND}")
    opens_at = models.DateTimeField(help_text=f"nobody · from when desks may ask · {until.ROUND}")
    closes_at = models.DateTimeField(help_text=f"nobody · until when desks may ask · {until.ROUND}")
    destroy_at = models.DateTimeField(help_text=f"nobody · when the keys are destroyed · {until.ROUND}")
    exceptions_most = models.PositiveIntegerField(
        help_text=f"nobody · how many exceptions the manifest allows; the database counts against it · {until.ROUND}"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="trustee_round_in_order",
                condition=Q(opens_at__lt=F("closes_at"), closes_at__lte=F("destroy_at")),
            ),
        ]
        triggers = [*append_only("trustee_rounds")]

    def __str__(self) -> str:
        return self.id


class Key(models.Model):
    """
    A secret of a round. Destroyed, its row stays and its bytes go.

    Purposes: ``share``; ``tier-30000`` and ``exception``, which sign; ``draw-seed`` and ``draw-order`` where families
    apply and a draw decides, whose public half is the SHA-256 of the secret.
    """

    # No reference: keys are made before there is a manifest to refer to.
    round = models.SlugField(max_length=40, help_text=f"nobody · of which round · {until.ROUND}")
    purpose = models.CharField(max_length=40, help_text=f"nobody · 'share', 'tier-20000' or the like · {until.ROUND}")
    public = models.BinaryField(help_text=f"nobody · the public half · {until.ROUND}")
    proof = models.BinaryField(
        default=b"", help_text=f"nobody · the proof that we know the share, shown in the offer · {until.ROUND}"
    )
    box = models.BinaryField(null=True, help_text=f"nobody · the secret half, sealed · {until.DESTROYED}")
    destroyed_at = models.DateTimeField(
        null=True, help_text=f"nobody · when the secret half was destroyed · {until.ROUND}"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "purpose"], name="trustee_key_once"),
            models.CheckConstraint(
                name="trustee_key_there_or_destroyed",
                condition=Q(box__isnull=False, destroyed_at__isnull=True)
                | Q(box__isnull=True, destroyed_at__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="trustee_key_only_ends",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.box IS NULL OR NEW.box IS NOT NULL
                        OR (NEW.round, NEW.purpose, NEW.public, NEW.proof)
                            IS DISTINCT FROM (OLD.round, OLD.purpose, OLD.public, OLD.proof)
                    THEN
                        RAISE EXCEPTION 'A key is made once and destroyed once.';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="trustee_key_stays", operation=pgtrigger.Delete),
            never_emptied("trustee_keys_not_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.purpose}"
