"""Registers the room with Django."""

from django.apps import AppConfig


class GuideConfig(AppConfig):
    """See README.md."""

    name = "standing.rooms.guide"
