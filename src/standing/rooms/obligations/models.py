"""
What is recorded about duties. Every table only grows: a correction is a further row with its own time.

No status is kept anywhere: it is worked out from these rows (``queries.statuses``).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import never_emptied
from standing.rooms.obligations.rules.facts import Assessment, FoundAs, WorkNote, WorkState

_HASH = r"^[0-9a-f]{64}$"


def _only_grows(name: str) -> list[pgtrigger.Trigger]:
    return [
        pgtrigger.Protect(name=f"{name}_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        never_emptied(f"{name}_is_never_emptied"),
    ]


def _not_before_the_seal(name: str) -> list[pgtrigger.Trigger]:
    """Refuse a fact that claims to have been known when a board already sealed was made."""
    return [
        *_only_grows(name),
        pgtrigger.Trigger(
            name=f"{name}_is_not_backdated",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func="""
            IF EXISTS (SELECT 1 FROM obligations_frozenboard WHERE known_at >= NEW.known_at) THEN
                RAISE EXCEPTION 'the board of that moment is sealed'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
            """,
        ),
    ]


class Instrument(models.Model):
    """A directive or law that a pack has named; what it says stands in the pack."""

    id = models.CharField(
        primary_key=True,
        max_length=60,
        help_text="nobody · the pack's id of the instrument · for ever",
    )
    since_at = models.DateTimeField(help_text="nobody · when a pack first named it · for ever")

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _only_grows("instrument")

    def __str__(self) -> str:
        """Return the id that everybody uses."""
        return self.id


class Obligation(models.Model):
    """A duty that a pack has named; who owes it and when stands in the pack."""

    id = models.CharField(primary_key=True, max_length=60, help_text="nobody · the pack's id of the duty · for ever")
    instrument = models.ForeignKey(
        Instrument,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="nobody · where the duty comes from · for ever",
    )
    since_at = models.DateTimeField(help_text="nobody · when a pack first named it · for ever")

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _only_grows("obligation")

    def __str__(self) -> str:
        """Return the id that everybody uses."""
        return self.id


def _duty() -> models.ForeignKey[Obligation, Obligation]:
    return models.ForeignKey(
        Obligation,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="nobody · the duty it is about · for ever",
    )


def _department() -> models.ForeignKey[models.Model, models.Model]:
    return models.ForeignKey(
        "city.Department",
        to_field="id",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="nobody · the department it is about · for ever",
    )


def _person(why: str, *, null: bool = False) -> models.ForeignKey[models.Model | None, models.Model | None]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=null,
        help_text=f"staff · {why} · as long as the board",
    )


_KNOWN = "nobody · from when it counts for anybody who asks · as long as the board"


class Evidence(models.Model):
    """A fact that shows that a duty is done, with where it comes from."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    obligation = _duty()
    department = _department()
    kind = models.CharField(max_length=60, help_text="nobody · the pack's kind of evidence · as long as the board")
    period = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text="nobody · for which month or event it is, if for one · as long as the board",
    )
    source = models.CharField(
        max_length=200,
        unique=True,
        help_text="nobody · where the fact comes from; one fact a source · as long as the board",
    )
    title = models.CharField(max_length=300, help_text="nobody · what the proof page calls it · as long as the board")
    sha256 = models.CharField(
        max_length=64,
        help_text="nobody · proves which text or file it was · as long as the board",
    )
    version = models.CharField(
        max_length=60,
        blank=True,
        default="",
        help_text="nobody · which version of the thing · as long as the board",
    )
    true_from = models.DateTimeField(help_text="nobody · from when it is true · as long as the board")
    expires_at = models.DateTimeField(null=True, help_text="nobody · when it runs out by itself · as long as the board")
    known_at = models.DateTimeField(help_text=_KNOWN)
    recorded_by = _person("who put it on record", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="evidence_has_a_hash", condition=Q(sha256__regex=_HASH)),
            models.CheckConstraint(
                name="evidence_names_kind_source_title",
                condition=~Q(kind="") & ~Q(source="") & ~Q(title=""),
            ),
            models.CheckConstraint(
                name="evidence_expires_after_it_begins",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("true_from")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["obligation", "department"], name="evidence_by_duty")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("evidence")

    def __str__(self) -> str:
        """Return where it comes from."""
        return self.source


