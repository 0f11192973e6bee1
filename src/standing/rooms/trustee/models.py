"""
Tables of the trustee. None says who was helped, and the tags do not say when or where.

``Tag`` has no time, no number and no desk. PostgreSQL still tells by ``ctid`` and ``xmin`` in which order rows came,
until the nightly rewrite (facts: actions/nightly.py).
"""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length

from standing.hall.triggers import append_only, never_emptied

models.BinaryField.register_lookup(Length)
_ROUND = "as long as the log, for anybody may check the round"
_UNTIL_DESTROYED = "until the day the manifest names"
_UNTIL_MIDNIGHT = "until midnight"


class Round(models.Model):
    """One distribution, as both parties signed it."""

    id = models.SlugField(primary_key=True, max_length=40, help_text=f"nobody · names the round · {_ROUND}")
    manifest = models.BinaryField(help_text=f"nobody · the manifest, byte for byte · {_ROUND}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · its hash · {_ROUND}")
    opens_at = models.DateTimeField(help_text=f"nobody · from when desks may ask · {_ROUND}")
    closes_at = models.DateTimeField(help_text=f"nobody · until when desks may ask · {_ROUND}")
    destroy_at = models.DateTimeField(help_text=f"nobody · when the keys are destroyed · {_ROUND}")

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
    """A secret of a round: the share, or the signing key of a tier. Destroyed, its row stays and its bytes go."""

    # No reference: keys are made before there is a manifest to refer to.
    round = models.SlugField(max_length=40, help_text=f"nobody · of which round · {_ROUND}")
    purpose = models.CharField(max_length=40, help_text=f"nobody · 'share', 'tier-20000' or 'exception' · {_ROUND}")
    public = models.BinaryField(help_text=f"nobody · the public half · {_ROUND}")
    box = models.BinaryField(null=True, help_text=f"nobody · the secret half, sealed · {_UNTIL_DESTROYED}")
    destroyed_at = models.DateTimeField(null=True, help_text=f"nobody · when the secret half was destroyed · {_ROUND}")

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
                        OR (NEW.round, NEW.purpose, NEW.public) IS DISTINCT FROM (OLD.round, OLD.purpose, OLD.public)
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


class Tag(models.Model):
    """That some adult was helped in a round. Whom, where and when nobody can tell, and the row does not say."""

    pk = models.CompositePrimaryKey("round", "tag")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {_ROUND}")
    tag = models.BinaryField(help_text=f"nobody without both shares · so that no household is paid twice · {_ROUND}")

    class Meta:
        triggers = [pgtrigger.Protect(name="trustee_tag_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return "a tag"


class Desk(models.Model):
    """A desk of a community group: what it may ask for, and how often."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the desk · {_ROUND}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · in which round · {_ROUND}")
    group = models.SlugField(max_length=60, help_text=f"a community group · whose desk it is · {_ROUND}")
    name = models.CharField(max_length=80, help_text=f"a community group · what it calls the desk · {_ROUND}")
    credential = models.BinaryField(help_text="nobody · SHA-256 of what the desk shows · until the round closes")
    evaluations_a_day = models.PositiveIntegerField(
        help_text=f"nobody · how many strings it may have evaluated · {_ROUND}"
    )
    claims_a_day = models.PositiveIntegerField(help_text=f"nobody · how many claims it may send · {_ROUND}")
    revoked_at = models.DateTimeField(null=True, help_text=f"nobody · from when it may not ask any more · {_ROUND}")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["credential"], name="trustee_desk_credential_once"),
            models.UniqueConstraint(fields=["round", "group", "name"], name="trustee_desk_once"),
        ]
        triggers = [pgtrigger.Protect(name="trustee_desk_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.group}: {self.name}"


class Tally(models.Model):
    """How often a desk asked on a day. The only trace of its work."""

    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, help_text=f"a community group · which desk · {_ROUND}")
    day = models.DateField(help_text=f"nobody · the local day · {_ROUND}")
    evaluations = models.PositiveIntegerField(default=0, help_text=f"nobody · strings evaluated · {_ROUND}")
    claims = models.PositiveIntegerField(default=0, help_text=f"nobody · tokens signed · {_ROUND}")
    refusals = models.PositiveIntegerField(default=0, help_text=f"nobody · claims refused as helped already · {_ROUND}")
    is_sealed = models.BooleanField(default=False, help_text=f"nobody · the counts stand in the log · {_ROUND}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "day"], name="trustee_tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day}"


class Reply(models.Model):
    """What a claim was answered, so that a desk that lost the answer gets it again. Emptied each midnight."""

    asked = models.BinaryField(primary_key=True, help_text=f"nobody · SHA-256 of the blinded token · {_UNTIL_MIDNIGHT}")
    tags = models.BinaryField(help_text=f"nobody · SHA-256 of the tags it came with · {_UNTIL_MIDNIGHT}")
    signature = models.BinaryField(help_text=f"nobody · the blind signature · {_UNTIL_MIDNIGHT}")

    def __str__(self) -> str:
        return "a reply"
