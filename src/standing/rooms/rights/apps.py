"""Registers the room with Django."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.rights"
