"""What the trustee's cluster keeps of the order in which rows came: nothing that outlives a night."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from standing.kernel.refusals import NotNow

_WANTED: Mapping[str, str] = {
    "wal_level": "minimal",
    "archive_mode": "off",
    "track_commit_timestamp": "off",
    "wal_recycle": "off",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
}


def check() -> None:
    """
    Let a cluster through that does not tell in which order tags came.

    :raises NotNow: with what to change
    """
    found: list[str] = []
    with connection.cursor() as cursor:
        for name, wanted in _WANTED.items():
            cursor.execute(f"SHOW {name}")
            (value,) = cursor.fetchone() or ("",)
            if value != wanted:
                found.append(f"{name} is {value}, and must be {wanted}")
        cursor.execute("SELECT count(*) FROM pg_replication_slots")
        (slots,) = cursor.fetchone() or (0,)
        if slots:
            found.append(f"there are {slots} replication slots, and must be none")
    if found:
        raise NotNow(
            "The trustee does not start on this cluster, for it keeps in which order families came: "
            f"{'; '.join(found)}. Give the trustee a cluster of its own with these settings (docs/decisions/0016), "
            "or unset DATABASE_URL."
        )
