"""Registers the room with Django."""

from django.apps import AppConfig


class Open311Config(AppConfig):
    """See README.md."""

    name = "standing.rooms.open311"
