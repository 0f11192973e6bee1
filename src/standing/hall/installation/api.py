"""The door of the installation."""

from datetime import datetime

from django.db import transaction

from standing.hall.audit import api as audit
from standing.hall.installation.models import Installation
from standing.kernel.refusals import NotNow

__all__ = ["create", "exists", "is_sample"]

_known: list[bool] = []


def is_sample() -> bool:
    """Tell whether this database was created as a sample; False while there is no installation."""
    if not _known:
        row = Installation.objects.values_list("is_sample", flat=True).first()
        if row is None:
            return False
        _known.append(row)  # the row can never change, so a process may remember it
    return _known[0]


def forget() -> None:
    """Ask the database again; for tests, which use many databases in one process."""
    _known.clear()


def exists() -> bool:
    """Tell whether this database was set up."""
    return Installation.objects.exists()


@transaction.atomic
def create(*, is_sample: bool, at: datetime) -> None:
    """
    This will settle, once and for all, whether this database is a sample.

    :raises NotNow: if it was settled before
    """
    if exists():
        raise NotNow("This database was set up before. Whether it is a sample cannot be changed.")
    Installation.objects.create(is_sample=is_sample, created_at=at)
    audit.record(
        verb="installation.create", subject="installation", by=audit.SYSTEM, at=at, facts={"sample": is_sample}
    )
