"""Nights: that the tags were written anew, and that the copy went out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from standing.rooms.trustee.models import until


class Night(models.Model):
    """One rewrite of the tags, and what came after it."""

    rewritten_at = models.DateTimeField(help_text=f"nobody · when the tags were written anew · {until.ROUND}")
    tags = models.PositiveBigIntegerField(help_text=f"nobody · how many there were · {until.ROUND}")
    recycled_at = models.DateTimeField(
        null=True, help_text=f"nobody · when the WAL from before was gone · {until.ROUND}"
    )
    shipped_at = models.DateTimeField(null=True, help_text=f"nobody · when the sealed copy went out · {until.ROUND}")
    shipped_sha256 = models.CharField(
        max_length=64, blank=True, help_text=f"nobody · SHA-256 of the sealed copy · {until.ROUND}"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="trustee_night_shipped_or_not",
                condition=Q(shipped_at=None, shipped_sha256="") | Q(shipped_at__isnull=False) & ~Q(shipped_sha256=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rewritten_at:%Y-%m-%d}"
