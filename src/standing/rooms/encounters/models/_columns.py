"""What the tables of this room share."""

from __future__ import annotations

from enum import StrEnum

import pgtrigger
from django.db import models

from standing.hall.holds.triggers import refuses_deletion
from standing.hall.triggers import never_emptied

PERSON = "accounts.User"
KEEP = "as long as reports (pack)"
COUNTED = "kept for the counts, without any words"


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return the values of a column."""
    return [(one.value, one.value) for one in kind]


def person(about: str) -> models.ForeignKey[models.Model, models.Model]:
    """Return a column for somebody of the staff."""
    return models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", help_text=about)


def maybe_person(about: str) -> models.ForeignKey[models.Model | None, models.Model | None]:
    """Return a column for somebody of the staff, or nobody."""
    return models.ForeignKey(PERSON, null=True, on_delete=models.PROTECT, related_name="+", help_text=about)


def goes_with_its_report(table: str) -> tuple[pgtrigger.Trigger, ...]:
    """Return the triggers of rows that never change, and are deleted only with what their report says."""
    return (
        pgtrigger.Protect(name=f"{table}_stays_as_written", operation=pgtrigger.Update),
        pgtrigger.Trigger(
            name=f"{table}_goes_with_its_report",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func="""
                IF EXISTS (SELECT 1 FROM encounters_report WHERE id = OLD.report_id AND forgotten_on IS NULL) THEN
                    RAISE EXCEPTION 'what a report says is deleted with the whole report only';
                END IF;
                RETURN OLD;
            """,
        ),
        refuses_deletion(f"{table}_is_kept_while_held", subject="'encounters:report:' || OLD.report_id"),
        never_emptied(f"{table}_is_never_emptied"),
    )
