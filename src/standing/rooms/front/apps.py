"""Registers the room with Django."""

from django.apps import AppConfig


class FrontConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.front"
