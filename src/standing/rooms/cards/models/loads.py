"""The queue of loads, the batches they went out in, and everything that the issuer answered."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.cards.models.columns import KEPT, choices, known, link, when, who, word
from standing.rooms.cards.rules.issuer import Standing
from standing.rooms.cards.rules.loading import NEXT, Step


class LoadBatch(models.Model):
    """Loads that went to the issuer together. Its content is fixed by its hash before it leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which kind of card")
    count = models.PositiveIntegerField(help_text=f"nobody · how many loads · {KEPT}")
    cents = models.PositiveBigIntegerField(help_text=f"nobody · their sum in cents · {KEPT}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the file as it was sent · {KEPT}")
    made_at = when("nobody · when it was made up")

    class Meta:
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("cards_loadbatches")

    def __str__(self) -> str:
        """Return its hash."""
        return self.sha256[:12]


class Load(models.Model):
    """Money that goes on one card, once, whatever is lost or repeated on the way."""

    external_ref = models.CharField(
        primary_key=True, max_length=40, help_text=f"nobody · names the load at the issuer and in the ledger · {KEPT}"
    )
    card = link("cards.Card", "nobody · which card")
    program = link("cards.Program", "nobody · which kind of card")
    amount_cents = models.PositiveIntegerField(help_text=f"nobody · how much, in cents · {KEPT}")
    round = word("nobody · id of the round")
    step = models.CharField(
        max_length=8,
        choices=choices(Step),
        default=Step.WAITING.value,
        help_text=f"nobody · where the load stands · {KEPT}",
    )
    batch = link("cards.LoadBatch", "nobody · the batch it went out in last", null=True)
    sent_at = when("nobody · when it was sent last", null=True)
    code = word("nobody · why the issuer refused it, by a code", length=40, blank=True)
    settlement = word("nobody · the settlement at the bank that it belongs to, by the issuer", length=60, blank=True)
    queued_by = who("staff · who queued it; empty: the clockwork", null=True)
    queued_at = when("nobody · when it was queued")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_load_step_is_known", "step", Step),
            models.CheckConstraint(name="cards_load_is_of_some", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="cards_load_has_a_reference", condition=Q(external_ref__regex=r"^[A-Z0-9-]{4,40}$")
            ),
            models.UniqueConstraint(name="cards_load_is_of_one_card", fields=["card"]),
            models.CheckConstraint(
                name="cards_load_sent_in_a_batch",
                condition=Q(step="waiting") | Q(batch__isnull=False, sent_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="cards_load_open",
                fields=["program", "step", "queued_at"],
                condition=Q(step__in=["waiting", "sent"]),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cards_load_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="cards_load_keeps_its_words",
                fields=["external_ref", "card", "program", "amount_cents", "round", "queued_by", "queued_at"],
            ),
            pgtrigger.FSM(
                name="cards_load_steps_follow_the_table",
                field="step",
                transitions=sorted((now.value, then.value) for now, after in NEXT.items() for then in after),
            ),
            never_emptied("cards_loads_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its reference."""
        return self.external_ref


class LoadAnswer(models.Model):
    """What the issuer said of a reference, also if we did not expect it. Only ever added to."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {KEPT}")
    program = link("cards.Program", "nobody · which kind of card")
    external_ref = word("nobody · the reference as the issuer has it", length=40)
    standing = models.CharField(max_length=8, choices=choices(Standing), help_text=f"nobody · what it said · {KEPT}")
    amount_cents = models.BigIntegerField(help_text=f"nobody · how much, by the issuer · {KEPT}")
    code = word("nobody · the issuer's code", length=40, blank=True)
    is_odd = models.BooleanField(
        help_text=f"nobody · true if it fits no load of ours, or tells another amount · {KEPT}"
    )
    at = when("nobody · when it came")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_loadanswer_standing_is_known", "standing", Standing),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="cards_loadanswer_by_ref", fields=["external_ref", "id"]),
            models.Index(name="cards_loadanswer_odd", fields=["program", "-id"], condition=Q(is_odd=True)),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("cards_loadanswers")

    def __str__(self) -> str:
        """Return what was said."""
        return f"{self.external_ref} {self.standing}"


class Take(models.Model):
    """A card that was blocked or returned: what was left on it went back into the reserve, once."""

    external_ref = models.CharField(
        primary_key=True, max_length=40, help_text=f"nobody · names it at the issuer and in the ledger · {KEPT}"
    )
    card = link("cards.Card", "nobody · which card")
    balance_cents = models.PositiveIntegerField(
        null=True, blank=True, help_text=f"nobody · what was left, in cents; empty: not yet answered · {KEPT}"
    )
    asked_by = who("staff · who asked for it; empty: the clockwork", null=True)
    asked_at = when("staff · when it was asked")
    answered_at = when("nobody · when the issuer answered", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cards_take_is_once_a_card", fields=["card"]),
            models.CheckConstraint(
                name="cards_take_answer_has_a_time",
                condition=Q(balance_cents__isnull=True, answered_at__isnull=True)
                | Q(balance_cents__isnull=False, answered_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cards_take_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="cards_take_keeps_its_words", fields=["external_ref", "card", "asked_by", "asked_at"]
            ),
            pgtrigger.Protect(
                name="cards_take_is_answered_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__answered_at__isnull=False),
            ),
            never_emptied("cards_takes_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its reference."""
        return self.external_ref
