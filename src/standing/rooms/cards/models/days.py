"""What the bank and the issuer say of a day, how it compares with the ledger, and the day's close."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only
from standing.rooms.cards.models.columns import KEPT, choices, known, link, when, who, word
from standing.rooms.cards.rules.bank import Format
from standing.rooms.cards.rules.reconciling import Reply, Side


class Funding(models.Model):
    """Money that goes from the City's bank into the reserve: the file for the bank, and its entry in the ledger."""

    reference = models.CharField(
        primary_key=True, max_length=15, help_text=f"nobody · names it at the bank and in the ledger · {KEPT}"
    )
    program = link("cards.Program", "nobody · whose reserve")
    amount_cents = models.PositiveBigIntegerField(help_text=f"nobody · how much, in cents · {KEPT}")
    settles_on = models.DateField(help_text=f"nobody · the day it should arrive, City's time · {KEPT}")
    file = models.BinaryField(help_text=f"nobody · the NACHA file as it goes to the bank · {KEPT}")
    by = who("staff · who made it")
    at = when("staff · when it was made")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="cards_funding_is_of_some", condition=Q(amount_cents__gt=0)),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("cards_fundings")

    def __str__(self) -> str:
        """Return its reference."""
        return self.reference


class DayFile(models.Model):
    """A bank statement or an issuer's report of one day and program. A later one counts instead of an earlier one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which reserve it tells of")
    side = models.CharField(max_length=6, choices=choices(Side), help_text=f"nobody · whose book · {KEPT}")
    day = models.DateField(help_text=f"nobody · which day, as the book has it · {KEPT}")
    number = models.PositiveIntegerField(help_text=f"nobody · which file of the day, counted from one · {KEPT}")
    format = models.CharField(
        max_length=7,
        choices=[*choices(Format), ("issuer", "issuer")],
        help_text=f"nobody · how it was written · {KEPT}",
    )
    sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the file · {KEPT}")
    opening_cents = models.BigIntegerField(
        null=True, blank=True, help_text=f"nobody · what stood before, by the bank · {KEPT}"
    )
    closing_cents = models.BigIntegerField(
        null=True, blank=True, help_text=f"nobody · what stood after, by the bank · {KEPT}"
    )
    by = who("staff · who brought it; empty: fetched from the issuer", null=True)
    at = when("staff · when it was brought")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_dayfile_side_is_known", "side", Side),
            models.CheckConstraint(name="cards_dayfile_is_from_outside", condition=~Q(side="ledger")),
            models.CheckConstraint(
                name="cards_dayfile_bank_has_balances",
                condition=~Q(side="bank") | Q(opening_cents__isnull=False, closing_cents__isnull=False),
            ),
            models.UniqueConstraint(name="cards_dayfile_has_its_number", fields=["program", "side", "day", "number"]),
            models.UniqueConstraint(name="cards_dayfile_is_taken_once", fields=["program", "side", "day", "sha256"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("cards_dayfiles")

    def __str__(self) -> str:
        """Return whose book of which day."""
        return f"{self.side} {self.day} {self.number}"


class DayLine(models.Model):
    """One movement of the reserve in such a file."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order in the file · {KEPT}")
    file: models.ForeignKey[Any, Any] = link("cards.DayFile", "nobody · which file", name="lines")
    reference = word("nobody · what the book calls it", length=140, blank=True)
    settlement = word("nobody · the settlement it belongs to", length=60, blank=True)
    cents = models.BigIntegerField(help_text=f"nobody · positive when the reserve grew, in cents · {KEPT}")
    kind = models.CharField(max_length=10, blank=True, default="", help_text=f"nobody · why, by the book · {KEPT}")
    text = word("nobody · what the bank wrote beside it", length=140, blank=True)

    class Meta:
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("cards_daylines")

    def __str__(self) -> str:
        """Return what moved."""
        return f"{self.reference} {self.cents}"


