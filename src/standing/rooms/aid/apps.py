"""Registers the room with Django."""

from django.apps import AppConfig


class AidConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.aid"
