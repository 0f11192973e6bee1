"""Registers the room with Django."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.rulebook"
