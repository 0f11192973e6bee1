"""
Tokens that were spent, and what a receipt code leads to. No row has a time or a number.

Each night both tables are written anew in their own order (actions/nightly.py), so neither refuses to be emptied.
"""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from standing.rooms.aid.models.rounds import KEPT, Round

models.BinaryField.register_lookup(Length)


class Token(models.Model):
    """One token that became a card: the trustee signed that a check was passed, and cannot tell which."""

    nonce = models.BinaryField(primary_key=True, help_text=f"nobody · 32 random bytes that a desk drew · {KEPT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · in which round · {KEPT}")
    signature = models.BinaryField(help_text=f"nobody · the trustee's signature of the nonce · {KEPT}")
    cents = models.PositiveIntegerField(help_text=f"nobody · what it is worth · {KEPT}")
    is_exception = models.BooleanField(help_text=f"nobody · whether two people granted it · {KEPT}")
    day = models.DateField(help_text=f"nobody · the local day, never a time · {KEPT}")
    obligation = models.CharField(max_length=32, help_text=f"nobody · random; leads to the card · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["obligation"], name="aid_token_is_for_one_card"),
            models.CheckConstraint(name="aid_token_has_its_nonce", condition=Q(nonce__length=32)),
            models.CheckConstraint(name="aid_token_is_worth_something", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="aid_token_obligation_is_random", condition=Q(obligation__regex=r"^[0-9a-f]{32}$")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="aid_token_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return "a token"


class Receipt(models.Model):
    """The keyed hash of a receipt code: whoever shows the code may have a lost card replaced, once more and again."""

    code = models.CharField(
        primary_key=True, max_length=64, help_text=f"nobody · keyed hash of what a family was handed · {KEPT}"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · in which round · {KEPT}")
    obligation = models.CharField(max_length=32, help_text=f"nobody · random; leads to the card · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["obligation"], name="aid_receipt_is_for_one_card"),
            models.CheckConstraint(name="aid_receipt_is_a_hash", condition=Q(code__regex=r"^[0-9a-f]{64}$")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="aid_receipt_stays", operation=pgtrigger.Update),
        ]

    def __str__(self) -> str:
        return "a receipt"
