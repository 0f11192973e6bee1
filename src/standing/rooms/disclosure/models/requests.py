"""
A request and each reading of its paper. Nothing says whom the paper is about: the number of people, and no more.

The paper itself is not kept here; it stays with counsel under the request's number.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.holds.triggers import refuses_deletion
from standing.hall.triggers import append_only, never_emptied
from standing.rooms.disclosure.rules.lanes import Lane
from standing.rooms.disclosure.rules.papers import Kind
from standing.rooms.disclosure.rules.requests import Channel

PERSON = "accounts.User"
KEEP = "as long as the class disclosures says"
CODES = "a code, kept for the counts"


class Request(models.Model):
    """A federal authority asked for data of the City."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {KEEP}")
    year = models.PositiveSmallIntegerField(help_text=f"nobody · half of its number · {KEEP}")
    number = models.PositiveIntegerField(help_text=f"nobody · the other half of its number · {KEEP}")
    department = models.CharField(max_length=40, help_text=f"nobody · the department that got it · {CODES}")
    agency = models.CharField(max_length=40, help_text=f"an agency · which authority asks · {CODES}")
    channel = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Channel], help_text=f"nobody · how it came · {CODES}"
    )
    reference = models.CharField(
        max_length=60,
        default="",
        blank=True,
        help_text="an agency · the number on its paper; screened · until the keeping time of the pack is over",
    )
    received_at = models.DateTimeField(help_text=f"staff · when the City got it; the clock runs from there · {KEEP}")
    received_day = models.DateField(help_text=f"nobody · the local day of that · {KEEP}")
    recorded_at = models.DateTimeField(help_text=f"staff · when it was recorded · {KEEP}")
    recorded_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who recorded it · {KEEP}"
    )
    taken_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when counsel took it · {KEEP}")
    taken_by = models.ForeignKey(
        PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · which counsel took it · {KEEP}",
    )
    forgotten_on = models.DateField(
        null=True, blank=True, help_text=f"nobody · the day reference and advice were deleted · {KEEP}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="request_by_day", fields=["-received_at", "id"]),
            models.Index(name="request_by_department", fields=["department", "-received_at"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="request_has_its_number", fields=["year", "number"]),
            models.CheckConstraint(
                name="request_channel_is_known", condition=Q(channel__in=[one.value for one in Channel])
            ),
            models.CheckConstraint(
                name="request_is_taken_by_somebody",
                condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False),
            ),
            models.CheckConstraint(
                name="request_came_before_it_was_recorded", condition=Q(received_at__lte=F("recorded_at"))
            ),
            models.CheckConstraint(
                name="request_is_forgotten_whole", condition=Q(forgotten_on__isnull=True) | Q(reference="")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="request_stays", operation=pgtrigger.Delete),
            never_emptied("request_is_never_emptied"),
            pgtrigger.ReadOnly(
                name="request_says_what_it_said",
                fields=[
                    "id", "year", "number", "department", "agency", "channel", "received_at", "received_day",
                    "recorded_at", "recorded_by",
                ],
            ),
            pgtrigger.Trigger(
                name="request_is_taken_once_and_forgotten_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.taken_at IS NOT NULL
                       AND (NEW.taken_at IS DISTINCT FROM OLD.taken_at
                            OR NEW.taken_by_id IS DISTINCT FROM OLD.taken_by_id) THEN
                        RAISE EXCEPTION 'counsel took it once';
                    END IF;
                    IF OLD.forgotten_on IS NOT NULL THEN
                        RAISE EXCEPTION 'what is forgotten stays forgotten';
                    END IF;
                    IF NEW.reference IS DISTINCT FROM OLD.reference AND NEW.forgotten_on IS NULL THEN
                        RAISE EXCEPTION 'the number on the paper does not change';
                    END IF;
                    RETURN NEW;
                """,
            ),
            refuses_deletion(
                "request_held_is_not_forgotten",
                subject="'disclosure:request:' || OLD.id::text",
                operation=pgtrigger.UpdateOf("forgotten_on"),  # type: ignore[no-untyped-call]
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}-{self.number:04d}"


class Reading(models.Model):
    """What somebody saw on the paper, and what it is and where it goes by that. The last one counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · tells the rows apart · {KEEP}")
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, related_name="readings", help_text=f"nobody · which request · {KEEP}"
    )
    number = models.PositiveSmallIntegerField(help_text=f"nobody · the order of readings · {KEEP}")
    has_paper = models.CharField(max_length=10, help_text=f"nobody · mark of the paper · {CODES}")
    title = models.CharField(max_length=20, help_text=f"nobody · what the paper calls itself · {CODES}")
    court_named = models.CharField(max_length=10, help_text=f"nobody · mark of the paper · {CODES}")
    signer = models.CharField(max_length=20, help_text=f"nobody · what office signed, no name · {CODES}")
    court_seal = models.CharField(max_length=10, help_text=f"nobody · mark of the paper · {CODES}")
    agency_header = models.CharField(max_length=10, help_text=f"nobody · mark of the paper · {CODES}")
    form = models.CharField(
        max_length=40, default="", blank=True, help_text=f"nobody · the number of the form · {CODES}"
    )
    return_date = models.DateField(
        null=True, blank=True, help_text=f"nobody · the date on the paper; the clock ends there · {KEEP}"
    )
    categories = models.JSONField(default=list, help_text=f"nobody · which kinds of data are asked for · {CODES}")
    people = models.PositiveIntegerField(
        null=True, blank=True, help_text=f"nobody · how many people are asked about, never who · {KEEP}"
    )
    kind = models.CharField(max_length=30, help_text=f"nobody · what the paper is · {CODES}")
    lane = models.CharField(max_length=30, help_text=f"nobody · which way it goes · {CODES}")
    reasons = models.JSONField(help_text=f"nobody · why, in codes · {CODES}")
    rules_version = models.CharField(max_length=20, help_text=f"nobody · by which rules · {KEEP}")
    read_at = models.DateTimeField(help_text=f"staff · when · {KEEP}")
    read_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who · {KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="reading_has_its_number", fields=["request", "number"]),
            models.CheckConstraint(name="reading_kind_is_known", condition=Q(kind__in=[one.value for one in Kind])),
            models.CheckConstraint(name="reading_lane_is_known", condition=Q(lane__in=[one.value for one in Lane])),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("readings")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.lane}"
