"""What the tables of this room have in common."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from enum import StrEnum

from django.db import models
from django.db.models import Q

LISTED = "as long as it is listed, and two years after"
STAYS = "a City record, kept at least two years"


def identity() -> models.UUIDField[uuid.UUID | str, uuid.UUID]:
    """Return the key of a record: an HSDS id, kept when a record is imported."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, help_text=f"nobody · identity · {LISTED}")


def text(about: str, *, keep: str = LISTED) -> models.TextField[str, str]:
    """Return a column of words that may be empty, because imports start incomplete."""
    return models.TextField(blank=True, default="", help_text=f"{about} · {keep}")


def short(about: str, *, length: int = 300, keep: str = LISTED) -> models.CharField[str, str]:
    """Return a column of a few words that may be empty."""
    return models.CharField(max_length=length, blank=True, default="", help_text=f"{about} · {keep}")


def one_of(words: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the choices of a column."""
    return [(word.value, word.value) for word in words]


def known(name: str, column: str, words: type[StrEnum], *, or_empty: bool = False) -> models.CheckConstraint:
    """Return the constraint that a column holds a known word."""
    values = [word.value for word in words]
    return models.CheckConstraint(name=name, condition=Q(**{f"{column}__in": [*values, *([""] if or_empty else [])]}))


def one_owner(name: str, owners: Iterable[str]) -> models.CheckConstraint:
    """Return the constraint that a detail belongs to exactly one record."""
    columns = tuple(owners)
    condition = Q()
    for mine in columns:
        condition |= Q(**{f"{column}__isnull": column != mine for column in columns})
    return models.CheckConstraint(name=name, condition=condition)
