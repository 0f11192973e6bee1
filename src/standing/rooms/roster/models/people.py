"""People who work for the City, their posts, and every change of either."""

from __future__ import annotations

import uuid
from enum import StrEnum
from typing import Any, ClassVar

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from standing.hall.triggers import never_emptied
from standing.rooms.roster.rules.steps import ChangeKind

ACCOUNT = "accounts.User"
HERE = "while they work for the City, then as long as the pack says for people who left"
KEPT = "as long as the pack says for the roster"


def one_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a column."""
    return [(word.value, word.value) for word in words]


def short(about: str, *, until: str = KEPT, length: int = 300) -> models.CharField[str, str]:
    """Return a column of a few words that may be empty."""
    return models.CharField(max_length=length, blank=True, default="", help_text=f"{about} · {until}")


def who(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Return a column that names somebody with an account."""
    return models.ForeignKey(
        ACCOUNT, null=null, blank=null, on_delete=models.PROTECT, related_name="+", help_text=f"{about} · {KEPT}"
    )


class Change(models.Model):
    """One deed that changed the roster: a list that was taken in, or one person changed by hand."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {KEPT}")
    kind = models.CharField(
        max_length=8, choices=one_of(ChangeKind), help_text=f"nobody · what sort of change · {KEPT}"
    )
    from_on = models.DateField(help_text=f"staff · from which day it holds · {KEPT}")
    at = models.DateTimeField(help_text=f"staff · when it was made · {KEPT}")
    by = who("staff · who made it")
    brought_by = models.ForeignKey(
        "roster.Import",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the list that made it · {KEPT}",
    )
    undone_at = models.DateTimeField(null=True, blank=True, help_text=f"staff · when it was taken back · {KEPT}")
    undone_by = who("staff · who took it back", null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="rosterchange_kind_is_known", condition=Q(kind__in=[kind.value for kind in ChangeKind])
            ),
            models.CheckConstraint(
                name="rosterchange_list_or_hand",
                condition=Q(kind=ChangeKind.IMPORT.value, brought_by__isnull=False)
                | (~Q(kind=ChangeKind.IMPORT.value) & Q(brought_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="rosterchange_undone_by_somebody",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__gte=F("at"), undone_by__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="rosterchange_by_day", fields=["-from_on"])]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="rosterchange_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="rosterchange_is_undone_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__undone_at__isnull=False),
            ),
            never_emptied("rosterchanges_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return what sort it is."""
        return self.kind


