"""Registers the room with Django."""

from django.apps import AppConfig


class Open311Config(AppConfig):
    """See README.md."""

    name = "standing.rooms.open311"
    label = "open311"
    verbose_name = "Doors for 311"

    def ready(self) -> None:
        """Hear of new editions of the rights articles and of lists that departments confirm."""
        from standing.rooms.open311 import subscribers

        subscribers.listen()
