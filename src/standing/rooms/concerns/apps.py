"""Registers the room with Django."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.concerns"
