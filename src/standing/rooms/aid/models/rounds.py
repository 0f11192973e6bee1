"""Rounds and the City's keys. A round is drafted, made with the trustee's offer, signed by both, and closed."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied

KEPT = "as long as the log, for anybody may check the round"
_UNTIL_DESTROYED = "until the day the manifest names"
_WORDS = (
    "name, time_zone, opens_at, closes_at, destroy_at, amounts, exception_cents, exceptions_most, groups, rules, "
    "evaluations_a_day, claims_a_day, memory, passes, lanes, draw, offer"
)


def _row(name: str) -> str:
    return ", ".join(f"{name}.{column.strip()}" for column in _WORDS.split(","))


class Round(models.Model):
    """One distribution: what was proposed, and the manifest both parties signed."""

    code = models.SlugField(primary_key=True, max_length=40, help_text=f"nobody · names the round · {KEPT}")
    name = models.CharField(max_length=120, help_text=f"nobody · what people call it · {KEPT}")
    time_zone = models.CharField(max_length=60, help_text=f"nobody · says when a day ends · {KEPT}")
    opens_at = models.DateTimeField(help_text=f"nobody · from when desks may ask · {KEPT}")
    closes_at = models.DateTimeField(help_text=f"nobody · until when desks may ask · {KEPT}")
    destroy_at = models.DateTimeField(help_text=f"nobody · when the keys are destroyed · {KEPT}")
    amounts = ArrayField(
        models.PositiveIntegerField(), help_text=f"nobody · what a card may be worth, in cents · {KEPT}"
    )
    exception_cents = models.PositiveIntegerField(help_text=f"nobody · what an exception is worth, in cents · {KEPT}")
    exceptions_most = models.PositiveIntegerField(help_text=f"nobody · how many exceptions at most · {KEPT}")
    groups = ArrayField(models.SlugField(max_length=60), help_text=f"community groups · who takes part · {KEPT}")
    rules = models.JSONField(help_text=f"nobody · who may be helped, in lines by language, never by status · {KEPT}")
    evaluations_a_day = models.PositiveIntegerField(help_text=f"nobody · strings a desk may have evaluated · {KEPT}")
    claims_a_day = models.PositiveIntegerField(help_text=f"nobody · households a desk may claim for · {KEPT}")
    memory = models.PositiveIntegerField(help_text=f"nobody · kibibytes of argon2id · {KEPT}")
    passes = models.PositiveSmallIntegerField(help_text=f"nobody · passes of argon2id · {KEPT}")
    lanes = models.PositiveSmallIntegerField(help_text=f"nobody · lanes of argon2id · {KEPT}")
    draw = models.JSONField(null=True, blank=True, help_text=f"nobody · days, places and keys of a draw · {KEPT}")
    offer = models.JSONField(null=True, blank=True, help_text=f"nobody · the trustee's public keys · {KEPT}")
    manifest = models.BinaryField(null=True, help_text=f"nobody · the manifest, byte for byte · {KEPT}")
    sha256 = models.CharField(max_length=64, blank=True, default="", help_text=f"nobody · its hash · {KEPT}")
    city_note = models.TextField(blank=True, default="", help_text=f"nobody · the City's signature · {KEPT}")
    trustee_note = models.TextField(blank=True, default="", help_text=f"nobody · the trustee's signature · {KEPT}")
    opened_seed = models.BinaryField(null=True, help_text=f"nobody · the City's seed of the draw, once opened · {KEPT}")
    drafted_by = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="+", help_text=f"staff · who proposed it · {KEPT}"
    )
    drafted_at = models.DateTimeField(help_text=f"staff · when it was proposed · {KEPT}")
    closed_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was closed · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="aid_round_in_order",
                condition=Q(opens_at__lt=F("closes_at"), closes_at__lte=F("destroy_at")),
            ),
            models.CheckConstraint(
                name="aid_round_code_is_plain", condition=Q(code__regex=r"^[a-z0-9][a-z0-9-]{0,39}$")
            ),
            models.CheckConstraint(
                name="aid_round_has_amounts_and_groups", condition=Q(amounts__len__gt=0, groups__len__gt=0)
            ),
            models.CheckConstraint(
                name="aid_round_manifest_is_signed",
                condition=Q(manifest__isnull=True, sha256="", city_note="", trustee_note="")
                | (Q(manifest__isnull=False, offer__isnull=False, sha256__regex=r"^[0-9a-f]{64}$") & ~Q(city_note="")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="aid_round_stays", operation=pgtrigger.Delete),
            never_emptied("aid_rounds_not_emptied"),
            pgtrigger.Trigger(
                name="aid_round_goes_forward",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=f"""
                    IF NEW.code <> OLD.code OR NEW.drafted_at <> OLD.drafted_at
                        OR NEW.drafted_by_id <> OLD.drafted_by_id THEN
                        RAISE EXCEPTION 'Who proposed a round, and its code, do not change.';
                    END IF;
                    IF OLD.manifest IS NOT NULL AND (
                        (NEW.manifest, NEW.sha256, NEW.city_note) IS DISTINCT FROM
                        (OLD.manifest, OLD.sha256, OLD.city_note)
                        OR ({_row("NEW")}) IS DISTINCT FROM ({_row("OLD")})
                    ) THEN
                        RAISE EXCEPTION 'What was signed does not change.';
                    END IF;
                    IF OLD.trustee_note <> '' AND NEW.trustee_note <> OLD.trustee_note THEN
                        RAISE EXCEPTION 'The trustee signs once.';
                    END IF;
                    IF (OLD.opened_seed IS NOT NULL AND NEW.opened_seed IS DISTINCT FROM OLD.opened_seed)
                        OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at) THEN
                        RAISE EXCEPTION 'A round is closed once, and its seed opened once.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Key(models.Model):
    """A secret of the City for a round: its share, or the seed of its draw. Destroyed, its row stays, its bytes go."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · of which round · {KEPT}")
    purpose = models.CharField(max_length=40, help_text=f"nobody · 'share' or 'draw-seed' · {KEPT}")
    public = models.BinaryField(help_text=f"nobody · the public half, or the seed's SHA-256 · {KEPT}")
    proof = models.BinaryField(help_text=f"nobody · that the City knew the share; empty for a seed · {KEPT}")
    box = models.BinaryField(null=True, help_text=f"nobody · the secret, sealed · {_UNTIL_DESTROYED}")
    destroyed_at = models.DateTimeField(null=True, help_text=f"nobody · when the secret was destroyed · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "purpose"], name="aid_key_once"),
            models.CheckConstraint(
                name="aid_key_there_or_destroyed",
                condition=Q(box__isnull=False, destroyed_at__isnull=True)
                | Q(box__isnull=True, destroyed_at__isnull=False),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Trigger(
                name="aid_key_only_ends",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.box IS NULL OR NEW.box IS NOT NULL
                        OR (NEW.round_id, NEW.purpose, NEW.public, NEW.proof)
                            IS DISTINCT FROM (OLD.round_id, OLD.purpose, OLD.public, OLD.proof)
                    THEN
                        RAISE EXCEPTION 'A key is made once and destroyed once.';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="aid_key_stays", operation=pgtrigger.Delete),
            never_emptied("aid_keys_not_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.purpose}"
