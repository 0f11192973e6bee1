"""Jobs of the directory, cut by noun."""

from standing.rooms.services.tasks import imports, index

__all__ = ["imports", "index"]
