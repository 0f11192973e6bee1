"""What firms were asked, by which letters, and what that is evidence of."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.contractors.models.register import KEPT, Firm, FirmContact, one_of, who
from standing.rooms.contractors.rules.steps import Because, Ended


class Asking(models.Model):
    """A firm is asked to answer, from its first letter until every contract of it is answered or excepted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="+", help_text=f"firms · who · {KEPT}")
    began_at = models.DateTimeField(help_text=f"firms · when it was asked first · {KEPT}")
    ended_at = models.DateTimeField(null=True, blank=True, help_text=f"firms · when that was over · {KEPT}")
    ended_because = models.CharField(
        max_length=10, blank=True, default="", choices=one_of(Ended), help_text=f"firms · why it was over · {KEPT}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="contractors_asking_one_at_a_time", fields=["firm"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="contractors_asking_ends_with_a_reason",
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__gte=F("began_at"), ended_because__in=[one.value for one in Ended]),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_asking_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="contractors_asking_is_of_a_firm", fields=["id", "firm", "began_at"]),
            pgtrigger.Protect(
                name="contractors_asking_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.ended_at IS NOT NULL"),
            ),
            never_emptied("contractors_askings_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return str(self.firm_id)


class Notice(models.Model):
    """One letter of an asking: which rung, why, to whom, and of which edition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    asking = models.ForeignKey(
        Asking, on_delete=models.PROTECT, related_name="+", help_text=f"firms · of which asking · {KEPT}"
    )
    rung = models.CharField(max_length=40, help_text=f"nobody · which rung of the ladder, a word of the pack · {KEPT}")
    place = models.PositiveSmallIntegerField(help_text=f"nobody · how high the rung stands, from 0 · {KEPT}")
    because = models.CharField(max_length=12, choices=one_of(Because), help_text=f"nobody · why it was sent · {KEPT}")
    contact = models.ForeignKey(
        FirmContact,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"firms · to which office of the firm; empty: none, or on paper · {KEPT}",
    )
    on_paper = models.BooleanField(
        default=False, help_text=f"firms · no address: it has to be posted on paper · {KEPT}"
    )
    paper_made_at = models.DateTimeField(null=True, blank=True, help_text=f"firms · when the paper was made · {KEPT}")
    edition = models.PositiveIntegerField(help_text=f"nobody · which edition of the notice · {KEPT}")
    texts = models.JSONField(default=dict, help_text=f"nobody · hashes of its texts, by language · {KEPT}")
    answer_by = models.DateField(null=True, blank=True, help_text=f"firms · by which day an answer is due · {KEPT}")
    at = models.DateTimeField(help_text=f"firms · when it was written · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="contractors_notice_once_a_rung_and_contact",
                fields=["asking", "place", "contact"],
                nulls_distinct=False,
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contractors_notice_by_asking", fields=["asking", "at"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_notice_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="contractors_notice_says_what_it_said",
                fields=["id", "asking", "rung", "place", "because", "contact", "on_paper", "edition", "texts", "at"],
            ),
            never_emptied("contractors_notices_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return which rung it is."""
        return self.rung


class Sending(models.Model):
    """Somebody had the notice sent to every firm that was not asked yet; a job writes the letters, part by part."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    department = models.CharField(
        max_length=64, blank=True, default="", help_text=f"nobody · only firms of this department · {KEPT}"
    )
    total = models.PositiveIntegerField(help_text=f"nobody · how many firms were waiting · {KEPT}")
    done = models.PositiveIntegerField(default=0, help_text=f"nobody · how many letters were written · {KEPT}")
    on_paper = models.PositiveIntegerField(default=0, help_text=f"nobody · how many go on paper · {KEPT}")
    a_minute = models.PositiveIntegerField(help_text=f"nobody · how many a minute at most · {KEPT}")
    by = who("staff · who had it sent")
    at = models.DateTimeField(help_text=f"staff · when · {KEPT}")
    stopped_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was stopped · {KEPT}")
    finished_at = models.DateTimeField(null=True, blank=True, help_text=f"nobody · when it was done · {KEPT}")

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_sending_stays", operation=pgtrigger.Delete),
            never_emptied("contractors_sendings_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return how far it is."""
        return f"{self.done} of {self.total}"


class Declaration(models.Model):
    """A department says that no firm has people on its property; it holds until one has, or it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    department = models.CharField(max_length=64, help_text=f"nobody · which department · {KEPT}")
    by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", help_text=f"staff · who said so · {KEPT}"
    )
    at = models.DateTimeField(help_text=f"staff · when it was said · {KEPT}")
    until_at = models.DateTimeField(null=True, blank=True, help_text=f"nobody · until when it held · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="contractors_declared_once", fields=["department"], condition=Q(until_at__isnull=True)
            ),
            models.CheckConstraint(
                name="contractors_declared_until_later", condition=Q(until_at__isnull=True) | Q(until_at__gte=F("at"))
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_declaration_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="contractors_declaration_says_what_it_said", exclude=["until_at"]),
            pgtrigger.Protect(
                name="contractors_declaration_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__until_at__isnull=False),
            ),
            never_emptied("contractors_declarations_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return whose it is."""
        return self.department


class Fed(models.Model):
    """Evidence that this room recorded for a department's duty, and until when it held."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    department = models.CharField(max_length=64, help_text=f"nobody · whose duty · {KEPT}")
    obligation = models.CharField(max_length=100, help_text=f"nobody · which duty · {KEPT}")
    source = models.CharField(max_length=200, unique=True, help_text=f"nobody · its name in the evidence · {KEPT}")
    from_at = models.DateTimeField(help_text=f"nobody · since when it held · {KEPT}")
    until_at = models.DateTimeField(null=True, blank=True, help_text=f"nobody · until when · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="contractors_fed_once",
                fields=["department", "obligation"],
                condition=Q(until_at__isnull=True),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_fed_stays", operation=pgtrigger.Delete),
            never_emptied("contractors_feds_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.source
