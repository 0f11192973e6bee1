"""Registers the room with Django."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.roster"
