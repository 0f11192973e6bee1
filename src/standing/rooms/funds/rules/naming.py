"""How records and holds name what stands in this room."""

from __future__ import annotations

from uuid import UUID


def subject(donor: UUID) -> str:
    """Return how records and holds name a donor."""
    return f"funds:donor:{donor}"
