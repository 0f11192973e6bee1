"""Returns and redirects: money that leaves the purpose it was given for. Two people, always."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.funds.models.donors import HASH, Donor
from standing.rooms.funds.models.ledger import KEPT, Entry, Fund, money, one_of, who


class Act(StrEnum):
    """What is to be done with the money."""

    RETURN = "return"
    REDIRECT = "redirect"


class Step(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class Decision(models.Model):
    """A proposal to pay money back to whom it is owed, or to move it to another fund with the donor's consent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names it in records · {KEPT}")
    act = models.CharField(max_length=8, choices=one_of(Act), help_text=f"nobody · what is proposed · {KEPT}")
    fund = models.ForeignKey(
        Fund, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · the fund the money is in · {KEPT}"
    )
    donor = models.ForeignKey(
        Donor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"donor · whose money it is; empty: the City's · {KEPT}",
    )
    cents = money("donor · how much, in cents")
    to_fund = models.ForeignKey(
        Fund,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the fund it is moved to · {KEPT}",
    )
    consent_sha256 = models.CharField(
        max_length=64, blank=True, default="", help_text=f"donor · hash of the written consent · {KEPT}"
    )
    consent_on = models.DateField(null=True, blank=True, help_text=f"donor · day of the consent · {KEPT}")
    from_owed = models.BooleanField(
        default=False, help_text=f"nobody · it was owed back already, from the close of a round · {KEPT}"
    )
    step = models.CharField(
        max_length=8,
        choices=one_of(Step),
        default=Step.PROPOSED.value,
        help_text=f"nobody · where it stands · {KEPT}",
    )
    proposed_by = who("staff · who proposed it")
    proposed_at = models.DateTimeField(help_text=f"staff · when it was proposed · {KEPT}")
    decided_by = who("staff · the second person, who decided", null=True)
    decided_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was decided · {KEPT}")
    entry = models.OneToOneField(
        Entry,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the entry that carried it out · {KEPT}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="funds_decision_is_an_amount", condition=Q(cents__gt=0)),
            models.CheckConstraint(
                name="funds_decision_redirect_has_consent",
                condition=Q(act=Act.RETURN.value, to_fund__isnull=True, consent_sha256="", consent_on__isnull=True)
                | (
                    Q(
                        act=Act.REDIRECT.value,
                        to_fund__isnull=False,
                        consent_sha256__regex=HASH,
                        consent_on__isnull=False,
                    )
                    & ~Q(to_fund=F("fund"))
                ),
            ),
            models.CheckConstraint(
                name="funds_decision_by_a_second_person",
                condition=Q(
                    step=Step.PROPOSED.value, decided_by__isnull=True, decided_at__isnull=True, entry__isnull=True
                )
                | (Q(step=Step.REFUSED.value, decided_by__isnull=False, decided_at__isnull=False, entry__isnull=True))
                | (
                    Q(step=Step.APPROVED.value, decided_by__isnull=False, decided_at__isnull=False, entry__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="funds_decision_by_step", fields=["step"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="funds_decision_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="funds_decision_is_what_was_proposed", exclude=["step", "decided_by", "decided_at", "entry"]
            ),
            pgtrigger.Protect(
                name="funds_decision_is_final",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__step="proposed"),
            ),
            never_emptied("funds_decisions_not_emptied"),
            # Else somebody could post a return or a redirect without anybody's second look.
            pgtrigger.Trigger(
                name="funds_decision_moves_what_it_says",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                func="""
                IF NEW.step = 'approved' AND NOT EXISTS (
                    SELECT FROM funds_leg l JOIN funds_account a ON a.id = l.account_id
                      JOIN funds_entry e ON e.id = l.entry_id
                     WHERE l.entry_id = NEW.entry_id AND e.kind = NEW.act
                       AND a.fund_id = NEW.fund_id AND l.cents = NEW.cents
                ) THEN
                    RAISE EXCEPTION 'The entry does not move what was decided.';
                END IF;
                RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what it is about."""
        return f"{self.act} {self.cents}"
