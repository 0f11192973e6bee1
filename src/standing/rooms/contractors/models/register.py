"""Firms, their contacts, their contracts, and where their people work."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.contractors.rules import steps

PERSON = "accounts.User"
KEPT = "class contractors: 5 years after the contract ended"


def one_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a column."""
    return [(word.value, word.value) for word in words]


def who(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Return a column that names somebody of the staff."""
    return models.ForeignKey(
        PERSON, null=null, blank=null, on_delete=models.PROTECT, related_name="+", help_text=f"{about} · {KEPT}"
    )


class Firm(models.Model):
    """A firm that works for the City, or for a firm that does. Its number is never given to another."""

    id = models.CharField(
        primary_key=True, max_length=24, help_text=f"firms · vendor registration number, or one made here · {KEPT}"
    )
    name = models.CharField(max_length=200, help_text=f"firms · what it is called · {KEPT}")
    languages = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text=f"firms · in which languages its letters are written, best first · {KEPT}",
    )
    is_listed = models.BooleanField(default=True, help_text=f"nobody · false once its list was taken back · {KEPT}")
    brought_by = models.ForeignKey(
        "contractors.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the list that changed it last · {KEPT}",
    )
    changed_at = models.DateTimeField(help_text=f"nobody · when it was changed last · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="contractors_firm_number", condition=Q(id__regex=r"^[A-Z0-9][A-Z0-9-]{0,23}$")),
            models.CheckConstraint(name="contractors_firm_has_a_name", condition=~Q(name="")),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="contractors_firm_by_name", fields=["name", "id"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_firm_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="contractors_firm_keeps_its_number", fields=["id"]),
            never_emptied("contractors_firms_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its name."""
        return self.name


class FirmContact(models.Model):
    """An office of a firm that gets its letters; the first good one is written to."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="+", help_text=f"firms · whose · {KEPT}")
    order = models.PositiveSmallIntegerField(help_text=f"nobody · which is written to first · {KEPT}")
    email = models.EmailField(max_length=254, help_text=f"firms · office address for letters · {KEPT}")
    office = models.CharField(
        max_length=120, blank=True, default="", help_text=f"firms · what the office is called, no person · {KEPT}"
    )
    bad_since = models.DateTimeField(null=True, blank=True, help_text=f"firms · letters came back since · {KEPT}")
    checked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text=f"firms · when somebody said that it is right; older bounces do not count · {KEPT}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="contractors_contact_once", fields=["firm", "email"]),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contractors_contact_in_turn", fields=["firm", "order"]),
            models.Index(name="contractors_contact_by_mail", fields=["email"]),
        ]

    def __str__(self) -> str:
        """Return the address."""
        return self.email


class Contract(models.Model):
    """One contract of a firm with a department."""

    number = models.CharField(
        primary_key=True, max_length=40, help_text=f"firms · the City's number of the contract · {KEPT}"
    )
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="+", help_text=f"firms · with whom · {KEPT}")
    department = models.ForeignKey(
        "city.Department", on_delete=models.PROTECT, related_name="+", help_text=f"nobody · whose contract · {KEPT}"
    )
    title = models.CharField(max_length=200, blank=True, default="", help_text=f"firms · what it is about · {KEPT}")
    manager_office = models.CharField(
        max_length=120, blank=True, default="", help_text=f"staff · the office that manages it · {KEPT}"
    )
    manager_email = models.EmailField(
        max_length=254, blank=True, default="", help_text=f"staff · office address of the contract manager · {KEPT}"
    )
    begins_on = models.DateField(help_text=f"firms · its first day · {KEPT}")
    ends_on = models.DateField(help_text=f"firms · its last day · {KEPT}")
    is_listed = models.BooleanField(default=True, help_text=f"nobody · false once its list was taken back · {KEPT}")
    brought_by = models.ForeignKey(
        "contractors.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the list that changed it last · {KEPT}",
    )
    changed_at = models.DateTimeField(help_text=f"nobody · when it was changed last · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contractors_contract_number", condition=Q(number__regex=r"^[A-Z0-9][A-Z0-9.-]{0,39}$")
            ),
            models.CheckConstraint(name="contractors_contract_lasts", condition=Q(ends_on__gte=F("begins_on"))),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contractors_contract_by_firm", fields=["firm", "number"]),
            models.Index(name="contractors_contract_by_dept", fields=["department", "number"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_contract_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="contractors_contract_keeps_number", fields=["number"]),
            never_emptied("contractors_contracts_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return self.number


class Presence(models.Model):
    """How many people of a contract work at a site, from one moment to another; a head count, never a name."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", help_text=f"firms · of which contract · {KEPT}"
    )
    site = models.CharField(
        max_length=16, blank=True, default="", help_text=f"nobody · number of the site, empty if not known · {KEPT}"
    )
    site_said = models.CharField(
        max_length=200, blank=True, default="", help_text=f"nobody · the site as the list has it · {KEPT}"
    )
    heads = models.PositiveIntegerField(help_text=f"nobody · how many people, a number only · {KEPT}")
    brought_by = models.ForeignKey(
        "contractors.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the list that said so · {KEPT}",
    )
    from_at = models.DateTimeField(help_text=f"nobody · since when it was known · {KEPT}")
    until_at = models.DateTimeField(null=True, blank=True, help_text=f"nobody · when it was replaced · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="contractors_presence_once_a_site",
                fields=["contract", "site", "site_said"],
                condition=Q(until_at__isnull=True),
            ),
            models.CheckConstraint(
                name="contractors_presence_lasts", condition=Q(until_at__isnull=True) | Q(until_at__gte=F("from_at"))
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contractors_presence_history", fields=["contract", "from_at"]),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="contractors_presence_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="contractors_presence_says_what_it_said",
                fields=["id", "contract", "site", "site_said", "heads", "brought_by", "from_at"],
            ),
            pgtrigger.Protect(
                name="contractors_presence_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.until_at IS NOT NULL AND NEW.until_at IS DISTINCT FROM OLD.until_at"
                ),
            ),
            never_emptied("contractors_presences_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return how many are where."""
        return f"{self.heads} at {self.site or self.site_said}"


class ClauseStatus(models.Model):
    """What was found about a clause in a contract; the last finding counts, and none is changed."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="+", help_text=f"firms · of which contract · {KEPT}"
    )
    clause = models.CharField(max_length=40, help_text=f"nobody · which clause, a word of the pack · {KEPT}")
    status = models.CharField(
        max_length=10, choices=one_of(steps.Clause), help_text=f"nobody · what was found · {KEPT}"
    )
    by = who("staff · who looked")
    at = models.DateTimeField(help_text=f"staff · when · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contractors_clause_status_is_known",
                condition=Q(status__in=[one.value for one in steps.Clause]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="contractors_clause_last", fields=["contract", "clause", "-id"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("contractors_clauses")

    def __str__(self) -> str:
        """Return the finding."""
        return f"{self.clause} {self.status}"
