"""Donors, how to reach them, what they promised and gave, and the receipts they got."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.holds.triggers import refuses_deletion
from standing.hall.triggers import append_only, never_emptied
from standing.rooms.funds.models.ledger import KEPT, Entry, Fund, money, one_of, values, who

CONTACT = "until the day that stands beside it, never less than two years after the last gift"
HASH = r"^[0-9a-f]{64}$"


class DonorKind(StrEnum):
    """Who gives."""

    ORGANISATION = "organisation"
    PERSON = "person"


class VoidedBecause(StrEnum):
    """Why a receipt holds no longer."""

    MISTAKE = "mistake"
    GIFT_UNDONE = "gift-undone"
    REPLACED = "replaced"


class Donor(models.Model):
    """Somebody who gives, under the name they wish to be shown by. How to reach them is kept apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"donor · names it in records · {KEPT}")
    number = models.PositiveIntegerField(unique=True, help_text=f"donor · number on receipts and in exports · {KEPT}")
    kind = models.CharField(
        max_length=12, choices=one_of(DonorKind), help_text=f"donor · an organisation or a person · {KEPT}"
    )
    shown_as = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text=f"donor · the name as they wish to be shown; empty: they give without a name · {KEPT}",
    )
    entered_by = who("staff · who entered the donor")
    entered_at = models.DateTimeField(help_text=f"staff · when the donor was entered · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="funds_donor_kind_is_known", condition=Q(kind__in=values(DonorKind))),
            models.CheckConstraint(name="funds_donor_number_counts_from_one", condition=Q(number__gte=1)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="funds_donor_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="funds_donor_keeps_its_number", fields=["id", "number"]),
            never_emptied("funds_donors_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the number, never the name: this stands in error messages."""
        return f"Donor {self.number}"


class DonorContact(models.Model):
    """How to reach a donor. It leaves on its day; gifts and receipts stay with the number."""

    donor = models.OneToOneField(
        Donor,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="contact",
        help_text=f"donor · whose contact it is · {CONTACT}",
    )
    name = models.CharField(max_length=120, help_text=f"donor · whom to write to · {CONTACT}")
    email = models.EmailField(blank=True, default="", help_text=f"donor · where receipts are sent · {CONTACT}")
    phone = models.CharField(
        max_length=40, blank=True, default="", help_text=f"donor · where to call about a gift · {CONTACT}"
    )
    address = models.TextField(blank=True, default="", help_text=f"donor · where receipts are posted · {CONTACT}")
    keep_until = models.DateField(help_text=f"donor · the day it is forgotten · {CONTACT}")
    entered_by = who("staff · who entered it")
    entered_at = models.DateTimeField(help_text=f"staff · when it was entered · {CONTACT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="funds_donorcontact_has_a_name", condition=~Q(name="")),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="funds_donorcontact_by_day", fields=["keep_until"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            refuses_deletion("funds_donorcontact_held", subject="'funds:donor:' || OLD.donor_id"),
        ]

    def __str__(self) -> str:
        """Return nothing that tells who it is."""
        return "Contact of a donor"


class Pledge(models.Model):
    """Money that a donor promised for a fund. Gifts fulfil it; it moves nothing in the ledger."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"donor · names it in records · {KEPT}")
    donor = models.ForeignKey(
        Donor, on_delete=models.PROTECT, related_name="pledges", help_text=f"donor · who promised · {KEPT}"
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · for which fund · {KEPT}"
    )
    cents = money("donor · how much was promised, in cents")
    pledged_on = models.DateField(help_text=f"donor · day of the promise · {KEPT}")
    due_on = models.DateField(null=True, blank=True, help_text=f"donor · day the money is expected · {KEPT}")
    withdrawn_on = models.DateField(null=True, blank=True, help_text=f"donor · day it was taken back · {KEPT}")
    entered_by = who("staff · who entered it")
    entered_at = models.DateTimeField(help_text=f"staff · when it was entered · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="funds_pledge_is_an_amount", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="funds_pledge_is_due_later", condition=Q(due_on__isnull=True) | Q(due_on__gte=F("pledged_on"))
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="funds_pledge_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="funds_pledge_is_a_promise", exclude=["withdrawn_on"]),
            never_emptied("funds_pledges_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the amount."""
        return str(self.cents)


class Gift(models.Model):
    """Money that came from a donor, with the entry that booked it. Undone only by an entry that reverses it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"donor · names it in records · {KEPT}")
    donor = models.ForeignKey(
        Donor, on_delete=models.PROTECT, related_name="gifts", help_text=f"donor · who gave · {KEPT}"
    )
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · into which fund · {KEPT}"
    )
    pledge = models.ForeignKey(
        Pledge,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="gifts",
        help_text=f"donor · the promise it fulfils · {KEPT}",
    )
    cents = money("donor · how much was given, in cents")
    received_on = models.DateField(help_text=f"donor · the City's own day it arrived · {KEPT}")
    bank_reference = models.CharField(
        max_length=64, unique=True, help_text=f"donor · the bank's reference, so that it is booked once · {KEPT}"
    )
    entry = models.OneToOneField(
        Entry, on_delete=models.PROTECT, related_name="gift", help_text=f"nobody · the entry that booked it · {KEPT}"
    )
    entered_by = who("staff · who entered it")
    entered_at = models.DateTimeField(help_text=f"staff · when it was entered · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="funds_gift_is_an_amount", condition=Q(cents__gt=0)),
            models.CheckConstraint(name="funds_gift_has_a_bank_reference", condition=~Q(bank_reference="")),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="funds_gift_by_fund", fields=["fund", "donor"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("funds_gifts"),
            pgtrigger.Trigger(
                name="funds_gift_is_what_was_booked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF (SELECT source FROM funds_fund WHERE id = NEW.fund_id) <> 'donor' THEN
                    RAISE EXCEPTION 'A donor''s gift never goes into a fund of City money.';
                END IF;
                IF NOT EXISTS (
                    SELECT FROM funds_leg l JOIN funds_account a ON a.id = l.account_id
                      JOIN funds_entry e ON e.id = l.entry_id
                     WHERE l.entry_id = NEW.entry_id AND e.kind = 'gift' AND e.day = NEW.received_on
                       AND a.code = 210 AND a.fund_id = NEW.fund_id AND l.cents = -NEW.cents
                ) THEN
                    RAISE EXCEPTION 'The gift is not what its entry booked.';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return the amount."""
        return str(self.cents)


class Receipt(models.Model):
    """A receipt for a gift. Numbers count from one without a gap; one that is wrong is voided and stays."""

    number = models.PositiveIntegerField(primary_key=True, help_text=f"donor · number of the receipt · {KEPT}")
    gift = models.ForeignKey(
        Gift, on_delete=models.PROTECT, related_name="receipts", help_text=f"donor · for which gift · {KEPT}"
    )
    shown_as = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text=f"donor · the name that stands on it, as they wished to be shown · {KEPT}",
    )
    issued_on = models.DateField(help_text=f"donor · the City's own day it was made · {KEPT}")
    issued_by = who("staff · who made it")
    issued_at = models.DateTimeField(help_text=f"staff · when it was made · {KEPT}")
    voided_because = models.CharField(
        max_length=12,
        blank=True,
        default="",
        choices=one_of(VoidedBecause),
        help_text=f"donor · why it holds no longer; empty: it holds · {KEPT}",
    )
    voided_by = who("staff · who voided it", null=True)
    voided_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was voided · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="funds_receipt_one_holds", fields=["gift"], condition=Q(voided_because="")),
            models.CheckConstraint(
                name="funds_receipt_voided_by_somebody",
                condition=Q(voided_because="", voided_by__isnull=True, voided_at__isnull=True)
                | Q(voided_because__in=values(VoidedBecause), voided_by__isnull=False, voided_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="funds_receipt_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="funds_receipt_says_the_same", exclude=["voided_because", "voided_by", "voided_at"]
            ),
            pgtrigger.Protect(
                name="funds_receipt_stays_voided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__voided_because__gt=""),
            ),
            never_emptied("funds_receipts_not_emptied"),
            pgtrigger.Trigger(
                name="funds_receipt_leaves_no_gap",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                PERFORM pg_advisory_xact_lock(hashtext('funds.receipts'));
                IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM funds_receipt) THEN
                    RAISE EXCEPTION 'Receipts are numbered without gaps.';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return str(self.number)
