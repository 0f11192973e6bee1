"""Lists of firms and contracts that somebody brought, and what they changed, so that they can be taken back."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from standing.hall.lists.models import UNTIL_DONE, BroughtList, ListPart, ListRow, short
from standing.rooms.contractors.models.register import KEPT


class Import(BroughtList):
    """A list of contracts; its department is that of rows that name none."""


class ImportPart(ListPart):
    """A piece of the file, with office contacts."""


class ImportRow(ListRow):
    """A row of the list as it was understood. Of a row with mistakes, only what names it stands here."""

    is_wrong = models.BooleanField(help_text=f"nobody · whether it is left out · {UNTIL_DONE}")
    firm = short("firms · number of the firm", until=UNTIL_DONE, length=24)
    firm_name = short("firms · what it is called", until=UNTIL_DONE, length=200)
    languages = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text=f"firms · in which languages its letters are written · {UNTIL_DONE}",
    )
    emails = ArrayField(
        models.CharField(max_length=254),
        default=list,
        blank=True,
        help_text=f"firms · office addresses for letters · {UNTIL_DONE}",
    )
    office = short("firms · what the office is called, no person", until=UNTIL_DONE, length=120)
    contract = short("firms · the City's number of the contract", until=UNTIL_DONE, length=40)
    title = short("firms · what it is about", until=UNTIL_DONE, length=200)
    department = short("nobody · whose contract", until=UNTIL_DONE, length=64)
    manager_office = short("staff · the office that manages it", until=UNTIL_DONE, length=120)
    manager_email = short("staff · office address of the contract manager", until=UNTIL_DONE, length=254)
    begins_on = models.DateField(null=True, blank=True, help_text=f"firms · its first day · {UNTIL_DONE}")
    ends_on = models.DateField(null=True, blank=True, help_text=f"firms · its last day · {UNTIL_DONE}")
    site = short("nobody · number of the site, empty if not known", until=UNTIL_DONE, length=16)
    site_said = short("nobody · the site as the list has it, if it is not known", until=UNTIL_DONE, length=200)
    heads = models.PositiveIntegerField(default=0, help_text=f"nobody · how many people, a number only · {UNTIL_DONE}")

    class Meta(ListRow.Meta):
        abstract = False
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *ListRow.Meta.constraints,
            models.CheckConstraint(
                name="contractors_listrow_says_all_or_is_wrong",
                condition=Q(is_wrong=True)
                | ~Q(firm="") & ~Q(contract="") & ~Q(department="")
                & Q(begins_on__isnull=False, ends_on__isnull=False),
            ),
        ]  # fmt: skip


class ImportMark(models.Model):
    """What a firm, contract or contact was before a list changed it; null if the list brought it."""

    id = models.BigAutoField(primary_key=True, help_text=f"nobody · identity · {KEPT}")
    of = models.ForeignKey(
        Import, on_delete=models.PROTECT, related_name="+", help_text=f"nobody · which list · {KEPT}"
    )
    kind = models.CharField(max_length=10, help_text=f"nobody · firm, contract, contact or presence · {KEPT}")
    key = models.CharField(max_length=300, help_text=f"firms · which one · {KEPT}")
    before = models.JSONField(null=True, blank=True, help_text=f"firms · what it was before · {KEPT}")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="contractors_mark_kind_is_known",
                condition=Q(kind__in=["firm", "contract", "contact", "presence"]),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(name="contractors_mark_of", fields=["of", "kind"])]

    def __str__(self) -> str:
        """Return what it is of."""
        return f"{self.kind} {self.key}"
