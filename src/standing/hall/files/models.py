"""What is known of each file that is kept; the bytes lie in the folder of files."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from standing.hall.triggers import never_emptied


class StoredFile(models.Model):
    """One file by its content. Rows are only ever added; which record it belongs to, rooms know."""

    sha256 = models.CharField(
        primary_key=True,
        max_length=64,
        help_text="nobody · names the bytes that are kept · as long as a record cites the file",
    )
    media_type = models.CharField(
        max_length=64,
        help_text="nobody · what the file was found to be · as long as a record cites the file",
    )
    size = models.PositiveIntegerField(help_text="nobody · how many bytes it has · as long as a record cites the file")
    original_name = models.CharField(
        max_length=120,
        help_text="staff · what the file was called when first handed in, cleaned · as long as a record cites the file",
    )
    kept_by = models.CharField(
        max_length=64,
        help_text="staff · the account that handed it in first · as long as a record cites the file",
    )
    kept_at = models.DateTimeField(help_text="staff · when it was first handed in · as long as a record cites the file")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="storedfile_sha256_is_a_hash",
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(name="storedfile_is_not_empty", condition=models.Q(size__gte=1)),
        ]
        triggers: ClassVar[list[pgtrigger.Trigger]] = [
            pgtrigger.Protect(
                name="storedfile_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
            never_emptied("storedfile_is_never_emptied"),
        ]

    def __str__(self) -> str:
        """Return the start of its hash."""
        return self.sha256[:12]
