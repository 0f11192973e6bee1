"""Sites as they stand, every state they had, and the lists that departments filed."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from standing.hall.triggers import append_only, never_emptied
from standing.rooms.sites.rules.records import Use, Why

PERSON = "accounts.User"
KEPT = "as long as the pack says for property"


def one_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a column."""
    return [(word.value, word.value) for word in words]


def short(about: str, *, length: int = 300) -> models.CharField[str, str]:
    """Return a column of a few words that may be empty, because lists begin incomplete."""
    return models.CharField(max_length=length, blank=True, default="", help_text=f"{about} · {KEPT}")


def long(about: str) -> models.TextField[str, str]:
    """Return a column of words that may be empty."""
    return models.TextField(blank=True, default="", help_text=f"{about} · {KEPT}")


def who(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Return a column that names somebody of the staff."""
    return models.ForeignKey(
        PERSON, null=null, blank=null, on_delete=models.PROTECT, related_name="+", help_text=f"{about} · {KEPT}"
    )


def parts(about: str) -> models.JSONField[Any, Any]:
    """Return a column that holds a list."""
    return models.JSONField(default=list, blank=True, help_text=f"{about} · {KEPT}")


class Site(models.Model):
    """A piece of City property as it stands now. Its id is never given to another, and no row is deleted."""

    id = models.CharField(
        primary_key=True,
        max_length=16,
        help_text=f"nobody · the number of the site, as lists and cards have it · {KEPT}",
    )
    name = short("nobody · what it is called")
    department = short("nobody · code of the department that answers for it", length=64)
    kind = short("nobody · kind of site, a word of the pack", length=40)
    address = short("nobody · where it is; never a home")
    zip = short("nobody · where it is", length=10)
    district = short("nobody · district of the council, a word of the pack", length=40)
    parcel = short("nobody · number of the land in the assessor's book", length=40)
    latitude = models.FloatField(null=True, blank=True, help_text=f"nobody · where it is, for the map · {KEPT}")
    longitude = models.FloatField(null=True, blank=True, help_text=f"nobody · where it is, for the map · {KEPT}")
    responsible = short("staff · the office contact who answers for the site", length=120)
    responsible_title = short("staff · title of the contact", length=120)
    office_email = short("staff · e-mail of the office, never a private one", length=254)
    office_phone = short("staff · telephone of the office, never a private one", length=40)
    areas = parts("nobody · its areas: public, non-public, perimeter")
    gates = parts("nobody · gates and doors, and whether they are kept locked")
    has_no_gates = models.BooleanField(
        default=False, help_text=f"nobody · somebody looked, and there is no gate or door to lock · {KEPT}"
    )
    signs = parts("nobody · which signs hang there since when")
    use = models.CharField(
        max_length=10,
        choices=one_of(Use),
        default=Use.UNJUDGED.value,
        help_text=f"nobody · whether federal agents used the site or could; no time and no place of officers · {KEPT}",
    )
    use_because = long("nobody · why it was judged so; tells of no person")
    plan = long("nobody · what the department does so that it is not used so")
    plan_file = short("nobody · hash of the file with the plan", length=64)
    plan_file_name = short("nobody · what the file is called")
    is_listed = models.BooleanField(
        default=True, help_text=f"nobody · false once the City gave the site up, or an import was taken back · {KEPT}"
    )
    gaps = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text=f"nobody · what is still missing · {KEPT}"
    )
    named = SearchVectorField(null=True, help_text=f"nobody · words of its name and number, for search · {KEPT}")
    words = SearchVectorField(null=True, help_text=f"nobody · all its words, for search · {KEPT}")
    sort_name = short("nobody · its name, folded, to sort by")
    revision = models.PositiveIntegerField(default=1, help_text=f"nobody · which state this is · {KEPT}")
    changed_by = who("staff · who changed it last")
    changed_at = models.DateTimeField(help_text=f"staff · when it was changed last · {KEPT}")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="site_by_name", fields=["is_listed", "sort_name", "id"]),
            models.Index(name="site_by_department", fields=["department", "is_listed", "sort_name", "id"]),
            models.Index(name="site_by_parcel", fields=["parcel"], condition=~Q(parcel="")),
            models.Index(name="site_by_change", fields=["changed_at"]),
            GinIndex(name="site_by_gap", fields=["gaps"], fastupdate=False),
            GinIndex(name="site_by_named", fields=["named"], fastupdate=False),
            GinIndex(name="site_by_words", fields=["words"], fastupdate=False),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="site_id_is_short_and_plain", condition=Q(id__regex=r"^[A-Z0-9][A-Z0-9-]{0,15}$")
            ),
            models.CheckConstraint(name="site_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="site_has_a_department", condition=~Q(department="")),
            models.CheckConstraint(name="site_use_is_known", condition=Q(use__in=[use.value for use in Use])),
            models.CheckConstraint(
                name="site_point_is_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
            ),
            models.CheckConstraint(name="site_has_gates_or_none", condition=Q(has_no_gates=False) | Q(gates=[])),
            models.CheckConstraint(
                name="site_plan_file_is_a_hash", condition=Q(plan_file="") | Q(plan_file__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="site_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="site_keeps_its_number", fields=["id"]),
            never_emptied("sites_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.id} {self.name}"


class SiteRevision(models.Model):
    """A state that a site had: who made it, when, and why. Only ever added to."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · order of recording · {KEPT}")
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which site · {KEPT}"
    )
    number = models.PositiveIntegerField(help_text=f"nobody · which state, counted from one · {KEPT}")
    record = models.JSONField(help_text=f"staff · the whole site as it was then, with its office contact · {KEPT}")
    why = models.CharField(max_length=12, choices=one_of(Why), help_text=f"nobody · how it came about · {KEPT}")
    brought_by = models.ForeignKey(
        "sites.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the import that made this state · {KEPT}",
    )
    by = who("staff · who made it so")
    at = models.DateTimeField(help_text=f"staff · when it was made so · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="siterevision_has_its_number", fields=["site", "number"]),
            models.CheckConstraint(name="siterevision_why_is_known", condition=Q(why__in=[why.value for why in Why])),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="siterevision_by_import", fields=["brought_by", "site"]),
            models.Index(name="siterevision_by_time", fields=["site", "at"]),
        ]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("siterevisions")

    def __str__(self) -> str:
        """Return which state of which site it is."""
        return f"{self.site_id} {self.number}"