class Comparison(models.Model):
    """Ledger, issuer and bank of one day held side by side. Only ever added to; the last one counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which reserve")
    day = models.DateField(help_text=f"nobody · which day, City's time · {KEPT}")
    number = models.PositiveIntegerField(help_text=f"nobody · which comparison of the day · {KEPT}")
    issuer_file = link("cards.DayFile", "nobody · the issuer's report that was read")
    bank_file = link("cards.DayFile", "nobody · the statement that was read")
    ledger_cents = models.BigIntegerField(help_text=f"nobody · by how much the reserve moved in the ledger · {KEPT}")
    issuer_cents = models.BigIntegerField(help_text=f"nobody · by how much it moved at the issuer · {KEPT}")
    bank_cents = models.BigIntegerField(help_text=f"nobody · by how much it moved at the bank · {KEPT}")
    differences = models.PositiveIntegerField(help_text=f"nobody · how many were found · {KEPT}")
    by = who("staff · who compared; empty: the clockwork", null=True)
    at = when("staff · when it was compared")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cards_comparison_has_its_number", fields=["program", "day", "number"]),
            models.CheckConstraint(
                name="cards_comparison_without_difference_is_equal",
                condition=Q(differences__gt=0) | Q(ledger_cents=F("issuer_cents"), issuer_cents=F("bank_cents")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("cards_comparisons"),
            pgtrigger.Trigger(
                name="cards_comparison_names_each_difference",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF (SELECT count(*) FROM cards_difference WHERE comparison_id = NEW.id) <> NEW.differences THEN
                        RAISE EXCEPTION 'A comparison names each difference.';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.day} {self.number}"


class Difference(models.Model):
    """Two books say different things about one reference. It stays open until a deed answers it."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    comparison: models.ForeignKey[Any, Any] = link("cards.Comparison", "nobody · where it was found", name="found")
    reference = word("nobody · what the books call it", length=140, blank=True)
    side = models.CharField(max_length=6, choices=choices(Side), help_text=f"nobody · the other book · {KEPT}")
    ledger_cents = models.BigIntegerField(help_text=f"nobody · what the ledger has, in cents · {KEPT}")
    other_cents = models.BigIntegerField(help_text=f"nobody · what the other book has, in cents · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_difference_side_is_known", "side", Side),
            models.CheckConstraint(name="cards_difference_is_one", condition=~Q(ledger_cents=F("other_cents"))),
            models.UniqueConstraint(name="cards_difference_stands_once", fields=["comparison", "reference", "side"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("cards_differences")

    def __str__(self) -> str:
        """Return which reference."""
        return self.reference


class Answered(models.Model):
    """How a difference was answered: it stands in another day's book, or an entry of the ledger corrects it."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {KEPT}")
    difference: models.OneToOneField[Any, Any] = models.OneToOneField(
        "cards.Difference",
        on_delete=models.PROTECT,
        related_name="answered",
        help_text=f"nobody · which difference · {KEPT}",
    )
    reply = models.CharField(max_length=9, choices=choices(Reply), help_text=f"nobody · how · {KEPT}")
    other: models.ForeignKey[Any, Any] = link(
        "cards.Difference", "nobody · its counterpart in the comparison of another day", null=True
    )
    entry = word("nobody · reference of the entry in the ledger that corrects it", blank=True)
    by = who("staff · who answered")
    at = when("staff · when it was answered")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("cards_answered_reply_is_known", "reply", Reply),
            models.CheckConstraint(
                name="cards_answered_says_where",
                condition=Q(reply="other_day", other__isnull=False, entry="")
                | (Q(reply="corrected", other__isnull=True) & ~Q(entry="")),
            ),
            models.UniqueConstraint(name="cards_answered_counterpart_is_of_one", fields=["other"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("cards_answers"),
            pgtrigger.Trigger(
                name="cards_answered_cancels",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NEW.other_id IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM cards_difference a
                        JOIN cards_comparison ca ON ca.id = a.comparison_id
                        JOIN cards_difference b ON b.id = NEW.other_id
                        JOIN cards_comparison cb ON cb.id = b.comparison_id
                        WHERE a.id = NEW.difference_id AND a.reference = b.reference AND a.side = b.side
                            AND ca.program_id = cb.program_id AND ca.day <> cb.day
                            AND a.other_cents - a.ledger_cents + b.other_cents - b.ledger_cents = 0
                    ) THEN
                        RAISE EXCEPTION 'Two differences answer each other only if they cancel to the cent.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return how."""
        return self.reply


class ClosedDay(models.Model):
    """A day whose three books agree to the cent, or whose every difference is cancelled by another day's."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    program = link("cards.Program", "nobody · which reserve")
    day = models.DateField(help_text=f"nobody · which day, City's time · {KEPT}")
    comparison = link("cards.Comparison", "nobody · what it was closed on")
    by = who("staff · who closed it")
    at = when("staff · when it was closed")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="cards_closedday_is_closed_once", fields=["program", "day"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("cards_closeddays"),
            pgtrigger.Trigger(
                name="cards_closedday_is_even",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM cards_comparison c
                        WHERE c.id = NEW.comparison_id AND c.program_id = NEW.program_id AND c.day = NEW.day
                            AND c.number = (
                                SELECT max(o.number) FROM cards_comparison o
                                WHERE o.program_id = NEW.program_id AND o.day = NEW.day
                            )
                    ) THEN
                        RAISE EXCEPTION 'A day is closed on its own last comparison.';
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM cards_difference d
                        WHERE d.comparison_id = NEW.comparison_id AND NOT EXISTS (
                            SELECT 1 FROM cards_answered a
                            WHERE a.reply = 'other_day' AND (a.difference_id = d.id OR a.other_id = d.id)
                        )
                    ) THEN
                        RAISE EXCEPTION 'A day with an open difference is not closed.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.day)
