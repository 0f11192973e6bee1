"""What the trustee says of whole days, and the City's seals that it saw grow."""

from __future__ import annotations

from django.db import models

from standing.hall.triggers import append_only
from standing.rooms.trustee.models import until
from standing.rooms.trustee.models.rounds import Round


class CitySeal(models.Model):
    """The City's signed checkpoint over a round's tokens, after it was shown to contain the one before."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {until.ROUND}")
    size = models.PositiveBigIntegerField(help_text=f"nobody · how many leaves it stands above · {until.ROUND}")
    root = models.BinaryField(help_text=f"nobody · the hash above them · {until.ROUND}")
    note = models.TextField(help_text=f"nobody · as the City signed it · {until.ROUND}")
    seen_at = models.DateTimeField(help_text=f"nobody · when we saw it · {until.ROUND}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "size"], name="trustee_city_seal_grows")]
        triggers = [*append_only("trustee_city_seals")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.size}"


class Statement(models.Model):
    """Totals of a round through the end of a local day, signed. Never by desk, never by day."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {until.ROUND}")
    through = models.DateField(help_text=f"nobody · the last local day in it · {until.ROUND}")
    data = models.BinaryField(help_text=f"nobody · the statement, byte for byte · {until.ROUND}")
    note = models.TextField(help_text=f"nobody · our signature under it · {until.ROUND}")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "through"], name="trustee_statement_once_a_day")]
        triggers = [*append_only("trustee_statements")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.through}"
