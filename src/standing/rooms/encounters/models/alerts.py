"""Cards of sites, first alerts, and what was decided about them."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.encounters.models._columns import COUNTED, KEEP, choices, maybe_person, person
from standing.rooms.encounters.rules.alerts import Area, Channel, Kind


class SiteCode(models.Model):
    """The code on the card of a site. Only its hash is kept: a lost card cannot be printed again, just replaced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the code · {KEEP}")
    sha256 = models.CharField(max_length=64, unique=True, help_text=f"nobody · finds the code of a card · {KEEP}")
    site = models.CharField(max_length=16, help_text=f"nobody · the site whose card it is · {KEEP}")
    department = models.CharField(max_length=64, help_text=f"nobody · whose site it was then · {KEEP}")
    made_at = models.DateTimeField(help_text=f"staff · when it was made · {KEEP}")
    made_by = person(f"staff · who made it · {KEEP}")
    revoked_at = models.DateTimeField(null=True, help_text=f"staff · when it was taken back · {KEEP}")
    revoked_by = maybe_person(f"staff · who took it back · {KEEP}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(name="encounters_sitecode_by_site", fields=["site"])]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="sitecode_is_a_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(
                name="sitecode_is_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__gte=F("made_at"), revoked_by__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="sitecode_is_what_it_was", fields=["id", "sha256", "site", "department", "made_at", "made_by"]
            ),
            pgtrigger.Protect(
                name="sitecode_stays_revoked",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.Protect(name="sitecode_row_stays", operation=pgtrigger.Delete),
            never_emptied("sitecode_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return the site."""
        return self.site


class Alert(models.Model):
    """A first alert. It never changes; what was typed is deleted when its time is over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the alert · {COUNTED}")
    key = models.UUIDField(unique=True, help_text=f"nobody · made by the sender, so that it is taken once · {COUNTED}")
    department = models.CharField(max_length=64, help_text=f"nobody · whose property · {COUNTED}")
    site = models.CharField(max_length=16, help_text=f"nobody · the site, from the register · {COUNTED}")
    site_name = models.CharField(max_length=200, help_text=f"nobody · what the register called it then · {COUNTED}")
    area = models.CharField(max_length=12, choices=choices(Area), help_text=f"nobody · who may be there · {COUNTED}")
    kind = models.CharField(max_length=20, choices=choices(Kind), help_text=f"nobody · what was seen · {COUNTED}")
    channel = models.CharField(
        max_length=8, choices=choices(Channel), help_text=f"nobody · which way it came · {COUNTED}"
    )
    is_ongoing = models.BooleanField(help_text=f"nobody · whether it still went on · {COUNTED}")
    seen_at = models.DateTimeField(help_text=f"nobody · when it was seen, clocks put right · {COUNTED}")
    told_at = models.DateTimeField(help_text=f"nobody · the time the sender told · {COUNTED}")
    received_at = models.DateTimeField(help_text=f"nobody · when it came in · {COUNTED}")
    is_clock_doubtful = models.BooleanField(help_text=f"nobody · whether the sender's clock was off · {COUNTED}")
    path = models.JSONField(help_text=f"nobody · steps taken in the guide · {COUNTED}")
    code = models.ForeignKey(
        SiteCode, null=True, on_delete=models.PROTECT, related_name="+",
        help_text=f"nobody · the card it came from · {COUNTED}",
    )  # fmt: skip
    sent_by = maybe_person(f"staff · who sent it, if signed in · {COUNTED}")
    box = models.BinaryField(
        null=True, help_text=f"staff · exact spot, who tells it and how to call back, sealed · {KEEP}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="encounters_alert_by_time", fields=["-received_at"]),
            models.Index(name="encounters_alert_by_office", fields=["department", "-received_at"]),
            models.Index(name="encounters_alert_by_code", fields=["code", "received_at"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="alert_kind_is_known", condition=Q(kind__in=[one.value for one in Kind])),
            models.CheckConstraint(name="alert_area_is_known", condition=Q(area__in=[one.value for one in Area])),
            models.CheckConstraint(
                name="alert_channel_is_known", condition=Q(channel__in=[one.value for one in Channel])
            ),
            models.CheckConstraint(name="alert_is_seen_before_it_comes", condition=Q(seen_at__lte=F("received_at"))),
            models.CheckConstraint(
                name="alert_comes_from_somewhere",
                condition=Q(sent_by__isnull=False) | Q(code__isnull=False) | Q(channel=Channel.CITY_311.value),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.ReadOnly(
                name="alert_says_what_it_said",
                fields=[
                    "id", "key", "department", "site", "site_name", "area", "kind", "channel", "is_ongoing", "seen_at",
                    "told_at", "received_at", "is_clock_doubtful", "path", "code", "sent_by",
                ],
            ),
            pgtrigger.Trigger(
                name="alert_words_stay_until_forgotten",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF NEW.box IS NOT NULL AND NEW.box IS DISTINCT FROM OLD.box THEN
                        RAISE EXCEPTION 'what was told does not change';
                    END IF;
                    IF NEW.box IS NULL AND EXISTS (
                        SELECT 1 FROM encounters_report WHERE alert_id = OLD.id AND forgotten_on IS NULL
                    ) THEN
                        RAISE EXCEPTION 'an alert is forgotten with its report';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="alert_row_stays", operation=pgtrigger.Delete),
            never_emptied("alert_is_never_emptied"),
        ]  # fmt: skip

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.kind} {self.site}"


class Decision(models.Model):
    """Whether an alert is what it says: taken once, by a person who answers for it."""

    alert = models.OneToOneField(
        Alert, primary_key=True, on_delete=models.PROTECT, related_name="decision",
        help_text=f"nobody · the alert · {COUNTED}",
    )  # fmt: skip
    is_confirmed = models.BooleanField(help_text=f"nobody · confirmed, or dismissed · {COUNTED}")
    at = models.DateTimeField(help_text=f"staff · when · {COUNTED}")
    by = person(f"staff · who decided · {COUNTED}")
    box = models.BinaryField(null=True, help_text=f"nobody · why it was dismissed, sealed · {COUNTED}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="decision_to_dismiss_has_a_reason", condition=Q(is_confirmed=True) | Q(box__isnull=False)
            )
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [*append_only("decisions")]

    def __str__(self) -> str:
        """Return which way it went."""
        return "confirmed" if self.is_confirmed else "dismissed"
