"""Registers the room with Django."""

from django.apps import AppConfig


class DrawConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.draw"
