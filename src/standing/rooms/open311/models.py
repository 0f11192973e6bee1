"""
Tables of the doors for 311. They hold no person: a request knows its topic, its day and perhaps a City place.

What somebody wrote lies sealed at the contact desk. A blackbox leaves no row here at all.
"""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

_PERSON = "accounts.User"
_SHA256 = r"^[0-9a-f]{64}$"
_KEY_STAYS = "until two years after the key was revoked"
_REQUEST_STAYS = "as long as the pack keeps requests"


class ApiKey(models.Model):
    """A key with which an office hands in requests. The key itself is shown once and kept nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_KEY_STAYS}")
    fingerprint = models.CharField(
        max_length=64, unique=True, help_text=f"nobody · hash of the key, to know it again · {_KEY_STAYS}"
    )
    begins = models.CharField(max_length=8, help_text=f"nobody · how the key begins, to tell keys apart · {_KEY_STAYS}")
    owner = models.CharField(max_length=120, help_text=f"nobody · which office has it · {_KEY_STAYS}")
    office_email = models.EmailField(help_text=f"nobody · mailbox of the office · {_KEY_STAYS}")
    issued_by = models.ForeignKey(
        _PERSON, on_delete=models.PROTECT, related_name="+", help_text=f"staff · who gave it out · {_KEY_STAYS}"
    )
    issued_at = models.DateTimeField(help_text=f"staff · when it was given out · {_KEY_STAYS}")
    revoked_by = models.ForeignKey(
        _PERSON,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who revoked it · {_KEY_STAYS}",
    )
    revoked_at = models.DateTimeField(null=True, help_text=f"staff · when it was revoked · {_KEY_STAYS}")
    last_used_on = models.DateField(null=True, help_text=f"nobody · the last day of use, no hour · {_KEY_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(name="api_key_is_kept_as_a_hash", condition=Q(fingerprint__regex=_SHA256)),
            models.CheckConstraint(
                name="api_key_is_revoked_by_somebody",
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True)
                | Q(revoked_by__isnull=False, revoked_at__isnull=False),
            ),
        )
        triggers = (
            pgtrigger.ReadOnly(
                name="api_key_stays_what_it_is",
                fields=["fingerprint", "begins", "owner", "office_email", "issued_by", "issued_at"],
            ),
            pgtrigger.Protect(
                name="api_key_is_revoked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__revoked_at__isnull=False),
            ),
            pgtrigger.Protect(name="api_key_not_deleted", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.begins}…"


class KeyMinute(models.Model):
    """How much came with a key in the minute that runs: one row a key."""

    key = models.OneToOneField(
        ApiKey,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="nobody · which key · until the next minute",
    )
    minute = models.DateTimeField(help_text="nobody · the minute that is counted · until the next one, at most an hour")
    used = models.PositiveIntegerField(help_text="nobody · how many in that minute · until the next one")

    def __str__(self) -> str:
        return f"{self.used}"


class Request(models.Model):
    """A request of the kind ``batch``: topic, day, perhaps a City place. Nothing of what was written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {_REQUEST_STAYS}")
    token = models.CharField(
        max_length=64, unique=True, help_text=f"nobody · hash of the token, to answer for it · {_REQUEST_STAYS}"
    )
    number = models.CharField(
        max_length=20,
        blank=True,
        default="",
        help_text=f"nobody · random public number, empty until the batch · {_REQUEST_STAYS}",
    )
    service_code = models.CharField(max_length=60, help_text=f"nobody · which topic · {_REQUEST_STAYS}")
    place = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text=f"nobody · a place of the City, never of a person · {_REQUEST_STAYS}",
    )
    receipt = models.CharField(
        max_length=64, help_text=f"nobody · hash of the receipt, to know open from closed · {_REQUEST_STAYS}"
    )
    day = models.DateField(help_text=f"nobody · the day it came, no hour · {_REQUEST_STAYS}")
    numbered_on = models.DateField(null=True, help_text=f"nobody · the day it got its number · {_REQUEST_STAYS}")

    class Meta:
        constraints = (
            models.CheckConstraint(name="request_token_is_a_hash", condition=Q(token__regex=_SHA256)),
            models.CheckConstraint(
                name="request_is_numbered_on_a_day",
                condition=Q(number="", numbered_on__isnull=True) | (~Q(number="") & Q(numbered_on__isnull=False)),
            ),
            models.UniqueConstraint(name="request_number_is_given_once", fields=["number"], condition=~Q(number="")),
        )
        indexes = (models.Index(fields=["day", "number"], name="requests_by_day"),)
        triggers = (
            pgtrigger.ReadOnly(
                name="request_stays_what_it_is", fields=["token", "service_code", "place", "receipt", "day"]
            ),
            pgtrigger.Protect(
                name="request_is_numbered_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__number=""),
            ),
        )

    def __str__(self) -> str:
        return self.number or "waiting"
