"""Registers the room with Django."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.training"

    def ready(self) -> None:
        """Hear of what others did."""
        from standing.rooms.training import subscribers

        subscribers.listen()
