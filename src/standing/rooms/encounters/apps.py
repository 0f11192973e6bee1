"""Registers the room with Django."""

from django.apps import AppConfig


class EncountersConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.encounters"
    label = "encounters"