class Person(models.Model):
    """Somebody who works for the City, or did. The row stays; number, name and e-mail are forgotten on their day."""

    id = models.UUIDField(
        primary_key=True, default=uuid.uuid4, help_text="staff · names the person in counts and records · for ever"
    )
    number = short("staff · the City's employee number, to tell people apart", until=HERE, length=32)
    name = short("staff · the name, for lists and certificates", until=HERE, length=200)
    key = short("staff · the words of the name, folded, to compare by", until=HERE)
    sort_name = short("staff · the name, folded, to sort and search by", until=HERE)
    email = short("staff · work e-mail, to be reached; many have none", until=HERE, length=254)
    joined_on = models.DateField(help_text=f"staff · first day on the roster, for coverage · {KEPT}")
    left_on = models.DateField(
        null=True, blank=True, help_text=f"staff · first day no longer on it; retention counts from there · {KEPT}"
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text="staff · when number, name and e-mail were forgotten · for ever"
    )
    changed_by = models.ForeignKey(
        Change,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=True,
        help_text=f"nobody · the change that made the person stand as they do · {KEPT}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rosterperson_has_a_number", fields=["number"], condition=~Q(number="")),
            models.CheckConstraint(
                name="rosterperson_known_or_forgotten",
                condition=(Q(forgotten_at__isnull=True) & ~Q(number="") & ~Q(name="") & ~Q(key=""))
                | Q(forgotten_at__isnull=False, left_on__isnull=False, number="", name="", key="", email="")
                & Q(sort_name=""),
            ),
            models.CheckConstraint(
                name="rosterperson_leaves_after_joining",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="rosterperson_by_name", fields=["sort_name", "id"]),
            models.Index(
                name="rosterperson_by_leaving",
                fields=["left_on"],
                condition=Q(left_on__isnull=False, forgotten_at__isnull=True),
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="rosterperson_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="rosterperson_stays_forgotten",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__forgotten_at__isnull=False),
            ),
            pgtrigger.Protect(
                name="rosterperson_keeps_its_id",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__id__df=pgtrigger.F("new__id")),
            ),
            never_emptied("rosterpeople_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the number, never the name: this stands in logs."""
        return self.number or str(self.pk)


class Post(models.Model):
    """
    Where and as what a person works, from a day up to but not including another.

    At most one covers a day in each department. One that was taken back covers no day: it ends where it began.
    """

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", help_text=f"staff · whose post · {KEPT}"
    )
    department = models.ForeignKey(
        "city.Department",
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"staff · in which department, for coverage · {KEPT}",
    )
    site = short("staff · number of the site, if it is known, for coverage", length=16)
    site_said = short("staff · the site as the list has it", length=200)
    work_type = short("staff · sort of work, a word of the pack, for coverage", length=40)
    shift = short("staff · when they work, a word of the pack, for coverage", length=40)
    from_on = models.DateField(help_text=f"staff · first day · {KEPT}")
    until_on = models.DateField(null=True, blank=True, help_text=f"staff · first day no longer · {KEPT}")
    opened_by = models.ForeignKey(
        Change, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · the change that made it · {KEPT}"
    )
    closed_by = models.ForeignKey(
        Change,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the change that ended it · {KEPT}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Closed posts too: no day of a person counts twice in one department. One that was taken back is empty.
            ExclusionConstraint(
                name="rosterpost_one_at_a_time_in_a_department",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("department", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="rosterpost_ends_after_it_begins",
                condition=Q(until_on__isnull=True, closed_by__isnull=True)
                | Q(until_on__gte=F("from_on"), closed_by__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(name="rosterpost_by_department", fields=["department", "until_on"]),
            models.Index(
                name="rosterpost_open_by_person", fields=["person", "department"], condition=Q(until_on__isnull=True)
            ),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="rosterpost_stays", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="rosterpost_keeps_what_it_says",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__person__df=pgtrigger.F("new__person"))
                | pgtrigger.Q(old__department__df=pgtrigger.F("new__department"))
                | pgtrigger.Q(old__from_on__df=pgtrigger.F("new__from_on"))
                | pgtrigger.Q(old__site__df=pgtrigger.F("new__site"))
                | pgtrigger.Q(old__site_said__df=pgtrigger.F("new__site_said"))
                | pgtrigger.Q(old__work_type__df=pgtrigger.F("new__work_type"))
                | pgtrigger.Q(old__shift__df=pgtrigger.F("new__shift")),
            ),
            never_emptied("rosterposts_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return the department."""
        return str(self.department_id)


class Touch(models.Model):
    """How a person stood before a change, so that it can be taken back. Somebody new has none."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    change = models.ForeignKey(
        Change, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which change · {KEPT}"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", help_text=f"staff · which person · {KEPT}"
    )
    name = short("staff · the name before", until=HERE, length=200)
    key = short("staff · the name before, folded, to compare by", until=HERE)
    sort_name = short("staff · the name before, folded, to sort by", until=HERE)
    email = short("staff · the e-mail before", until=HERE, length=254)
    joined_on = models.DateField(help_text=f"staff · the first day as it was before · {KEPT}")
    left_on = models.DateField(null=True, blank=True, help_text=f"staff · the day of leaving before · {KEPT}")
    before = models.ForeignKey(
        Change,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=f"nobody · the change before · {KEPT}",
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="rostertouch_once_a_change", fields=["change", "person"])
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(name="rostertouch_stays", operation=pgtrigger.Delete),
            never_emptied("rostertouches_not_emptied"),
        ]

    def __str__(self) -> str:
        """Return its number."""
        return str(self.pk)
