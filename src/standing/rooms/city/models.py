"""Departments, and appointments as facts that are added to and never changed."""

from __future__ import annotations

import uuid
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from standing.hall.triggers import never_emptied
from standing.rooms.city.rules.appointments import EndReason, Rank

_KEEP = "as long as the City's records of offices"


class Department(models.Model):
    """That an office exists and can be named. What it is called and whom it obeys stands in the pack."""

    id = models.CharField(
        primary_key=True, max_length=64, help_text=f"nobody · the pack's short name of the office · {_KEEP}"
    )
    first_seen_at = models.DateTimeField(help_text=f"nobody · when a pack named it first · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="department_id_is_a_code", condition=models.Q(id__regex=r"^[a-z0-9][a-z0-9.-]*$")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="department_stays", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("department_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return its code."""
        return self.id


class Appointment(models.Model):
    """Somebody is a department's liaison from a moment on. A correction is another row, never a change."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, help_text=f"staff · names the appointment in records · {_KEEP}"
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the department · {_KEEP}",
    )
    rank = models.CharField(
        max_length=8,
        choices=[(rank.value, rank.value) for rank in Rank],
        help_text=f"staff · primary or backup liaison · {_KEEP}",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · the account of the one appointed · {_KEEP}",
    )
    name = models.CharField(max_length=200, help_text=f"staff · the name as it was on that day; public · {_KEEP}")
    acting = models.BooleanField(
        default=False, help_text=f"staff · whether they only act until somebody is appointed · {_KEEP}"
    )
    title = models.CharField(max_length=200, help_text=f"staff · the office title; public · {_KEEP}")
    office_email = models.EmailField(help_text=f"staff · the office e-mail, to be reached; public · {_KEEP}")
    office_phone = models.CharField(
        max_length=40, help_text=f"staff · the office phone, to be reached; public · {_KEEP}"
    )
    hours = models.JSONField(
        default=list, blank=True, help_text=f"staff · weekly office hours, to know whom to call; public · {_KEEP}"
    )
    from_at = models.DateTimeField(help_text=f"staff · from when it holds · {_KEEP}")
    until_at = models.DateTimeField(
        null=True, blank=True, help_text=f"staff · until when it was made to hold, if that was set · {_KEEP}"
    )
    letter_sha256 = models.CharField(
        max_length=64, blank=True, default="", help_text=f"staff · the signed letter, by its hash · {_KEEP}"
    )
    known_at = models.DateTimeField(help_text=f"staff · when it was recorded · {_KEEP}")
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who recorded it · {_KEEP}",
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="appointment_by_department", fields=["department", "rank", "from_at"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="appointment_rank_is_known", condition=models.Q(rank__in=[rank.value for rank in Rank])
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gte=models.F("from_at")),
            ),
            models.CheckConstraint(
                name="appointment_can_be_reached",
                condition=~models.Q(name="") & ~models.Q(office_email="") & ~models.Q(office_phone=""),
            ),
            models.CheckConstraint(
                name="appointment_letter_is_a_hash",
                condition=models.Q(letter_sha256="") | models.Q(letter_sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="appointment_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("appointment_is_never_emptied"),
            pgtrigger.Trigger(
                name="appointment_opens_a_tenure",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    INSERT INTO city_tenure (appointment_id, department_id, rank, during)
                    VALUES (NEW.id, NEW.department_id, NEW.rank, tstzrange(NEW.from_at, NEW.until_at));
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.department_id} {self.rank}"


class AppointmentEnd(models.Model):
    """Until when an appointment held. The one recorded last counts; those before it stay on record."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · the order of recording · {_KEEP}")
    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · which appointment · {_KEEP}",
    )
    until_at = models.DateTimeField(help_text=f"staff · from when it holds no longer · {_KEEP}")
    reason = models.CharField(
        max_length=16,
        choices=[(reason.value, reason.value) for reason in EndReason],
        help_text=f"staff · why, as one of a few words · {_KEEP}",
    )
    known_at = models.DateTimeField(help_text=f"staff · when it was recorded · {_KEEP}")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · who recorded it · {_KEEP}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="appointmentend_reason_is_known",
                condition=models.Q(reason__in=[reason.value for reason in EndReason]),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="appointmentend_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("appointmentend_is_never_emptied"),
            pgtrigger.Trigger(
                name="appointmentend_moves_the_tenure",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="""
                    UPDATE city_tenure AS tenure
                    SET during = tstzrange(
                        made.from_at,
                        (
                            SELECT ended.until_at FROM city_appointmentend AS ended
                            WHERE ended.appointment_id = NEW.appointment_id
                            ORDER BY ended.known_at DESC, ended.id DESC LIMIT 1
                        )
                    )
                    FROM city_appointment AS made
                    WHERE made.id = NEW.appointment_id AND tenure.appointment_id = made.id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.appointment_id} {self.reason}"


class Tenure(models.Model):
    """
    When each appointment holds by what is known now: so the database itself refuses two at a time.

    Written by the triggers of the two tables above and by nobody else. Past boards never read it.
    """

    appointment = models.OneToOneField(
        Appointment,
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · which appointment · {_KEEP}",
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · the department · {_KEEP}"
    )
    rank = models.CharField(max_length=8, help_text=f"staff · primary or backup liaison · {_KEEP}")
    during = DateTimeRangeField(help_text=f"staff · from when until when, as known now · {_KEEP}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="tenure_is_held_by_one_at_a_time",
                expressions=[
                    ("department", RangeOperators.EQUAL),
                    ("rank", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="tenure_follows_the_facts",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("pg_trigger_depth() = 0"),
            ),
            never_emptied("tenure_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.department_id} {self.rank}"
