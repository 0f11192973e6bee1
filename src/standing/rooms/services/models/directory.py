"""Organisations, services and places, in the shapes of HSDS 3.1. A record may be incomplete: imports start so."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from standing.hall.triggers import never_emptied
from standing.rooms.services.models._columns import LISTED, identity, known, one_of, short, text
from standing.rooms.services.rules.terms import LocationType, Status


class Organization(models.Model):
    """Who offers help."""

    id = identity()
    name = short("nobody · what it is called; public")
    alternate_name = short("nobody · another name people know; public")
    description = text("nobody · what it does; public")
    email = short("an office · how the office is written to; public")
    website = short("nobody · its own pages; public", length=500)
    year_incorporated = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=f"nobody · since when it exists; public · {LISTED}"
    )
    legal_status = short("nobody · what it is in law; public")
    uri = short("nobody · its name in other registers; public", length=500)
    parent_organization = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · what it is part of; public · {LISTED}",
    )
    department = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text=f"nobody · the City department it is; public · {LISTED}",
    )
    is_sample = models.BooleanField(default=False, help_text=f"nobody · whether it is invented; public · {LISTED}")
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the record that stands for both · {LISTED}",
    )
    created_at = models.DateTimeField(help_text=f"nobody · when it was entered · {LISTED}")
    changed_at = models.DateTimeField(help_text=f"nobody · when it was changed last; public · {LISTED}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="organization_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="organization_stays", operation=pgtrigger.Delete),
            never_emptied("organization_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Service(models.Model):
    """One kind of help that an organisation offers."""

    id = identity()
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="services", help_text=f"nobody · who offers it · {LISTED}"
    )
    name = short("nobody · what it is called; public")
    alternate_name = short("nobody · another name people know; public")
    description = text("nobody · what it is; public")
    url = short("nobody · its page; public", length=500)
    email = short("an office · how the office is written to; public")
    status = models.CharField(
        max_length=24,
        choices=one_of(Status),
        default=Status.ACTIVE.value,
        help_text=f"nobody · whether it is offered; public · {LISTED}",
    )
    closed_on = models.DateField(null=True, blank=True, help_text=f"nobody · when it closed; public · {LISTED}")
    reopens_on = models.DateField(
        null=True, blank=True, help_text=f"nobody · when it opens again, if that is known; public · {LISTED}"
    )
    interpretation_services = text("nobody · interpreters it offers; public")
    application_process = text("nobody · how to ask for it; public")
    fees_description = text("nobody · what it costs, in words; public")
    eligibility_description = text("nobody · whom it is for; never a status; public")
    minimum_age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=f"nobody · the youngest it is for; public · {LISTED}"
    )
    maximum_age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=f"nobody · the oldest it is for; public · {LISTED}"
    )
    accreditations = text("nobody · by whom it is accredited; public")
    is_free = models.BooleanField(
        null=True, blank=True, help_text=f"nobody · whether it costs nothing; unknown if not said; public · {LISTED}"
    )
    by_appointment = models.BooleanField(
        default=False, help_text=f"nobody · whether people must ask for a time first; public · {LISTED}"
    )
    closed_on_holidays = models.BooleanField(
        null=True, blank=True, help_text=f"nobody · whether it closes on City holidays; public · {LISTED}"
    )
    alert = text("nobody · news for those who want to go; public")
    alert_until = models.DateField(
        null=True, blank=True, help_text=f"nobody · the last day of the alert; public · {LISTED}"
    )
    assurer_email = short("an office · role mailbox of those who checked it; public")
    categories = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        help_text=f"nobody · kinds of help, as the pack names them; public · {LISTED}",
    )
    department = models.CharField(
        max_length=64, blank=True, default="", help_text=f"nobody · the City department, if it is the City's · {LISTED}"
    )
    do_not_list = models.BooleanField(
        default=False, help_text=f"nobody · the organisation asked not to be listed · {LISTED}"
    )
    do_not_call = models.BooleanField(
        default=False, help_text=f"nobody · the organisation asked not to be called by checkers · {LISTED}"
    )
    is_sample = models.BooleanField(default=False, help_text=f"nobody · whether it is invented; public · {LISTED}")
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the record that stands for both · {LISTED}",
    )
    created_at = models.DateTimeField(help_text=f"nobody · when it was entered · {LISTED}")
    changed_at = models.DateTimeField(help_text=f"nobody · when it was changed last; public · {LISTED}")
    checked_on = models.DateField(
        null=True, blank=True, help_text=f"nobody · the oldest check of a field that still holds; public · {LISTED}"
    )
    fresh_until = models.DateField(
        null=True, blank=True, help_text=f"nobody · until when that check is young enough · {LISTED}"
    )
    shown_until = models.DateField(null=True, blank=True, help_text=f"nobody · until when it is shown · {LISTED}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="service_by_freshness", fields=["shown_until", "id"]),
            models.Index(name="service_by_department", fields=["department"], condition=~Q(department="")),
            GinIndex(name="service_by_category", fields=["categories"]),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("service_status_is_known", "status", Status),
            models.CheckConstraint(
                name="service_alert_has_an_end",
                condition=Q(alert="", alert_until__isnull=True) | (~Q(alert="") & Q(alert_until__isnull=False)),
            ),
            models.CheckConstraint(
                name="service_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            ),
            models.CheckConstraint(
                name="service_ages_in_order",
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=models.F("maximum_age")),
            ),
            models.CheckConstraint(
                name="service_freshness_hangs_together",
                condition=Q(checked_on__isnull=True, fresh_until__isnull=True, shown_until__isnull=True)
                | Q(
                    checked_on__isnull=False,
                    fresh_until__gte=models.F("checked_on"),
                    shown_until__gte=models.F("fresh_until"),
                ),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="service_stays", operation=pgtrigger.Delete),
            never_emptied("service_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Location(models.Model):
    """Where help is given."""

    id = identity()
    location_type = models.CharField(
        max_length=10,
        choices=one_of(LocationType),
        default=LocationType.PHYSICAL.value,
        help_text=f"nobody · what kind of place; public · {LISTED}",
    )
    url = short("nobody · a page, if the place is online; public", length=500)
    organization = models.ForeignKey(
        Organization,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="locations",
        help_text=f"nobody · whose place · {LISTED}",
    )
    name = short("nobody · what the place is called; public")
    alternate_name = short("nobody · another name; public")
    description = text("nobody · how to recognise it; public")
    transportation = text("nobody · how to get there; public")
    latitude = models.FloatField(null=True, blank=True, help_text=f"nobody · WGS 84; public · {LISTED}")
    longitude = models.FloatField(null=True, blank=True, help_text=f"nobody · WGS 84; public · {LISTED}")
    district = models.CharField(
        max_length=64,
        blank=True,
        default="",
        help_text=f"nobody · district of the city; public · {LISTED}",
    )
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the record that stands for both · {LISTED}",
    )
    created_at = models.DateTimeField(help_text=f"nobody · when it was entered · {LISTED}")
    changed_at = models.DateTimeField(help_text=f"nobody · when it was changed last; public · {LISTED}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("location_type_is_known", "location_type", LocationType),
            models.CheckConstraint(
                name="location_point_is_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
            models.CheckConstraint(
                name="location_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="location_stays", operation=pgtrigger.Delete),
            never_emptied("location_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class ServiceAtLocation(models.Model):
    """That a service is given at a place."""

    id = identity()
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="places", help_text=f"nobody · which service · {LISTED}"
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="services", help_text=f"nobody · which place · {LISTED}"
    )
    description = text("nobody · what is different there; public")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="service_at_location_once", fields=["service", "location"]),
        ]

    def __str__(self) -> str:
        """Return its id."""
        return str(self.id)
