"""How columns of this room are written."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q

PERSON = "accounts.User"
KEPT = "as long as the books of the round, two years at least"


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a column."""
    return [(word.value, word.value) for word in words]


def known(name: str, column: str, words: type[StrEnum]) -> models.CheckConstraint:
    """Return the constraint that only words of the list stand in a column."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{column}__in": [word.value for word in words]}))


def word(about: str, *, length: int = 80, blank: bool = False) -> models.CharField[str, str]:
    """Return a column of one short text."""
    if blank:
        return models.CharField(max_length=length, blank=True, default="", help_text=f"{about} · {KEPT}")
    return models.CharField(max_length=length, help_text=f"{about} · {KEPT}")


def link(to: str, about: str, *, null: bool = False, name: str = "+") -> models.ForeignKey[Any, Any]:
    """Return a column that points to another row."""
    return models.ForeignKey(
        to, null=null, blank=null, on_delete=models.PROTECT, related_name=name, help_text=f"{about} · {KEPT}"
    )


def who(about: str, *, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Return a column that names somebody of the staff."""
    return link(PERSON, about, null=null)


def when(about: str, *, null: bool = False) -> models.DateTimeField[Any, Any]:
    """Return a column with a moment of staff's work."""
    return models.DateTimeField(null=null, blank=null, help_text=f"{about} · {KEPT}")


def both_or_none(name: str, first: str, second: str) -> models.CheckConstraint:
    """Return the constraint that two columns are filled together."""
    return models.CheckConstraint(
        name=name,
        condition=Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
    )
