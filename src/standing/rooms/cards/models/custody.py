"""Who has which stock: consignments that two people counted, and counts that were made since."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.cards.models.columns import KEPT, both_or_none, link, when, who, word


class Consignment(models.Model):
    """Cards that go from the vault to an organisation: packed by one, counted again by another, signed for there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which kind of card")
    number = models.PositiveIntegerField(help_text=f"nobody · number on the sheet to sign · {KEPT}")
    group = word("nobody · id of the organisation that gets them")
    count = models.PositiveIntegerField(help_text=f"nobody · how many cards · {KEPT}")
    packed_by = who("staff · who packed")
    packed_at = when("staff · when it was packed")
    checked_by = who("staff · who counted it again and gave it out", null=True)
    checked_at = when("staff · when it went out", null=True)
    signed_on = models.DateField(
        null=True, blank=True, help_text=f"nobody · the day on the signed sheet, City's time · {KEPT}"
    )
    unpacked_by = who("staff · who put it back before it went out", null=True)
    unpacked_at = when("staff · when it was put back", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cards_consignment_has_its_number", fields=["program", "number"]),
            models.CheckConstraint(name="cards_consignment_is_of_some", condition=Q(count__gt=0)),
            models.CheckConstraint(name="cards_consignment_has_a_group", condition=~Q(group="")),
            both_or_none("cards_consignment_checked_by_somebody", "checked_by", "checked_at"),
            both_or_none("cards_consignment_unpacked_by_somebody", "unpacked_by", "unpacked_at"),
            models.CheckConstraint(
                name="cards_consignment_takes_two",
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("packed_by")),
            ),
            models.CheckConstraint(
                name="cards_consignment_goes_or_stays",
                condition=Q(checked_by__isnull=True) | Q(unpacked_by__isnull=True),
            ),
            models.CheckConstraint(
                name="cards_consignment_signed_when_out",
                condition=Q(checked_by__isnull=True, signed_on__isnull=True)
                | Q(checked_by__isnull=False, signed_on__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="cards_consignment_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="cards_consignment_keeps_its_words",
                fields=["id", "program", "number", "group", "count", "packed_by", "packed_at"],
            ),
            pgtrigger.Protect(
                name="cards_consignment_is_decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__checked_at__isnull=False) | pgtrigger.Q(old__unpacked_at__isnull=False),
            ),
            never_emptied("cards_consignments_not_emptied"),
            pgtrigger.Trigger(
                name="cards_consignment_has_its_cards",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__checked_at__isnull=True, new__checked_at__isnull=False),
                func="""
                    IF (SELECT count(*) FROM cards_card
                            WHERE consignment_id = NEW.id AND state = 'in_vault') <> NEW.count THEN
                        RAISE EXCEPTION 'A consignment has exactly as many cards as its sheet says.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.number)


class Count(models.Model):
    """Somebody counted the cards without money in the vault or at an organisation. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which kind of card")
    group = word("nobody · id of the organisation; empty for the vault", blank=True)
    day = models.DateField(help_text=f"nobody · the day of the count, City's time · {KEPT}")
    counted = models.PositiveIntegerField(help_text=f"nobody · how many were there · {KEPT}")
    expected = models.PositiveIntegerField(help_text=f"nobody · how many should have been there · {KEPT}")
    by = who("staff · who wrote the count down")
    at = when("staff · when it was written down")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="cards_count_by_place", fields=["program", "group", "-at"])
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("cards_counts")

    def __str__(self) -> str:
        """Return how many of how many."""
        return f"{self.counted}/{self.expected}"
