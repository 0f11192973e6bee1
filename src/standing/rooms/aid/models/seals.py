"""What seals a round: the City's checkpoints over tokens and cards, and the trustee's statements."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only
from standing.rooms.aid.models.rounds import KEPT, Round


class Statement(models.Model):
    """What the trustee signed about the whole days of a round: totals only."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {KEPT}")
    through = models.DateField(help_text=f"nobody · up to which day it counts · {KEPT}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · its hash · {KEPT}")
    statement = models.BinaryField(help_text=f"nobody · what was signed, byte for byte · {KEPT}")
    note = models.TextField(help_text=f"nobody · the trustee's signature · {KEPT}")
    fetched_at = models.DateTimeField(help_text=f"nobody · when it was fetched · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "sha256"], name="aid_statement_once"),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("aid_statements")

    def __str__(self) -> str:
        return f"{self.round_id} {self.through}"


class Checkpoint(models.Model):
    """A signed root (RFC 6962) over all leaves of a round so far, and the public figures of that moment."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {KEPT}")
    number = models.PositiveIntegerField(help_text=f"nobody · which checkpoint of the round · {KEPT}")
    through = models.DateField(help_text=f"nobody · up to which day it seals · {KEPT}")
    size = models.PositiveIntegerField(help_text=f"nobody · how many leaves it stands on · {KEPT}")
    root = models.BinaryField(help_text=f"nobody · the root of the tree · {KEPT}")
    note = models.TextField(help_text=f"nobody · the City's signature · {KEPT}")
    figures = models.JSONField(help_text=f"nobody · what anybody may read of the round as of then · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "number"], name="aid_checkpoint_has_its_number"),
            models.UniqueConstraint(fields=["round", "size"], name="aid_checkpoint_grows"),
            models.CheckConstraint(name="aid_checkpoint_seals_something", condition=Q(size__gt=0)),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("aid_checkpoints")

    def __str__(self) -> str:
        return f"{self.round_id} {self.number}"


class Leaf(models.Model):
    """One sealed fact: a token was spent, or a card moved. Within a checkpoint they stand in their own order."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, help_text=f"nobody · which seal · {KEPT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {KEPT}")
    place = models.PositiveIntegerField(help_text=f"nobody · place in the tree · {KEPT}")
    said = models.CharField(max_length=240, help_text=f"nobody · the fact in its one spelling · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "place"], name="aid_leaf_has_its_place"),
            models.UniqueConstraint(fields=["round", "said"], name="aid_leaf_is_said_once"),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("aid_leaves")

    def __str__(self) -> str:
        return self.said
