"""What counsel decided, what left, and what a court has sealed. The database lets nothing leave by one person."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.disclosure.models.requests import CODES, KEEP, PERSON, Request
from standing.rooms.disclosure.rules.lanes import MAY_RELEASE, Lane
from standing.rooms.disclosure.rules.requests import LEAVING, Channel, Outcome

_LEAVES = Q(outcome__in=sorted(one.value for one in LEAVING))


class Decision(models.Model):
    """Counsel's decision, bound to the exact bytes that are to leave. The last one counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {KEEP}")
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, related_name="decisions", help_text=f"nobody · which request · {KEEP}"
    )
    year = models.PositiveSmallIntegerField(help_text=f"nobody · half of counsel's id · {KEEP}")
    number = models.PositiveIntegerField(help_text=f"nobody · the other half of counsel's id · {KEEP}")
    outcome = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Outcome],
        help_text=f"nobody · what was decided · {CODES}",
    )
    reason = models.CharField(max_length=40, help_text=f"nobody · why, from the list of the pack · {CODES}")
    lane = models.CharField(max_length=30, help_text=f"nobody · the lane counsel saw · {CODES}")
    reading = models.PositiveSmallIntegerField(help_text=f"nobody · the reading counsel saw · {KEEP}")
    categories = models.JSONField(default=list, help_text=f"nobody · which kinds of data may leave · {CODES}")
    sha256 = models.CharField(
        max_length=64, default="", blank=True, help_text=f"nobody · fingerprint of exactly what may leave · {KEEP}"
    )
    size = models.PositiveBigIntegerField(default=0, help_text=f"nobody · its length in bytes · {KEEP}")
    advice = models.BinaryField(
        null=True,
        help_text="staff · counsel's words, sealed; privileged · until the keeping time of the pack is over",
    )
    decided_at = models.DateTimeField(help_text=f"staff · when · {KEEP}")
    decided_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · which counsel · {KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="decision_has_its_number", fields=["year", "number"]),
            models.CheckConstraint(
                name="decision_outcome_is_known", condition=Q(outcome__in=[one.value for one in Outcome])
            ),
            models.CheckConstraint(name="decision_lane_is_known", condition=Q(lane__in=[one.value for one in Lane])),
            models.CheckConstraint(
                name="decision_names_what_leaves_if_anything_does",
                condition=(_LEAVES & Q(sha256__regex=r"^[0-9a-f]{64}$") & ~Q(categories=[]))
                | (~_LEAVES & Q(sha256="", size=0, categories=[])),
            ),
            models.CheckConstraint(
                name="decision_lets_leave_only_in_a_lane_that_may",
                condition=~_LEAVES | Q(lane__in=sorted(one.value for one in MAY_RELEASE)),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="decision_stays", operation=pgtrigger.Delete),
            never_emptied("decision_is_never_emptied"),
            pgtrigger.ReadOnly(
                name="decision_says_what_it_said",
                fields=[
                    "id", "request", "year", "number", "outcome", "reason", "lane", "reading", "categories", "sha256",
                    "size", "decided_at", "decided_by",
                ],
            ),
            pgtrigger.Trigger(
                name="decision_advice_stays_until_forgotten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.advice IS DISTINCT FROM OLD.advice AND (NEW.advice IS NOT NULL OR NOT EXISTS (
                        SELECT 1 FROM disclosure_request WHERE id = OLD.request_id AND forgotten_on IS NOT NULL
                    )) THEN
                        RAISE EXCEPTION 'what counsel wrote does not change';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}-{self.number:04d} {self.outcome}"


class Release(models.Model):
    """Something left: a second person put the same bytes through the desk."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · tells the rows apart · {KEEP}")
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, related_name="release", help_text=f"nobody · counsel's id · {KEEP}"
    )
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, related_name="releases", help_text=f"nobody · which request · {KEEP}"
    )
    sha256 = models.CharField(max_length=64, help_text=f"nobody · fingerprint of exactly what left · {KEEP}")
    size = models.PositiveBigIntegerField(help_text=f"nobody · its length in bytes · {KEEP}")
    sent_by = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Channel], help_text=f"nobody · which way · {CODES}"
    )
    confirmed_at = models.DateTimeField(help_text=f"staff · when · {KEEP}")
    confirmed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · the second person · {KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="release_way_is_known", condition=Q(sent_by__in=[one.value for one in Channel])
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            *append_only("releases"),
            pgtrigger.Trigger(
                name="release_needs_counsel_and_a_second_person",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("approved", "disclosure_decision%ROWTYPE")],
                func="""
                    SELECT * INTO approved FROM disclosure_decision WHERE id = NEW.decision_id;
                    IF NOT FOUND OR approved.request_id <> NEW.request_id
                       OR approved.outcome NOT IN ('release', 'partly') THEN
                        RAISE EXCEPTION 'nothing leaves without an id of counsel';
                    END IF;
                    IF approved.sha256 <> NEW.sha256 OR approved.size <> NEW.size THEN
                        RAISE EXCEPTION 'what leaves is not what counsel approved';
                    END IF;
                    IF approved.decided_by_id = NEW.confirmed_by_id THEN
                        RAISE EXCEPTION 'two people let something leave';
                    END IF;
                    IF EXISTS (
                        SELECT 1 FROM disclosure_decision
                        WHERE request_id = NEW.request_id AND (year, number) > (approved.year, approved.number)
                    ) THEN
                        RAISE EXCEPTION 'counsel has decided anew since';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"release of {self.decision_id}"


class CourtSeal(models.Model):
    """A court ordered that nobody is told of a request until a day. The last order counts."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · tells the rows apart · {KEEP}")
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, related_name="seals", help_text=f"nobody · which request · {KEEP}"
    )
    until = models.DateField(help_text=f"nobody · the last day on which it is left out of public counts · {KEEP}")
    order = models.CharField(max_length=60, help_text=f"nobody · the number of the court's order; screened · {KEEP}")
    sealed_at = models.DateTimeField(help_text=f"staff · when it was noted · {KEEP}")
    sealed_by = models.ForeignKey(
        PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · which counsel noted it · {KEEP}"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="court_seal_names_the_order", condition=~Q(order="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("court_seals")]

    def __str__(self) -> str:
        return f"sealed until {self.until}"
