"""What is known of a service, an organisation or a place, in the shapes of HSDS 3.1."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from standing.rooms.services.models._columns import LISTED, identity, known, one_of, one_owner, short, text
from standing.rooms.services.models.directory import Location, Organization, Service, ServiceAtLocation
from standing.rooms.services.rules.terms import AddressType, Freq


def _of(model: type[models.Model], related: str = "+") -> models.ForeignKey[Any, Any]:
    return models.ForeignKey(
        model,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name=related,
        help_text=f"nobody · what it belongs to · {LISTED}",
    )


class Address(models.Model):
    """Where a place is, for people and letters."""

    id = identity()
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="addresses", help_text=f"nobody · which place · {LISTED}"
    )
    attention = short("an office · to whom letters go; public")
    address_1 = short("nobody · street and number; public")
    address_2 = short("nobody · floor or room; public")
    city = short("nobody · city; public", length=120)
    region = short("nobody · region; public", length=120)
    state_province = short("nobody · state; public", length=60)
    postal_code = short("nobody · ZIP code; public", length=20)
    country = short("nobody · country, two letters; public", length=2)
    address_type = models.CharField(
        max_length=10,
        choices=one_of(AddressType),
        default=AddressType.PHYSICAL.value,
        help_text=f"nobody · what it is for; public · {LISTED}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            known("address_type_is_known", "address_type", AddressType)
        ]

    def __str__(self) -> str:
        """Return its first line."""
        return self.address_1


class Contact(models.Model):
    """An office that answers questions about a record; for staff only, never published."""

    id = identity()
    organization = _of(Organization, "contacts")
    service = _of(Service, "contacts")
    service_at_location = _of(ServiceAtLocation, "contacts")
    location = _of(Location, "contacts")
    title = short("an office · role, such as front desk; staff only")
    department = short("an office · part of the organisation; staff only")
    email = short("an office · role mailbox; staff only")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            one_owner("contact_has_one_owner", ("organization", "service", "service_at_location", "location"))
        ]

    def __str__(self) -> str:
        """Return its role."""
        return self.title


class Phone(models.Model):
    """A number to call."""

    id = identity()
    service = _of(Service, "phones")
    organization = _of(Organization, "phones")
    location = _of(Location, "phones")
    service_at_location = _of(ServiceAtLocation, "phones")
    contact = _of(Contact, "phones")
    number = short("an office · the number; public", length=60)
    extension = models.PositiveIntegerField(
        null=True, blank=True, help_text=f"an office · extension; public · {LISTED}"
    )
    type = short("an office · voice, text, fax, tty; public", length=30)
    description = short("an office · what the number is for; public")
    position = models.PositiveSmallIntegerField(default=0, help_text=f"nobody · order on the page · {LISTED}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            one_owner("phone_has_one_owner", ("service", "organization", "location", "service_at_location", "contact"))
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Schedule(models.Model):
    """Hours that come back by a rule, on the clock of a named zone. Closing at or before opening: the next day."""

    id = identity()
    service = _of(Service, "schedules")
    location = _of(Location, "schedules")
    service_at_location = _of(ServiceAtLocation, "schedules")
    valid_from = models.DateField(null=True, blank=True, help_text=f"nobody · first day; public · {LISTED}")
    valid_to = models.DateField(null=True, blank=True, help_text=f"nobody · last day; public · {LISTED}")
    dtstart = models.DateField(
        null=True, blank=True, help_text=f"nobody · the day counting begins, for every second week; public · {LISTED}"
    )
    until = models.DateField(null=True, blank=True, help_text=f"nobody · last day of the rule; public · {LISTED}")
    count = models.PositiveIntegerField(null=True, blank=True, help_text=f"nobody · how many times; public · {LISTED}")
    wkst = short("nobody · first day of the week; public", length=2)
    freq = models.CharField(
        max_length=8,
        choices=one_of(Freq),
        blank=True,
        default="",
        help_text=f"nobody · WEEKLY or MONTHLY; public · {LISTED}",
    )
    interval = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=f"nobody · every how many weeks or months; public · {LISTED}"
    )
    byday = short("nobody · days such as MO,WE or 1TU; public", length=100)
    byweekno = short("nobody · weeks of the year; public", length=100)
    bymonthday = short("nobody · days of the month; public", length=100)
    byyearday = short("nobody · days of the year; public", length=100)
    description = text("nobody · hours in words; public")
    opens_at = models.TimeField(null=True, blank=True, help_text=f"nobody · opening, local time; public · {LISTED}")
    closes_at = models.TimeField(null=True, blank=True, help_text=f"nobody · closing, local time; public · {LISTED}")
    schedule_link = short("nobody · a page with the hours; public", length=500)
    attending_type = short("nobody · in person, by phone, online; public", length=60)
    notes = text("nobody · notes on the hours; public")
    zone = models.CharField(
        max_length=64, help_text=f"nobody · IANA name of the clock the hours are told by; public · {LISTED}"
    )
    position = models.PositiveSmallIntegerField(default=0, help_text=f"nobody · order on the page · {LISTED}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            one_owner("schedule_has_one_owner", ("service", "location", "service_at_location")),
            known("schedule_freq_is_known", "freq", Freq, or_empty=True),
            models.CheckConstraint(
                name="schedule_has_both_times_or_none",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
            models.CheckConstraint(
                name="schedule_interval_counts", condition=Q(interval__isnull=True) | Q(interval__gte=1)
            ),
            models.CheckConstraint(name="schedule_names_its_zone", condition=~Q(zone="")),
        ]

    def __str__(self) -> str:
        """Return its days."""
        return f"{self.freq} {self.byday}"


class Language(models.Model):
    """A language that is spoken there, with a note such as "call ahead"."""

    id = identity()
    service = _of(Service, "languages")
    location = _of(Location, "languages")
    phone = _of(Phone, "languages")
    name = short("nobody · name of the language; public", length=120)
    code = short("nobody · BCP 47 code of the language; public", length=20)
    note = short("nobody · when and how it is spoken; public", length=500)
    position = models.PositiveSmallIntegerField(default=0, help_text=f"nobody · order on the page · {LISTED}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            one_owner("language_has_one_owner", ("service", "location", "phone"))
        ]

    def __str__(self) -> str:
        """Return its code."""
        return self.code


class CostOption(models.Model):
    """One price of a service."""

    id = identity()
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, related_name="cost_options", help_text=f"nobody · which service · {LISTED}"
    )
    valid_from = models.DateField(null=True, blank=True, help_text=f"nobody · first day; public · {LISTED}")
    valid_to = models.DateField(null=True, blank=True, help_text=f"nobody · last day; public · {LISTED}")
    option = short("nobody · for whom this price is; public")
    currency = short("nobody · currency, three letters; public", length=3)
    amount_cents = models.BigIntegerField(null=True, blank=True, help_text=f"nobody · price; public · {LISTED}")
    amount_description = short("nobody · the price in words; public", length=500)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="cost_is_not_negative", condition=Q(amount_cents__isnull=True) | Q(amount_cents__gte=0)
            )
        ]

    def __str__(self) -> str:
        """Return for whom the price is."""
        return self.option


class RequiredDocument(models.Model):
    """A paper to bring."""

    id = identity()
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        related_name="required_documents",
        help_text=f"nobody · which service · {LISTED}",
    )
    document = short("nobody · the paper; never proof of a status; public", length=500)
    uri = short("nobody · more about the paper; public", length=500)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = []

    def __str__(self) -> str:
        """Return the paper."""
        return self.document


class ServiceArea(models.Model):
    """For which part of the city a service is."""

    id = identity()
    service = _of(Service, "service_areas")
    service_at_location = _of(ServiceAtLocation, "service_areas")
    name = short("nobody · what the area is called; public")
    description = text("nobody · the area in words; public")
    extent = text("nobody · outline of the area; public")
    extent_type = short("nobody · how the outline is written; public", length=30)
    uri = short("nobody · more about the area; public", length=500)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            one_owner("service_area_has_one_owner", ("service", "service_at_location"))
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Accessibility(models.Model):
    """How a place is reached by somebody with a disability."""

    id = identity()
    location = models.ForeignKey(
        Location, on_delete=models.CASCADE, related_name="accessibility", help_text=f"nobody · which place · {LISTED}"
    )
    description = text("nobody · what makes it accessible; public")
    details = text("nobody · more about it; public")
    url = short("nobody · a page about it; public", length=500)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = []

    def __str__(self) -> str:
        """Return its description."""
        return self.description


class Taxonomy(models.Model):
    """A list of kinds of help: our own from the pack, and others that came with imports."""

    id = identity()
    name = short("nobody · what the list is called; public")
    description = text("nobody · what the list is for; public")
    uri = short("nobody · where it is published; public", length=500)
    version = short("nobody · its version; public", length=60)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class TaxonomyTerm(models.Model):
    """A kind of help."""

    id = identity()
    code = short("nobody · short name; public", length=100)
    name = short("nobody · what it is called; public")
    description = text("nobody · what it means; public")
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the wider term; public · {LISTED}",
    )
    taxonomy = models.ForeignKey(
        Taxonomy,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="terms",
        help_text=f"nobody · which list; public · {LISTED}",
    )
    language = short("nobody · language of the name; public", length=20)
    term_uri = short("nobody · where it is published; public", length=500)

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class Attribute(models.Model):
    """A term of another list that a record carries; ours stand in the column ``categories``."""

    id = identity()
    link_id = models.UUIDField(help_text=f"nobody · which record · {LISTED}")
    link_entity = short("nobody · what kind of record; public", length=40)
    link_type = short("nobody · what the term says of it; public", length=60)
    taxonomy_term = models.ForeignKey(
        TaxonomyTerm, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which term; public · {LISTED}"
    )
    value = text("nobody · a value that goes with it; public")
    label = short("nobody · how the term is shown; public")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="attribute_by_record", fields=["link_entity", "link_id"])
        ]

    def __str__(self) -> str:
        """Return the term."""
        return str(self.taxonomy_term_id)
