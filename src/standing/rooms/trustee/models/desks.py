"""Desks and what is counted of their work; tags; replies that wait for midnight."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from standing.rooms.trustee.models import until
from standing.rooms.trustee.models.rounds import Round

models.BinaryField.register_lookup(Length)


class Tag(models.Model):
    """That some adult was helped in a round. Whom, where and when nobody can tell, and the row does not say."""

    pk = models.CompositePrimaryKey("round", "tag")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {until.ROUND}")
    tag = models.BinaryField(
        help_text=f"nobody without both shares · so that no household is paid twice · {until.ROUND}"
    )

    class Meta:
        constraints = [models.CheckConstraint(name="trustee_tag_length", condition=Q(tag__length=32))]
        triggers = [pgtrigger.Protect(name="trustee_tag_stays", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return "a tag"


class Desk(models.Model):
    """A desk of a community group: what it may ask for, and how often."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the desk · {until.ROUND}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · in which round · {until.ROUND}")
    group = models.SlugField(max_length=60, help_text=f"a community group · whose desk it is · {until.ROUND}")
    name = models.CharField(max_length=80, help_text=f"a community group · what it calls the desk · {until.ROUND}")
    credential = models.BinaryField(help_text=f"nobody · SHA-256 of what the desk shows · {until.ROUND}")
    evaluations_a_day = models.PositiveIntegerField(
        help_text=f"nobody · how many strings it may have evaluated · {until.ROUND}"
    )
    claims_a_day = models.PositiveIntegerField(help_text=f"nobody · how many claims it may send · {until.ROUND}")
    revoked_at = models.DateTimeField(
        null=True, help_text=f"nobody · from when it may not ask any more · {until.ROUND}"
    )

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

    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, help_text=f"a community group · which desk · {until.ROUND}"
    )
    day = models.DateField(help_text=f"nobody · the local day · {until.ROUND}")
    evaluations = models.PositiveIntegerField(default=0, help_text=f"nobody · strings evaluated · {until.ROUND}")
    claims = models.PositiveIntegerField(default=0, help_text=f"nobody · tokens signed · {until.ROUND}")
    refusals = models.PositiveIntegerField(
        default=0, help_text=f"nobody · claims refused as helped already · {until.ROUND}"
    )
    tiers = models.JSONField(
        default=dict,
        help_text="nobody · tokens signed by amount · until the night, when the round's statement takes them up",
    )
    is_sealed = models.BooleanField(default=False, help_text=f"nobody · the counts stand in the log · {until.ROUND}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["desk", "day"], name="trustee_tally_once_a_day")]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day}"


class Reply(models.Model):
    """What a claim was answered, so that a desk that lost the answer gets it again. Emptied each midnight."""

    asked = models.BinaryField(primary_key=True, help_text=f"nobody · SHA-256 of the blinded token · {until.MIDNIGHT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · in which round · {until.MIDNIGHT}")
    day = models.DateField(help_text=f"nobody · on which local day · {until.MIDNIGHT}")
    tags = models.BinaryField(help_text=f"nobody · SHA-256 of the tags it came with · {until.MIDNIGHT}")
    signature = models.BinaryField(help_text=f"nobody · the blind signature · {until.MIDNIGHT}")

    def __str__(self) -> str:
        return "a reply"
