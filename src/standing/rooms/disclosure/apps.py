"""Registers the room with Django."""

from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.disclosure"