class SiteWord(models.Model):
    """A word that stands in some site, with the stubs by which a mistyped one is recognised."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    word = models.CharField(max_length=60, unique=True, help_text=f"nobody · the word, folded · {KEPT}")
    stubs = ArrayField(
        models.CharField(max_length=60), help_text=f"nobody · the word, and what is left without a letter · {KEPT}"
    )

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(name="siteword_by_stub", fields=["stubs"], fastupdate=False),
        ]

    def __str__(self) -> str:
        """Return the word."""
        return self.word


class Filing(models.Model):
    """A list that a department filed: its sites that were or could be used, frozen as they stood."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    department = models.CharField(max_length=64, help_text=f"nobody · whose list it is · {KEPT}")
    number = models.PositiveIntegerField(help_text=f"nobody · which list of the department, counted from one · {KEPT}")
    kinds = ArrayField(
        models.CharField(max_length=40), help_text=f"nobody · kinds of evidence it was filed as · {KEPT}"
    )
    rows = models.JSONField(help_text=f"nobody · the sites of the list, their plans and gates · {KEPT}")
    sha256 = models.CharField(max_length=64, help_text=f"nobody · hash of the rows · {KEPT}")
    filed_by = who("staff · who filed it")
    filed_at = models.DateTimeField(help_text=f"staff · when it was filed · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="filing_has_its_number", fields=["department", "number"]),
            models.CheckConstraint(name="filing_is_a_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")),
            models.CheckConstraint(name="filing_is_of_some_kind", condition=~Q(kinds=[])),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="filing_by_day", fields=["-filed_at"])]
        triggers: ClassVar[tuple[pgtrigger.Trigger, ...]] = append_only("filings")

    def __str__(self) -> str:
        """Return what staff call it."""
        return f"{self.department} {self.number}"
