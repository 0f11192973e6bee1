"""Appeals: a desk asks for an exception, and two different people decide."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from standing.hall.accounts.api import User
from standing.hall.triggers import append_only, never_emptied
from standing.rooms.trustee.models import until
from standing.rooms.trustee.models.desks import Desk
from standing.rooms.trustee.models.rounds import Round
from standing.rooms.trustee.rules.appeals import Approver, Reason, State


class Appeal(models.Model):
    """A desk asks for an exception. Nobody is named, nothing is told but a code for why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · names the appeal · {until.ROUND}")
    number = models.CharField(
        max_length=14, help_text=f"nobody · by what the desk asks how it stands; drawn by chance · {until.ROUND}"
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, help_text=f"nobody · in which round · {until.ROUND}")
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, help_text=f"a community group · who asks · {until.ROUND}")
    reason = models.CharField(
        max_length=20, choices=[(one, one) for one in Reason], help_text=f"nobody · a code for why · {until.ROUND}"
    )
    blinded = models.BinaryField(help_text=f"nobody · the blinded token, which tells nothing · {until.ROUND}")
    mark = models.BinaryField(help_text=f"nobody · its SHA-256, so that it is asked once · {until.ROUND}")
    asked_on = models.DateField(help_text=f"nobody · the local day · {until.ROUND}")
    state = models.CharField(
        max_length=8,
        choices=[(one, one) for one in State],
        default=State.ASKED,
        help_text=f"nobody · how it stands · {until.ROUND}",
    )
    decided_on = models.DateField(null=True, help_text=f"nobody · the local day of the decision · {until.ROUND}")
    refused_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=f"a member of staff · who refused · {until.ROUND}",
    )
    signature = models.BinaryField(null=True, help_text=f"nobody · the blind signature, if granted · {until.ROUND}")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="trustee_appeal_number_once"),
            models.UniqueConstraint(fields=["round", "mark"], name="trustee_appeal_token_once"),
            models.CheckConstraint(
                name="trustee_appeal_decided_or_not",
                condition=Q(state=State.ASKED, decided_on=None, signature=None, refused_by=None)
                | Q(state=State.REFUSED, decided_on__isnull=False, signature=None, refused_by__isnull=False)
                | Q(state=State.GRANTED, decided_on__isnull=False, signature__isnull=False, refused_by=None),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="trustee_appeal_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Insert,
                declare=[("most", "integer"), ("granted", "integer"), ("people", "integer"), ("kinds", "integer")],
                func="""
                    IF TG_OP = 'INSERT' THEN
                        IF NEW.state <> 'asked' THEN
                            RAISE EXCEPTION 'An appeal is asked before it is decided.';
                        END IF;
                        RETURN NEW;
                    END IF;
                    IF OLD.state <> 'asked' OR (NEW.id, NEW.number, NEW.round_id, NEW.desk_id, NEW.reason, NEW.blinded,
                        NEW.mark, NEW.asked_on) IS DISTINCT FROM (OLD.id, OLD.number, OLD.round_id, OLD.desk_id,
                        OLD.reason, OLD.blinded, OLD.mark, OLD.asked_on)
                    THEN
                        RAISE EXCEPTION 'An appeal is decided once, as it was asked.';
                    END IF;
                    IF NEW.state = 'granted' THEN
                        -- Whoever grants holds the round, so two at once are counted one after the other.
                        SELECT exceptions_most INTO most FROM trustee_round WHERE id = NEW.round_id
                            FOR NO KEY UPDATE;
                        SELECT count(*) INTO granted FROM trustee_appeal
                            WHERE round_id = NEW.round_id AND state = 'granted';
                        IF granted >= most THEN
                            RAISE EXCEPTION 'The round has granted as many exceptions as its manifest allows.';
                        END IF;
                        SELECT count(DISTINCT by_id), count(DISTINCT kind) INTO people, kinds
                            FROM trustee_approval WHERE appeal_id = NEW.id;
                        IF people < 2 OR kinds < 2 THEN
                            RAISE EXCEPTION 'Two different people grant an exception.';
                        END IF;
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="trustee_appeal_stays", operation=pgtrigger.Delete),
            never_emptied("trustee_appeals_not_emptied"),
        ]

    def __str__(self) -> str:
        return self.number


class Approval(models.Model):
    """One of the two yeses of an exception: the ombudsman's, or that of a supervisor of another group."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, help_text=f"nobody · of which appeal · {until.ROUND}")
    kind = models.CharField(
        max_length=12,
        choices=[(one, one) for one in Approver],
        help_text=f"a member of staff · as what they approved · {until.ROUND}",
    )
    group = models.SlugField(
        max_length=60, blank=True, help_text=f"a community group · whose supervisor approved · {until.ROUND}"
    )
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"a member of staff · who approved · {until.ROUND}",
    )
    at = models.DateTimeField(help_text=f"a member of staff · when · {until.ROUND}")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appeal", "kind"], name="trustee_approval_once_a_kind"),
            models.UniqueConstraint(fields=["appeal", "by"], name="trustee_approval_two_people"),
            models.CheckConstraint(
                name="trustee_approval_group_of_supervisor",
                condition=Q(kind=Approver.SUPERVISOR) & ~Q(group="") | Q(kind=Approver.OMBUDSMAN, group=""),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="trustee_approval_by_another_group",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM trustee_appeal JOIN trustee_desk ON trustee_desk.id = desk_id
                        WHERE trustee_appeal.id = NEW.appeal_id AND "group" = NEW.group)
                    THEN
                        RAISE EXCEPTION 'A supervisor of another group approves.';
                    END IF;
                    RETURN NEW;
                """,
            ),
            *append_only("trustee_approvals"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind}"
