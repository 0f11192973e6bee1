"""Registers the room with Django."""

from django.apps import AppConfig


class ScenesConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.scenes"
