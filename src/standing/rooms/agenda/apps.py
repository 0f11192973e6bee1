"""Registers the room with Django."""

from django.apps import AppConfig


class AgendaConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.agenda"