class EvidenceEnd(models.Model):
    """A piece of evidence ceased to be true."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    evidence = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        related_name="ends",
        help_text="nobody · which evidence · as long as the board",
    )
    true_until = models.DateTimeField(help_text="nobody · from when it is no longer true · as long as the board")
    reason = models.CharField(
        max_length=500, help_text="nobody · why, in words for the proof page · as long as the board"
    )
    known_at = models.DateTimeField(help_text=_KNOWN)
    recorded_by = _person("who put it on record", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="evidenceend_has_a_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("evidenceend")

    def __str__(self) -> str:
        """Return when it ended."""
        return f"{self.true_until}"


class Finding(models.Model):
    """A reviewer looked at a piece of evidence. The last finding counts."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    evidence = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        related_name="findings",
        help_text="nobody · which evidence · as long as the board",
    )
    finding = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in FoundAs],
        help_text="nobody · verified or refuted · as long as the board",
    )
    known_at = models.DateTimeField(help_text=_KNOWN)
    found_by = _person("who looked at it", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="finding_is_verified_or_refuted",
                condition=Q(finding__in=[one.value for one in FoundAs]),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("finding")

    def __str__(self) -> str:
        """Return what was found."""
        return self.finding


class WaiverRequest(models.Model):
    """Somebody asked that a department be let off a duty for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="nobody · names the request · for ever")
    obligation = _duty()
    department = _department()
    reason = models.CharField(max_length=1000, help_text="nobody · why; published if granted · as long as the board")
    from_date = models.DateField(help_text="nobody · the first day without the duty · as long as the board")
    until_date = models.DateField(help_text="nobody · the last day without the duty · as long as the board")
    requested_by = _person("who asked for it")
    requested_at = models.DateTimeField(help_text="staff · when it was asked for · as long as the board")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="waiverrequest_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="waiverrequest_ends_after_it_begins",
                condition=Q(until_date__gte=F("from_date")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _only_grows("waiverrequest")

    def __str__(self) -> str:
        """Return what it is about."""
        return f"{self.obligation_id} {self.department_id}"


class WaiverRefusal(models.Model):
    """A request for a waiver was refused."""

    request = models.OneToOneField(
        WaiverRequest,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="refusal",
        help_text="nobody · which request · as long as the board",
    )
    reason = models.CharField(max_length=500, help_text="nobody · why · as long as the board")
    refused_by = _person("who refused it")
    refused_at = models.DateTimeField(help_text="staff · when · as long as the board")

    class Meta:
        triggers: ClassVar[list[pgtrigger.Trigger]] = _only_grows("waiverrefusal")

    def __str__(self) -> str:
        """Return why."""
        return self.reason


class Waiver(models.Model):
    """A department is let off a duty for a time: two people, a reason, an end. It is published."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text="nobody · names the waiver · for ever")
    request = models.OneToOneField(
        WaiverRequest,
        on_delete=models.PROTECT,
        related_name="waiver",
        help_text="nobody · the request it answers · as long as the board",
    )
    obligation = _duty()
    department = _department()
    reason = models.CharField(max_length=1000, help_text="nobody · why, as published · as long as the board")
    from_date = models.DateField(help_text="nobody · the first day without the duty · as long as the board")
    until_date = models.DateField(help_text="nobody · the last day without the duty · as long as the board")
    requested_by = _person("who asked for it")
    approved_by = _person("who granted it; another person")
    known_at = models.DateTimeField(help_text=_KNOWN)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="waiver_approver_is_not_requester",
                condition=~Q(approved_by=F("requested_by")),
            ),
            models.CheckConstraint(name="waiver_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="waiver_ends_after_it_begins", condition=Q(until_date__gte=F("from_date"))),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("waiver")

    def __str__(self) -> str:
        """Return what it is about."""
        return f"{self.obligation_id} {self.department_id}"


class WaiverEnd(models.Model):
    """A waiver was taken back before its last day."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    waiver = models.ForeignKey(
        Waiver,
        on_delete=models.PROTECT,
        related_name="ends",
        help_text="nobody · which waiver · as long as the board",
    )
    from_date = models.DateField(
        help_text="nobody · the first day on which the duty is owed again · as long as the board"
    )
    reason = models.CharField(max_length=500, help_text="nobody · why · as long as the board")
    known_at = models.DateTimeField(help_text=_KNOWN)
    ended_by = _person("who ended it")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="waiverend_has_a_reason", condition=~Q(reason="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("waiverend")

    def __str__(self) -> str:
        """Return from when it no longer holds."""
        return f"{self.from_date}"


class EventFact(models.Model):
    """Something happened that sets off right-away duties. Where and to whom is not kept here."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    kind = models.CharField(max_length=60, help_text="nobody · the pack's kind of event · as long as the board")
    department = _department()
    happened_at = models.DateTimeField(help_text="nobody · from when the clock runs · as long as the board")
    source = models.CharField(
        max_length=120,
        unique=True,
        help_text="nobody · where the fact comes from; names the period · as long as the board",
    )
    known_at = models.DateTimeField(help_text=_KNOWN)
    recorded_by = _person("who put it on record", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="eventfact_names_kind_and_source", condition=~Q(kind="") & ~Q(source="")),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("eventfact")

    def __str__(self) -> str:
        """Return where it comes from."""
        return self.source


class WorkFact(models.Model):
    """How far a department says it is. It is shown beside the light and never makes it."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    obligation = _duty()
    department = _department()
    state = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in WorkState],
        help_text="nobody · how far the work is · as long as the board",
    )
    note = models.CharField(
        max_length=30,
        blank=True,
        default="",
        choices=[(one.value, one.value) for one in WorkNote],
        help_text="nobody · why it stands there, from a list · as long as the board",
    )
    known_at = models.DateTimeField(help_text=_KNOWN)
    recorded_by = _person("who said so", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="workfact_state_is_known",
                condition=Q(state__in=[one.value for one in WorkState]),
            ),
            models.CheckConstraint(
                name="workfact_note_is_known", condition=Q(note__in=[one.value for one in WorkNote])
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["obligation", "department", "-known_at"], name="workfact_last_first")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("workfact")

    def __str__(self) -> str:
        """Return the state."""
        return self.state


class JudgementFact(models.Model):
    """How well a reviewer or counsel holds a duty to be done. It stands beside the light."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    obligation = _duty()
    department = _department()
    judgement = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in Assessment],
        help_text="nobody · compliant, partly or not · as long as the board",
    )
    known_at = models.DateTimeField(help_text=_KNOWN)
    judged_by = _person("who judged", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="judgementfact_is_one_of_three",
                condition=Q(judgement__in=[one.value for one in Assessment]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["obligation", "department", "-known_at"], name="judgement_last_first")
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _not_before_the_seal("judgementfact")

    def __str__(self) -> str:
        """Return the judgement."""
        return self.judgement


class ReminderCovered(models.Model):
    """A step of a duty that somebody has been reminded of: once, and in which message."""

    id = models.BigAutoField(primary_key=True, help_text="nobody · the row's number · for ever")
    obligation = _duty()
    department = _department()
    period = models.CharField(
        max_length=120,
        blank=True,
        default="",
        help_text="nobody · for which month or event · as long as the board",
    )
    due_date = models.DateField(help_text="nobody · the due day counted from · as long as the board")
    step = models.CharField(max_length=12, help_text="nobody · T-7, T, T+1 and so on · as long as the board")
    message = models.CharField(
        max_length=80, help_text="nobody · the key of the message that covers it · as long as the board"
    )
    covered_at = models.DateTimeField(help_text="nobody · when · as long as the board")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["obligation", "department", "period", "due_date", "step"],
                name="remindercovered_step_is_covered_once",
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _only_grows("remindercovered")

    def __str__(self) -> str:
        """Return the step."""
        return self.step


class FrozenBoard(models.Model):
    """The whole board of one midnight as bytes, sealed. A replay makes the same bytes."""

    day = models.DateField(primary_key=True, help_text="nobody · the local day that begins at this midnight · for ever")
    at = models.DateTimeField(help_text="nobody · the midnight · for ever")
    known_at = models.DateTimeField(db_index=True, help_text="nobody · up to when facts were known · for ever")
    rules_version = models.CharField(max_length=20, help_text="nobody · which rules made it · for ever")
    pack_sha256 = models.CharField(max_length=64, help_text="nobody · which pack made it · for ever")
    pairs = models.PositiveIntegerField(help_text="nobody · how many lights it holds · for ever")
    body = models.BinaryField(help_text="nobody · the board itself · for ever")
    sha256 = models.CharField(max_length=64, help_text="nobody · proves the board · for ever")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="frozenboard_has_hashes",
                condition=Q(sha256__regex=_HASH) & Q(pack_sha256__regex=_HASH),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = _only_grows("frozenboard")

    def __str__(self) -> str:
        """Return the day."""
        return f"{self.day}"
